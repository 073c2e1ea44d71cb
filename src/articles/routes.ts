import { Type } from 'typebox'
import { expectedRevision } from '../http/fresh.ts'
import { postOnce } from '../http/idempotency.ts'
import { pageOf, paging, positionOf } from '../http/page.ts'
import { answer, closed, Id, oneOf, ref } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { readSite } from '../site/store.ts'
import { ArticlePatch, DeskArticle, DeskArticleSummaryList, NewArticle } from './desk/desk.schema.ts'
import { deskArticle, deskSummary, reviseArticle, revisedBody, writeArticle } from './desk/desk.ts'
import { deskAnswer } from './desk/desk-answer.ts'
import { deskArticles } from './desk/desk-lists.store.ts'
import { bodyWords } from './desk/draft.ts'
import { shownStates } from './publishing.ts'
import { articleWithDraft } from './store.ts'

const tags = ['Editorial: articles']
const byId = closed({ id: Id })
const whole = answer('The article as it is now', DeskArticle)

/** The writers’ desk: beginning articles, and changing their drafts. */
export const articleRoutes: Routes = async (app, services) => {
  const { db, now, newId } = services
  const post = postOnce(app, services)

  app.get(
    '/editorial/articles',
    {
      config: { access: 'articles:read' },
      schema: {
        operationId: 'listDeskArticles',
        tags,
        summary: 'Articles of every state, last changed first',
        description: 'The desk’s list: drafts, scheduled and archived ones and the trash included.',
        querystring: closed({
          ...paging,
          type: Type.Optional(oneOf(['article', 'page'], { default: 'article', description: 'Articles or static pages' })),
          state: Type.Optional(oneOf(shownStates, { description: 'Where it stands' })),
          term: Type.Optional({ ...Id, description: 'Id of a section, tag or author it is filed under' }),
          createdBy: Type.Optional({ ...Id, description: 'Id of whoever began it' }),
        }),
        response: { 200: answer('A page of articles', DeskArticleSummaryList) },
      },
    },
    async (request, reply) => {
      const rows = await deskArticles(db, request.query, request.query.limit + 1, positionOf(services, request), now())
      const { items, page } = pageOf(services, request, reply, rows, ({ article }) => [article.updatedAt, article.id])
      return { items: items.map((row) => deskSummary(row, now())), page }
    },
  )

  post(
    '/editorial/articles',
    {
      config: { access: 'articles:write', problems: ['slug-taken', 'unprocessable'] },
      schema: {
        operationId: 'createArticle',
        tags,
        summary: 'Begin an article',
        description: 'A headline is enough. Nothing is public before it is published.',
        body: ref(NewArticle),
        response: { 201: answer('The draft', DeskArticle) },
      },
      beforehand: ({ body }) => bodyWords(body.body),
    },
    async ({ body, caller }, tx, rendered) => {
      const { language } = await readSite(tx)
      const begun = await writeArticle(tx, { ...body, body: rendered }, newId(), language, caller!.staffId, now())
      const { id, version } = begun.article
      return { status: 201, location: `/v1/editorial/articles/${id}`, revision: version, body: deskArticle(begun, now()) }
    },
  )

  app.get(
    '/editorial/articles/:id',
    {
      config: { access: 'articles:read' },
      schema: {
        operationId: 'getDeskArticle',
        tags,
        summary: 'One article, its newest draft',
        description: 'With the ETag that a change needs.',
        params: byId,
        response: { 200: whole },
      },
    },
    async ({ params }, reply) => deskAnswer(reply, await articleWithDraft(db, params.id), now()),
  )

  app.patch(
    '/editorial/articles/:id',
    {
      config: { access: 'articles:write', ifMatch: 'explained', problems: ['slug-taken', 'unprocessable', 'state-forbids'] },
      schema: {
        operationId: 'updateArticle',
        tags,
        summary: 'Change the draft',
        description: 'Readers see it when it is published: words, slug, tags and links alike.',
        params: byId,
        body: ref(ArticlePatch),
        response: { 200: whole },
      },
    },
    async (request, reply) => {
      const { params, body: patch, caller } = request
      const expected = expectedRevision(request)
      const body = await revisedBody(db, params.id, patch, expected, caller!)
      const changed = await db.write((tx) => reviseArticle(tx, params.id, { patch, body }, expected, caller!, now()))
      return deskAnswer(reply, changed, now())
    },
  )
}
