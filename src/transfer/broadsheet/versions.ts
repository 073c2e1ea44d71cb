import { never } from '../../db/columns.ts'
import type { Kind, Row } from './kinds.store.ts'

/** Counts up whenever a file or a member is added, renamed or taken away; what the version before lacks is named below. */
export const formatVersion = 2

/** The versions of the format that are read. */
export const readable: readonly number[] = [1, formatVersion]

const kindsSince2: readonly Kind[] = ['readers', 'authorNotes']

/** Each with what the migration of a database of that time gives it. */
const membersSince2: Partial<Record<Kind, Row>> = {
  terms: { commentSettings: {} },
  articles: { commentSettings: {}, commentSettingsRevision: 1 },
  comments: { priority: 0, readerId: null },
  decisions: { statement: null, batch: null },
  rejectionReasons: { objection: null },
  bans: { batch: null },
}

/** Files that came to version 2 while it was the newest: an export of before has none, and nothing that would be in them. */
const addedKinds: readonly Kind[] = ['corrections', 'fronts', 'frontArrangements', 'frontPins', 'menus', 'media', 'mediaUses']

/** The same of members, with what they were before. */
const addedMembers: Partial<Record<Kind, Row>> = {
  site: { imageRules: {} },
  articles: {
    corrections: [],
    correctedAt: null,
    retracted: false,
    withdrawnAt: null,
    withdrawnBy: null,
    withdrawalReason: null,
    withdrawalNote: null,
    storyId: null,
    translationsRevision: 1,
    askedUntil: null,
    rightsFrom: null,
    rightsUntil: null,
    rightsNote: null,
    toldFrom: never,
    toldUntil: null,
  },
  slugs: { alias: false, retiredAt: null, retiredBy: null, createdAt: null, createdBy: null },
  revisions: { version: 0, note: null },
}

/** Whether there is a file of a kind in a version. */
export function holds(version: number, kind: Kind) {
  return version >= 2 || ![...kindsSince2, ...addedKinds].includes(kind)
}

/** Whether an export of this version is whole without a file of a kind. */
export function mayLack(kind: Kind) {
  return addedKinds.includes(kind)
}

/** Members that a version lacks of a kind, or may lack, with what they were then. */
export function lacking(version: number, kind: Kind): Row {
  return { ...(version < 2 && membersSince2[kind]), ...addedMembers[kind] }
}
