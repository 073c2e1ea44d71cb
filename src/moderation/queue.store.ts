import { and, asc, desc, eq, gte, inArray, lt, type SQL, sql } from 'drizzle-orm'
import type { CommentState } from '../comments/states.ts'
import type { Reader } from '../db/database.ts'
import { beyond, within } from '../db/keyset.ts'
import { filled, listSize, places, preparedShapes } from '../db/prepared.ts'
import { comments } from '../db/tables.ts'
import { asked, type Filters, noFilters } from './queue-filters.store.ts'
import { type QueuedRow, queued } from './store.ts'

const { placeholder } = sql

/** What the queue can be narrowed by, its sections and authors looked up. */
export interface Narrowed {
  state?: CommentState | undefined
  rule?: string | undefined
  article?: readonly string[] | undefined
  /** Any of these. */
  sections?: readonly string[] | undefined
  /** Whatever came from either. */
  author?: { email: string | null; addressHash: string | null } | undefined
  /** In the words or the name. */
  q?: string | undefined
  claimed?: 'free' | 'mine' | 'others' | undefined
  createdFrom?: string | undefined
  createdBefore?: string | undefined
  sort?: 'oldest' | 'newest' | undefined
}

/** A page of the queue asks so many comments at most whether a filter lets them through for which there is no index. */
export const lookedAt = 5000

/** Rows, and where the look ended if it did before the page was full: behind it there may be more. */
export interface QueuePage {
  rows: QueuedRow[]
  horizon: readonly string[] | undefined
}

/**
 * A page of the queue: the index of the queue, of each article or of the author is walked in the order of the sort, so that the millionth is found as
 * fast as the first. What no index answers – rule, section, words, claims – is asked of `lookedAt` comments, and no more.
 */
export async function queue(
  db: Reader,
  narrowed: Narrowed,
  limit: number,
  after: readonly string[] | undefined,
  staffId: string,
  now: Date,
): Promise<QueuePage> {
  const { state = 'pending', rule, article, sections, author, q, claimed, createdFrom, createdBefore, sort = 'oldest' } = narrowed
  const shape: Shape = {
    articles: article === undefined ? 0 : listSize(article.length),
    author: author !== undefined,
    sort,
    from: createdFrom !== undefined,
    before: createdBefore !== undefined,
    after: after !== undefined,
  }
  const filters: Filters = {
    rule: rule !== undefined,
    sections: sections === undefined ? 0 : listSize(sections.length),
    q: q !== undefined,
    claimed: claimed ?? null,
  }
  const values = {
    state,
    rule,
    pattern: q && `%${q.replace(/[A-Z]/g, (letter) => letter.toLowerCase()).replace(/[\\%_]/g, '\\$&')}%`,
    email: author?.email,
    addressHash: author?.addressHash,
    createdFrom: createdFrom && new Date(createdFrom).toISOString(),
    createdBefore: createdBefore && new Date(createdBefore).toISOString(),
    afterMoment: after?.[0],
    afterId: after?.[1],
    staffId,
    now: now.toISOString(),
    ...(article && filled('article', article)),
    ...(sections && filled('section', sections)),
  }
  const isAsking = Object.values(filters).some(Boolean)
  const [last] = isAsking ? await horizons(db, keyOf({ ...shape, ...noFilters, until: false })).execute(values) : []
  const bound = last && { untilMoment: last.createdAt, untilId: last.id }
  const rows = await pages(db, keyOf({ ...shape, ...filters, until: bound !== undefined })).execute({ ...values, ...bound, limit })
  return { rows, horizon: rows.length < limit ? last && [last.createdAt, last.id] : undefined }
}

interface Shape {
  articles: number
  author: boolean
  sort: 'oldest' | 'newest'
  from: boolean
  before: boolean
  after: boolean
}

type Whole = Shape & Filters & { until: boolean }

function keyOf(shape: Whole) {
  return JSON.stringify(shape)
}

const pages = preparedShapes((db, key: string) => {
  const shape = JSON.parse(key) as Whole
  const found = walked(db, shape, placeholder('limit'))
  return queued(db)
    .where(inArray(comments.id, db.select({ id: found.id }).from(found)))
    .orderBy(...inOrder(shape))
    .limit(placeholder('limit'))
    .prepare('queue_page')
})

/** The last comment that a page may ask, or none when there are fewer. */
const horizons = preparedShapes((db, key: string) => {
  const shape = JSON.parse(key) as Whole
  const order = shape.sort === 'oldest' ? asc : desc
  const found = walked(db, shape, lookedAt)
  return db
    .select()
    .from(found)
    .orderBy(order(found.createdAt), order(found.id))
    .limit(1)
    .offset(lookedAt - 1)
    .prepare('queue_horizon')
})

/** The first of what the filters let through: a scan for each article, or for the author’s e-mail and address, each cut at the limit, then merged. */
function walked(db: Reader, shape: Whole, limit: number | ReturnType<typeof placeholder>) {
  const whose = shape.author
    ? [eq(comments.authorEmail, placeholder('email')), eq(comments.addressHash, placeholder('addressHash'))]
    : [undefined]
  const where = shape.articles === 0 ? [undefined] : places('article', shape.articles).map((place) => eq(comments.articleId, place))
  const scans = whose.flatMap((author) => where.map((article) => and(author, article)))
  const conditions = and(eq(comments.state, placeholder('state')), ...between(shape), ...asked(db, shape))
  const [first, ...rest] = scans.map((scan, position) => {
    const found = db
      .select({ createdAt: comments.createdAt, id: comments.id })
      .from(comments)
      .where(and(scan, conditions))
      .orderBy(...inOrder(shape))
      .limit(limit)
      .as(`scan${position}`)
    return db.select({ createdAt: found.createdAt, id: found.id }).from(found)
  })
  return rest.reduce((all, next) => all.union(next) as unknown as typeof all, first!).as('found')
}

function inOrder({ sort }: Shape) {
  const order = sort === 'oldest' ? asc : desc
  return [order(comments.createdAt), order(comments.id)]
}

function between({ from, before, after, until, sort }: Whole): (SQL | undefined)[] {
  const position = [comments.createdAt, comments.id]
  const onwards = sort === 'oldest' ? 'after' : 'before'
  const horizon = [placeholder('untilMoment'), placeholder('untilId')]
  return [
    from ? gte(comments.createdAt, placeholder('createdFrom')) : undefined,
    before ? lt(comments.createdAt, placeholder('createdBefore')) : undefined,
    after ? beyond(position, onwards, [placeholder('afterMoment'), placeholder('afterId')]) : undefined,
    until ? within(position, onwards, horizon) : undefined,
  ]
}
