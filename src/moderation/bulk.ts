import { recount } from '../comments/changes.store.ts'
import type { Writer } from '../db/database.ts'
import type { Caller } from '../http/access.ts'
import { Problem, problems } from '../problem.ts'
import type { Services } from '../services.ts'
import { type Decided, decideUncounted } from './decide.ts'
import type { NewBulkDecision } from './decisions.schema.ts'

/** What came of one of many decisions: a result, or a problem. */
export type Outcome = { commentId: string } & ({ decided: Decided } | { problem: Problem })

/**
 * Decides about many comments, one after another, each as if it were alone, and counts each article once. All or nothing when it is to
 * be `atomic`: throws `none-decided`, which points at every decision that could not be made.
 */
export async function decideAll(
  tx: Writer,
  { decisions, atomic }: NewBulkDecision,
  caller: Caller,
  { newId, now }: Pick<Services, 'newId' | 'now'>,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const { commentId, ...wanted } of decisions) {
    try {
      outcomes.push({ commentId, decided: await decideUncounted(tx, commentId, wanted, caller, newId(), now()) })
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      outcomes.push({ commentId, problem: error })
    }
  }
  if (atomic) insistOnAll(outcomes)
  const changed = outcomes.flatMap((one) => ('decided' in one && one.decided.decisionId !== null ? one.decided.articleId : []))
  for (const articleId of new Set(changed)) await recount(tx, articleId)
  return outcomes
}

/** A problem as it stands among results. */
export function told({ code, message, errors }: Problem) {
  const [status, title] = problems[code]
  return { code, status, title, detail: message, errors: [...errors] }
}

function insistOnAll(outcomes: readonly Outcome[]) {
  const failures = outcomes.flatMap((one, place) =>
    'problem' in one ? { pointer: `#/decisions/${place}`, code: one.problem.code, detail: one.problem.message } : [],
  )
  if (failures.length > 0) throw new Problem('none-decided', undefined, failures)
}
