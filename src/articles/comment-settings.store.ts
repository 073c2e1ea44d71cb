import { eq, inArray, sql } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { filled, listSize, places, prepared, preparedShapes } from '../db/prepared.ts'
import { articles, terms } from '../db/tables.ts'
import { type OwnSettings, type Settings, type SiteSettings, settingsUnder } from '../site/comment-settings.ts'
import { isOrStandsAbove, pathOf, type Term, termsById } from '../taxonomy/store.ts'

const articleId = sql.placeholder('articleId')

const sectionOf = (db: Reader) => db.select({ sectionId: articles.sectionId }).from(articles).where(eq(articles.id, articleId))

const placesOfArticle = prepared((db) =>
  db
    .select({ article: articles, section: terms })
    .from(articles)
    .leftJoin(terms, isOrStandsAbove(sectionOf(db)))
    .where(eq(articles.id, articleId))
    .prepare('places_of_article'),
)

/** An article or page in whatever state, and the sections it stands in, from the inside out; undefined when there is none. One statement. */
export async function placesOf(db: Reader, articleId: string) {
  const rows = await placesOfArticle(db).execute({ articleId })
  const article = rows[0]?.article
  if (!article) return undefined
  const sections = new Map(rows.flatMap(({ section }): [string, Term][] => (section ? [[section.id, section]] : [])))
  return { article, sections: pathOf(sections, article.sectionId) }
}

const ownOfPlaces = prepared((db) =>
  db
    .select({
      article: { sectionId: articles.sectionId, commentSettings: articles.commentSettings },
      section: { id: terms.id, parentId: terms.parentId, commentSettings: terms.commentSettings },
    })
    .from(articles)
    .leftJoin(terms, isOrStandsAbove(sectionOf(db)))
    .where(eq(articles.id, articleId))
    .prepare('comment_settings_of_places'),
)

/** How comments are taken under an article: by its own settings, those of its sections, and the site’s. One statement, which reads nothing else. */
export async function settingsOf(db: Reader, articleId: string, site: SiteSettings): Promise<Settings> {
  const rows = await ownOfPlaces(db).execute({ articleId })
  const sections = new Map(rows.flatMap(({ section }) => (section ? [[section.id, section] as const] : [])))
  const nearer = rows[0] ? [rows[0].article, ...pathOf(sections, rows[0].article.sectionId)] : []
  return settingsUnder(
    site,
    nearer.map(({ commentSettings }) => commentSettings as OwnSettings),
  )
}

const ownOfArticles = preparedShapes((db, size: `${number}`) =>
  db
    .select({ id: articles.id, sectionId: articles.sectionId, commentSettings: articles.commentSettings })
    .from(articles)
    .where(inArray(articles.id, places('id', Number(size))))
    .prepare(`comment_settings_of_${size}`),
)

/** The same for many articles, by their ids. Two statements. */
export async function settingsOfEach(db: Reader, articleIds: readonly string[], site: SiteSettings): Promise<Map<string, Settings>> {
  const rows = await ownOfArticles(db, `${listSize(articleIds.length)}`).execute(filled('id', articleIds))
  const sections = await termsById(
    db,
    rows.flatMap(({ sectionId }) => sectionId ?? []),
  )
  return new Map(
    rows.map(({ id, sectionId, commentSettings }) => {
      const nearer = [commentSettings, ...pathOf(sections, sectionId).map((section) => section.commentSettings)]
      return [id, settingsUnder(site, nearer as OwnSettings[])]
    }),
  )
}
