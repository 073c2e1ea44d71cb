import { recount } from '../comments/changes.store.ts'
import type { Writer } from '../db/database.ts'
import type { Caller } from '../http/access.ts'
import { insistOnAll, type Outcome, outcomeOf } from '../http/many.ts'
import type { Services } from '../services.ts'
import { type Decided, decideUncounted } from './decide.ts'
import type { NewBulkDecision } from './decisions.schema.ts'

/**
 * Decides about many comments, one after another, each as if it were alone, and counts each article once. All or nothing when it is to
 * be `atomic`: throws `none-decided`, which points at every decision that could not be made.
 */
export async function decideAll(
  tx: Writer,
  { decisions, atomic }: NewBulkDecision,
  caller: Caller,
  { newId, now }: Pick<Services, 'newId' | 'now'>,
): Promise<Outcome<Decided>[]> {
  const outcomes: Outcome<Decided>[] = []
  for (const { commentId, ...wanted } of decisions)
    outcomes.push(await outcomeOf(() => decideUncounted(tx, commentId, wanted, caller, newId(), now())))
  if (atomic) insistOnAll(outcomes, 'decisions', 'none-decided')
  const changed = outcomes.flatMap((one) => ('done' in one && one.done.decisionId !== null ? one.done.articleId : []))
  for (const articleId of new Set(changed)) await recount(tx, articleId)
  return outcomes
}
