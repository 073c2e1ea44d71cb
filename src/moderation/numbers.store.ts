import { and, asc, count, desc, eq, gte, isNotNull, min, ne, sql } from 'drizzle-orm'
import { commentStates } from '../comments/states.ts'
import type { Reader } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { comments, decisions } from '../db/tables.ts'
import { waits } from './store.ts'

const { placeholder } = sql

/** So many comments are counted in each state, and so many decisions are looked at: what is beyond does not make the numbers slower. */
export const countedUpTo = { comments: 10_000, decisions: 5000 } as const

const inStates = prepared((db) => {
  const columns = commentStates.map((state) => {
    const some = db.select({ one: sql`1` }).from(comments).where(eq(comments.state, state)).limit(countedUpTo.comments)
    return [state, sql<number>`(select count(*) from ${some})`] as const
  })
  const some = db.select({ one: sql`1` }).from(comments).where(waits).limit(countedUpTo.comments)
  const oldest = db
    .select({ at: min(comments.createdAt).as('oldest_at') })
    .from(comments)
    .where(waits)
    .as('oldest')
  return db
    .select({
      oldestAt: oldest.at,
      waiting: sql<number>`(select count(*) from ${some})`,
      ...(Object.fromEntries(columns) as Record<(typeof commentStates)[number], (typeof columns)[0][1]>),
    })
    .from(oldest)
    .prepare('comments_in_states')
})

/** How many comments are in each state, and how many wait, edits among them, each counted up to its bound along an index of the queue; and since when the oldest waits. */
export async function commentsInStates(db: Reader) {
  const [row] = await inStates(db).execute()
  return row!
}

/** How many comments wait for a moderator, of `countedUpTo.comments` at most, and since when the oldest does; null when none waits. */
export async function waitingComments(db: Reader): Promise<{ count: number; oldest: string | null }> {
  const [row] = await waiting(db).execute()
  return row!
}

/** Along the index of the queue, which has nothing else in it, and no further than is counted; its first entry is the oldest. */
const waiting = prepared((db) => {
  const some = db
    .select({ createdAt: comments.createdAt })
    .from(comments)
    .where(waits)
    .orderBy(asc(comments.createdAt))
    .limit(countedUpTo.comments)
    .as('some')
  return db
    .select({ count: count(), oldest: min(some.createdAt) })
    .from(some)
    .prepare('waiting_comments')
})

const outOfTheQueue = prepared((db) => {
  const newest = db
    .select()
    .from(decisions)
    .where(gte(decisions.at, placeholder('since')))
    .orderBy(desc(decisions.at))
    .limit(countedUpTo.decisions)
    .as('newest')
  return db
    .select({ at: newest.at, staffId: newest.staffId, name: newest.staffName, createdAt: comments.createdAt })
    .from(newest)
    .innerJoin(comments, eq(comments.id, newest.commentId))
    .where(and(eq(newest.fromState, 'pending'), ne(newest.action, 'undo'), isNotNull(newest.staffId)))
    .prepare('decisions_out_of_the_queue')
})

/** The newest decisions of people since a moment that took comments out of the queue, and when those had come. */
export function decisionsSince(db: Reader, since: string) {
  return outOfTheQueue(db).execute({ since: new Date(since).toISOString() })
}
