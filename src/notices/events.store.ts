import { and, asc, countDistinct, desc, eq, gt, inArray, lte, or, sql } from 'drizzle-orm'
import type { Reader, Writer } from '../db/database.ts'
import { articles, bookmarks, comments, events, revisions } from '../db/tables.ts'
import { lastEvent } from '../events/store.ts'
import { waits } from '../moderation/store.ts'

export type Event = typeof events.$inferSelect

/** The next events after one. */
export function eventsAfter(db: Reader, sequence: number, limit: number): Promise<Event[]> {
  return db.select().from(events).where(gt(events.sequence, sequence)).orderBy(asc(events.sequence)).limit(limit)
}

/** How far somebody who follows the events has come; undefined before they have begun. */
export async function bookmark(db: Reader, name: string): Promise<number | undefined> {
  const [row] = await db.select().from(bookmarks).where(eq(bookmarks.name, name))
  return row?.sequence
}

/** Begins to follow the events: what has happened so far is not told. */
export async function beginAtLast(tx: Writer, name: string) {
  await tx
    .insert(bookmarks)
    .values({ name, sequence: await lastEvent(tx) })
    .onConflictDoNothing()
}

/** Moves a bookmark from where it was; false when somebody else has moved it. */
export async function moveBookmark(tx: Writer, name: string, from: number, to: number): Promise<boolean> {
  const still = and(eq(bookmarks.name, name), eq(bookmarks.sequence, from))
  return (await tx.update(bookmarks).set({ sequence: to }).where(still).returning({ name: bookmarks.name })).length > 0
}

/** How many comments have come to moderators, under which articles, the busiest first. */
export interface Arrivals {
  count: number
  articles: { id: string; headline: string; count: number }[]
}

/** So many articles are named. */
const named = 5

const arriving = ['comment.submitted', 'comment.edited', 'comment.reported']

/** What came between two events, and still waits for a moderator or is still reported. It reads the events between, and nothing else of the queue. */
export async function arrivals(db: Reader, after: number, until: number): Promise<Arrivals> {
  const count = countDistinct(comments.id)
  const found = await db
    .select({ id: comments.articleId, count })
    .from(events)
    .innerJoin(comments, eq(comments.id, events.subjectId))
    .where(
      and(gt(events.sequence, after), lte(events.sequence, until), inArray(events.type, arriving), or(waits, sql`${comments.reports} > 0`)),
    )
    .groupBy(comments.articleId)
    .orderBy(desc(count), asc(comments.articleId))
  const busiest = found.slice(0, named)
  const words = await db
    .select({ id: articles.id, headline: revisions.headline })
    .from(articles)
    .innerJoin(
      revisions,
      and(
        eq(revisions.articleId, articles.id),
        eq(revisions.number, sql`coalesce(${articles.publishedRevision}, ${articles.draftRevision})`),
      ),
    )
    .where(
      inArray(
        articles.id,
        busiest.map(({ id }) => id),
      ),
    )
  const headlines = new Map(words.map(({ id, headline }) => [id, headline]))
  return {
    count: found.reduce((sum, each) => sum + each.count, 0),
    articles: busiest.map(({ id, count }) => ({ id, headline: headlines.get(id) ?? '', count })),
  }
}
