import { decisionsOn } from '../comments/decisions.store.ts'
import { reportsOn } from '../comments/reports.store.ts'
import { signalsOf } from '../comments/signals.store.ts'
import { allowedActions, editWaits } from '../comments/states.ts'
import type { Reader } from '../db/database.ts'
import { Problem } from '../problem.ts'
import { recordsOf } from './author-records.store.ts'
import { claimsOn } from './claims.store.ts'
import { type QueuedRow, queuedComment } from './store.ts'

/** Comments as the queue shows them: what was found, reported and decided, by whom it is claimed, what their authors have left before, and what can be decided. Five statements for a whole page. */
export async function described(db: Reader, rows: readonly QueuedRow[], now: Date) {
  const ids = rows.map(({ comment }) => comment.id)
  const [signals, reports, history] = [await signalsOf(db, ids), await reportsOn(db, ids), await decisionsOn(db, ids)]
  const [claims, records] = [await claimsOn(db, ids, now), await recordsOf(db, ids)]
  return rows.map(({ comment, body, approvedBody, article, parent }) => ({
    ...comment,
    emailVerified: comment.readerId !== null,
    body,
    approvedBody: editWaits(comment) ? approvedBody : null,
    openReports: comment.reports ?? 0,
    reports: reports.filter(({ commentId }) => commentId === comment.id),
    article,
    parent:
      parent?.id && parent.authorName
        ? {
            id: parent.id,
            authorName: parent.authorName,
            excerpt: Array.from(parent.body ?? '')
              .slice(0, 200)
              .join(''),
          }
        : null,
    signals: signals.flatMap(({ signal }) => (signal.commentId === comment.id ? [signal] : [])),
    history: history.filter(({ commentId }) => commentId === comment.id),
    author: records.get(comment.id)!,
    claim: shown(claims.find(({ commentId }) => commentId === comment.id)),
    allowedActions: allowedActions(comment),
  }))
}

/** One comment as the queue shows it. Throws `not-found`. */
export async function describedComment(db: Reader, id: string, now: Date) {
  const row = await queuedComment(db, id)
  if (!row) throw new Problem('not-found', `There is no comment ${id}.`)
  const [comment] = await described(db, [row], now)
  return comment!
}

function shown(claim: { claimId: string; staffId: string; staffName: string; until: string } | undefined) {
  return claim ? { id: claim.claimId, by: { staffId: claim.staffId, name: claim.staffName }, until: claim.until } : null
}
