import { and, asc, eq, gt, inArray, lt, notExists, or, sql } from 'drizzle-orm'
import type { Writer } from '../db/database.ts'
import { dropOldest } from '../db/oldest.ts'
import {
  commentReports,
  commentRevisions,
  commentSignals,
  comments,
  decisions,
  replyNotices,
  spamChecks,
  spamExamples,
  spamMarks,
} from '../db/tables.ts'
import { record } from '../events/record.ts'
import { dropMailAbout } from '../mail/outbox.store.ts'
import { shutLinksAbout } from '../readers/links.store.ts'
import { noteRefused } from '../readers/store.ts'
import { dropNotesAbout } from './author-notes.store.ts'

/** Forgets where the oldest comments came from, as many as `limit`, and says how many they were. */
export async function forgetSenders(tx: Writer, before: string, limit: number) {
  const old = await tx
    .select({ id: comments.id })
    .from(comments)
    .where(and(sql`(${comments.addressHash} is not null or ${comments.userAgent} is not null)`, lt(comments.createdAt, before)))
    .orderBy(asc(comments.createdAt), asc(comments.id))
    .limit(limit)
  if (old.length === 0) return 0
  await tx
    .update(comments)
    .set({ addressHash: null, userAgent: null })
    .where(inArray(comments.id, idsOf(old)))
  return old.length
}

/**
 * Erases the oldest comments of a state, as many as `limit`, and says how many they were: all that their authors wrote, what the screening saw of it and what readers and moderators had against it. The
 * decisions stay without their texts, and so does what they have taught. A comment about which something was decided since `before` is not old.
 */
export async function eraseComments(tx: Writer, state: 'spam' | 'rejected', before: string, limit: number, now: Date) {
  const decidedSince = tx
    .select({ id: decisions.id })
    .from(decisions)
    .where(and(eq(decisions.commentId, comments.id), gt(decisions.at, before)))
  const old = await tx
    .select({
      id: comments.id,
      articleId: comments.articleId,
      readerId: comments.readerId,
      email: comments.authorEmail,
      addressHash: comments.addressHash,
    })
    .from(comments)
    .where(and(eq(comments.state, state), lt(comments.createdAt, before), notExists(decidedSince)))
    .orderBy(asc(comments.createdAt), asc(comments.id))
    .limit(limit)
  if (old.length === 0) return 0
  const ids = idsOf(old)
  await tx
    .update(comments)
    .set({ ...nobody, state: 'deleted', version: sql`${comments.version} + 1`, approvedRevision: null, reports: null })
    .where(inArray(comments.id, ids))
  await tx.update(commentRevisions).set({ body: '', fingerprint: null }).where(inArray(commentRevisions.commentId, ids))
  await tx.update(commentSignals).set({ detail: '', spans: [] }).where(inArray(commentSignals.commentId, ids))
  await tx.delete(spamChecks).where(inArray(spamChecks.commentId, ids))
  await tx.delete(commentReports).where(inArray(commentReports.commentId, ids))
  await tx.delete(replyNotices).where(or(inArray(replyNotices.replyId, ids), inArray(replyNotices.answeredId, ids)))
  await tx.delete(spamExamples).where(inArray(spamExamples.commentId, ids))
  await tx.update(decisions).set({ reason: null, statement: null, note: null }).where(inArray(decisions.commentId, ids))
  await shutLinksAbout(tx, ids)
  for (const { id, articleId, readerId, ...origin } of old) {
    if (readerId !== null) await noteRefused(tx, readerId, before)
    await dropMailAbout(tx, id)
    await dropNotesAbout(tx, origin)
    await record(tx, 'comment.erased', id, { articleId, from: state }, now)
  }
  return old.length
}

const nobody = { authorName: '', authorUrl: null, authorEmail: null, readerId: null, addressHash: null, userAgent: null, fingerprint: '' }

/** Lets the oldest decisions go, as many as `limit`, and says how many they were. */
export async function dropDecisions(tx: Writer, before: string, limit: number) {
  return dropOldest(tx, decisions, decisions, before, limit)
}

/** Forgets what stood in a single comment and has not come again, as many marks as `limit`, and says how many they were. */
export async function dropRareMarks(tx: Writer, before: string, limit: number) {
  const old = await tx
    .select({ id: spamMarks.mark })
    .from(spamMarks)
    .where(and(sql`${spamMarks.spam} + ${spamMarks.ham} < 2`, lt(spamMarks.lastAt, before)))
    .orderBy(asc(spamMarks.lastAt))
    .limit(limit)
  if (old.length === 0) return 0
  await tx.delete(spamMarks).where(inArray(spamMarks.mark, idsOf(old)))
  return old.length
}

/** Forgets of the oldest answers that readers were told of them, as many as `limit`, and says how many they were. */
export async function dropReplyNotices(tx: Writer, before: string, limit: number) {
  return dropOldest(tx, replyNotices, { id: replyNotices.replyId, at: replyNotices.at }, before, limit)
}

function idsOf(rows: readonly { id: string }[]) {
  return rows.map(({ id }) => id)
}
