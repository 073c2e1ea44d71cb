import { Type } from 'typebox'
import { record } from '../events/record.ts'
import { atRevision } from '../http/fresh.ts'
import { pageOf, paging, positionOf } from '../http/page.ts'
import { answer, closed, Id, oneOf, ref } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { readSite } from '../site/store.ts'
import { changing } from './changing.ts'
import { ArticlePatch, DeskArticle, DeskArticleSummaryList, NewArticle } from './desk.schema.ts'
import { deskArticle, deskSummary, reviseArticle, writeArticle } from './desk.ts'
import { shownStates } from './publishing.ts'
import { articleWithDraft, deskArticles } from './store.ts'

const tags = ['Editorial: articles']
const byId = closed({ id: Id })
const whole = answer('The article as it is now', DeskArticle)

/** The writers’ desk: beginning articles, and changing their drafts. */
export const articleRoutes: Routes = async (app, services) => {
  const { db, now, newId } = services

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

  app.post(
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
    },
    async ({ body, caller }, reply) => {
      const article = await db.write(async (tx) => {
        const id = newId()
        const { language } = await readSite(tx)
        await writeArticle(tx, body, id, language, caller!.staffId, now())
        await record(tx, 'article.drafted', id, { revision: 1 }, now())
        return deskArticle(tx, id, now())
      })
      return atRevision(reply, article.revision).code(201).header('location', `/v1/editorial/articles/${article.id}`).send(article)
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
    async ({ params }, reply) => {
      const article = await deskArticle(db, params.id, now())
      atRevision(reply, article.revision)
      return article
    },
  )

  app.patch(
    '/editorial/articles/:id',
    {
      config: { access: 'articles:write', ifMatch: true, problems: ['slug-taken', 'unprocessable', 'state-forbids'] },
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
    (request, reply) =>
      changing(services, request, reply, async (tx, id, expected) => {
        await reviseArticle(tx, id, request.body, expected, request.caller!, now())
        const { article } = await articleWithDraft(tx, id)
        await record(tx, 'article.drafted', id, { revision: article.draftRevision }, now())
      }),
  )
}
