import { manySubjects } from '../http/answers.store.ts'
import { postOnce } from '../http/idempotency.ts'
import { told } from '../http/many.ts'
import { answer, closed, Id, ref } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { decideAll } from './bulk.ts'
import { BulkDecisionResult, DecisionResult, NewBulkDecision } from './decisions.schema.ts'
import { described, describedComment } from './described.ts'
import { queuedComments } from './store.ts'
import { undo } from './undo.ts'

const tags = ['Moderation']

/** Deciding about many comments at once, and taking a decision back. */
export const decisionRoutes: Routes = async (app, services) => {
  const { now, newId } = services
  const post = postOnce(app, services)

  post(
    '/moderation/decisions/bulk',
    {
      config: { access: 'comments:moderate', problems: ['none-decided'] },
      schema: {
        operationId: 'decideComments',
        tags,
        summary: 'Decide about many comments',
        description:
          'Up to a hundred, in order, each as if it were alone; the answer has a result or a problem for each. With `atomic`, all or none.',
        body: ref(NewBulkDecision),
        response: { 200: answer('What has become of each', BulkDecisionResult) },
      },
    },
    async ({ body, caller }, tx) => {
      const outcomes = await decideAll(tx, body, caller!, services)
      const ids = body.decisions.flatMap(({ commentId }, place) => ('done' in outcomes[place]! ? commentId : []))
      const comments = await described(tx, await queuedComments(tx, [...new Set(ids)]), now())
      const results = outcomes.map((one, place) => {
        const { commentId } = body.decisions[place]!
        const decisionId = 'done' in one ? one.done.decisionId : null
        const comment = 'done' in one ? comments.find(({ id }) => id === commentId)! : null
        return { commentId, changed: decisionId !== null, decisionId, comment, problem: 'problem' in one ? told(one.problem) : null }
      })
      return { status: 200, body: { results }, subject: manySubjects, ...(!results.some(({ changed }) => changed) && { kept: null }) }
    },
  )

  post(
    '/moderation/decisions/:id/undo',
    {
      config: { access: 'comments:moderate', problems: ['decided-meanwhile'] },
      schema: {
        operationId: 'undoDecision',
        tags,
        summary: 'Take a decision back',
        description:
          'While nothing has happened to its comment since, which is then exactly as it was before, its edits and reports too. What was taken back can be taken back.',
        params: closed({ id: Id }),
        response: { 200: answer('The comment as it was, and the decision that this is', DecisionResult) },
      },
    },
    async ({ params, caller }, tx) => {
      const decisionId = newId()
      const commentId = await undo(tx, params.id, caller!, decisionId, now())
      const comment = await describedComment(tx, commentId, now())
      return { status: 200, body: { changed: true, decisionId, comment }, subject: commentId }
    },
  )
}
