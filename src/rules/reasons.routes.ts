import { atRevision, expectedRevision } from '../http/fresh.ts'
import { answer, ref } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { NewRejectionReasons, RejectionReasons } from './reasons.schema.ts'
import { changeReasons, reasons } from './reasons.store.ts'

const tags = ['Moderation']

/** The reasons that moderators are offered. */
export const reasonRoutes: Routes = async (app, { db, now }) => {
  app.get(
    '/moderation/reasons',
    {
      config: { access: 'comments:moderate' },
      schema: {
        operationId: 'getRejectionReasons',
        tags,
        summary: 'Reasons to reject a comment',
        description: 'To choose from; a decision may give any other.',
        response: { 200: answer('The list', RejectionReasons) },
      },
    },
    async (_request, reply) => {
      const { items, objection, revision } = await reasons(db)
      atRevision(reply, revision)
      return { items, objection }
    },
  )

  app.put(
    '/moderation/reasons',
    {
      config: { access: 'comments:moderate', ifMatch: true },
      schema: {
        operationId: 'putRejectionReasons',
        tags,
        summary: 'Change the reasons that are offered',
        description: 'The whole list. What was decided keeps the reason it was given.',
        body: ref(NewRejectionReasons),
        response: { 200: answer('The list as it is now', RejectionReasons) },
      },
    },
    async (request, reply) => {
      const expected = expectedRevision(request)
      const { items, objection, revision } = await db.write((tx) => changeReasons(tx, request.body, expected, now()))
      atRevision(reply, revision)
      return { items, objection }
    },
  )
}
