import { atRevision, expectedRevision } from '../http/fresh.ts'
import { postOnce } from '../http/idempotency.ts'
import { pageOf, paging, positionOf } from '../http/page.ts'
import { answer, closed, Id, nothing, ref } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { addTerm, changeTerm, removeTerm } from './desk.store.ts'
import * as words from './schema.ts'
import { allTerms, deskTerm, type TermKind } from './store.ts'

const kinds = {
  section: { plural: 'sections', Desk: words.DeskSection, List: words.DeskSectionList, New: words.NewSection, Patch: words.SectionPatch },
  tag: { plural: 'tags', Desk: words.DeskTag, List: words.DeskTagList, New: words.NewTag, Patch: words.TagPatch },
  author: { plural: 'authors', Desk: words.DeskAuthor, List: words.DeskAuthorList, New: words.NewAuthor, Patch: words.AuthorPatch },
} as const

const tags = ['Editorial: taxonomy']
const byId = closed({ id: Id })

/** The desk of sections, tags and authors: the same five routes for each. */
export const taxonomyRoutes: Routes = async (app, services) => {
  for (const kind of Object.keys(kinds) as TermKind[]) await app.register(termRoutes(kind), { ...services, prefix: '' })
}

const termRoutes =
  (kind: TermKind): Routes =>
  async (app, services) => {
    const { db, now, newId } = services
    const post = postOnce(app, services)
    const { plural, Desk, List, New, Patch } = kinds[kind]
    const Kind = kind[0]!.toUpperCase() + kind.slice(1)
    const one = kind === 'author' ? 'an author' : `a ${kind}`
    const desk = `/editorial/${plural}` as const

    app.get(
      desk,
      {
        config: { access: 'articles:read' },
        schema: {
          operationId: `listDesk${Kind}s`,
          tags,
          summary: `Every ${kind}`,
          description: `In order; those that nothing public stands in are listed too.`,
          querystring: closed(paging),
          response: { 200: answer(`A page of ${plural}`, List) },
        },
      },
      async (request, reply) => {
        const rows = await allTerms(db, kind, request.query.limit + 1, positionOf(services, request))
        return pageOf(services, request, reply, rows, ({ position, name, id }) => [String(position), name, id])
      },
    )

    app.get(
      `${desk}/:id`,
      {
        config: { access: 'articles:read' },
        schema: {
          operationId: `getDesk${Kind}`,
          tags,
          summary: `One ${kind}`,
          description: 'With the ETag that a change needs.',
          params: byId,
          response: { 200: answer(`The ${kind}`, Desk) },
        },
      },
      async ({ params }, reply) => {
        const term = await deskTerm(db, kind, params.id)
        atRevision(reply, term.revision)
        return term
      },
    )

    post(
      desk,
      {
        config: { access: 'taxonomy:write', problems: ['slug-taken', 'unprocessable'] },
        schema: {
          operationId: `create${Kind}`,
          tags,
          summary: `Add ${one}`,
          description: 'Only a name is needed.',
          body: ref(New),
          response: { 201: answer(`The ${kind}`, Desk) },
        },
      },
      async ({ body }, tx) => {
        const term = await addTerm(tx, kind, body, newId(), now())
        return { status: 201, location: `/v1${desk}/${term.id}`, revision: term.revision, body: term }
      },
    )

    app.patch(
      `${desk}/:id`,
      {
        config: { access: 'taxonomy:write', ifMatch: true, problems: ['slug-taken', 'unprocessable'] },
        schema: {
          operationId: `update${Kind}`,
          tags,
          summary: `Change ${one}`,
          description: 'Its stories follow.',
          params: byId,
          body: ref(Patch),
          response: { 200: answer(`The ${kind} as it is now`, Desk) },
        },
      },
      async (request, reply) => {
        const expected = expectedRevision(request)
        const term = await db.write((tx) => changeTerm(tx, kind, request.params.id, request.body, expected, now()))
        atRevision(reply, term.revision)
        return term
      },
    )

    app.delete(
      `${desk}/:id`,
      {
        config: { access: 'taxonomy:write', ifMatch: true, problems: ['in-use'] },
        schema: {
          operationId: `delete${Kind}`,
          tags,
          summary: `Remove ${one}`,
          description: 'One that stories need is kept.',
          params: byId,
          response: { 204: nothing('It is removed') },
        },
      },
      async (request, reply) => {
        const expected = expectedRevision(request)
        await db.write((tx) => removeTerm(tx, kind, request.params.id, expected, now()))
        return reply.code(204).send(null)
      },
    )
  }
