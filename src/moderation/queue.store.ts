import { and, eq, gte, inArray, lt, ne, type SQL, sql } from 'drizzle-orm'
import type { CommentState } from '../comments/states.ts'
import type { Reader } from '../db/database.ts'
import { beyond, within } from '../db/keyset.ts'
import { filled, listSize, places, preparedShapes } from '../db/prepared.ts'
import { comments } from '../db/tables.ts'
import { asked, type Filters, isReported, noFilters } from './queue-filters.store.ts'
import { placed, placeInQueue, type Sort, sortings } from './queue-order.store.ts'
import { type QueuedRow, queued, waits } from './store.ts'

const { placeholder } = sql

/** What the queue can be narrowed by, its sections and authors looked up. */
export interface Narrowed {
  /** What waits, edits among it, unless told; of what is reported, anything. */
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
  /** Whether readers have reported them, and no moderator has decided since. */
  reported?: boolean | undefined
  sort?: Sort | undefined
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
 * fast as the first. What no index answers – rule, section, words, claims, reports of what has a state – is asked of `lookedAt` comments, and no more.
 */
export async function queue(
  db: Reader,
  narrowed: Narrowed,
  limit: number,
  after: readonly string[] | undefined,
  staffId: string,
  now: Date,
): Promise<QueuePage> {
  const { rule, article, sections, author, q, claimed, createdFrom, createdBefore, sort = 'oldest' } = narrowed
  const { reported = sort === 'reports' ? true : undefined, state = reported ? undefined : 'pending' } = narrowed
  const shape: Shape = {
    state: state === undefined ? 'any' : state === 'pending' ? 'waiting' : 'one',
    byReports: reported === true && (state === undefined || sort === 'reports'),
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
    reported: shape.byReports ? null : (reported ?? null),
  }
  const values = {
    state,
    rule,
    pattern: q && `%${q.replace(/[A-Z]/g, (letter) => letter.toLowerCase()).replace(/[\\%_]/g, '\\$&')}%`,
    email: author?.email,
    addressHash: author?.addressHash,
    createdFrom: createdFrom && new Date(createdFrom).toISOString(),
    createdBefore: createdBefore && new Date(createdBefore).toISOString(),
    ...(after && placed('after', after, sort)),
    staffId,
    now: now.toISOString(),
    ...(article && filled('article', article)),
    ...(sections && filled('section', sections)),
  }
  const isAsking = Object.values(filters).some((filter) => filter !== null && filter !== false && filter !== 0)
  const [last] = isAsking ? await horizons(db, keyOf({ ...shape, ...noFilters, until: false })).execute(values) : []
  const end = last && placeInQueue(last, sort)
  const bound = end && placed('until', end, sort)
  const rows = await pages(db, keyOf({ ...shape, ...filters, until: bound !== undefined })).execute({ ...values, ...bound, limit })
  return { rows, horizon: rows.length < limit ? end : undefined }
}

interface Shape {
  /** What waits, those of one state, or all. */
  state: 'waiting' | 'one' | 'any'
  /** Only what is reported, along the index of the reports. */
  byReports: boolean
  articles: number
  author: boolean
  sort: Sort
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
  const [scan, ...others] = scansOf(db, shape)
  const merged = () => {
    const found = walked(db, shape, placeholder('limit'))
    return inArray(comments.id, db.select({ id: found.id }).from(found))
  }
  return queued(db)
    .where(others.length === 0 ? scan : merged())
    .orderBy(...inOrder(shape))
    .limit(placeholder('limit'))
    .prepare('queue_page')
})

/** The last comment that a page may ask, or none when there are fewer. */
const horizons = preparedShapes((db, key: string) => {
  const shape = JSON.parse(key) as Whole
  const { order } = sortings[shape.sort]
  const found = walked(db, shape, lookedAt)
  return db
    .select()
    .from(found)
    .orderBy(...(shape.sort === 'reports' ? [order(found.reports)] : []), order(found.createdAt), order(found.id))
    .limit(1)
    .offset(lookedAt - 1)
    .prepare('queue_horizon')
})

/** The first of what the filters let through: a walk for each scan, each cut at the limit, then merged. */
function walked(db: Reader, shape: Whole, limit: number | ReturnType<typeof placeholder>) {
  const reports = sql<number | null>`${shape.sort === 'reports' ? comments.reports : sql`null`}`.as('reports')
  const [first, ...rest] = scansOf(db, shape).map((scan, position) => {
    const found = db
      .select({ reports, createdAt: comments.createdAt, id: comments.id })
      .from(comments)
      .where(scan)
      .orderBy(...inOrder(shape))
      .limit(limit)
      .as(`scan${position}`)
    return db.select({ reports: found.reports, createdAt: found.createdAt, id: found.id }).from(found)
  })
  return rest.reduce((all, next) => all.union(next) as unknown as typeof all, first!).as('found')
}

/** What is walked along an index each: one for each article, or for the author’s e-mail and address, whose comments that wait and whose edits are two. */
function scansOf(db: Reader, shape: Whole) {
  const whose = shape.author
    ? [eq(comments.authorEmail, placeholder('email')), eq(comments.addressHash, placeholder('addressHash'))]
    : [undefined]
  const where = shape.articles === 0 ? [undefined] : places('article', shape.articles).map((place) => eq(comments.articleId, place))
  const conditions = [shape.byReports ? isReported : undefined, ...between(shape), ...asked(db, shape)]
  return whose.flatMap((author) => where.flatMap((article) => states(shape).map((state) => and(author, article, state, ...conditions))))
}

function states({ state, author }: Shape): (SQL | undefined)[] {
  if (state === 'any') return [undefined]
  if (state === 'one') return [eq(comments.state, placeholder('state'))]
  if (!author) return [waits]
  return [eq(comments.state, 'pending'), and(eq(comments.state, 'approved'), ne(comments.revision, comments.approvedRevision))]
}

function inOrder({ sort }: Shape) {
  const { columns, order } = sortings[sort]
  return columns.map((column) => order(column))
}

function between({ from, before, after, until, sort }: Whole): (SQL | undefined)[] {
  const { columns, onwards } = sortings[sort]
  const position = (name: string) => columns.map((_, place) => placeholder(`${name}${place}`))
  return [
    from ? gte(comments.createdAt, placeholder('createdFrom')) : undefined,
    before ? lt(comments.createdAt, placeholder('createdBefore')) : undefined,
    after ? beyond(columns, onwards, position('after')) : undefined,
    until ? within(columns, onwards, position('until')) : undefined,
  ]
}
