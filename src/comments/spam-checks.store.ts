import { and, asc, eq, lt, lte, sql } from 'drizzle-orm'
import { never } from '../db/columns.ts'
import type { Reader, Writer } from '../db/database.ts'
import { prepared, preparedInsert } from '../db/prepared.ts'
import { articles, commentRevisions, commentSignals, comments, spamChecks } from '../db/tables.ts'
import type { Signal } from '../screening/signals.ts'
import type { SpamContext } from '../screening/spam-service.ts'
import type { Check } from './spam-check.ts'
import type { CommentRow } from './store.ts'

const { placeholder } = sql

export type CheckRow = typeof spamChecks.$inferSelect

/** Milliseconds until a service that has not answered is asked again, for the first time. */
export const soonest = 60_000

const placeOfArticle = prepared((db) =>
  db
    .select({ type: articles.type, slug: articles.slug })
    .from(articles)
    .where(eq(articles.id, placeholder('id')))
    .prepare('place_of_article'),
)

/** What the address of an article is made of. */
export async function placeOf(db: Reader, id: string) {
  const [place] = await placeOfArticle(db).execute({ id })
  return place!
}

const insertCheck = preparedInsert(spamChecks)

/** Keeps what the spam service was shown of the newest revision of a comment, and what it said. */
export async function addCheck(
  tx: Writer,
  { id: commentId, revision, version }: Pick<CommentRow, 'id' | 'revision' | 'version'>,
  { judgement, ...shown }: Check,
) {
  const said =
    'error' in judgement
      ? { verdict: null, attempts: 1, dueAt: new Date(Date.parse(shown.at) + soonest).toISOString() }
      : { verdict: judgement.verdict, attempts: 0, dueAt: never }
  await insertCheck(tx, { ...shown, ...said, commentId, revision, version, lesson: null, told: null })
}

const firstDue = prepared((db) =>
  db
    .select({
      check: spamChecks,
      comment: comments,
      body: commentRevisions.body,
    })
    .from(spamChecks)
    .innerJoin(comments, eq(comments.id, spamChecks.commentId))
    .innerJoin(
      commentRevisions,
      and(eq(commentRevisions.commentId, spamChecks.commentId), eq(commentRevisions.number, spamChecks.revision)),
    )
    .where(lte(spamChecks.dueAt, placeholder('now')))
    .orderBy(asc(spamChecks.dueAt))
    .limit(1)
    .prepare('first_due_check'),
)

/** What is due first of all that the service has to be asked or told, with the comment as it stands; or nothing. */
export async function dueCheck(db: Reader, now: Date) {
  const [due] = await firstDue(db).execute({ now: now.toISOString() })
  return due
}

export type DueCheck = NonNullable<Awaited<ReturnType<typeof dueCheck>>>

/** What the service was shown, once more: the words, the name and the e-mail of a comment never change while they are kept. */
export function contextOf({ check, comment, body }: DueCheck): SpamContext {
  const { address, userAgent, referrer, permalink, at } = check
  const { authorName, authorEmail, authorUrl } = comment
  return { address, userAgent, referrer, permalink, at, authorName, authorEmail, authorUrl, body }
}

const checkOfRevision = prepared((db) =>
  db
    .select()
    .from(spamChecks)
    .where(and(eq(spamChecks.commentId, placeholder('commentId')), eq(spamChecks.revision, placeholder('revision'))))
    .prepare('check_of_revision'),
)

/** What the service was shown of a revision, or nothing. */
export async function checkOf(db: Reader, commentId: string, revision: number): Promise<CheckRow | undefined> {
  const [check] = await checkOfRevision(db).execute({ commentId, revision })
  return check
}

/** Writes down what became of a check. */
export async function noteCheck(
  tx: Writer,
  { commentId, revision }: Pick<CheckRow, 'commentId' | 'revision'>,
  change: Partial<Pick<CheckRow, 'verdict' | 'lesson' | 'told' | 'attempts' | 'dueAt'>>,
) {
  await tx
    .update(spamChecks)
    .set(change)
    .where(and(eq(spamChecks.commentId, commentId), eq(spamChecks.revision, revision)))
}

/** Puts what the service has said at last in the place of its silence. */
export async function replaceSilence(tx: Writer, { commentId, revision }: CheckRow, { rule, verdict, detail }: Signal) {
  const silence = and(
    eq(commentSignals.commentId, commentId),
    eq(commentSignals.revision, revision),
    eq(commentSignals.rule, 'provider_error'),
  )
  await tx.update(commentSignals).set({ rule, verdict, detail }).where(silence)
}

/** Forgets the oldest checks, as many as `limit`, and says how many they were. */
export async function forgetChecks(tx: Writer, before: string, limit: number) {
  const { commentId, revision, at } = spamChecks
  const old = tx.select({ commentId, revision }).from(spamChecks).where(lt(at, before)).orderBy(asc(at)).limit(limit)
  return (await tx.delete(spamChecks).where(sql`(${commentId}, ${revision}) in ${old}`).returning({ commentId })).length
}
