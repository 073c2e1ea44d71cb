import { Problem } from '../../problem.ts'
import type { State } from '../publishing.ts'
import type { ArticleRow } from '../store.ts'

/** What an article keeps of its withdrawal; all null unless it was withdrawn. */
export type Withdrawal = Pick<ArticleRow, 'withdrawnAt' | 'withdrawnBy' | 'withdrawalReason' | 'withdrawalNote'>

export const notWithdrawn: Withdrawal = { withdrawnAt: null, withdrawnBy: null, withdrawalReason: null, withdrawalNote: null }

/** The withdrawal as the desk sees it, with who it was; null when there is none. */
export function withdrawalOf({ withdrawnAt, withdrawnBy, withdrawalReason, withdrawalNote }: Withdrawal) {
  if (withdrawnAt === null) return null
  return { at: withdrawnAt, by: withdrawnBy, reason: withdrawalReason ?? ('other' as const), note: withdrawalNote }
}

/** Throws `state-forbids` when an article would lose its tombstone by the way: whoever was told that it is withdrawn is never told that it is not there. */
export function keepTombstone({ withdrawnAt }: Pick<Withdrawal, 'withdrawnAt'>, to: State) {
  if (withdrawnAt !== null && to !== 'withdrawn' && to !== 'trashed')
    throw new Problem('state-forbids', 'It is withdrawn. Take the withdrawal back first.')
}
