import { and, count, desc, eq, gt, inArray, lte, max, sql } from 'drizzle-orm'
import type { Reader, Writer } from '../db/database.ts'
import { filled, listSize, places, preparedInsert, preparedShapes } from '../db/prepared.ts'
import { commentReports, commentSignals, comments } from '../db/tables.ts'
import type { Signal } from '../screening/signals.ts'
import { decisionsOn } from './decisions.store.ts'
import { prioritise } from './priority.store.ts'
import { standing } from './standing-decisions.ts'
import type { CommentRow } from './store.ts'

/** So many reports of each comment are shown to moderators. */
const reportsShown = 20

/** Keeps a report; false when the same reporter, by any of these hashes, has reported the same words before, and then nothing is kept. */
export async function addReport(tx: Writer, report: typeof commentReports.$inferInsert, hashes: readonly string[]): Promise<boolean> {
  const { commentId, revision, reporterHash } = commentReports
  const same = and(eq(commentId, report.commentId), eq(revision, report.revision), inArray(reporterHash, [...hashes]))
  if ((await tx.$count(commentReports, same)) > 0) return false
  await tx.insert(commentReports).values(report)
  await countReports(tx, report.commentId)
  return true
}

/** How many reports came from one network, by its hashes, since a moment. */
export function reportsSince(db: Reader, hashes: readonly string[], since: string) {
  return db.$count(commentReports, and(inArray(commentReports.reporterHash, [...hashes]), gt(commentReports.at, since)))
}

/** What readers have against these words that no moderator has answered. */
export function reasonsAgainst(db: Reader, commentId: string, revision: number) {
  return db
    .select({ reason: commentReports.reason, count: count() })
    .from(commentReports)
    .where(and(eq(commentReports.commentId, commentId), eq(commentReports.revision, revision), eq(commentReports.open, true)))
    .groupBy(commentReports.reason)
}

/** Whether a moderator has approved these words, and nobody has taken that back; the spam service is none. */
export async function isApprovedByHand(db: Reader, commentId: string, revision: number) {
  return standing(await decisionsOn(db, [commentId])).some(
    (decision) => decision.action === 'approve' && decision.staffId !== null && decision.revision === revision,
  )
}

/** Ends the reports so far: a moderator has decided. */
export async function closeReports(tx: Writer, commentId: string, decisionId: string) {
  const ended = await tx
    .update(commentReports)
    .set({ open: false, answeredBy: decisionId })
    .where(and(eq(commentReports.commentId, commentId), eq(commentReports.open, true)))
    .returning({ at: commentReports.at })
  if (ended.length > 0) await countReports(tx, commentId)
}

/** Opens the reports again that a decision ended, now that another takes it back; and ends those again that a decision opened in this way. */
export async function reopenReports(tx: Writer, commentId: string, decisionId: string, takenBackBy: string) {
  const turned = await tx
    .update(commentReports)
    .set({ open: sql`not ${commentReports.open}`, answeredBy: takenBackBy })
    .where(and(eq(commentReports.commentId, commentId), eq(commentReports.answeredBy, decisionId)))
    .returning({ at: commentReports.at })
  if (turned.length > 0) await countReports(tx, commentId)
}

const insertSignal = preparedInsert(commentSignals)

/** Adds a signal to those of the newest words. */
export async function addSignal(tx: Writer, { id: commentId, revision }: CommentRow, signal: Signal) {
  const [last] = await tx
    .select({ position: max(commentSignals.position) })
    .from(commentSignals)
    .where(and(eq(commentSignals.commentId, commentId), eq(commentSignals.revision, revision)))
  await insertSignal(tx, { ...signal, commentId, revision, position: (last?.position ?? -1) + 1 })
}

const reportsByComment = preparedShapes((db, size: `${number}`) => {
  const { commentId, at } = commentReports
  const numbered = db
    .select({
      commentId,
      reason: commentReports.reason,
      note: commentReports.note,
      revision: commentReports.revision,
      open: commentReports.open,
      at,
      place: sql<number>`row_number() over (partition by ${commentId} order by ${at} desc, ${commentReports.reporterHash})`.as('place'),
    })
    .from(commentReports)
    .where(inArray(commentId, places('id', Number(size))))
    .as('numbered')
  return db
    .select()
    .from(numbered)
    .where(lte(numbered.place, reportsShown))
    .orderBy(desc(numbered.at), numbered.place)
    .prepare(`reports_on_${size}`)
})

/** The last reports of comments, newest first, and not by whom. */
export function reportsOn(db: Reader, ids: readonly string[]) {
  return reportsByComment(db, `${listSize(ids.length)}`).execute(filled('id', ids))
}

async function countReports(tx: Writer, commentId: string) {
  const open = await tx.$count(commentReports, and(eq(commentReports.commentId, commentId), eq(commentReports.open, true)))
  const [counted] = await tx
    .update(comments)
    .set({ reports: open || null })
    .where(eq(comments.id, commentId))
    .returning()
  if (counted) await prioritise(tx, counted)
}
