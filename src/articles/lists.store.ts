import { and, asc, desc, eq, exists, gte, inArray, lt, lte, type SQL, sql } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { beyond } from '../db/keyset.ts'
import { filled, listSize, places, prepared, preparedShapes } from '../db/prepared.ts'
import { articles, listings, revisions, slugs } from '../db/tables.ts'
import { translationsColumn } from './alternates.store.ts'
import { articleColumns, publicNow, publicSlug, publishedWords, summaryColumns } from './visibility.ts'

const { placeholder } = sql

const bySlug = prepared((db) =>
  db
    .select({ ...articleColumns, translations: translationsColumn(db) })
    .from(slugs)
    .innerJoin(articles, eq(articles.id, slugs.articleId))
    .innerJoin(revisions, publishedWords)
    .where(and(eq(slugs.type, placeholder('type')), eq(slugs.slug, placeholder('slug')), publicSlug, publicNow))
    .prepare('public_article_by_slug'),
)

const byIds = preparedShapes((db, size: `${number}`) =>
  db
    .select(summaryColumns)
    .from(articles)
    .innerJoin(revisions, publishedWords)
    .where(and(inArray(articles.id, places('id', Number(size))), publicNow))
    .prepare(`public_articles_by_${size}_ids`),
)

/** What readers see of an article, and what else tells its story. */
export type PublicArticle = Awaited<ReturnType<ReturnType<typeof bySlug>['execute']>>[number]
export type PublicRow = Omit<PublicArticle, 'translations'>
export type PublicSummaryRow = Awaited<ReturnType<ReturnType<typeof byIds>['execute']>>[number]

/** What readers see under a slug, its own or a former one; undefined when nothing is public there. */
export async function publicArticle(db: Reader, type: 'article' | 'page', slug: string, now: Date): Promise<PublicArticle | undefined> {
  const [row] = await bySlug(db).execute({ type, slug, now: now.toISOString() })
  return row
}

/** Those of the ids that are public, in the order asked for. */
export async function publicArticles(db: Reader, ids: readonly string[], now: Date): Promise<PublicSummaryRow[]> {
  if (ids.length === 0) return []
  const rows = await byIds(db, `${listSize(ids.length)}`).execute({ ...filled('id', ids), now: now.toISOString() })
  const found = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => found.get(id) ?? [])
}

/** What a public list can be narrowed by. Each of `filed` is an any-of: an article stands in one term at least of every group. */
export interface ListFilter {
  type: 'article' | 'page'
  filed: readonly (readonly string[])[]
  kinds: readonly string[]
  language: string | undefined
  publishedFrom: string | undefined
  publishedBefore: string | undefined
  oldestFirst: boolean
  /** With bodies: rows are `PublicArticle`s. */
  whole: boolean
}

/** The whole of what is public. */
export const everything: ListFilter = {
  type: 'article',
  filed: [],
  kinds: [],
  language: undefined,
  publishedFrom: undefined,
  publishedBefore: undefined,
  oldestFirst: false,
  whole: false,
}

/**
 * A page of a public list. The first group of terms is walked along its own index, a scan a term, each cut at the limit and then
 * merged, so that the cost does not grow with the list; further groups are looked up row by row.
 */
export function publicList(
  db: Reader,
  filter: ListFilter,
  limit: number,
  after: readonly string[] | undefined,
  now: Date,
): Promise<PublicSummaryRow[]> {
  const { type, filed, kinds, language, publishedFrom, publishedBefore } = filter
  const [afterMoment, afterId] = after ?? []
  const shape = JSON.stringify({
    walked: filed[0] === undefined ? 0 : listSize(filed[0].length),
    others: filed.slice(1).map((group) => listSize(group.length)),
    kinds: kinds.length === 0 ? 0 : listSize(kinds.length),
    language: language !== undefined,
    from: publishedFrom !== undefined,
    before: publishedBefore !== undefined,
    after: after !== undefined,
    oldestFirst: filter.oldestFirst,
    whole: filter.whole,
  } satisfies Shape)
  const groups = filed.slice(1).map((group, position) => filled(`other${position}_`, group))
  return list(db, shape).execute({
    type,
    language,
    publishedFrom,
    publishedBefore,
    afterMoment,
    afterId,
    limit,
    now: now.toISOString(),
    ...(filed[0] !== undefined && filled('walked', filed[0])),
    ...(kinds.length > 0 && filled('kind', kinds)),
    ...Object.assign({}, ...groups),
  })
}

interface Shape {
  walked: number
  others: number[]
  kinds: number
  language: boolean
  from: boolean
  before: boolean
  after: boolean
  oldestFirst: boolean
  whole: boolean
}

const list = preparedShapes((db, key: string) => {
  const shape = JSON.parse(key) as Shape
  const order = shape.oldestFirst ? asc : desc
  const columns = shape.whole ? { ...articleColumns, translations: translationsColumn(db) } : summaryColumns
  const conditions = [publicNow, eq(articles.type, placeholder('type')), ...narrowed(db, shape)]
  if (shape.walked === 0) {
    return db
      .select(columns)
      .from(articles)
      .innerJoin(revisions, publishedWords)
      .where(and(...conditions, ...cut(shape, articles.listedAt, articles.id)))
      .orderBy(order(articles.listedAt), order(articles.id))
      .limit(placeholder('limit'))
      .prepare('public_list')
  }
  const scans = Array.from({ length: shape.walked }, (_, position) =>
    db
      .select({ articleId: listings.articleId })
      .from(listings)
      .innerJoin(articles, eq(articles.id, listings.articleId))
      .where(
        and(eq(listings.termId, placeholder(`walked${position}`)), ...conditions, ...cut(shape, listings.listedAt, listings.articleId)),
      )
      .orderBy(order(listings.listedAt), order(listings.articleId))
      .limit(placeholder('limit'))
      .as(`scan${position}`),
  )
  const [first, ...rest] = scans.map((scan) => db.select({ articleId: scan.articleId }).from(scan))
  const found = rest.reduce((all, next) => all.union(next) as typeof all, first!)
  return db
    .select(columns)
    .from(articles)
    .innerJoin(revisions, publishedWords)
    .where(sql`${articles.id} in ${found}`)
    .orderBy(order(articles.listedAt), order(articles.id))
    .limit(placeholder('limit'))
    .prepare('public_list_of_terms')
})

function narrowed(db: Reader, shape: Shape): (SQL | undefined)[] {
  const filed = (size: number, position: number) =>
    exists(
      db
        .select({ one: sql`1` })
        .from(listings)
        .where(and(eq(listings.articleId, articles.id), inArray(listings.termId, places(`other${position}_`, size)))),
    )
  return [
    ...shape.others.map(filed),
    shape.kinds > 0 ? inArray(articles.kind, places('kind', shape.kinds)) : undefined,
    shape.language ? eq(articles.language, placeholder('language')) : undefined,
    shape.from ? gte(articles.listedAt, placeholder('publishedFrom')) : undefined,
    shape.before ? lt(articles.listedAt, placeholder('publishedBefore')) : undefined,
  ]
}

function cut(
  shape: Shape,
  moment: typeof articles.listedAt | typeof listings.listedAt,
  id: typeof articles.id | typeof listings.articleId,
) {
  const onwards = shape.oldestFirst ? 'after' : 'before'
  return [
    lte(moment, placeholder('now')),
    shape.after ? beyond([moment, id], onwards, [placeholder('afterMoment'), placeholder('afterId')]) : undefined,
  ]
}
