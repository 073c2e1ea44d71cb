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

/** Members that exports of this version may lack, for they came later; what they are then is what a new article has. */
const membersOfLate: Partial<Record<Kind, Row>> = {
  articles: { storyId: null, translationsRevision: 1 },
}

/** Whether there is a file of a kind in a version. */
export function holds(version: number, kind: Kind) {
  return version >= 2 || !kindsSince2.includes(kind)
}

/** Members that a version lacks of a kind, or may lack, with what they were then. */
export function lacking(version: number, kind: Kind): Row {
  return { ...membersOfLate[kind], ...(version >= 2 ? {} : membersSince2[kind]) }
}
