import { moveComment } from '../comments/changes.store.ts'
import { isBlank } from '../comments/normalise.ts'
import { learnFrom } from '../comments/spam-score.store.ts'
import { allowedActions, insistOnAllowed, outcomes } from '../comments/states.ts'
import { type CommentRow, commentById } from '../comments/store.ts'
import type { Reader, Writer } from '../db/database.ts'
import type { Caller } from '../http/access.ts'
import { Problem } from '../problem.ts'
import type { NewDecision } from './schema.ts'
import { addDecision, decisionsOn, type QueuedRow, queuedComment, signalsOf } from './store.ts'

/**
 * Decides about a comment: the conditional move, the audit, the counts, the event and what the spam score learns in one transaction. Repeating what holds
 * changes nothing and answers false. Throws `not-found`, `unprocessable` for a rejection without a reason, `state-forbids`, and
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
  if (comment.state === to && wanted.revision === comment.revision) return false
  insistOnAllowed(comment.state, wanted.action)
  if (wanted.version !== comment.version || wanted.revision !== comment.revision) throw await decidedMeanwhile(tx, comment)
  const moved = await moveComment(tx, comment, to, now)
  if (!moved) throw await decidedMeanwhile(tx, await commentById(tx, id))
  const { action, reason = null, note = null } = wanted
  const decision = { id: decisionId, at: now.toISOString(), staffId: caller.staffId, staffName: caller.name, action, reason, note }
  await addDecision(tx, decision, comment, to)
  await learnFrom(tx, moved, now)
  return true
}

/** Comments as the queue shows them: what was found, what was decided, what can be decided. Two statements for a whole page. */
export async function described(db: Reader, rows: readonly QueuedRow[]) {
  const ids = rows.map(({ comment }) => comment.id)
  const [signals, history] = [await signalsOf(db, ids), await decisionsOn(db, ids)]
  return rows.map(({ comment, body, article, parent }) => ({
    ...comment,
    body,
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
    allowedActions: allowedActions(comment.state),
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
