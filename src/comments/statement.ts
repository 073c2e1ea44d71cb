import type { Reader } from '../db/database.ts'
import { standingDecisions } from './standing-decisions.store.ts'
import { findingsOf } from './statement.store.ts'
import type { CommentRow } from './store.ts'

/**
 * What the author of a comment is owed once a moderator has rejected it, or an edit of it (DSA, Art. 17): why, by whose judgement, by what means it was found and how
 * to object. Null as long as none has, whatever a rule has made of it: what the screening rejects is not told.
 */
export async function statementOn(db: Reader, { id, state, revision }: CommentRow) {
  const last = (await standingDecisions(db, id)).at(-1)
  const found = await findingsOf(db, id, last?.revision ?? revision)
  if (last?.action !== 'reject' || last.toState !== state) return null
  return {
    revision: last.revision,
    decidedAt: last.at,
    decidedBy: 'moderator' as const,
    reason: last.reason ?? '',
    explanation: last.statement,
    foundByMachine: found.byMachine,
    reportedByReaders: found.byReaders,
    objection: found.objection,
  }
}
