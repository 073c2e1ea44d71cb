import { record } from '../events/record.ts'
import { answer, closed, Id, ref } from '../http/schema.ts'
import { Problem } from '../problem.ts'
import type { Routes } from '../services.ts'
import { changing, stepping } from './changing.ts'
import { CommentSettings, DeskArticle, Publication } from './desk.schema.ts'
import { insistOnRight } from './desk.ts'
import { articleWithDraft, publishArticle, setComments } from './store.ts'

const tags = ['Editorial: articles']
const byId = closed({ id: Id })
const whole = answer('The article as it is now', DeskArticle)

/** The editors’ desk: what becomes of an article. */
export const publicationRoutes: Routes = async (app, services) => {
  const { now } = services

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
      changing(services, request, reply, async (tx, id, expected) => {
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
      changing(services, request, reply, async (tx, id, expected) => {
        const { article } = await articleWithDraft(tx, id)
        if (article.state === 'trashed') throw new Problem('state-forbids', 'It is in the trash. Restore it first.')
        await stepping(services, 'draft', 'article.unpublished', { state: 'draft' })(tx, id, expected)
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
    (request, reply) => changing(services, request, reply, stepping(services, 'archived', 'article.unpublished', { state: 'archived' })),
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
      changing(services, request, reply, async (tx, id, expected) => {
        const { article } = await articleWithDraft(tx, id)
        insistOnRight(request.caller!, article)
        await stepping(services, 'inReview', 'article.handedIn', { revision: article.draftRevision })(tx, id, expected)
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
      changing(services, request, reply, async (tx, id, expected) => {
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
      changing(services, request, reply, async (tx, id, expected) => {
        const { article } = await articleWithDraft(tx, id)
        insistOnRight(request.caller!, article)
        await stepping(services, 'trashed', 'article.unpublished', { state: 'trashed' })(tx, id, expected)
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
      changing(services, request, reply, async (tx, id, expected) => {
        const { article } = await articleWithDraft(tx, id)
        insistOnRight(request.caller!, article)
        if (article.state !== 'trashed') throw new Problem('state-forbids', `It is ${article.state}, not in the trash.`)
        await stepping(services, 'draft', 'article.restored', {})(tx, id, expected)
      }),
  )
}
