import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Writer } from '../db/database.ts'
import type { Events, EventType } from '../events/catalogue.ts'
import { record } from '../events/record.ts'
import { atRevision, expectedRevision } from '../http/fresh.ts'
import { pageOf, paging, positionOf } from '../http/page.ts'
import { answer, closed, Id, oneOf, ref } from '../http/schema.ts'
import { Problem } from '../problem.ts'
import type { Routes } from '../services.ts'
import { readSite } from '../site/store.ts'
import { deskArticle, deskSummary, insistOnRight, reviseArticle, writeArticle } from './desk.ts'
import { shownStates } from './publishing.ts'
import { ArticlePatch, CommentSettings, DeskArticle, DeskArticleSummaryList, NewArticle, Publication } from './schema.ts'
import { articleWithDraft, deskArticles, moveArticle, publishArticle, setComments } from './store.ts'

const tags = ['Editorial: articles']
const byId = closed({ id: Id })
const whole = answer('The article as it is now', DeskArticle)

/** The writers' and editors' desk. */
export const articleRoutes: Routes = async (app, services) => {
  const { db, now, newId } = services

  /** Makes a change that names what it was made upon, and answers with the article as it is then. */
  async function changing(
    request: FastifyRequest,
    reply: FastifyReply,
    change: (tx: Writer, id: string, expected: number | undefined) => Promise<void>,
  ) {
    const expected = expectedRevision(request)
    const { id } = request.params as { id: string }
    const article = await db.write(async (tx) => {
      await change(tx, id, expected)
      return deskArticle(tx, id, now())
    })
    atRevision(reply, article.revision)
    return article
  }

  /** A change of state that is an event of its own. */
  const stepping =
    <Type extends EventType>(to: 'draft' | 'inReview' | 'archived' | 'trashed', event: Type, data: Events[Type]) =>
    async (tx: Writer, id: string, expected: number | undefined) => {
      await moveArticle(tx, id, to, expected, now())
      await record(tx, event, id, data, now())
    }

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
      changing(request, reply, async (tx, id, expected) => {
        await reviseArticle(tx, id, request.body, expected, request.caller!, now())
        const { article } = await articleWithDraft(tx, id)
        await record(tx, 'article.drafted', id, { revision: article.draftRevision }, now())
      }),
  )

  app.put(
    '/editorial/articles/:id/publication',
    {
      config: { access: 'articles:publish', ifMatch: true, problems: ['state-forbids', 'unprocessable'] },
      schema: {
        operationId: 'publishArticle',
        tags,
        summary: 'Publish, now or at a time',
        description: 'The newest draft becomes what readers see. `{}` publishes now; `at` to come schedules it, to the millisecond.',
        params: byId,
        body: ref(Publication),
        response: { 200: whole },
      },
    },
    (request, reply) =>
      changing(request, reply, async (tx, id, expected) => {
        const { slug, revision, publicFrom, publicUntil } = await publishArticle(tx, id, request.body, expected, now())
        await record(tx, 'article.published', id, { slug, revision, publicFrom, publicUntil }, now())
      }),
  )

  app.delete(
    '/editorial/articles/:id/publication',
    {
      config: { access: 'articles:publish', ifMatch: true, problems: ['state-forbids'] },
      schema: {
        operationId: 'unpublishArticle',
        tags,
        summary: 'Take it off',
        description: 'It is a draft again; links to it are hidden until it returns.',
        params: byId,
        response: { 200: whole },
      },
    },
    (request, reply) =>
      changing(request, reply, async (tx, id, expected) => {
        const { article } = await articleWithDraft(tx, id)
        if (article.state === 'trashed') throw new Problem('state-forbids', 'It is in the trash. Restore it first.')
        await stepping('draft', 'article.unpublished', { state: 'draft' })(tx, id, expected)
      }),
  )

  app.put(
    '/editorial/articles/:id/archive',
    {
      config: { access: 'articles:publish', ifMatch: true, problems: ['state-forbids'] },
      schema: {
        operationId: 'archiveArticle',
        tags,
        summary: 'Put it into the archive',
        description: 'Kept, and no longer public.',
        params: byId,
        response: { 200: whole },
      },
    },
    (request, reply) => changing(request, reply, stepping('archived', 'article.unpublished', { state: 'archived' })),
  )

  app.put(
    '/editorial/articles/:id/review',
    {
      config: { access: 'articles:write', ifMatch: true, problems: ['state-forbids'] },
      schema: {
        operationId: 'handInArticle',
        tags,
        summary: 'Hand it in',
        description: 'An editor reads it next.',
        params: byId,
        response: { 200: whole },
      },
    },
    (request, reply) =>
      changing(request, reply, async (tx, id, expected) => {
        const { article } = await articleWithDraft(tx, id)
        insistOnRight(request.caller!, article)
        await stepping('inReview', 'article.handedIn', { revision: article.draftRevision })(tx, id, expected)
      }),
  )

  app.put(
    '/editorial/articles/:id/comment-settings',
    {
      config: { access: 'articles:publish', ifMatch: true, problems: ['unprocessable'] },
      schema: {
        operationId: 'setCommentSettings',
        tags,
        summary: 'Open or close it for comments',
        description: 'Takes effect at once.',
        params: byId,
        body: ref(CommentSettings),
        response: { 200: whole },
      },
    },
    (request, reply) =>
      changing(request, reply, async (tx, id, expected) => {
        await setComments(tx, id, request.body, expected, now())
        await record(tx, 'article.commentsChanged', id, { open: request.body.open, closesAt: request.body.closesAt ?? null }, now())
      }),
  )

  app.delete(
    '/editorial/articles/:id',
    {
      config: { access: 'articles:write', ifMatch: true, problems: ['state-forbids'] },
      schema: {
        operationId: 'trashArticle',
        tags,
        summary: 'Put it into the trash',
        description: 'Nothing is lost: it can be restored.',
        params: byId,
        response: { 200: whole },
      },
    },
    (request, reply) =>
      changing(request, reply, async (tx, id, expected) => {
        const { article } = await articleWithDraft(tx, id)
        insistOnRight(request.caller!, article)
        await stepping('trashed', 'article.unpublished', { state: 'trashed' })(tx, id, expected)
      }),
  )

  app.put(
    '/editorial/trash/:id/restoration',
    {
      config: { access: 'articles:write', ifMatch: true, problems: ['state-forbids'] },
      schema: {
        operationId: 'restoreArticle',
        tags,
        summary: 'Take it out of the trash',
        description: 'It comes back as a draft, whatever it was.',
        params: byId,
        response: { 200: whole },
      },
    },
    (request, reply) =>
      changing(request, reply, async (tx, id, expected) => {
        const { article } = await articleWithDraft(tx, id)
        insistOnRight(request.caller!, article)
        if (article.state !== 'trashed') throw new Problem('state-forbids', `It is ${article.state}, not in the trash.`)
        await stepping('draft', 'article.restored', {})(tx, id, expected)
      }),
  )
}
