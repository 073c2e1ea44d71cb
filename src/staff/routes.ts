import { Type } from 'typebox'
import { postOnce } from '../http/idempotency.ts'
import { pageOf, paging, positionOf } from '../http/page.ts'
import { answer, closed, nothing, ref } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { FreshToken, NewToken, TokenList } from './schema.ts'
import { newSecret } from './secret.ts'
import { addToken, allTokens, revokeToken } from './store.ts'

const tags = ['Admin']

/** Who may call: the operators' desk of tokens. */
export const staffRoutes: Routes = async (app, services) => {
  const { db, now, newId, random } = services
  const post = postOnce(app, services)

  app.get(
    '/admin/tokens',
    {
      config: { access: 'admin' },
      schema: {
        operationId: 'listTokens',
        tags,
        summary: 'Every token, newest first',
        description: 'Revoked and expired ones are listed too; secrets never are.',
        querystring: closed(paging),
        response: { 200: answer('A page of tokens', TokenList) },
      },
    },
    async (request, reply) => {
      const rows = await allTokens(db, request.query.limit + 1, positionOf(services, request))
      return pageOf(services, request, reply, rows, ({ createdAt, id }) => [createdAt, id])
    },
  )

  post(
    '/admin/tokens',
    {
      config: { access: 'admin', problems: ['unprocessable'] },
      schema: {
        operationId: 'createToken',
        tags,
        summary: 'Give somebody a token',
        description:
          'The secret is in the answer, and never again. With `staffId` it is one more for somebody known, beside those they have.',
        body: ref(NewToken),
        response: { 201: answer('The token, with its secret', FreshToken) },
      },
    },
    async ({ body }, tx) => {
      const token = await addToken(tx, body, newSecret(random), newId(), now())
      return { status: 201, location: `/v1/admin/tokens/${token.id}`, body: token, kept: { ...token, token: null } }
    },
  )

  app.delete(
    '/admin/tokens/:id',
    {
      config: { access: 'admin' },
      schema: {
        operationId: 'revokeToken',
        tags,
        summary: 'End a token',
        description: 'It is refused from the next request on.',
        params: closed({ id: Type.String({ pattern: '^[0-9a-f]{16}$', maxLength: 16, description: 'The public part of the token' }) }),
        response: { 204: nothing('It is ended') },
      },
    },
    async ({ params }, reply) => {
      await db.write((tx) => revokeToken(tx, params.id, now()))
      return reply.code(204).send(null)
    },
  )
}
