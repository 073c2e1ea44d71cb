import { asc, desc } from 'drizzle-orm'
import type { CommentRow } from '../comments/store.ts'
import { comments } from '../db/tables.ts'

export type Sort = 'oldest' | 'newest' | 'reports'

/** What the queue is sorted by, each along an index. */
export const sortings = {
  oldest: { columns: [comments.createdAt, comments.id], order: asc, onwards: 'after' },
  newest: { columns: [comments.createdAt, comments.id], order: desc, onwards: 'before' },
  reports: { columns: [comments.reports, comments.createdAt, comments.id], order: desc, onwards: 'before' },
} as const

/** Where a comment stands in the queue. */
export function placeInQueue(
  { reports, createdAt, id }: Pick<CommentRow, 'reports' | 'createdAt' | 'id'>,
  sort: Sort = 'oldest',
): string[] {
  return sort === 'reports' ? [String(reports), createdAt, id] : [createdAt, id]
}

/** The values of a position, for the places that a page has for them. */
export function placed(name: string, position: readonly string[], sort: Sort) {
  const value = (part: string, place: number) => (sort === 'reports' && place === 0 ? Number(part) : part)
  return Object.fromEntries(position.map((part, place) => [`${name}${place}`, value(part, place)]))
}
