import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Decision } from '../comments/decisions.store.ts'
import type { CommentRow } from '../comments/store.ts'
import { alias } from '../db/columns.ts'
import type { Reader, Writer } from '../db/database.ts'
import { filled, listSize, places, prepared, preparedInsert, preparedShapes } from '../db/prepared.ts'
import { articles, commentRevisions, comments, decisions, revisions } from '../db/tables.ts'

const { placeholder } = sql

const parents = alias(comments, 'parents')
const parentWords = alias(commentRevisions, 'parent_words')
const publicWords = alias(commentRevisions, 'public_words')

/** What waits for a moderator, in the words of its indexes: a comment, or the edit of one that can be read meanwhile. */
export const waits = sql`(${comments.state} = 'pending' or (${comments.state} = 'approved' and ${comments.revision} <> ${comments.approvedRevision})) is true`

/** A comment with what is shown around it. */
export const queued = (db: Reader) =>
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

const queuedByIds = preparedShapes((db, size: `${number}`) =>
  queued(db)
    .where(inArray(comments.id, places('id', Number(size))))
    .prepare(`queued_${size}_comments`),
)

/** Comments as the queue shows them, in no order. */
export function queuedComments(db: Reader, ids: readonly string[]): Promise<QueuedRow[]> {
  return queuedByIds(db, `${listSize(ids.length)}`).execute(filled('id', ids))
}

const byId = prepared((db) =>
  db
    .select()
    .from(decisions)
    .where(eq(decisions.id, placeholder('id')))
    .prepare('decision_by_id'),
)

/** One decision, or nothing. */
export async function decisionById(db: Reader, id: string): Promise<Decision | undefined> {
  const [decision] = await byId(db).execute({ id })
  return decision
}

const insertDecision = preparedInsert(decisions)

/** Writes down who decided what, and how the comment stood before and after. Nobody changes it: erasing the comment empties its texts, and it goes when its time is over. */
export async function addDecision(
  tx: Writer,
  decision: Pick<Decision, 'id' | 'at' | 'staffId' | 'staffName' | 'action' | 'reason' | 'note'> &
    Partial<Pick<Decision, 'undoes' | 'statement' | 'batch'>>,
  { id: commentId, state: fromState, revision, approvedRevision: approvedBefore }: CommentRow,
  { state: toState, version }: CommentRow,
) {
  await insertDecision(tx, { ...decision, commentId, fromState, toState, revision, version, approvedBefore })
}
