import { and, eq, ne, type SQLWrapper, sql } from 'drizzle-orm'
import { alias, jsonList } from '../db/columns.ts'
import type { Reader } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { articles, revisions } from '../db/tables.ts'
import type { PublicTranslation } from './alternates.ts'
import { publicNow } from './visibility.ts'

/** Under names of their own, so that what asks beside them may have its own articles and revisions. */
const [stories, told] = [alias(articles, 'stories'), alias(revisions, 'told')]
const toldWords = and(eq(told.articleId, articles.id), eq(told.number, articles.publishedRevision))

const members = {
  id: articles.id,
  type: articles.type,
  slug: articles.slug,
  language: told.language,
  headline: told.headline,
  publishedAt: articles.listedAt,
}

/** That an article, public now, tells the story of another, whose id is no column of `articles` here. */
function tellsStoryOf(db: Reader, articleId: SQLWrapper) {
  const story = db.select({ id: stories.storyId }).from(stories).where(eq(stories.id, articleId))
  return and(eq(articles.storyId, story), ne(articles.id, articleId), publicNow)
}

/** What else tells the story of an article and is public now, as a column beside its revision: a page has no statement to spare. */
export function translationsColumn(db: Reader) {
  return jsonList<PublicTranslation>(members, (list) =>
    db.select({ list }).from(articles).innerJoin(told, toldWords).where(tellsStoryOf(db, revisions.articleId)),
  )
}

const translations = prepared((db) =>
  db
    .select(members)
    .from(articles)
    .innerJoin(told, toldWords)
    .where(tellsStoryOf(db, sql`${sql.placeholder('articleId')}`))
    .prepare('public_translations'),
)

/** The same of an article that need not be public itself. */
export function publicTranslations(db: Reader, articleId: string, now: Date): Promise<PublicTranslation[]> {
  return translations(db).execute({ articleId, now: now.toISOString() })
}
