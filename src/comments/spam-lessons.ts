import { never } from '../db/columns.ts'
import type { Writer } from '../db/database.ts'
import type { Lesson } from '../screening/spam-service.ts'
import { type CheckRow, checkOf, noteCheck } from './spam-checks.store.ts'
import { type CommentState, editWaits } from './states.ts'
import type { CommentRow } from './store.ts'

/** Milliseconds that a decision has to stand before the spam service is told of it, so that a slip can be taken back. */
const settlesIn = 10 * 60_000

const lessons: Partial<Record<CommentState, Lesson>> = { approved: 'ham', spam: 'spam' }

/**
 * Notes what the spam service is to be told of what a person has just decided, or taken back: what it was shown is no spam after all, or
 * is spam that it let pass. What it knows already is not told; nothing was asked about imported comments, so nothing is told of them.
 * Call it with the comment as it is after each decision and after each that is undone.
 */
export async function noteLesson(tx: Writer, comment: CommentRow, now: Date) {
  const revision = editWaits(comment) ? comment.approvedRevision! : comment.revision
  const check = await checkOf(tx, comment.id, revision)
  if (!check) return
  const lesson = lessonFor(comment.state, check)
  if (lesson === check.lesson && (lesson !== null || check.dueAt === never)) return
  const dueAt = lesson ? new Date(now.getTime() + settlesIn).toISOString() : never
  await noteCheck(tx, check, { lesson, attempts: 0, dueAt })
}

/** What the service does not know yet, if anything. Of what it has not judged, only spam is told. */
function lessonFor(state: CommentState, { verdict, told }: Pick<CheckRow, 'verdict' | 'told'>): Lesson | null {
  const lesson = lessons[state] ?? null
  const known = told ?? (verdict === 'spam' || verdict === 'discard' ? 'spam' : 'ham')
  return lesson === known ? null : lesson
}
