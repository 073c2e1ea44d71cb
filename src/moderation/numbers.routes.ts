import { answer } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { QueueNumbers } from './numbers.schema.ts'
import { numbers } from './numbers.ts'

/** How the moderators’ desk stands. */
export const numberRoutes: Routes = async (app, { db, now }) => {
  app.get(
    '/moderation/numbers',
    {
      config: { access: 'comments:moderate' },
      schema: {
        operationId: 'getQueueNumbers',
        tags: ['Moderation'],
        summary: 'How the desk stands',
        description: 'What waits and since when, where all comments are, and how long readers waited for a decision, by moderator too.',
        response: { 200: answer('The numbers', QueueNumbers) },
      },
    },
    () => numbers(db, now()),
  )
}
