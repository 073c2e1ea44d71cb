import { asc, desc } from 'drizzle-orm'
import type { CommentRow } from '../comments/store.ts'
import { comments } from '../db/tables.ts'

export type Sort = 'oldest' | 'newest' | 'reports' | 'priority'

/** What a place in the queue is made of. */
export type Placed = Pick<CommentRow, 'reports' | 'priority' | 'createdAt' | 'id'>

/** What the queue is sorted by, each along an index. */
export const sortings = {
  oldest: { by: ['createdAt', 'id'], order: asc, onwards: 'after' },
  newest: { by: ['createdAt', 'id'], order: desc, onwards: 'before' },
  reports: { by: ['reports', 'createdAt', 'id'], order: desc, onwards: 'before' },
  priority: { by: ['priority', 'id'], order: asc, onwards: 'after' },
} as const satisfies Record<Sort, { by: readonly (keyof Placed)[]; order: typeof asc; onwards: 'after' | 'before' }>

/** The columns of a sort, in order. */
export function columnsOf(sort: Sort) {
  return sortings[sort].by.map((name) => comments[name])
}

/** Where a comment stands in the queue. */
export function placeInQueue(comment: Placed, sort: Sort = 'oldest'): string[] {
  return sortings[sort].by.map((name) => String(comment[name]))
}

/** The values of a position, for the places that a page has for them. */
export function placed(name: string, position: readonly string[], sort: Sort) {
  const { by } = sortings[sort]
  const value = (part: string, place: number) => (by[place] === 'reports' || by[place] === 'priority' ? Number(part) : part)
  return Object.fromEntries(position.map((part, place) => [`${name}${place}`, value(part, place)]))
}
