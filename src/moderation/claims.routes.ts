import { manySubjects } from '../http/answers.store.ts'
import { postOnce } from '../http/idempotency.ts'
import { answer, closed, Id, nothing, ref } from '../http/schema.ts'
import { Problem } from '../problem.ts'
import type { Routes } from '../services.ts'
import { HandedOut, NewClaim } from './claims.schema.ts'
import { endClaim } from './claims.store.ts'
import { handOut } from './claims.ts'
import { described } from './described.ts'
import { narrowing } from './narrowing.ts'

const tags = ['Moderation']

/** Work for each moderator that no other is given meanwhile. */
export const claimRoutes: Routes = async (app, services) => {
  const { db, now, newId } = services
  const post = postOnce(app, services)

  post(
    '/moderation/claims',
    {
      config: { access: 'comments:moderate', problems: ['state-forbids'] },
      schema: {
        operationId: 'claimComments',
        tags,
        summary: 'Take comments to work on',
        description: 'The oldest that nobody has in hand, for some minutes: no two moderators get the same. 200 when there are none.',
        body: ref(NewClaim),
        response: { 201: answer('They are yours', HandedOut), 200: answer('There is nothing to hand out', HandedOut) },
      },
    },
    async ({ body, caller }, tx) => {
      const { count, minutes, ...filter } = body
      const id = newId()
      const { until, rows, capped } = await handOut(tx, await narrowing(tx, filter), { count, minutes }, caller!, id, now())
      if (rows.length === 0) return { status: 200, body: { id: null, until, items: [], capped }, kept: null }
      const items = await described(tx, rows, now())
      return { status: 201, location: `/v1/moderation/claims/${id}`, body: { id, until, items, capped }, subject: manySubjects }
    },
  )

  app.delete(
    '/moderation/claims/:id',
    {
      config: { access: 'comments:moderate' },
      schema: {
        operationId: 'endClaim',
        tags,
        summary: 'Give comments back',
        description: 'Yours, or those of a colleague who has left; what nobody gives back is free when its time is over.',
        params: closed({ id: Id }),
        response: { 204: nothing('They are free') },
      },
    },
    async ({ params }, reply) => {
      const there = await db.write((tx) => endClaim(tx, params.id, now()))
      if (!there) throw new Problem('not-found', `There is no claim ${params.id}.`)
      return reply.code(204).send(null)
    },
  )
}
