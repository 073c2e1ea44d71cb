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

/** What was added to a version without making another of it, with what an older export of that version means by its absence. */
const membersAdded: Partial<Record<Kind, Row>> = {
  articles: { askedUntil: null, rightsFrom: null, rightsUntil: null, rightsNote: null, toldFrom: never, toldUntil: null },
}

/** Whether there is a file of a kind in a version. */
export function holds(version: number, kind: Kind) {
  return version >= 2 || !kindsSince2.includes(kind)
}

/** Members that a version lacks of a kind, with what they were then. */
export function lacking(version: number, kind: Kind): Row {
  return { ...(version < 2 && membersSince2[kind]), ...membersAdded[kind] }
}
