import { asc, getTableColumns } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { keyOf } from '../../db/columns.ts'
import type { Reader } from '../../db/database.ts'
import { beyond } from '../../db/keyset.ts'
import * as tables from '../../db/tables.ts'

/** What an export holds, a file of each kind. What refers to something stands after it. */
export const kinds = {
  site: tables.site,
  staff: tables.staff,
  terms: tables.terms,
  media: tables.media,
  articles: tables.articles,
  revisions: tables.revisions,
  mediaUses: tables.mediaUses,
  slugs: tables.slugs,
  listings: tables.listings,
  links: tables.links,
  corrections: tables.corrections,
  fronts: tables.fronts,
  frontArrangements: tables.frontArrangements,
  frontPins: tables.frontPins,
  menus: tables.menus,
  readers: tables.readers,
  comments: tables.comments,
  commentRevisions: tables.commentRevisions,
  commentSignals: tables.commentSignals,
  commentReports: tables.commentReports,
  decisions: tables.decisions,
  wordLists: tables.wordLists,
  bans: tables.bans,
  authorNotes: tables.authorNotes,
  auditEntries: tables.auditEntries,
  rejectionReasons: tables.rejectionReasons,
  spamMarks: tables.spamMarks,
  spamExamples: tables.spamExamples,
  imports: tables.imports,
  formerAddresses: tables.formerAddresses,
  events: tables.events,
} satisfies Record<string, PgTable>

export type Kind = keyof typeof kinds
/** One row of a kind, its members named as in the tables. */
export type Row = Record<string, unknown>

export const kindNames = Object.keys(kinds) as Kind[]

/** What an export does not hold, and why. */
export const leftOut = {
  secrets: 'The keys that sign cursors and hash texts stay where they are. A newspaper makes its own when it begins.',
  addressKeys: 'The keys that hash the addresses of readers stay where they are, too, and are gone after some time.',
  answers: 'What requests with an `Idempotency-Key` were answered is kept for a day, for those who ask again under the same address.',
  outbox: 'Mail that waits goes out from where it was written; taken along, it would go out twice.',
  readerLinks: 'Links in mail lead to where they were mailed from, and only for a day.',
  bookmarks: 'Who follows the events begins anew where a newspaper has moved: what has happened until then was told where it happened.',
  replyNotices: 'Readers are told of answers where these were given; taken along, they would be told twice.',
  staffNotices: 'Whom to tell that comments wait, and what webhooks are signed with, is set anew by each who was given a new token.',
  strayFiles: 'Files that are nobody’s are removed where they are.',
  claims: 'Who works on which comment holds for some minutes, and is over when a newspaper has moved.',
  spamChecks: 'What a spam service was shown has the addresses of readers in it, and is between this newspaper and that service.',
  articleChanges:
    'Who changed what of an article is for editors who are overtaken at their work; what was written, when and by whom, the revisions tell.',
  previewLinks: 'Links to previews lead to where they were made, and are signed with its keys.',
  draftLinks: 'What drafts link to stands in their revisions, and is noted anew from there.',
  publicTexts: 'Where the words of public articles stand in the full-text index, which is built anew from what comes along.',
  deskTexts: 'The same for the words that only the desk finds.',
  textIndex: 'How far that index has been built here.',
  tokens: 'An import lets nobody in. People and services come along, and are given new tokens.',
} as const

/** The file that a kind is in, such as `comment-revisions.ndjson`. */
export function fileOf(kind: Kind) {
  return `${kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ndjson`
}

/** What the table says of one member of a kind. */
export interface Member {
  name: string
  holds: 'text' | 'number' | 'flag' | 'moment' | 'json'
  words: readonly string[] | undefined
  nullable: boolean
}

const holding = { string: 'text', number: 'number', boolean: 'flag', custom: 'moment', json: 'json' } as const

/** All members of a kind, in order. */
export function membersOf(kind: Kind): Member[] {
  return Object.entries(getTableColumns(kinds[kind] as PgTable)).map(([name, { dataType, enumValues, notNull }]) => ({
    name,
    holds: holding[dataType as keyof typeof holding],
    words: enumValues,
    nullable: !notNull,
  }))
}

/** How many there are of a kind. */
export function countOf(db: Reader, kind: Kind) {
  return db.$count(kinds[kind])
}

/** The next rows of a kind by its key, after this one or from the first. */
export async function rowsAfter(db: Reader, kind: Kind, last: Row | undefined, limit: number): Promise<Row[]> {
  const key = keyOf(kinds[kind])
  const names = membersOf(kind).map(({ name }) => name)
  const columns = getTableColumns(kinds[kind] as PgTable)
  const values = key.map((column) => last?.[names.find((name) => columns[name] === column)!])
  return db
    .select()
    .from(kinds[kind] as PgTable)
    .where(last && beyond(key, 'after', values))
    .orderBy(...key.map((column) => asc(column)))
    .limit(limit)
}
