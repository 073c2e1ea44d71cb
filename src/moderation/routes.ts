import { pageOf, paging, positionOf } from '../http/page.ts'
import { answer, closed, Id, ref } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { decide } from './decide.ts'
import { DecisionResult, NewDecision } from './decisions.schema.ts'
import { described, describedComment } from './described.ts'
import { narrowing } from './narrowing.ts'
import { queueFilter, queueView } from './queue.schema.ts'
import { queue } from './queue.store.ts'
import { placeInQueue } from './queue-order.store.ts'
import { QueuedComment, QueuedCommentList } from './schema.ts'

const tags = ['Moderation']
const byId = closed({ id: Id })

/** The moderators’ desk. */
export const moderationRoutes: Routes = async (app, services) => {
  const { db, now, newId } = services

  app.get(
    '/moderation/comments',
    {
      config: { access: 'comments:moderate' },
      schema: {
        operationId: 'listQueue',
        tags,
        summary: 'The queue',
        description:
          'What waits, oldest first, edits of what can be read among it; or any other state, or what readers have reported; narrowed by article, section, author, rule, words, time and whose hands it is in. Every comment says why it is here.',
        querystring: closed({ ...paging, ...queueFilter, ...queueView }),
        response: { 200: answer('A page of comments', QueuedCommentList) },
      },
    },
    async (request, reply) => {
      const { query, caller } = request
      const { limit, claimed, sort, cursor: _, ...filter } = query
      const narrowed = { ...(await narrowing(db, filter)), claimed, sort }
      const { rows, horizon } = await queue(db, narrowed, limit + 1, positionOf(services, request), caller!.staffId, now())
      const { items, page } = pageOf(services, request, reply, rows, ({ comment }) => placeInQueue(comment, sort), horizon)
      return { items: await described(db, items, now()), page, capped: horizon !== undefined }
    },
  )

  app.get(
    '/moderation/comments/:id',
    {
      config: { access: 'comments:moderate' },
      schema: {
        operationId: 'getQueuedComment',
        tags,
        summary: 'One comment',
        description: 'With its signals and its history.',
        params: byId,
        response: { 200: answer('The comment', QueuedComment) },
      },
    },
    ({ params }) => describedComment(db, params.id, now()),
  )

  app.put(
    '/moderation/comments/:id/decision',
    {
      config: { access: 'comments:moderate', problems: ['decided-meanwhile', 'claimed', 'state-forbids', 'unprocessable'] },
      schema: {
        operationId: 'decideComment',
        tags,
        summary: 'Approve, reject, hold, or call it spam',
        description: 'It names the text and the state that you saw; if either has changed, nothing is decided and you are told by whom.',
        params: byId,
        body: ref(NewDecision),
        response: { 200: answer('What has become of it', DecisionResult) },
      },
    },
    ({ params, body, caller }) =>
      db.write(async (tx) => {
        const { decisionId } = await decide(tx, params.id, body, caller!, newId(), now())
        return { changed: decisionId !== null, decisionId, comment: await describedComment(tx, params.id, now()) }
      }),
  )
}
