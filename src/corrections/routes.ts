import { articleWithDraft } from '../articles/store.ts'
import { atRevision, expectedRevision } from '../http/fresh.ts'
import { postOnce } from '../http/idempotency.ts'
import { pageOf, paging, positionOf } from '../http/page.ts'
import { answer, closed, Id, nothing, ref } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { CorrectionPatch, DeskCorrection, DeskCorrectionList, NewCorrection } from './schema.ts'
import { addCorrection, allCorrections, changeCorrection, removeCorrection } from './store.ts'

const tags = ['Editorial: articles']
const ofArticle = closed({ id: Id })
const one = closed({ id: Id, correctionId: Id })

/** Putting right what readers have read, and saying so. */
export const correctionRoutes: Routes = async (app, services) => {
  const { db, now, newId } = services
  const post = postOnce(app, services)

  app.get(
    '/editorial/articles/:id/corrections',
    {
      config: { access: 'articles:read' },
      schema: {
        operationId: 'listCorrections',
        tags,
        summary: 'The corrections of an article',
        description: 'The latest first, those that were taken back included. The ETag of a change is `"r1"` of its `revision`.',
        params: ofArticle,
        querystring: closed(paging),
        response: { 200: answer('A page of corrections', DeskCorrectionList) },
      },
    },
    async (request, reply) => {
      const { article } = await articleWithDraft(db, request.params.id)
      const rows = await allCorrections(db, article.id, request.query.limit + 1, positionOf(services, request))
      return pageOf(services, request, reply, rows, ({ at, id }) => [at, id])
    },
  )

  post(
    '/editorial/articles/:id/corrections',
    {
      config: { access: 'articles:publish', problems: ['state-forbids'] },
      schema: {
        operationId: 'addCorrection',
        tags,
        summary: 'Correct a public article',
        description:
          'Readers get it with the article at once, in lists and in the JSON-LD. It says what is otherwise; the words themselves are changed by publishing. What has never been public takes none (409).',
        params: ofArticle,
        body: ref(NewCorrection),
        response: { 201: answer('The correction', DeskCorrection) },
      },
    },
    async ({ params, body, caller }, tx) => {
      const added = await addCorrection(tx, params.id, body, newId(), { caller: caller!, entryId: newId() }, now())
      return { status: 201, location: `/v1/editorial/articles/${params.id}/corrections/${added.id}`, revision: 1, body: added }
    },
  )

  app.patch(
    '/editorial/articles/:id/corrections/:correctionId',
    {
      config: { access: 'articles:publish', ifMatch: true, problems: ['state-forbids'] },
      schema: {
        operationId: 'updateCorrection',
        tags,
        summary: 'Change a correction',
        description: 'Readers get the new words at once. The audit keeps the former ones.',
        params: one,
        body: ref(CorrectionPatch),
        response: { 200: answer('The correction as it is now', DeskCorrection) },
      },
    },
    async (request, reply) => {
      const expected = expectedRevision(request)
      const { params, body, caller } = request
      const named = { articleId: params.id, id: params.correctionId }
      const by = { caller: caller!, entryId: newId() }
      const changed = await db.write((tx) => changeCorrection(tx, named, body, expected, by, now()))
      atRevision(reply, changed.revision)
      return changed
    },
  )

  app.delete(
    '/editorial/articles/:id/corrections/:correctionId',
    {
      config: { access: 'articles:publish', ifMatch: true, problems: ['state-forbids'] },
      schema: {
        operationId: 'removeCorrection',
        tags,
        summary: 'Take a correction back',
        description: 'Readers get it no more. The desk’s list keeps it, with who took it back and when.',
        params: one,
        response: { 204: nothing('It is taken back') },
      },
    },
    async (request, reply) => {
      const expected = expectedRevision(request)
      const named = { articleId: request.params.id, id: request.params.correctionId }
      const by = { caller: request.caller!, entryId: newId() }
      await db.write((tx) => removeCorrection(tx, named, expected, by, now()))
      return reply.code(204).send(null)
    },
  )
}
