import { answer, closed, Id, ref } from '../http/schema.ts'
import { Problem } from '../problem.ts'
import type { Routes } from '../services.ts'
import { CommentSettings, DeskArticle, Publication } from './desk.schema.ts'
import { insistOnRight } from './desk.ts'
import { answerChange } from './desk-answer.ts'
import { publishAtDesk } from './desk-publication.ts'
import { moveArticle, setComments } from './store.ts'

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
        description:
          'The newest draft becomes what readers see. `{}` publishes now, unless an embargo holds it; `at` to come schedules it, to the millisecond.',
        params: byId,
        body: ref(Publication),
        response: { 200: whole },
      },
    },
    (request, reply) =>
      answerChange(services, request, reply, (tx, found, expected) => publishAtDesk(tx, found, request.body, expected, now())),
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
      answerChange(services, request, reply, async (tx, found, expected) => {
        if (found.article.state === 'trashed') throw new Problem('state-forbids', 'It is in the trash. Restore it first.')
        return moveArticle(tx, found, 'draft', expected, now())
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
    (request, reply) =>
      answerChange(services, request, reply, (tx, found, expected) => moveArticle(tx, found, 'archived', expected, now())),
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
      answerChange(services, request, reply, async (tx, found, expected) => {
        insistOnRight(request.caller!, found.article)
        return moveArticle(tx, found, 'inReview', expected, now())
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
      answerChange(services, request, reply, (tx, found, expected) => setComments(tx, found, request.body, expected, now())),
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
      answerChange(services, request, reply, async (tx, found, expected) => {
        insistOnRight(request.caller!, found.article)
        return moveArticle(tx, found, 'trashed', expected, now())
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
      answerChange(services, request, reply, async (tx, found, expected) => {
        insistOnRight(request.caller!, found.article)
        if (found.article.state !== 'trashed') throw new Problem('state-forbids', `It is ${found.article.state}, not in the trash.`)
        return moveArticle(tx, found, 'draft', expected, now())
      }),
  )
}
