import type { Reader } from '../db/database.ts'
import { type Decision, decisionsOn } from './decisions.store.ts'
import { standing } from './standing-decisions.ts'
import { findingsOn, objectionTaken, rejectionsByServices } from './statement.store.ts'
import type { CommentRow } from './store.ts'

export type Statement = ReturnType<typeof statementOf>

/**
 * What the authors of comments are owed once a moderator has rejected them, or an edit of them (DSA, Art. 17), by the comments' ids: why, by whose judgement, by what
 * means it was found and how to object. Nothing as long as no person has, whatever a rule or a service has made of it: what the screening rejects is not told. The same statements for any number.
 */
export async function statementsOn(db: Reader, rows: readonly CommentRow[]): Promise<Map<string, Statement>> {
  const ids = rows.map(({ id }) => id)
  const decided = standing(await decisionsOn(db, ids))
  const byServices = await rejectionsByServices(db, ids)
  const found = await findingsOn(db, ids)
  const objection = await objectionTaken(db)
  const rejections = rows.flatMap(({ id, state }) => {
    const last = decided.findLast(({ commentId }) => commentId === id)
    return last?.action === 'reject' && last.toState === state && !byServices.has(last.id) ? [last] : []
  })
  return new Map(rejections.map((rejection) => [rejection.commentId, statementOf(rejection, found, objection)]))
}

function statementOf(
  { commentId, revision, at, reason, statement }: Decision,
  { byMachine, byReaders }: Awaited<ReturnType<typeof findingsOn>>,
  objection: string | null,
) {
  const isAmong = (found: readonly { commentId: string; revision: number }[]) =>
    found.some((one) => one.commentId === commentId && one.revision === revision)
  return {
    revision,
    decidedAt: at,
    decidedBy: 'moderator' as const,
    reason: reason ?? '',
    explanation: statement,
    foundByMachine: isAmong(byMachine),
    reportedByReaders: isAmong(byReaders),
    objection,
  }
}
