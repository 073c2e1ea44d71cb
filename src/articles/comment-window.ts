import { never } from '../db/columns.ts'
import type { CommentPolicy } from '../site/schema.ts'

/** What decides whether an article takes comments. */
export interface Commentable {
  commentsOpen: boolean
  commentsCloseAt: string | null
  /** When it appeared. */
  publishedAt: string
}

/** Whether an article takes comments now, and when it stops (null: never), by its own settings and the site’s policy. */
export function commentWindow(
  { commentsOpen, commentsCloseAt, publishedAt }: Commentable,
  { mode, closeAfterDays }: CommentPolicy,
  now: Date,
) {
  const days = closeAfterDays === null ? never : new Date(Date.parse(publishedAt) + closeAfterDays * 86_400_000).toISOString()
  const end = commentsCloseAt ?? days
  const open = commentsOpen && mode !== 'closed' && end > now.toISOString()
  return { open, closesAt: end === never ? null : end }
}
