import { and, desc, eq, gt, lte, or, type SQL, sql } from 'drizzle-orm'
import type { Reader } from '../../db/database.ts'
import { beyond } from '../../db/keyset.ts'
import { articles, listings, revisions } from '../../db/tables.ts'
import type { ShownState } from '../publishing.ts'

/** What the desk's list can be narrowed by. */
export interface DeskFilter {
  type?: 'article' | 'page'
  state?: ShownState
  term?: string
  createdBy?: string
}

/** A page of the desk's list, last changed first. */
export function deskArticles(
  db: Reader,
  { type = 'article', state, term, createdBy }: DeskFilter,
  limit: number,
  before: readonly string[] | undefined,
  now: Date,
) {
  const filed = db.select({ found: listings.articleId }).from(listings)
  return db
    .select({ article: articles, headline: revisions.headline, slug: revisions.slug })
    .from(articles)
    .innerJoin(revisions, and(eq(revisions.articleId, articles.id), eq(revisions.number, articles.draftRevision)))
    .where(
      and(
        eq(articles.type, type),
        state && inState(state, now.toISOString()),
        createdBy === undefined ? undefined : eq(articles.createdBy, createdBy),
        term === undefined ? undefined : sql`exists ${filed.where(and(eq(listings.articleId, articles.id), eq(listings.termId, term)))}`,
        before && beyond([articles.updatedAt, articles.id], 'before', before),
      ),
    )
    .orderBy(desc(articles.updatedAt), desc(articles.id))
    .limit(limit)
}

/** That an article is in a state, as the desk sees it at a moment. */
export function inState(state: ShownState, now: string): SQL {
  const published = eq(articles.state, 'published')
  if (state === 'scheduled') return and(published, gt(articles.publicFrom, now), gt(articles.publicUntil, articles.publicFrom))!
  if (state === 'published') return and(published, lte(articles.publicFrom, now), gt(articles.publicUntil, now))!
  if (state === 'archived') {
    const over = or(lte(articles.publicUntil, now), lte(articles.publicUntil, articles.publicFrom))
    return or(eq(articles.state, 'archived'), and(published, over))!
  }
  return eq(articles.state, state)
}
