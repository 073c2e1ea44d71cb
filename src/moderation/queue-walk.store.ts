import { and, eq, gte, lt, ne, type SQL, sql } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { beyond, within } from '../db/keyset.ts'
import { places, preparedShapes } from '../db/prepared.ts'
import { comments } from '../db/tables.ts'
import { asked, type Filters, isReported, needsModerator } from './queue-filters.store.ts'
import { columnsOf, type Placed, type Sort, sortings } from './queue-order.store.ts'
import { waits } from './store.ts'

const { placeholder } = sql

/** A page of the queue asks so many comments at most whether a filter lets them through for which there is no index. */
export const lookedAt = 5000

/** What a walk of the queue is like, but for its values: each has a statement of its own. */
export interface Shape {
  /** What is walked along: the states, or only what is reported, or what needs a moderator. */
  along: 'queue' | 'reports' | 'priority'
  /** What waits, those of one state, or all. */
  state: 'waiting' | 'one' | 'any'
  articles: number
  author: boolean
  sort: Sort
  from: boolean
  before: boolean
  after: boolean
}

export type Whole = Shape & Filters & { until: boolean }

/** The shape as a key of `preparedShapes`. */
export function keyOf(shape: Whole) {
  return JSON.stringify(shape)
}

/** The last comment that a page may ask, or none when there are fewer. */
export const horizons = preparedShapes((db, key: string) => {
  const shape = JSON.parse(key) as Whole
  const { by, order } = sortings[shape.sort]
  const found = walked(db, shape, lookedAt)
  return db
    .select()
    .from(found)
    .orderBy(...by.map((name) => order(found[name])))
    .limit(1)
    .offset(lookedAt - 1)
    .prepare('queue_horizon')
})

/** The first of what the filters let through: a walk for each scan, each cut at the limit, then merged. */
export function walked(db: Reader, shape: Whole, limit: number | ReturnType<typeof placeholder>) {
  const by = sortings[shape.sort].by as readonly (keyof Placed)[]
  const ranked = (name: keyof Placed) => sql`${by.includes(name) ? comments[name] : sql`null`}`.as(name)
  const [first, ...rest] = scansOf(db, shape).map((scan, position) => {
    const found = db
      .select({ reports: ranked('reports'), priority: ranked('priority'), createdAt: ranked('createdAt'), id: comments.id })
      .from(comments)
      .where(scan)
      .orderBy(...inOrder(shape))
      .limit(limit)
      .as(`scan${position}`)
    return db.select({ reports: found.reports, priority: found.priority, createdAt: found.createdAt, id: found.id }).from(found)
  })
  return rest.reduce((all, next) => all.union(next) as unknown as typeof all, first!).as('found')
}

/** What is walked along an index each: one for each article, or for the author’s e-mail and address, whose comments that wait and whose edits are two. */
export function scansOf(db: Reader, shape: Whole) {
  const whose = shape.author
    ? [eq(comments.authorEmail, placeholder('email')), eq(comments.addressHash, placeholder('addressHash'))]
    : [undefined]
  const where = shape.articles === 0 ? [undefined] : places('article', shape.articles).map((place) => eq(comments.articleId, place))
  const along = { queue: undefined, reports: isReported, priority: needsModerator }[shape.along]
  const conditions = [along, ...between(shape), ...asked(db, shape)]
  return whose.flatMap((author) => where.flatMap((article) => states(shape).map((state) => and(author, article, state, ...conditions))))
}

function states({ along, state, author }: Shape): (SQL | undefined)[] {
  if (along !== 'queue') return [undefined]
  if (state === 'any') return (['pending', 'approved', 'rejected', 'spam'] as const).map((each) => eq(comments.state, each))
  if (state === 'one') return [eq(comments.state, placeholder('state'))]
  if (!author) return [waits]
  return [eq(comments.state, 'pending'), and(eq(comments.state, 'approved'), ne(comments.revision, comments.approvedRevision))]
}

/** The order of a walk. */
export function inOrder({ sort }: Shape) {
  return columnsOf(sort).map((column) => sortings[sort].order(column))
}

function between({ from, before, after, until, sort }: Whole): (SQL | undefined)[] {
  const [columns, { onwards }] = [columnsOf(sort), sortings[sort]]
  const position = (name: string) => columns.map((_, place) => placeholder(`${name}${place}`))
  return [
    from ? gte(comments.createdAt, placeholder('createdFrom')) : undefined,
    before ? lt(comments.createdAt, placeholder('createdBefore')) : undefined,
    after ? beyond(columns, onwards, position('after')) : undefined,
    until ? within(columns, onwards, position('until')) : undefined,
  ]
}
