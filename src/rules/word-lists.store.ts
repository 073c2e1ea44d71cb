import { createHash } from 'node:crypto'
import { and, asc, desc, eq, gt, lt, ne } from 'drizzle-orm'
import type { Reader, Writer } from '../db/database.ts'
import { commentRevisions, comments, wordLists } from '../db/tables.ts'
import { audit, type By } from '../events/audit.ts'
import { record } from '../events/record.ts'
import { insistOn } from '../http/fresh.ts'
import { Problem } from '../problem.ts'
import { canBeFound } from '../screening/word-lists.ts'
import type { NewWordList, WordListPatch } from './word-lists.schema.ts'

export type WordListRow = typeof wordLists.$inferSelect

/** So many lists there may be: each comment is looked through for all of them. */
const mostLists = 20

const listed = {
  id: wordLists.id,
  name: wordLists.name,
  effect: wordLists.effect,
  enabled: wordLists.enabled,
  wordCount: wordLists.wordCount,
  revision: wordLists.revision,
  createdAt: wordLists.createdAt,
  updatedAt: wordLists.updatedAt,
}

/** A page of the lists, in the order of their making, without their words. */
export function allWordLists(db: Reader, limit: number, after: readonly string[] | undefined) {
  return db
    .select(listed)
    .from(wordLists)
    .where(after && gt(wordLists.id, after[0]!))
    .orderBy(asc(wordLists.id))
    .limit(limit)
}

/** Throws `not-found`. */
export async function wordListById(db: Reader, id: string): Promise<WordListRow> {
  const [list] = await db.select().from(wordLists).where(eq(wordLists.id, id))
  if (!list) throw new Problem('not-found', `There is no word list ${id}.`)
  return list
}

/** Stands for words: equal for equal ones alone. */
export function digestOf(words: readonly string[]) {
  return createHash('sha256').update(JSON.stringify(words)).digest('base64url')
}

/** Throws `unprocessable` for a word in which nothing can be found. */
export function insistOnWords(words: readonly string[] = []) {
  const failures = words.flatMap((word, position) =>
    canBeFound(word) ? [] : [{ pointer: `#/words/${position}`, code: 'blank', detail: 'There is no letter, digit or sign in it.' }],
  )
  if (failures.length > 0) throw new Problem('unprocessable', undefined, failures.slice(0, 100))
}

/** Adds a list. Throws `state-forbids` when there are as many as may be. */
export async function addWordList(tx: Writer, wanted: NewWordList, id: string, by: By, now: Date): Promise<WordListRow> {
  if ((await tx.$count(wordLists)) >= mostLists)
    throw new Problem('state-forbids', `There are ${mostLists} word lists, and no more are taken.`)
  const at = now.toISOString()
  const { name, effect, words, enabled = false } = wanted
  const counted = { wordCount: words.length, digest: digestOf(words) }
  const list = { id, name, effect, words, ...counted, enabled, revision: 1, createdAt: at, updatedAt: at }
  await tx.insert(wordLists).values(list)
  await audit(tx, by, { what: 'wordList', action: 'created', subjectId: id, before: {}, after: { name, effect, enabled, words } }, now)
  await record(tx, 'wordList.changed', id, { revision: 1, enabled }, now)
  return list
}

/** Changes a list. Throws `not-found` and `changed-meanwhile`. */
export async function changeWordList(tx: Writer, id: string, patch: WordListPatch, expected: number | undefined, by: By, now: Date) {
  const current = await wordListById(tx, id)
  insistOn(expected, current.revision, current.updatedAt)
  const { name, effect, enabled, words } = { ...current, ...patch }
  const [list] = await tx
    .update(wordLists)
    .set({
      name,
      effect,
      enabled,
      words,
      wordCount: words.length,
      digest: digestOf(words),
      revision: current.revision + 1,
      updatedAt: now.toISOString(),
    })
    .where(and(eq(wordLists.id, id), eq(wordLists.revision, current.revision)))
    .returning()
  if (!list) throw new Problem('changed-meanwhile')
  const [before, after] = [told(current, words), told(list, current.words)]
  await audit(tx, by, { what: 'wordList', action: 'changed', subjectId: id, before, after }, now)
  await record(tx, 'wordList.changed', id, { revision: list.revision, enabled }, now)
  return list
}

/** Removes a list; the audit keeps its words. Throws `not-found` and `changed-meanwhile`. */
export async function removeWordList(tx: Writer, id: string, expected: number | undefined, by: By, now: Date) {
  const current = await wordListById(tx, id)
  insistOn(expected, current.revision, current.updatedAt)
  const [removed] = await tx
    .delete(wordLists)
    .where(and(eq(wordLists.id, id), eq(wordLists.revision, current.revision)))
    .returning({ id: wordLists.id })
  if (!removed) throw new Problem('changed-meanwhile')
  await audit(tx, by, { what: 'wordList', action: 'removed', subjectId: id, before: told(current, []), after: {} }, now)
  await record(tx, 'wordList.removed', id, {}, now)
}

/** What the audit tells of a list: of its words those that the other version has not. */
function told({ name, effect, enabled, words }: WordListRow, others: readonly string[]) {
  const known = new Set(others)
  return { name, effect, enabled, words: words.filter((word) => !known.has(word)) }
}

/** Comments by the time they came in, the newest first, before this one or from the last: their newest words. Not those of the staff, nor deleted ones. */
export function latestComments(db: Reader, limit: number, before: string | undefined) {
  return db
    .select({
      id: comments.id,
      state: comments.state,
      badge: comments.badge,
      createdAt: comments.createdAt,
      authorName: comments.authorName,
      body: commentRevisions.body,
    })
    .from(comments)
    .innerJoin(commentRevisions, and(eq(commentRevisions.commentId, comments.id), eq(commentRevisions.number, comments.revision)))
    .where(and(ne(comments.state, 'deleted'), before === undefined ? undefined : lt(comments.id, before)))
    .orderBy(desc(comments.id))
    .limit(limit)
}
