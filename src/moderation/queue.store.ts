import { count, inArray, sql } from 'drizzle-orm'
import { type Action, type CommentState, outcomes } from '../comments/states.ts'
import type { Reader } from '../db/database.ts'
import { filled, listSize, preparedShapes } from '../db/prepared.ts'
import { comments } from '../db/tables.ts'
import { type Filters, noFilters } from './queue-filters.store.ts'
import { type Placed, placed, placeInQueue, type Sort } from './queue-order.store.ts'
import { horizons, inOrder, keyOf, lookedAt, type Shape, scansOf, type Whole, walked } from './queue-walk.store.ts'
import { type QueuedRow, queued } from './store.ts'

const { placeholder } = sql

/** What the queue can be narrowed by, its sections and authors looked up. */
export interface Narrowed {
  /** What waits, edits among it, unless told; of what is reported or sorted by priority, anything. */
  state?: CommentState | 'any' | undefined
  rule?: string | undefined
  article?: readonly string[] | undefined
  /** Any of these. */
  sections?: readonly string[] | undefined
  /** Whatever came from either. */
  author?: { email: string | null; addressHash: string | null } | undefined
  /** In the words or the name. */
  q?: string | undefined
  claimed?: 'free' | 'mine' | 'others' | 'notOthers' | undefined
  createdFrom?: string | undefined
  createdBefore?: string | undefined
  /** Whether readers have reported them, and no moderator has decided since. */
  reported?: boolean | undefined
  sort?: Sort | undefined
  /** Only what nothing has happened to since the event of this number. */
  unchangedSince?: number | undefined
  /** Only what this would change. */
  action?: Action | undefined
  /** No further than this place. */
  until?: readonly string[] | undefined
}

/** Rows, and where the look ended if it did before the page was full: behind it there may be more. */
export interface QueuePage {
  rows: QueuedRow[]
  horizon: readonly string[] | undefined
}

/**
 * A page of the queue: the index of the queue, of each article, of the author, of what is reported or of the priorities is walked in the order of the sort, so
 * that the millionth is found as fast as the first. What that index does not answer – rule, section, words, claims, state and article of what is reported – is
 * asked of `lookedAt` comments, and no more.
 */
export async function queue(
  db: Reader,
  narrowed: Narrowed,
  limit: number,
  after: readonly string[] | undefined,
  staffId: string,
  now: Date,
): Promise<QueuePage> {
  const { shape, values, end } = await look(db, narrowed, after, staffId, now)
  const rows = await pages(db, keyOf(shape)).execute({ ...values, limit })
  return { rows, horizon: rows.length < limit ? end : undefined }
}

/** How many of the first `lookedAt` comments of the queue the filters let through, and where the look ended if there are more. */
export async function queueCount(db: Reader, narrowed: Narrowed, staffId: string, now: Date) {
  const { shape, values, end } = await look(db, narrowed, undefined, staffId, now)
  const [row] = await counts(db, keyOf(shape)).execute(values)
  return { count: row!.count, horizon: end }
}

/** What is to be asked, and how far: the last comment within reach is looked up first where filters without an index ask each. */
async function look(db: Reader, narrowed: Narrowed, after: readonly string[] | undefined, staffId: string, now: Date) {
  const { rule, article, sections, author, q, claimed, createdFrom, createdBefore, unchangedSince, action, until } = narrowed
  const { sort = 'oldest' } = narrowed
  const { reported = sort === 'reports' ? true : undefined, state = reported || sort === 'priority' ? 'any' : 'pending' } = narrowed
  const along = sort === 'priority' ? sort : reported || sort === 'reports' ? 'reports' : 'queue'
  const [isQueue, articles] = [along === 'queue', article === undefined ? 0 : listSize(article.length)]
  const wanted = state === 'any' ? state : state === 'pending' ? 'waiting' : 'one'
  const shape: Shape = {
    along,
    state: isQueue ? wanted : 'any',
    articles: isQueue ? articles : 0,
    author: isQueue && author !== undefined,
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
    reported: along === 'reports' && reported ? null : (reported ?? null),
    ofState: isQueue || wanted === 'any' ? null : wanted,
    ofArticles: isQueue ? 0 : articles,
    ofAuthor: !isQueue && author !== undefined,
    unchanged: unchangedSince !== undefined,
    decidable: action !== undefined,
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
    ...(until && placed('until', until, sort)),
    ...(article && filled('article', article)),
    ...(sections && filled('section', sections)),
    ...{ staffId, now: now.toISOString(), sequence: unchangedSince, outcome: action && outcomes[action] },
  }
  const isAsking = Object.values(filters).some((filter) => filter !== null && filter !== false && filter !== 0)
  const isBound = until !== undefined
  const [last] = isAsking ? await horizons(db, keyOf({ ...shape, ...noFilters, until: isBound })).execute(values) : []
  const end = last && placeInQueue(last as Placed, sort)
  return {
    shape: { ...shape, ...filters, until: isBound || end !== undefined },
    values: { ...values, ...(end && placed('until', end, sort)) },
    end,
  }
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

const counts = preparedShapes((db, key: string) => {
  const found = walked(db, JSON.parse(key) as Whole, lookedAt)
  return db.select({ count: count() }).from(found).prepare('queue_count')
})
