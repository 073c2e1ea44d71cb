import type { FastifyRequest } from 'fastify'
import { answer, closed, Id, ref } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { CommentSettings, DeskArticle, Publication } from './desk/desk.schema.ts'
import { answerChange } from './desk/desk-answer.ts'
import { steps, type Taken } from './desk/steps.ts'
import { setComments } from './store.ts'

const tags = ['Editorial: articles']
const byId = closed({ id: Id })
const whole = answer('The article as it is now', DeskArticle)

/** The editors’ desk: what becomes of an article. */
export const publicationRoutes: Routes = async (app, services) => {
  const { now } = services
  const taken = ({ caller }: FastifyRequest, expected: number | undefined): Taken => ({ caller: caller!, expected, now: now() })

  app.put(
    '/editorial/articles/:id/publication',
    {
      config: { access: 'articles:publish', ifMatch: 'explained', problems: ['state-forbids', 'unprocessable'] },
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
      answerChange(services, request, reply, (tx, found, expected) => steps.publish(tx, found, taken(request, expected), request.body)),
  )

  app.delete(
    '/editorial/articles/:id/publication',
    {
      config: { access: 'articles:publish', ifMatch: 'explained', problems: ['state-forbids'] },
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
      answerChange(services, request, reply, (tx, found, expected) => steps.unpublish(tx, found, taken(request, expected))),
  )

  app.put(
    '/editorial/articles/:id/archive',
    {
      config: { access: 'articles:publish', ifMatch: 'explained', problems: ['state-forbids'] },
      schema: {
        operationId: 'archiveArticle',
        tags,
        summary: 'Put it into the archive',
        description: 'Kept, and no longer public.',
        params: byId,
        response: { 200: whole },
      },
    },
    (request, reply) => answerChange(services, request, reply, (tx, found, expected) => steps.archive(tx, found, taken(request, expected))),
  )

  app.put(
    '/editorial/articles/:id/review',
    {
      config: { access: 'articles:write', ifMatch: 'explained', problems: ['state-forbids'] },
      schema: {
        operationId: 'handInArticle',
        tags,
        summary: 'Hand it in',
        description: 'An editor reads it next.',
        params: byId,
        response: { 200: whole },
      },
    },
    (request, reply) => answerChange(services, request, reply, (tx, found, expected) => steps.handIn(tx, found, taken(request, expected))),
  )

  app.put(
    '/editorial/articles/:id/comment-settings',
    {
      config: { access: 'articles:publish', ifMatch: 'explained', problems: ['unprocessable'] },
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
      answerChange(services, request, reply, (tx, found, expected) =>
        setComments(tx, found, request.body, expected, now(), request.caller!.staffId),
      ),
  )

  app.delete(
    '/editorial/articles/:id',
    {
      config: { access: 'articles:write', ifMatch: 'explained', problems: ['state-forbids'] },
      schema: {
        operationId: 'trashArticle',
        tags,
        summary: 'Put it into the trash',
        description: 'Nothing is lost: it can be restored.',
        params: byId,
        response: { 200: whole },
      },
    },
    (request, reply) => answerChange(services, request, reply, (tx, found, expected) => steps.trash(tx, found, taken(request, expected))),
  )

  app.put(
    '/editorial/trash/:id/restoration',
    {
      config: { access: 'articles:write', ifMatch: 'explained', problems: ['state-forbids'] },
      schema: {
        operationId: 'restoreArticle',
        tags,
        summary: 'Take it out of the trash',
        description: 'It comes back as a draft, whatever it was; what was withdrawn is withdrawn still.',
        params: byId,
        response: { 200: whole },
      },
    },
    (request, reply) => answerChange(services, request, reply, (tx, found, expected) => steps.restore(tx, found, taken(request, expected))),
  )
}
