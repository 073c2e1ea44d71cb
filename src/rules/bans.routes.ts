import { postOnce } from '../http/idempotency.ts'
import { pageOf, paging, positionOf } from '../http/page.ts'
import { answer, closed, Id, nothing, ref } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { Ban, BanList, banFilter, NewBan } from './bans.schema.ts'
import { addBan, allBans, endBan } from './bans.store.ts'

const tags = ['Moderation']

/** Who may not comment. */
export const banRoutes: Routes = async (app, services) => {
  const { db, keys, now, newId } = services
  const post = postOnce(app, services)

  app.get(
    '/moderation/bans',
    {
      config: { access: 'comments:moderate' },
      schema: {
        operationId: 'listBans',
        tags,
        summary: 'Every ban, newest first',
        description: 'Those that have ended are listed, too. An address is never shown.',
        querystring: closed({ ...paging, ...banFilter }),
        response: { 200: answer('A page of bans', BanList) },
      },
    },
    async (request, reply) => {
      const rows = await allBans(db, request.query, request.query.limit + 1, positionOf(services, request), now())
      return pageOf(services, request, reply, rows, ({ id }) => [id])
    },
  )

  post(
    '/moderation/bans',
    {
      config: { access: 'comments:moderate', problems: ['unprocessable'] },
      schema: {
        operationId: 'createBan',
        tags,
        summary: 'Ban somebody',
        description:
          'One e-mail, domain or network, or the address of a comment. It holds for what comes from now on, and readers are never told.',
        body: ref(NewBan),
        response: { 201: answer('The ban', Ban) },
      },
    },
    async ({ body, caller }, tx) => {
      const ban = await addBan(tx, body, newId(), { caller: caller!, entryId: newId() }, keys, now())
      return { status: 201, location: `/v1/moderation/bans/${ban.id}`, body: ban }
    },
  )

  app.delete(
    '/moderation/bans/:id',
    {
      config: { access: 'comments:moderate' },
      schema: {
        operationId: 'endBan',
        tags,
        summary: 'End a ban',
        description: 'It stays in the list, as one that has ended. Ending it twice is no mistake.',
        params: closed({ id: Id }),
        response: { 204: nothing('It has ended') },
      },
    },
    async ({ params, caller }, reply) => {
      const by = { caller: caller!, entryId: newId() }
      await db.write((tx) => endBan(tx, params.id, by, now()))
      return reply.code(204).send(null)
    },
  )
}
