import { Problem } from '../problem.ts'

export const commentStates = ['pending', 'approved', 'rejected', 'spam', 'deleted'] as const
export type CommentState = (typeof commentStates)[number]

export const actions = ['approve', 'reject', 'spam', 'hold'] as const
export type Action = (typeof actions)[number]

/** Where each decision of a moderator leads. */
export const outcomes: Readonly<Record<Action, CommentState>> = { approve: 'approved', reject: 'rejected', spam: 'spam', hold: 'pending' }

/** The decisions that a moderator can make about a comment, given its state: all but the one that holds already; none about a deleted one. */
export function allowedActions(state: CommentState): Action[] {
  return state === 'deleted' ? [] : actions.filter((action) => outcomes[action] !== state)
}

/** Throws `state-forbids` for a decision that the state does not allow. */
export function insistOnAllowed(state: CommentState, action: Action) {
  if (!allowedActions(state).includes(action))
    throw new Problem('state-forbids', `The comment is ${state}; nothing can be decided about it any more.`)
}
