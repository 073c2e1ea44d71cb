import { moveComment, takeBackEdit } from '../comments/changes.store.ts'
import { isBlank } from '../comments/normalise.ts'
import { closeReports, reportsOn } from '../comments/reports.store.ts'
import { allowedActions, editWaits, insistOnAllowed, outcomes } from '../comments/states.ts'
import { type CommentRow, commentById } from '../comments/store.ts'
import type { Reader, Writer } from '../db/database.ts'
import type { Caller } from '../http/access.ts'
import { Problem } from '../problem.ts'
import type { NewDecision } from './schema.ts'
import { addDecision, decisionsOn, type QueuedRow, queuedComment, signalsOf } from './store.ts'

/**
 * Decides about a comment: the conditional move, the audit, the counts and the event in one transaction. Rejecting an edit takes back the
 * edit alone. Repeating what holds changes nothing and answers false. Throws `not-found`, `unprocessable` for a rejection without a reason, `state-forbids`, and
 * `decided-meanwhile` when the moderator has seen another text or state than there is.
 */
export async function decide(tx: Writer, id: string, wanted: NewDecision, caller: Caller, decisionId: string, now: Date): Promise<boolean> {
  const comment = await commentById(tx, id)
  const to = outcomes[wanted.action]
  if (wanted.action === 'reject' && isBlank(wanted.reason ?? '')) {
    throw new Problem('unprocessable', undefined, [
      { pointer: '#/reason', code: 'required', detail: 'Say why it is rejected: its author is owed a reason.' },
    ])
  }
  const isOfEdit = editWaits(comment)
  if (comment.state === to && !isOfEdit && wanted.revision === comment.revision) return false
  if (wanted.action === 'reject' && (await isTakenBack(tx, comment, wanted.revision))) return false
  insistOnAllowed(comment, wanted.action)
  if (wanted.version !== comment.version || wanted.revision !== comment.revision) throw await decidedMeanwhile(tx, comment)
  const leavesPublic = isOfEdit && wanted.action === 'reject'
  const moved = await (leavesPublic ? takeBackEdit(tx, comment, now) : moveComment(tx, comment, to, now))
  if (!moved) throw await decidedMeanwhile(tx, await commentById(tx, id))
  const { action, reason = null, note = null } = wanted
  const decision = { id: decisionId, at: now.toISOString(), staffId: caller.staffId, staffName: caller.name, action, reason, note }
  await addDecision(tx, decision, comment, moved.state)
  if (action !== 'hold' && !leavesPublic) await closeReports(tx, id)
  return true
}

/** Whether the last decision was to reject this edit, which is not the comment’s any more. */
async function isTakenBack(tx: Writer, comment: CommentRow, revision: number) {
  if (comment.state !== 'approved' || revision <= comment.revision) return false
  const last = (await decisionsOn(tx, [comment.id])).at(-1)
  return last?.action === 'reject' && last.revision === revision
}

/** Comments as the queue shows them: what was found, reported and decided, what can be decided. Three statements for a whole page. */
export async function described(db: Reader, rows: readonly QueuedRow[]) {
  const ids = rows.map(({ comment }) => comment.id)
  const [signals, history, reports] = [await signalsOf(db, ids), await decisionsOn(db, ids), await reportsOn(db, ids)]
  return rows.map(({ comment, body, approvedBody, article, parent }) => ({
    ...comment,
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
    allowedActions: allowedActions(comment),
  }))
}

/** One comment as the queue shows it. Throws `not-found`. */
export async function describedComment(db: Reader, id: string) {
  const row = await queuedComment(db, id)
  if (!row) throw new Problem('not-found', `There is no comment ${id}.`)
  const [comment] = await described(db, [row])
  return comment!
}

async function decidedMeanwhile(db: Reader, { id, state, version, revision }: CommentRow) {
  const last = (await decisionsOn(db, [id])).at(-1)
  const who = last ? `${last.staffName} decided “${last.action}” at ${last.at}` : 'nobody has decided yet'
  return new Problem('decided-meanwhile', `It is ${state} now, at version ${version} and revision ${revision}: ${who}.`)
}
