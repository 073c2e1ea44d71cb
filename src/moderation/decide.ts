import { destination, moveUncounted, recount, withoutEdit } from '../comments/changes.store.ts'
import { decisionsOn } from '../comments/decisions.store.ts'
import { closeReports } from '../comments/reports.store.ts'
import { noteLesson } from '../comments/spam-lessons.ts'
import { learnFrom } from '../comments/spam-score.store.ts'
import { editWaits, insistOnAllowed, outcomes } from '../comments/states.ts'
import { type CommentRow, commentById } from '../comments/store.ts'
import type { Reader, Writer } from '../db/database.ts'
import type { Caller } from '../http/access.ts'
import { Problem } from '../problem.ts'
import { statementFor } from '../rules/reasons.store.ts'
import { isBlank } from '../screening/normalise.ts'
import { claimOn, endClaimOn } from './claims.store.ts'
import type { NewDecision } from './decisions.schema.ts'
import { addDecision } from './store.ts'

/** What came of a decision: its id, or null when it held already. */
export interface Decided {
  decisionId: string | null
  articleId: string
}

/**
 * Decides about a comment: the conditional move, the audit, the counts, the event and what the spam score learns from people in one transaction. Rejecting an edit
 * takes back the edit alone. Repeating what holds changes nothing. Throws what `decideUncounted` throws.
 */
export async function decide(tx: Writer, id: string, wanted: NewDecision, caller: Caller, newDecisionId: string, now: Date) {
  const decided = await decideUncounted(tx, id, wanted, caller, newDecisionId, now)
  if (decided.decisionId !== null) await recount(tx, decided.articleId)
  return decided
}

/**
 * Decides, and leaves it to the caller to count anew. Whatever it throws, it has written nothing: `not-found`, `unprocessable` for a
 * rejection without a reason, `state-forbids`, `decided-meanwhile` when the moderator has seen another text or state than there is, and
 * `claimed` while a colleague works on it.
 */
export async function decideUncounted(
  tx: Writer,
  id: string,
  wanted: NewDecision & { batch?: string },
  caller: Caller,
  newDecisionId: string,
  now: Date,
): Promise<Decided> {
  const comment = await commentById(tx, id)
  const { articleId } = comment
  const to = outcomes[wanted.action]
  if (wanted.action === 'reject' && isBlank(wanted.reason ?? '')) {
    throw new Problem('unprocessable', undefined, [
      { pointer: '#/reason', code: 'required', detail: 'Say why it is rejected: its author is owed a reason.' },
    ])
  }
  const isOfEdit = editWaits(comment)
  const holds = comment.state === to && !isOfEdit && wanted.revision === comment.revision
  if (holds || (wanted.action === 'reject' && (await isTakenBack(tx, comment, wanted.revision)))) return { decisionId: null, articleId }
  insistOnAllowed(comment, wanted.action)
  if (wanted.version !== comment.version || wanted.revision !== comment.revision) throw await decidedMeanwhile(tx, comment)
  if (!wanted.despiteClaim) await insistOnUnclaimed(tx, id, caller, now)
  const takesBackEdit = isOfEdit && wanted.action === 'reject'
  const moved = await moveUncounted(tx, comment, takesBackEdit ? withoutEdit(comment) : destination(comment, to), now)
  if (!moved) throw await decidedMeanwhile(tx, await commentById(tx, id))
  const { action, reason = null, note = null, batch = null } = wanted
  const statement = action === 'reject' ? await statementFor(tx, reason) : null
  await addDecision(tx, { id: newDecisionId, ...signed(caller, now), action, reason, statement, note, batch }, comment, moved)
  await endClaimOn(tx, id, now)
  if (takesBackEdit) return { decisionId: newDecisionId, articleId }
  if (action !== 'hold') await closeReports(tx, id, newDecisionId)
  if (caller.kind === 'person') {
    await learnFrom(tx, moved, now)
    await noteLesson(tx, moved, now)
  }
  return { decisionId: newDecisionId, articleId }
}

/** Who decides, and when, as it is kept. */
export function signed({ staffId, name }: Caller, now: Date) {
  return { at: now.toISOString(), staffId, staffName: name }
}

/** The problem of whoever decides about what has changed since: it says who decided what, and when. */
export async function decidedMeanwhile(db: Reader, { id, state, version, revision }: CommentRow) {
  const last = (await decisionsOn(db, [id])).at(-1)
  const who = last ? `${last.staffName} decided “${last.action}” at ${last.at}` : 'nobody has decided yet'
  return new Problem('decided-meanwhile', `It is ${state} now, at version ${version} and revision ${revision}: ${who}.`)
}

async function insistOnUnclaimed(tx: Writer, id: string, { staffId }: Caller, now: Date) {
  const claim = await claimOn(tx, id, now)
  if (claim && claim.staffId !== staffId)
    throw new Problem('claimed', `${claim.staffName} is working on comment ${id} until ${claim.until}.`)
}

/** Whether the last decision was to reject this edit, which is not the comment’s any more. */
async function isTakenBack(tx: Writer, comment: CommentRow, revision: number) {
  if (comment.state !== 'approved' || revision <= comment.revision) return false
  const last = (await decisionsOn(tx, [comment.id])).at(-1)
  return last?.action === 'reject' && last.revision === revision
}
