import { and, count, eq, type SQL, sql } from 'drizzle-orm'
import type { Writer } from '../db/database.ts'
import { prepared, preparedInsert, preparedInserts } from '../db/prepared.ts'
import { articles, commentRevisions, commentSignals, comments } from '../db/tables.ts'
import { record } from '../events/record.ts'
import type { Signal } from '../screening/signals.ts'
import { prioritise } from './priority.store.ts'
import type { CommentState } from './states.ts'
import type { CommentRow } from './store.ts'
import { above, visible } from './visibility.ts'

const { placeholder } = sql

const insertComment = preparedInsert(comments)
const insertRevision = preparedInsert(commentRevisions)
const insertSignals = preparedInserts(commentSignals)

/** Keeps a new comment with what the screening found, and counts it if it can be read. */
export async function addComment(tx: Writer, comment: typeof comments.$inferInsert, body: string, signals: readonly Signal[], now: Date) {
  const { id: commentId, articleId, state, createdAt } = comment
  await insertComment(tx, comment)
  await insertRevision(tx, { commentId, number: 1, body, fingerprint: comment.fingerprint, createdAt })
  await addSignals(tx, commentId, 1, signals)
  if (state === 'approved') await recount(tx, articleId)
  await record(tx, 'comment.submitted', commentId, { articleId, state }, now)
}

/** Keeps what the screening found in a revision, by one statement: how much it was costs no time that could be told. */
export function addSignals(tx: Writer, commentId: string, revision: number, signals: readonly Signal[]) {
  return insertSignals(
    tx,
    signals.map((signal, position) => ({ ...signal, commentId, revision, position })),
  )
}

const move = prepared((tx: Writer) => {
  const words = tx
    .select({ fingerprint: commentRevisions.fingerprint })
    .from(commentRevisions)
    .where(and(eq(commentRevisions.commentId, placeholder('id')), eq(commentRevisions.number, placeholder('revision'))))
  return tx
    .update(comments)
    .set({
      state: sql`${placeholder('to')}`,
      version: sql`${comments.version} + 1`,
      revision: sql`${placeholder('revision')}`,
      approvedRevision: sql`${placeholder('approvedRevision')}`,
      fingerprint: sql`case ${comments.revision} when ${placeholder('revision')} then ${comments.fingerprint} else coalesce(${words}, '') end`,
    })
    .where(
      and(
        eq(comments.id, placeholder('id')),
        eq(comments.version, placeholder('version')),
        sql`${comments.state} = ${placeholder('from')}`,
      ),
    )
    .returning()
    .prepare('move_comment')
})

/** Where a comment goes, which of its revisions is its newest from then on, and which of them readers are to see. */
export type Destination = Pick<CommentRow, 'state' | 'revision' | 'approvedRevision'>

/** Where a decision leads: approving is about the newest words, all else leaves what was approved. */
export function destination({ revision, approvedRevision }: CommentRow, state: CommentState): Destination {
  return { state, revision, approvedRevision: state === 'approved' ? revision : approvedRevision }
}

/** Where a comment stands without the edit that waits: the words that can be read are its newest again. */
export function withoutEdit({ state, approvedRevision }: CommentRow): Destination {
  return { state, revision: approvedRevision!, approvedRevision }
}

/**
 * Moves a comment to another state, on the condition that it is still as it was read: one update and the event. Whoever does so counts
 * anew, once for each article. Answers with nothing when somebody was faster.
 */
export async function moveUncounted(tx: Writer, comment: CommentRow, to: Destination, now: Date): Promise<CommentRow | undefined> {
  const { id, version, state: from } = comment
  const { state, revision, approvedRevision } = to
  const [moved] = await move(tx).execute({ id, version, from, to: state, revision, approvedRevision })
  if (!moved) return undefined
  if (moved.revision !== comment.revision) await prioritise(tx, moved)
  await record(tx, 'comment.decided', id, { articleId: moved.articleId, from, to: state, version: moved.version }, now)
  return moved
}

/** The same, and counts. */
export async function moveComment(tx: Writer, comment: CommentRow, to: CommentState, now: Date): Promise<CommentRow | undefined> {
  const moved = await moveUncounted(tx, comment, destination(comment, to), now)
  if (moved) await recount(tx, moved.articleId)
  return moved
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
