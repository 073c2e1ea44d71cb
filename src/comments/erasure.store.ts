import { and, eq, isNotNull, ne, or, sql } from 'drizzle-orm'
import type { Writer } from '../db/database.ts'
import { commentReports, commentRevisions, commentSignals, comments, decisions, replyNotices, spamChecks } from '../db/tables.ts'
import { record } from '../events/record.ts'
import { dropAnswersAbout } from '../http/answers.store.ts'
import { dropMailAbout } from '../mail/outbox.store.ts'
import { shutLinksAbout } from '../readers/links.store.ts'
import { noteRefused } from '../readers/store.ts'
import { dropNotesAbout } from './author-notes.store.ts'
import { recount } from './changes.store.ts'
import { decisionsOn } from './decisions.store.ts'
import { forgetAuthor } from './spam-score.store.ts'
import { standing } from './standing-decisions.ts'
import { type CommentRow, commentById } from './store.ts'

/**
 * Erases what anybody has written in or about a comment, and all that tells who did, from every table. Its place, its times and who decided
 * about it stay; readers see the place as long as answers that they can read hang on it. A second time changes nothing; one that came as deleted
 * from elsewhere, with its author in it, is erased like any.
 */
export async function eraseComment(tx: Writer, id: string, now: Date) {
  const comment = await commentById(tx, id)
  await eraseUncounted(tx, comment, now)
  await recount(tx, comment.articleId)
}

/** The same, and leaves it to the caller to count anew, once for each article. */
export async function eraseUncounted(tx: Writer, comment: CommentRow, now: Date) {
  const { id, readerId } = comment
  await forgetAuthor(tx, comment, now)
  const refusedAt = await lastRefusal(tx, comment, now)
  if (readerId !== null && refusedAt) await noteRefused(tx, readerId, refusedAt)
  const [erased] = await tx
    .update(comments)
    .set({
      state: 'deleted',
      version: sql`${comments.version} + 1`,
      approvedRevision: sql`case ${comments.state} when 'approved' then ${comments.revision} when 'deleted' then ${comments.approvedRevision} end`,
      reports: null,
      authorName: '',
      authorUrl: null,
      authorEmail: null,
      readerId: null,
      badge: null,
      addressHash: null,
      fingerprint: '',
      userAgent: null,
    })
    .where(and(eq(comments.id, id), or(ne(comments.state, 'deleted'), isNotNull(comments.authorEmail))))
    .returning()
  if (!erased) return
  const { articleId, version, revision } = erased
  await tx.delete(commentRevisions).where(and(eq(commentRevisions.commentId, id), ne(commentRevisions.number, revision)))
  await tx.update(commentRevisions).set({ body: '', fingerprint: null }).where(eq(commentRevisions.commentId, id))
  await tx.delete(commentSignals).where(eq(commentSignals.commentId, id))
  await tx.delete(spamChecks).where(eq(spamChecks.commentId, id))
  await tx.delete(commentReports).where(eq(commentReports.commentId, id))
  await tx.update(decisions).set({ reason: null, statement: null, note: null }).where(eq(decisions.commentId, id))
  await dropNotesAbout(tx, { email: comment.authorEmail, addressHash: comment.addressHash })
  await tx.delete(replyNotices).where(or(eq(replyNotices.replyId, id), eq(replyNotices.answeredId, id)))
  await dropAnswersAbout(tx, id)
  await dropMailAbout(tx, id)
  await shutLinksAbout(tx, [id])
  await record(tx, 'comment.withdrawn', id, { articleId, version }, now)
}

/** Until when a comment or an edit of it was refused: now, or when a moderator did so and has not taken it back; undefined if nobody has. */
async function lastRefusal(tx: Writer, { id, state }: CommentRow, now: Date): Promise<string | undefined> {
  if (state === 'rejected' || state === 'spam') return now.toISOString()
  return standing(await decisionsOn(tx, [id])).findLast(({ action }) => action === 'reject' || action === 'spam')?.at
}
