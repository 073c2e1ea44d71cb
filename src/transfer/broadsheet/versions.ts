import type { Kind, Row } from './kinds.store.ts'

/** Counts up whenever a file or a member is added, renamed or taken away; what the version before lacks is named below. */
export const formatVersion = 2

/** The versions of the format that are read. */
export const readable: readonly number[] = [1, formatVersion]

const kindsSince2: readonly Kind[] = ['readers', 'authorNotes']

/** Files that came into version 2 when there were exports of it already. */
const kindsAddedTo2: readonly Kind[] = ['fronts', 'frontArrangements', 'frontPins', 'menus']

/** Each with what the migration of a database of that time gives it. */
const membersSince2: Partial<Record<Kind, Row>> = {
  terms: { commentSettings: {} },
  articles: { commentSettings: {}, commentSettingsRevision: 1 },
  comments: { priority: 0, readerId: null },
  decisions: { statement: null, batch: null },
  rejectionReasons: { objection: null },
  bans: { batch: null },
}

/** Whether there is a file of a kind in a version. */
export function holds(version: number, kind: Kind) {
  return version >= 2 || ![...kindsSince2, ...kindsAddedTo2].includes(kind)
}

/** Whether an export of a version may be without the file of a kind. */
export function mayLack(version: number, kind: Kind) {
  return version === 2 && kindsAddedTo2.includes(kind)
}

/** Members that a version lacks of a kind, with what they were then. */
export function lacking(version: number, kind: Kind): Row {
  return version >= 2 ? {} : (membersSince2[kind] ?? {})
}
