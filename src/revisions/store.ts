import { and, asc, desc, eq, lt } from 'drizzle-orm'
import type { ArticleRow, RevisionRow } from '../articles/store.ts'
import type { Reader } from '../db/database.ts'
import { events, revisions, staff } from '../db/tables.ts'
import { Problem } from '../problem.ts'

const by = { id: staff.id, name: staff.name }

/** What lists show of the saves of an article, newest first; those before a number. */
export function savesOf(db: Reader, articleId: string, limit: number, before: number | undefined) {
  return db
    .select({
      number: revisions.number,
      version: revisions.version,
      createdAt: revisions.createdAt,
      note: revisions.note,
      headline: revisions.headline,
      wordCount: revisions.wordCount,
      by,
    })
    .from(revisions)
    .leftJoin(staff, eq(staff.id, revisions.createdBy))
    .where(and(eq(revisions.articleId, articleId), before === undefined ? undefined : lt(revisions.number, before)))
    .orderBy(desc(revisions.number))
    .limit(limit)
}

/** One save of an article, whole, and who made it. Throws `not-found`. */
export async function saveOf(
  db: Reader,
  { id }: ArticleRow,
  number: number,
): Promise<{ revision: RevisionRow; by: { id: string; name: string } | null }> {
  const [found] = await db
    .select({ revision: revisions, by })
    .from(revisions)
    .leftJoin(staff, eq(staff.id, revisions.createdBy))
    .where(and(eq(revisions.articleId, id), eq(revisions.number, number)))
  if (!found) throw new Problem('not-found', `There is no revision ${number} of ${id}: there never was, or it was let go.`)
  return found
}

/** When each revision of an article was first published, by its number. The events tell: they are written with the publication, and stay. */
export async function publicationsOf(db: Reader, articleId: string): Promise<Map<number, string>> {
  const published = await db
    .select({ data: events.data, at: events.at })
    .from(events)
    .where(and(eq(events.subjectId, articleId), eq(events.type, 'article.published')))
    .orderBy(asc(events.sequence))
  return new Map(published.toReversed().map(({ data, at }) => [Number(data.revision), at]))
}
