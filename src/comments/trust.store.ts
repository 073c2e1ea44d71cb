import { and, desc, eq, exists, gte, inArray, notExists, or, sql } from 'drizzle-orm'
import { alias } from '../db/columns.ts'
import type { Reader } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { comments, decisions, staff } from '../db/tables.ts'
import type { ReaderRow } from '../readers/store.ts'
import type { Settings } from '../site/comment-settings.ts'

/** So many of a reader’s newest comments are asked. */
const asked = 100

const day = 86_400_000

const { placeholder } = sql

const undoing = alias(decisions, 'undoing')

const recordOfReader = prepared((db) => {
  const newest = db
    .select({ id: comments.id, state: comments.state, approvedRevision: comments.approvedRevision })
    .from(comments)
    .where(eq(comments.readerId, placeholder('readerId')))
    .orderBy(desc(comments.createdAt), desc(comments.id))
    .limit(asked)
    .as('newest')
  const undone = db
    .select({ one: sql`1` })
    .from(undoing)
    .where(and(eq(undoing.commentId, decisions.commentId), eq(undoing.undoes, decisions.id)))
  const approval = db
    .select({ one: sql`1` })
    .from(decisions)
    .innerJoin(staff, and(eq(staff.id, decisions.staffId), eq(staff.kind, 'person')))
    .where(
      and(
        eq(decisions.commentId, newest.id),
        eq(decisions.action, 'approve'),
        eq(decisions.revision, newest.approvedRevision),
        gte(decisions.at, placeholder('approvedSince')),
        notExists(undone),
      ),
    )
  const refusal = db
    .select({ one: sql`1` })
    .from(decisions)
    .where(
      and(
        eq(decisions.commentId, newest.id),
        inArray(decisions.action, ['reject', 'spam']),
        gte(decisions.at, placeholder('rejectedSince')),
        or(inArray(newest.state, ['rejected', 'spam']), notExists(undone)),
      ),
    )
  return db
    .select({
      approved: sql<number>`count(case when ${newest.state} = 'approved' and ${exists(approval)} then 1 end)`,
      refused: sql<number>`count(case when ${exists(refusal)} then 1 end)`,
    })
    .from(newest)
    .prepare('record_of_reader')
})

/**
 * Whether a reader’s next comment need not wait, by what has become of their hundred newest: only what is theirs for certain counts, approvals
 * by people alone and refusals by anybody, unless they were taken back. Whoever withdraws what was refused is not trusted the sooner. One statement.
 */
export async function isTrusted(db: Reader, { id: readerId, refusedAt }: ReaderRow, trust: Settings['trust'], now: Date): Promise<boolean> {
  const since = (days: number) => new Date(now.getTime() - days * day).toISOString()
  const [rejectedSince, approvedSince] = [since(trust.rejectedDays), since(trust.windowDays)]
  const [record] = await recordOfReader(db).execute({ readerId, approvedSince, rejectedSince })
  return record!.approved >= trust.approved && record!.refused === 0 && refusedAt < rejectedSince
}
