import { and, desc, eq, exists, lt, notExists, sql } from 'drizzle-orm'
import type { RevisionRow } from '../articles/store.ts'
import { publicAt } from '../articles/visibility.ts'
import type { Reader } from '../db/database.ts'
import { beyond } from '../db/keyset.ts'
import { articles, draftLinks, links, revisions } from '../db/tables.ts'
import type { Position } from '../http/page.ts'
import { newestWords, type Standing } from './store.ts'

/** A page looks at so many links at most; one that has seen as many before it was full ends early, at its horizon. */
const lookedAt = 2000

/** An article that links to another, and how. */
export type Backlink = Standing & Pick<RevisionRow['related'][number], 'relation' | 'note'>

/** The public stories that link to an article, last begun first. */
export async function publicBacklinks(db: Reader, targetId: string, limit: number, after: Position | undefined, now: Date) {
  const walked = db
    .select()
    .from(links)
    .where(and(eq(links.targetId, targetId), after && lt(links.articleId, after[0]!)))
    .orderBy(desc(links.articleId))
    .limit(lookedAt)
    .as('walked')
  const rows: Backlink[] = await db
    .select({ article: articles, headline: revisions.headline, slug: revisions.slug, relation: walked.relation, note: walked.note })
    .from(walked)
    .innerJoin(articles, eq(articles.id, walked.articleId))
    .innerJoin(revisions, newestWords)
    .where(publicAt(now.toISOString()))
    .orderBy(desc(walked.articleId))
    .limit(limit)
  const [end] = await db
    .select({ articleId: walked.articleId })
    .from(walked)
    .orderBy(desc(walked.articleId))
    .limit(1)
    .offset(lookedAt - 1)
  return { rows, horizon: end && rows.length < limit ? [end.articleId] : undefined }
}

/** The articles of whatever state whose newest words link to an article, last begun first. */
export async function draftBacklinks(db: Reader, targetId: string, limit: number, after: Position | undefined): Promise<Backlink[]> {
  const rows = await db
    .select({ article: articles, headline: revisions.headline, slug: revisions.slug, related: revisions.related })
    .from(draftLinks)
    .innerJoin(articles, eq(articles.id, draftLinks.articleId))
    .innerJoin(revisions, newestWords)
    .where(and(eq(draftLinks.targetId, targetId), after && lt(draftLinks.articleId, after[0]!)))
    .orderBy(desc(draftLinks.articleId))
    .limit(limit)
  return rows.map(({ related, ...standing }) => {
    const { relation, note } = related.find(({ articleId }) => articleId === targetId)!
    return { ...standing, relation, note }
  })
}

/** The links of public stories that lead to what is not public just now, those of the stories last begun first. */
export async function deadLinks(db: Reader, limit: number, after: Position | undefined, now: Date) {
  const walked = db
    .select()
    .from(links)
    .where(after && beyond([links.articleId, links.position], 'before', [after[0], Number(after[1])]))
    .orderBy(desc(links.articleId), desc(links.position))
    .limit(lookedAt)
    .as('walked')
  const readable = (id: typeof walked.articleId | typeof walked.targetId) =>
    db
      .select({ one: sql`1` })
      .from(articles)
      .where(and(eq(articles.id, id), publicAt(now.toISOString())))
  const rows = await db
    .select()
    .from(walked)
    .where(and(exists(readable(walked.articleId)), notExists(readable(walked.targetId))))
    .orderBy(desc(walked.articleId), desc(walked.position))
    .limit(limit)
  const [end] = await db
    .select()
    .from(walked)
    .orderBy(desc(walked.articleId), desc(walked.position))
    .limit(1)
    .offset(lookedAt - 1)
  return { rows, horizon: end && rows.length < limit ? placeOf(end) : undefined }
}

export type DeadLink = Awaited<ReturnType<typeof deadLinks>>['rows'][number]

/** Where a link stands in the list of dead ones. */
export function placeOf({ articleId, position }: { articleId: string; position: number }): Position {
  return [articleId, String(position)]
}
