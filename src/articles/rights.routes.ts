import { Type } from 'typebox'
import { pageOf, paging, positionOf } from '../http/page.ts'
import { answer, closed, Id, Moment, ref } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { DeskArticle } from './desk/desk.schema.ts'
import { deskSummary, rightsOf } from './desk/desk.ts'
import { answerChange } from './desk/desk-answer.ts'
import { ExpiringRightsList, NewRights } from './rights.schema.ts'
import { expiringRights, ownWork, setRights } from './rights.store.ts'

const tags = ['Editorial: articles']
const byId = closed({ id: Id })
const whole = answer('The article as it is now', DeskArticle)

/** How long the newspaper may show what is not its own. */
export const rightsRoutes: Routes = async (app, services) => {
  const { db, now } = services

  app.put(
    '/editorial/articles/:id/rights',
    {
      config: { access: 'articles:publish', ifMatch: 'explained', problems: ['unprocessable'] },
      schema: {
        operationId: 'setRights',
        tags,
        summary: 'Say between which moments it may be shown',
        description:
          'Takes effect at once and by the clock, whatever it was published for: readers see it while both allow it. Holds until it is lifted, also when the article is published again or restored.',
        params: byId,
        body: ref(NewRights),
        response: { 200: whole },
      },
    },
    (request, reply) =>
      answerChange(services, request, reply, (tx, found, expected) =>
        setRights(tx, found, request.body, expected, now(), request.caller!.staffId),
      ),
  )

  app.delete(
    '/editorial/articles/:id/rights',
    {
      config: { access: 'articles:publish', ifMatch: 'explained' },
      schema: {
        operationId: 'liftRights',
        tags,
        summary: 'Lift the limits of its rights',
        description: 'It is public for as long as it was published for.',
        params: byId,
        response: { 200: whole },
      },
    },
    (request, reply) =>
      answerChange(services, request, reply, (tx, found, expected) =>
        setRights(tx, found, ownWork, expected, now(), request.caller!.staffId),
      ),
  )

  app.get(
    '/editorial/rights/expiring',
    {
      config: { access: 'articles:read' },
      schema: {
        operationId: 'listExpiringRights',
        tags,
        summary: 'Published articles whose rights end, soonest first',
        description: 'Those that have ended stand in front: they are published still, and readers do not see them.',
        querystring: closed({ ...paging, before: Type.Optional({ ...Moment, description: 'Only rights that end before then' }) }),
        response: { 200: answer('A page of articles', ExpiringRightsList) },
      },
    },
    async (request, reply) => {
      const { limit, before } = request.query
      const rows = await expiringRights(db, before && new Date(before).toISOString(), limit + 1, positionOf(services, request))
      const { items, page } = pageOf(services, request, reply, rows, ({ article }) => [article.rightsUntil!, article.id])
      const moment = now()
      const shown = items.map((row) => ({
        ...deskSummary(row, moment),
        rights: rightsOf(row.article)!,
        hasEnded: row.article.rightsUntil! <= moment.toISOString(),
      }))
      return { items: shown, page }
    },
  )
}
