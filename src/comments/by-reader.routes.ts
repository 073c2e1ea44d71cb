import { Readable } from 'node:stream'
import { pageOf, paging, positionOf } from '../http/page.ts'
import { tooManyRequests } from '../http/rate.ts'
import { answer, closed, nothing } from '../http/schema.ts'
import { readerHolding } from '../readers/reader-token.ts'
import { byReader } from '../readers/schema.ts'
import type { Routes } from '../services.ts'
import { ReaderCommentList, ReaderExport } from './by-reader.schema.ts'
import { commentsUnder } from './by-reader.store.ts'
import { eraseReader, exportOf, ownComments } from './by-reader.ts'

const tags = ['Readers']
const problems = ['reader-token-unknown'] as const

/** Each may take the database seconds. */
const rarely = {
  max: 10,
  timeWindow: 600_000,
  allowList: () => false,
  errorResponseBuilder: tooManyRequests('Ten in ten minutes are done for one address.'),
}

/** What is kept under a reader’s e-mail address: all of it, for whoever has shown that the address is theirs. */
export const readerCommentRoutes: Routes = async (app, services) => {
  const { db, keys, now } = services

  app.get(
    '/readers/me/comments',
    {
      config: { access: 'public', problems },
      schema: {
        operationId: 'listReaderComments',
        tags,
        summary: 'All comments under your address',
        description: 'Newest first: those that are yours for certain (`isCertain`), and those that somebody left with your address.',
        headers: byReader,
        querystring: closed(paging),
        response: { 200: answer('A page of your comments', ReaderCommentList) },
      },
    },
    async (request, reply) => {
      const { email } = await readerHolding(db, keys, request.headers['reader-token'], now())
      const rows = await commentsUnder(db, email, request.query.limit + 1, positionOf(services, request))
      reply.header('cache-control', 'private, no-store')
      const { items, page } = pageOf(services, request, reply, rows, ({ createdAt, id }) => [createdAt, id])
      return { items: await ownComments(db, items), page }
    },
  )

  app.get(
    '/readers/me/export',
    {
      config: { access: 'public', problems: [...problems, 'too-many-requests'], rateLimit: rarely },
      schema: {
        operationId: 'exportReader',
        tags,
        summary: 'A copy of all that is kept about you',
        description: 'One JSON, however many comments there are. It is whole when it can be read as JSON: whoever is cut off asks again.',
        headers: byReader,
        response: { 200: answer('All of it', ReaderExport) },
      },
    },
    async ({ headers }, reply) => {
      const reader = await readerHolding(db, keys, headers['reader-token'], now())
      reply.header('cache-control', 'private, no-store').type('application/json; charset=utf-8')
      return reply.send(Readable.from(exportOf(reader, services)) as never)
    },
  )

  app.delete(
    '/readers/me',
    {
      config: { access: 'public', problems, rateLimit: rarely },
      schema: {
        operationId: 'eraseReader',
        tags,
        summary: 'Erase all that is kept about you',
        description:
          'Every comment under your address as if you withdrew each, then what is noted of you. Only 204 says that all of it is gone: after any other answer, or none, ask again with the same token until it is 204, or 401, which it is when nobody is left whose token it was.',
        headers: byReader,
        response: { 204: nothing('Nothing is left') },
      },
    },
    async ({ headers }, reply) => {
      await eraseReader(await readerHolding(db, keys, headers['reader-token'], now()), services)
      return reply.code(204).send(null)
    },
  )
}
