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

/** What came into version 2 without counting it up: an export of that version may lack the files, and the members have these values then. */
const kindsAdded: readonly Kind[] = ['media', 'mediaUses']
const membersAdded: Partial<Record<Kind, Row>> = { site: { imageRules: {} } }

/** Whether an export may be without a file of a kind that its version holds. */
export function mayLack(kind: Kind) {
  return kindsAdded.includes(kind)
}

/** Whether there is a file of a kind in a version. */
export function holds(version: number, kind: Kind) {
  return version >= 2 || ![...kindsSince2, ...kindsAdded].includes(kind)
}

/** Members that a version lacks of a kind, with what they were then. */
export function lacking(version: number, kind: Kind): Row {
  return { ...membersAdded[kind], ...(version < 2 && membersSince2[kind]) }
}
