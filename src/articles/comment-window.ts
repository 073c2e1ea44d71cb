import { never } from '../db/columns.ts'
import { Problem } from '../problem.ts'
import type { Settings } from '../site/comment-settings.ts'

/** What decides whether an article takes comments. */
export interface Commentable {
  commentsOpen: boolean
  commentsCloseAt: string | null
  /** When it appeared. */
  publishedAt: string
}

/** Whether an article takes comments now, and when it stops (null: never), by its own switch and the settings that hold for it. */
export function commentWindow(
  { commentsOpen, commentsCloseAt, publishedAt }: Commentable,
  { mode, closeAfterDays }: Pick<Settings, 'mode' | 'closeAfterDays'>,
  now: Date,
) {
  const days = closeAfterDays === null ? never : new Date(Date.parse(publishedAt) + closeAfterDays * 86_400_000).toISOString()
  const end = commentsCloseAt ?? days
  const open = commentsOpen && mode !== 'closed' && end > now.toISOString()
  return { open, closesAt: end === never ? null : end }
}

/** When comments end, as it is kept: `never` and null as given, a moment (RFC 3339) in UTC. Throws `unprocessable` for one that no calendar has. */
export function commentsEnd(closesAt: string | null): string | null {
  if (closesAt === null) return null
  if (closesAt === 'never') return never
  const [, local, rest] = closesAt.match(/^([1-8]\d{3}-\d{2}-\d{2}T\d{2}:\d{2}:[0-5]\d)((?:\.\d+)?(?:Z|[+-]\d{2}:\d{2}))$/) ?? []
  if (local !== undefined && isOnTheCalendar(local)) {
    const moment = Date.parse(`${local}${rest}`)
    if (Number.isFinite(moment)) return new Date(moment).toISOString()
  }
  throw new Problem('unprocessable', undefined, [
    { pointer: '#/closesAt', code: 'moment', detail: 'Give a moment such as 2026-01-31T18:00:00Z, or `never`, or null.' },
  ])
}

/** `Date` takes 30 February for 2 March, and the hour 24 for the next day. */
function isOnTheCalendar(local: string) {
  const moment = Date.parse(`${local}Z`)
  return Number.isFinite(moment) && new Date(moment).toISOString().startsWith(local)
}
