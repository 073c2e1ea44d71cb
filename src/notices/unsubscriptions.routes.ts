import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { postOnce } from '../http/idempotency.ts'
import { insistOnPlain } from '../http/json.ts'
import { closed, ref } from '../http/schema.ts'
import { Problem } from '../problem.ts'
import { stopTelling } from '../readers/store.ts'
import type { Routes } from '../services.ts'
import { tokenPattern, unsubscriptionOf } from './unsubscription.ts'
import { askingPage, donePage } from './unsubscription-page.ts'
import { Unsubscription } from './unsubscriptions.schema.ts'
import { newspaperOf } from './words.ts'

const tags = ['Readers']
const byLink = closed({
  link: Type.String({ pattern: tokenPattern, maxLength: 100, description: 'As it stands in the mail' }),
})

/** A page of ours. */
const page = (description: string) =>
  Type.Unsafe<string>({ description, content: { 'text/html': { schema: { type: 'string', description } } } })

const html = 'text/html; charset=utf-8'

/** What a form may hold: one word. */
const longestForm = 4096

/** The way out of mails to readers: whoever has the mail needs nothing else. The only routes that take forms. */
export const unsubscriptionRoutes: Routes = async (app, services) => {
  const { db, keys } = services
  const post = postOnce(app, services)
  app.addContentTypeParser(
    ['application/x-www-form-urlencoded', 'multipart/form-data'],
    { parseAs: 'buffer', bodyLimit: longestForm },
    async ({ headers }: FastifyRequest, body: Buffer) => {
      insistOnPlain(headers['content-encoding'])
      return fieldsOf(body, headers['content-type'] ?? '')
    },
  )

  app.get(
    '/unsubscriptions/:link',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'askUnsubscription',
        tags,
        summary: 'The page that a link in a mail leads to',
        description: 'It asks before it does anything: programs that look through mail follow its links.',
        params: byLink,
        response: { 200: page('A page with a button') },
      },
    },
    async ({ params }, reply) => {
      const { kind } = unsubscriptionOf(keys, params.link)
      const { name } = await newspaperOf(db)
      return reply.type(html).header('cache-control', 'private, no-store').send(askingPage(name, kind))
    },
  )

  post(
    '/unsubscriptions/:link',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'unsubscribe',
        tags,
        summary: 'Get no more mails of this kind',
        description:
          'What mail programs send when somebody presses their button (RFC 8058), and what the page sends. A second time changes nothing.',
        consumes: ['application/x-www-form-urlencoded', 'multipart/form-data', 'application/json'],
        params: byLink,
        body: ref(Unsubscription),
        response: { 200: page('It is done') },
      },
    },
    async ({ params }, tx) => {
      const { kind, readerId } = unsubscriptionOf(keys, params.link)
      await stopTelling(tx, readerId, kind)
      const { name } = await newspaperOf(tx)
      return { status: 200, type: html, body: donePage(name, kind) }
    },
  )
}

/** What a form says. Throws `invalid-request` for what is none. */
async function fieldsOf(body: Buffer, type: string): Promise<Record<string, unknown>> {
  try {
    return Object.fromEntries(await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData())
  } catch {
    const detail = 'It is not the form that its Content-Type says.'
    throw new Problem('invalid-request', detail, [{ pointer: '#', code: 'form', detail }])
  }
}
