import { and, eq, gt, isNotNull, isNull, lte, type Placeholder, sql } from 'drizzle-orm'
import { articles, revisions, slugs } from '../db/tables.ts'

/** What the public sees at a moment: the one predicate of every list, count, link and comment. The clock decides, so no worker can be late. */
export function publicAt(moment: string | Placeholder) {
  return and(lte(articles.listedAt, moment), lte(articles.publicFrom, moment), gt(articles.publicUntil, moment))!
}

/** The same with the moment filled in when the statement runs, as `now`. */
export const publicNow = publicAt(sql.placeholder('now'))

/** A slug under which readers find its article while that is public: its own, a former one or one on purpose, unless it was retired. */
export const publicSlug = and(isNotNull(slugs.publicSince), isNull(slugs.retiredAt))!

/** Joins an article to the words that readers see. */
export const publishedWords = and(eq(revisions.articleId, articles.id), eq(revisions.number, articles.publishedRevision))!

/** What a list shows of a public article. */
export const summaryColumns = {
  id: articles.id,
  type: articles.type,
  slug: articles.slug,
  kind: revisions.kind,
  language: revisions.language,
  headline: revisions.headline,
  standfirst: revisions.standfirst,
  dateline: revisions.dateline,
  excerpt: revisions.excerpt,
  wordCount: revisions.wordCount,
  pinned: revisions.pinned,
  sectionId: revisions.sectionId,
  tagIds: revisions.tagIds,
  bylines: revisions.bylines,
  source: revisions.source,
  leadImage: revisions.leadImage,
  publishedAt: articles.listedAt,
  updatedAt: articles.republishedAt,
  commentsOpen: articles.commentsOpen,
  commentsCloseAt: articles.commentsCloseAt,
  commentSettings: articles.commentSettings,
  commentCount: articles.commentCount,
  correctedAt: articles.correctedAt,
  retracted: articles.retracted,
  publicUntil: articles.publicUntil,
}

/** And what its own page shows beside. */
export const articleColumns = {
  ...summaryColumns,
  seo: revisions.seo,
  bodyHtml: revisions.bodyHtml,
  bodyText: revisions.bodyText,
  bodyHeadings: revisions.bodyHeadings,
  corrections: articles.corrections,
}
