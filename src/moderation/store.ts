import { and, asc, count, desc, eq, gte, inArray, lt, min, sql } from 'drizzle-orm'
import type { Action, CommentState } from '../comments/states.ts'
import type { CommentRow } from '../comments/store.ts'
import { alias } from '../db/columns.ts'
import type { Reader, Writer } from '../db/database.ts'
import { beyond } from '../db/keyset.ts'
import { filled, listSize, places, prepared, preparedInsert, preparedShapes } from '../db/prepared.ts'
import { articles, commentRevisions, commentSignals, comments, decisions, revisions } from '../db/tables.ts'

const { placeholder } = sql

const parents = alias(comments, 'parents')
const parentWords = alias(commentRevisions, 'parent_words')
const publicWords = alias(commentRevisions, 'public_words')

/** What waits for a moderator, in the words of its indexes: a comment, or the edit of one that can be read meanwhile. */
const waits = sql`(${comments.state} = 'pending' or (${comments.state} = 'approved' and ${comments.revision} <> ${comments.approvedRevision})) is true`

/** What the queue can be narrowed by. */
export interface QueueFilter {
  state?: CommentState | undefined
  rule?: string | undefined
  article?: readonly string[] | undefined
  createdFrom?: string | undefined
  createdBefore?: string | undefined
  /** Whether readers have reported them, and no moderator has decided since. */
  reported?: boolean | undefined
  sort?: 'oldest' | 'newest' | 'reports' | undefined
}

/** What the queue is sorted by, each with an index. */
const sortings = {
  oldest: { columns: [comments.createdAt, comments.id], order: asc, onwards: 'after' },
  newest: { columns: [comments.createdAt, comments.id], order: desc, onwards: 'before' },
  reports: { columns: [comments.reports, comments.createdAt, comments.id], order: desc, onwards: 'before' },
} as const

/** Where a comment stands in the queue. */
export function placeInQueue({ reports, createdAt, id }: CommentRow, sort: QueueFilter['sort']): string[] {
  return sort === 'reports' ? [String(reports), createdAt, id] : [createdAt, id]
}

const queued = (db: Reader) =>
  db
    .select({
      comment: comments,
      body: commentRevisions.body,
      approvedBody: publicWords.body,
      article: { id: articles.id, type: articles.type, slug: articles.slug, headline: revisions.headline },
      parent: { id: parents.id, authorName: parents.authorName, body: parentWords.body },
    })
    .from(comments)
    .innerJoin(commentRevisions, and(eq(commentRevisions.commentId, comments.id), eq(commentRevisions.number, comments.revision)))
    .innerJoin(articles, eq(articles.id, comments.articleId))
    .innerJoin(
      revisions,
      and(
        eq(revisions.articleId, articles.id),
        eq(revisions.number, sql`coalesce(${articles.publishedRevision}, ${articles.draftRevision})`),
      ),
    )
    .leftJoin(publicWords, and(eq(publicWords.commentId, comments.id), eq(publicWords.number, comments.approvedRevision)))
    .leftJoin(parents, eq(parents.id, comments.inReplyTo))
    .leftJoin(parentWords, and(eq(parentWords.commentId, parents.id), eq(parentWords.number, parents.revision)))

export type QueuedRow = Awaited<ReturnType<ReturnType<typeof queued>['execute']>>[number]

/** A page of the queue, along its own index: the millionth is found as fast as the first. */
export function queue(db: Reader, filter: QueueFilter, limit: number, after: readonly string[] | undefined) {
  const { rule, article, createdFrom, createdBefore, sort = 'oldest', reported = sort === 'reports' ? true : undefined } = filter
  const { state = reported ? undefined : 'pending' } = filter
  const { columns, order, onwards } = sortings[sort]
  const isReported = sql`${comments.reports} > 0`
  const ruled = db.select({ id: commentSignals.commentId }).from(commentSignals)
  return queued(db)
    .where(
      and(
        state === undefined ? undefined : state === 'pending' ? waits : eq(comments.state, state),
        reported === undefined ? undefined : reported ? isReported : sql`not coalesce(${isReported}, false)`,
        rule === undefined
          ? undefined
          : sql`exists ${ruled.where(and(eq(commentSignals.rule, rule), eq(commentSignals.commentId, comments.id), eq(commentSignals.revision, comments.revision)))}`,
        article === undefined ? undefined : inArray(comments.articleId, [...article]),
        createdFrom === undefined ? undefined : gte(comments.createdAt, new Date(createdFrom).toISOString()),
        createdBefore === undefined ? undefined : lt(comments.createdAt, new Date(createdBefore).toISOString()),
        after && beyond(columns, onwards, sort === 'reports' ? [Number(after[0]), ...after.slice(1)] : after),
      ),
    )
    .orderBy(...columns.map((column) => order(column)))
    .limit(limit)
}

/** How many comments wait for a moderator, and since when the oldest does; null when none waits. */
export async function waitingComments(db: Reader): Promise<{ count: number; oldest: string | null }> {
  const [row] = await waiting(db).execute()
  return row!
}

/** Along the index of the queue, which has nothing else in it: the comments that are decided are not looked at. */
const waiting = prepared((db) =>
  db
    .select({ count: count(), oldest: min(comments.createdAt) })
    .from(comments)
    .where(waits)
    .prepare('waiting_comments'),
)

const queuedById = prepared((db) =>
  queued(db)
    .where(eq(comments.id, placeholder('id')))
    .prepare('queued_comment'),
)

/** One comment as the queue shows it, or nothing. */
export async function queuedComment(db: Reader, id: string): Promise<QueuedRow | undefined> {
  const [row] = await queuedById(db).execute({ id })
  return row
}

const signalsByComment = preparedShapes((db, size: `${number}`) =>
  db
    .select({ signal: commentSignals })
    .from(commentSignals)
    .innerJoin(comments, and(eq(comments.id, commentSignals.commentId), eq(comments.revision, commentSignals.revision)))
    .where(inArray(commentSignals.commentId, places('id', Number(size))))
    .orderBy(asc(commentSignals.position))
    .prepare(`signals_of_${size}`),
)

/** What the screening found in the newest words of comments, in the order of its rules. */
export function signalsOf(db: Reader, ids: readonly string[]) {
  return signalsByComment(db, `${listSize(ids.length)}`).execute(filled('id', ids))
}

const decisionsByComment = preparedShapes((db, size: `${number}`) =>
  db
    .select()
    .from(decisions)
    .where(inArray(decisions.commentId, places('id', Number(size))))
    .orderBy(asc(decisions.at), asc(decisions.id))
    .prepare(`decisions_on_${size}`),
)

/** All that was decided about comments, oldest first. */
export function decisionsOn(db: Reader, ids: readonly string[]) {
  return decisionsByComment(db, `${listSize(ids.length)}`).execute(filled('id', ids))
}

const insertDecision = preparedInsert(decisions)

/** Writes down who decided what; nothing ever changes or removes it. */
export async function addDecision(
  tx: Writer,
  decision: {
    id: string
    at: string
    staffId: string | null
    staffName: string
    action: Action
    reason: string | null
    note: string | null
  },
  { id: commentId, state: fromState, revision }: CommentRow,
  toState: CommentState,
) {
  await insertDecision(tx, { ...decision, commentId, fromState, toState, revision })
}
