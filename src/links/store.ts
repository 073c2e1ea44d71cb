import { and, asc, desc, eq, inArray, lte, sql } from 'drizzle-orm'
import type { PublicSummaryRow } from '../articles/lists.store.ts'
import type { ArticleRow } from '../articles/store.ts'
import { publicNow, publishedWords, summaryColumns } from '../articles/visibility.ts'
import type { Reader } from '../db/database.ts'
import { filled, listSize, places, prepared, preparedShapes } from '../db/prepared.ts'
import { articles, links, listings, revisions } from '../db/tables.ts'
import type { Candidate } from './likeness.ts'

const { placeholder } = sql

const chosen = prepared((db) =>
  db
    .select({ ...summaryColumns, relation: links.relation, note: links.note })
    .from(links)
    .innerJoin(articles, eq(articles.id, links.targetId))
    .innerJoin(revisions, publishedWords)
    .where(and(eq(links.articleId, placeholder('articleId')), publicNow))
    .orderBy(asc(links.position))
    .limit(50)
    .prepare('related_links'),
)

/** What the editor chose to go with a published article, in order; what is not public just now is left out. */
export function relatedByEditor(db: Reader, articleId: string, now: Date) {
  return chosen(db).execute({ articleId, now: now.toISOString() })
}

/** So many terms of a story are walked for stories like it, and so many of the latest of each are looked at. */
const [walkedTerms, latestOfEach] = [8, 12]

/** The cross joins are inner ones by their conditions; they keep SQLite from walking all articles first and looking for each among those found. */
const alike = prepared((db) => {
  const scans = Array.from({ length: walkedTerms }, (_, position) =>
    db
      .select({ articleId: listings.articleId, termId: listings.termId })
      .from(listings)
      .crossJoin(articles)
      .where(
        and(
          eq(listings.termId, placeholder(`term${position}`)),
          lte(listings.listedAt, placeholder('now')),
          eq(articles.id, listings.articleId),
          eq(articles.type, 'article'),
          publicNow,
        ),
      )
      .orderBy(desc(listings.listedAt), desc(listings.articleId))
      .limit(placeholder('each'))
      .as(`scan${position}`),
  )
  const [first, ...rest] = scans.map((scan) => db.select({ articleId: scan.articleId, termId: scan.termId }).from(scan))
  const found = rest.reduce((all, next) => all.unionAll(next) as typeof all, first!).as('found')
  return db
    .select({ ...summaryColumns, termId: found.termId })
    .from(found)
    .crossJoin(articles)
    .innerJoin(revisions, publishedWords)
    .where(eq(articles.id, found.articleId))
    .prepare('alike')
})

/** What is known of a story that others are to be like. */
export type Liked = Pick<PublicSummaryRow, 'id' | 'sectionId' | 'tagIds' | 'language'>

/** A public story beside what it has in common with another. */
export interface Alike {
  row: PublicSummaryRow
  candidate: Candidate
}

/** What a public story has in common with another, but for its words. */
export function inCommon({ id, publishedAt, sectionId, tagIds, language }: PublicSummaryRow, story: Liked): Candidate {
  return {
    id,
    publishedAt,
    sharedTags: tagIds.filter((tagId) => story.tagIds.includes(tagId)).length,
    sameSection: sectionId !== null && sectionId === story.sectionId,
    sameLanguage: language === story.language,
    textLikeness: 0,
    sharedWords: [],
  }
}

/**
 * Public stories that share a tag or the section with this one, or stand in a section below, and what they share. The newest of each term are looked at: the cost
 * does not grow with the archive. With `wanted` false the statement runs and finds nothing, so that a page always costs the same number.
 */
export async function storiesAlike(db: Reader, story: Liked, wanted: boolean, now: Date) {
  const terms = [...(story.sectionId ? [story.sectionId] : []), ...story.tagIds].slice(0, walkedTerms)
  const filledTerms = Object.fromEntries(Array.from({ length: walkedTerms }, (_, position) => [`term${position}`, terms[position] ?? '']))
  const rows = await alike(db).execute({ ...filledTerms, each: wanted ? latestOfEach : 0, now: now.toISOString() })
  const stories = new Map<string, Alike>()
  for (const { termId, ...row } of rows) {
    if (row.id === story.id) continue
    const { candidate } = stories.get(row.id) ?? { candidate: inCommon(row, story) }
    stories.set(row.id, { row, candidate: termId === story.sectionId ? { ...candidate, sameSection: true } : candidate })
  }
  return stories
}

/** An article, and the newest headline and slug of it. */
export interface Standing {
  article: ArticleRow
  headline: string
  slug: string
}

export const newestWords = and(eq(revisions.articleId, articles.id), eq(revisions.number, articles.draftRevision))!

const standing = preparedShapes((db, size: `${number}`) =>
  db
    .select({ article: articles, headline: revisions.headline, slug: revisions.slug })
    .from(articles)
    .innerJoin(revisions, newestWords)
    .where(inArray(articles.id, places('id', Number(size))))
    .prepare(`standing_of_${size}`),
)

/** Where articles stand, of whatever state, by id. */
export async function standingOf(db: Reader, ids: readonly string[]): Promise<Map<string, Standing>> {
  if (ids.length === 0) return new Map()
  const rows = await standing(db, `${listSize(ids.length)}`).execute(filled('id', ids))
  return new Map(rows.map((row) => [row.article.id, row]))
}
