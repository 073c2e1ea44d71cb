import { pageOf, paging, positionOf } from '../http/page.ts'
import { answer, closed, Id, ref } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { decide, described, describedComment } from './decide.ts'
import { DecisionResult, NewDecision, QueuedComment, QueuedCommentList, queueFilter } from './schema.ts'
import { placeInQueue, queue } from './store.ts'

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
          'What waits, oldest first, edits of what can be read among it; or any other state, or what readers have reported; narrowed by rule, article and time. Every comment says why it is here.',
        querystring: closed({ ...paging, ...queueFilter }),
        response: { 200: answer('A page of comments', QueuedCommentList) },
      },
    },
    async (request, reply) => {
      const rows = await queue(db, request.query, request.query.limit + 1, positionOf(services, request))
      const { items, page } = pageOf(services, request, reply, rows, ({ comment }) => placeInQueue(comment, request.query.sort))
      return { items: await described(db, items), page }
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
    ({ params }) => describedComment(db, params.id),
  )

  app.put(
    '/moderation/comments/:id/decision',
    {
      config: { access: 'comments:moderate', problems: ['decided-meanwhile', 'state-forbids', 'unprocessable'] },
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
        const changed = await decide(tx, params.id, body, caller!, newId(), now())
        return { changed, comment: await describedComment(tx, params.id) }
      }),
  )
}
