import { and, eq, inArray } from 'drizzle-orm'
import { publicAt, publishedWords } from '../articles/visibility.ts'
import { above, visible } from '../comments/visibility.ts'
import type { Reader } from '../db/database.ts'
import { articles, commentRevisions, comments, readers, revisions } from '../db/tables.ts'

/** A comment under an article that is public, and its reader, if it is certainly somebody’s. */
export type Subject = Awaited<ReturnType<typeof publicComments>>[number]

/** The comments of these that are under public articles. */
export function publicComments(db: Reader, ids: readonly string[], now: Date) {
  return db
    .select({
      comment: comments,
      reader: readers,
      article: { type: articles.type, slug: articles.slug, headline: revisions.headline },
    })
    .from(comments)
    .innerJoin(articles, eq(articles.id, comments.articleId))
    .innerJoin(revisions, publishedWords)
    .leftJoin(readers, eq(readers.id, comments.readerId))
    .where(and(inArray(comments.id, [...ids]), publicAt(now.toISOString())))
}

/** Which of these comments readers see, as long as their articles are public. */
export async function readableAmong(db: Reader, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db
    .select({ id: comments.id })
    .from(comments)
    .innerJoin(above.root.table, above.root.on)
    .leftJoin(above.parent.table, above.parent.on)
    .where(and(inArray(comments.id, [...ids]), visible))
  return new Set(rows.map(({ id }) => id))
}

/** The words of one revision of a comment; none once they are erased. */
export async function wordsOf(db: Reader, commentId: string, number: number): Promise<string> {
  const [row] = await db
    .select({ body: commentRevisions.body })
    .from(commentRevisions)
    .where(and(eq(commentRevisions.commentId, commentId), eq(commentRevisions.number, number)))
  return row?.body ?? ''
}
