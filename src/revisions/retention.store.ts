import { and, asc, eq, exists, gt, inArray, isNull, lt, ne, notExists, or, sql } from 'drizzle-orm'
import { alias } from '../db/columns.ts'
import type { Reader, Writer } from '../db/database.ts'
import { articleChanges, articles, events, previewLinks, revisions } from '../db/tables.ts'

/** The next ids of articles behind one, in order. */
export async function articlesAfter(db: Reader, id: string, limit: number): Promise<string[]> {
  const rows = await db.select({ id: articles.id }).from(articles).where(gt(articles.id, id)).orderBy(asc(articles.id)).limit(limit)
  return rows.map((row) => row.id)
}

const newer = alias(revisions, 'newer')

/**
 * The revisions of these articles whose place another had taken before a moment, as many as `limit`. Never the newest, never one that was published:
 * the events of its publications say so; and none that a preview link leads to, while the link is kept. Whatever else is bound to a revision keeps it by a condition here.
 */
export async function supersededRevisions(db: Reader, articleIds: readonly string[], before: string, limit: number) {
  const takenBefore = db
    .select({ one: sql`1` })
    .from(newer)
    .where(and(eq(newer.articleId, revisions.articleId), gt(newer.number, revisions.number), lt(newer.createdAt, before)))
  const publications = db
    .select({ number: sql<number>`${events.data} ->> 'revision'` })
    .from(events)
    .where(and(eq(events.subjectId, revisions.articleId), eq(events.type, 'article.published')))
  const shown = db
    .select({ one: sql`1` })
    .from(previewLinks)
    .where(
      and(eq(previewLinks.articleId, revisions.articleId), eq(previewLinks.revision, revisions.number), isNull(previewLinks.revokedAt)),
    )
  return db
    .select({ articleId: revisions.articleId, number: revisions.number })
    .from(revisions)
    .innerJoin(articles, eq(articles.id, revisions.articleId))
    .where(
      and(
        inArray(revisions.articleId, [...articleIds]),
        ne(revisions.number, articles.draftRevision),
        sql`${revisions.number} is distinct from ${articles.publishedRevision}`,
        exists(takenBefore),
        notExists(shown),
        sql`${revisions.number} not in ${publications}`,
      ),
    )
    .orderBy(asc(revisions.articleId), asc(revisions.number))
    .limit(limit)
}

/** Lets the superseded revisions of these articles go, as many as `limit`, and says how many they were. */
export async function dropSuperseded(tx: Writer, articleIds: readonly string[], before: string, limit: number): Promise<number> {
  const gone = await supersededRevisions(tx, articleIds, before, limit)
  if (gone.length === 0) return 0
  await tx
    .delete(revisions)
    .where(or(...gone.map(({ articleId, number }) => and(eq(revisions.articleId, articleId), eq(revisions.number, number)))))
  return gone.length
}

/** Forgets who made the oldest changes, as many as `limit`, and says how many they were. */
export async function dropChanges(tx: Writer, before: string, limit: number): Promise<number> {
  const { articleId, version, at } = articleChanges
  const old = tx.select({ articleId, version }).from(articleChanges).where(lt(at, before)).orderBy(asc(at)).limit(limit)
  return (await tx.delete(articleChanges).where(sql`(${articleId}, ${version}) in ${old}`).returning({ version })).length
}
