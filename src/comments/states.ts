import { Problem } from '../problem.ts'

export const commentStates = ['pending', 'approved', 'rejected', 'spam', 'deleted'] as const
export type CommentState = (typeof commentStates)[number]

export const actions = ['approve', 'reject', 'spam', 'hold'] as const
export type Action = (typeof actions)[number]

/** Where each decision of a moderator leads. */
export const outcomes: Readonly<Record<Action, CommentState>> = { approve: 'approved', reject: 'rejected', spam: 'spam', hold: 'pending' }

/** What decides which decisions can be made about a comment. */
export interface Standing {
  state: CommentState
  revision: number
  approvedRevision: number | null
}

/** Whether a comment can be read while newer words of its author wait for a moderator. */
export function editWaits({ state, revision, approvedRevision }: Standing) {
  return state === 'approved' && revision !== approvedRevision
}

/** The decisions that a moderator can make about a comment: all but the one that holds already; none about a deleted one. */
export function allowedActions(comment: Standing): Action[] {
  if (comment.state === 'deleted') return []
  return actions.filter((action) => outcomes[action] !== comment.state || editWaits(comment))
}

/** Throws `state-forbids` for a decision that the state does not allow. */
export function insistOnAllowed(comment: Standing, action: Action) {
  if (!allowedActions(comment).includes(action))
    throw new Problem('state-forbids', `The comment is ${comment.state}; nothing can be decided about it any more.`)
}
