import { and, asc, eq, lte, max, ne } from 'drizzle-orm'
import { publicAt, publishedWords } from '../articles/visibility.ts'
import { above, visible } from '../comments/visibility.ts'
import { alias, never } from '../db/columns.ts'
import type { Reader, Writer } from '../db/database.ts'
import { articles, comments, replyNotices, revisions } from '../db/tables.ts'

/** Whoever was told of answers is told of further ones after so many milliseconds at the earliest, in one mail. */
const pause = 30 * 60_000

/** Notes that a reader is to be told of an answer; what is noted already, be it that they were told, stays as it is. */
export async function noteReply(
  tx: Writer,
  reply: Pick<typeof replyNotices.$inferInsert, 'replyId' | 'answeredId' | 'readerId'>,
  now: Date,
) {
  const [last] = await tx
    .select({ at: max(replyNotices.at) })
    .from(replyNotices)
    .where(and(eq(replyNotices.readerId, reply.readerId), eq(replyNotices.dueAt, never)))
  const earliest = last?.at ? Date.parse(last.at) + pause : 0
  const dueAt = new Date(Math.max(now.getTime(), earliest)).toISOString()
  await tx
    .insert(replyNotices)
    .values({ ...reply, at: now.toISOString(), dueAt })
    .onConflictDoNothing()
}

/** Readers who are to be told of answers by now: those of the notes that have been due longest, of which so many are read. */
export async function readersToTell(db: Reader, now: Date, most: number): Promise<Set<string>> {
  const due = await db
    .select({ readerId: replyNotices.readerId })
    .from(replyNotices)
    .where(lte(replyNotices.dueAt, now.toISOString()))
    .orderBy(asc(replyNotices.dueAt))
    .limit(most)
  return new Set(due.map(({ readerId }) => readerId))
}

const answered = alias(comments, 'answered')

/** The answers that a reader was not told of yet and that can be read, as many as `most`; what they answer is the reader’s still. */
export function repliesFor(db: Reader, readerId: string, now: Date, most: number) {
  return db
    .select({
      id: comments.id,
      answeredId: answered.id,
      article: { type: articles.type, slug: articles.slug, headline: revisions.headline },
    })
    .from(replyNotices)
    .innerJoin(comments, eq(comments.id, replyNotices.replyId))
    .innerJoin(answered, and(eq(answered.id, replyNotices.answeredId), eq(answered.state, 'approved')))
    .innerJoin(articles, eq(articles.id, comments.articleId))
    .innerJoin(revisions, publishedWords)
    .innerJoin(above.root.table, above.root.on)
    .leftJoin(above.parent.table, above.parent.on)
    .where(
      and(
        eq(replyNotices.readerId, readerId),
        ne(replyNotices.dueAt, never),
        eq(answered.readerId, readerId),
        visible,
        publicAt(now.toISOString()),
      ),
    )
    .orderBy(asc(replyNotices.at), asc(comments.id))
    .limit(most)
}

/** Notes that nothing more is to be told to a reader of the answers that were noted. */
export async function noteTold(tx: Writer, readerId: string, now: Date) {
  await tx
    .update(replyNotices)
    .set({ at: now.toISOString(), dueAt: never })
    .where(and(eq(replyNotices.readerId, readerId), ne(replyNotices.dueAt, never)))
}
