import { moveUncounted, recount } from '../comments/changes.store.ts'
import { reopenReports } from '../comments/reports.store.ts'
import { noteLesson } from '../comments/spam-lessons.ts'
import { learnFrom } from '../comments/spam-score.store.ts'
import type { CommentState } from '../comments/states.ts'
import { type CommentRow, commentById } from '../comments/store.ts'
import type { Writer } from '../db/database.ts'
import type { Caller } from '../http/access.ts'
import { Problem } from '../problem.ts'
import { decidedMeanwhile, signed } from './decide.ts'
import { addDecision, decisionById } from './store.ts'

/**
 * Takes a decision back while nothing has happened to the comment since: it is again in the state it was in, an edit waits again, readers see the words
 * that they saw, and the reports that it answered are open. That is a decision too, which can be taken back. Answers with the id of the comment; throws `not-found` and `decided-meanwhile`.
 */
export async function undo(tx: Writer, decisionId: string, caller: Caller, newDecisionId: string, now: Date): Promise<string> {
  const { id, articleId } = await undoUncounted(tx, decisionId, caller, newDecisionId, now)
  await recount(tx, articleId)
  return id
}

/** The same, and leaves it to the caller to count anew; `batch` when it is one of many. Answers with the comment as it is then. */
export async function undoUncounted(
  tx: Writer,
  decisionId: string,
  caller: Caller,
  newDecisionId: string,
  now: Date,
  batch: string | null = null,
): Promise<CommentRow> {
  const decision = await decisionById(tx, decisionId)
  if (!decision) throw new Problem('not-found', `There is no decision ${decisionId}.`)
  const comment = await commentById(tx, decision.commentId)
  if (decision.version !== comment.version) throw await decidedMeanwhile(tx, comment)
  const { fromState, revision, approvedBefore: approvedRevision } = decision
  const former = { state: fromState as CommentState, revision, approvedRevision }
  const moved = await moveUncounted(tx, comment, former, now)
  if (!moved) throw await decidedMeanwhile(tx, await commentById(tx, comment.id))
  const taken = {
    id: newDecisionId,
    ...signed(caller, now),
    action: 'undo',
    reason: null,
    note: null,
    undoes: decisionId,
    batch,
  } as const
  await addDecision(tx, taken, comment, moved)
  await reopenReports(tx, moved.id, decisionId, newDecisionId)
  if (caller.kind === 'person') {
    await learnFrom(tx, moved, now)
    await noteLesson(tx, moved, now)
  }
  return moved
}
