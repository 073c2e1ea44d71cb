import { and, count, eq, type SQL, sql } from 'drizzle-orm'
import type { Writer } from '../db/database.ts'
import { prepared, preparedInsert } from '../db/prepared.ts'
import { articles, commentRevisions, commentSignals, comments } from '../db/tables.ts'
import { record } from '../events/record.ts'
import type { Signal } from './screening.ts'
import type { CommentState } from './states.ts'
import type { CommentRow } from './store.ts'
import { above, visible } from './visibility.ts'

const { placeholder } = sql

const insertComment = preparedInsert(comments)
const insertRevision = preparedInsert(commentRevisions)
const insertSignal = preparedInsert(commentSignals)

/** Keeps a new comment with what the screening found, and counts it if it can be read. */
export async function addComment(tx: Writer, comment: typeof comments.$inferInsert, body: string, signals: readonly Signal[], now: Date) {
  const { id: commentId, articleId, state, createdAt } = comment
  await insertComment(tx, comment)
  await insertRevision(tx, { commentId, number: 1, body, fingerprint: comment.fingerprint, createdAt })
  for (const [position, signal] of signals.entries()) await insertSignal(tx, { ...signal, commentId, revision: 1, position })
  if (state === 'approved') await recount(tx, articleId)
  await record(tx, 'comment.submitted', commentId, { articleId, state }, now)
}

const move = prepared((tx: Writer) =>
  tx
    .update(comments)
    .set({
      state: sql`${placeholder('to')}`,
      version: sql`${comments.version} + 1`,
      approvedRevision: sql`case ${placeholder('to')} when 'approved' then ${comments.revision} else ${comments.approvedRevision} end`,
    })
    .where(
      and(
        eq(comments.id, placeholder('id')),
        eq(comments.version, placeholder('version')),
        sql`${comments.state} = ${placeholder('from')}`,
      ),
    )
    .returning()
    .prepare('move_comment'),
)

/**
 * Moves a comment to another state, on the condition that it is still as it was read: one update, the counts and the event.
 * Answers with nothing when somebody was faster.
 */
export async function moveComment(tx: Writer, comment: CommentRow, to: CommentState, now: Date): Promise<CommentRow | undefined> {
  const { id, version, state: from } = comment
  const [moved] = await move(tx).execute({ id, version, from, to })
  if (!moved) return undefined
  await recount(tx, moved.articleId)
  await record(tx, 'comment.decided', id, { articleId: moved.articleId, from, to, version: moved.version }, now)
  return moved
}

/** Takes back words that wait, on the condition that the comment is still as it was read: those that can be read are its newest again. */
export async function takeBackEdit(tx: Writer, { id, version }: CommentRow, now: Date): Promise<CommentRow | undefined> {
  const former = tx
    .select({ fingerprint: commentRevisions.fingerprint })
    .from(commentRevisions)
    .where(and(eq(commentRevisions.commentId, id), sql`${commentRevisions.number} = ${comments.approvedRevision}`))
  const [left] = await tx
    .update(comments)
    .set({
      revision: sql`${comments.approvedRevision}`,
      fingerprint: sql`coalesce(${former}, ${comments.fingerprint})`,
      version: sql`${comments.version} + 1`,
    })
    .where(and(eq(comments.id, id), eq(comments.version, version)))
    .returning()
  if (left)
    await record(tx, 'comment.decided', id, { articleId: left.articleId, from: 'approved', to: 'approved', version: left.version }, now)
  return left
}

const countAnew = prepared((tx: Writer) => {
  const readable = tx
    .select({ count: count() })
    .from(comments)
    .innerJoin(above.root.table, above.root.on)
    .leftJoin(above.parent.table, above.parent.on)
    .where(and(sql`${comments.articleId} = ${articles.id}`, visible))
  return tx
    .update(articles)
    .set({ commentCount: sql`${readable}` as SQL<number> })
    .where(eq(articles.id, placeholder('articleId')))
    .prepare('count_comments')
})

/** Counts what can be read under an article anew, by the same predicate as the lists: a count cannot drift. */
export async function recount(tx: Writer, articleId: string) {
  await countAnew(tx).execute({ articleId })
}
