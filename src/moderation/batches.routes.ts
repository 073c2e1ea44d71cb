import { manySubjects } from '../http/answers.store.ts'
import { postOnce } from '../http/idempotency.ts'
import { answer, closed, Id, ref } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { BatchResult, BatchUndone, NewBatch, NewPreview, Preview } from './batches.schema.ts'
import { carryOut, preview, undoBatch } from './batches.ts'

const tags = ['Moderation']

/** Deciding about all that a filter of the queue finds: seen first, then carried out, and taken back if it was wrong. */
export const batchRoutes: Routes = async (app, services) => {
  const post = postOnce(app, services)

  post(
    '/moderation/decisions/previews',
    {
      config: { access: 'comments:moderate', problems: ['unprocessable'] },
      schema: {
        operationId: 'previewDecisions',
        tags,
        summary: 'See what a decision about many comments would do',
        description:
          'All that a filter of the queue finds and the action would change, but for what a colleague is working on; of more than 5,000 comments that it is asked of, the oldest. With `ban`, the author by whom they are filtered is banned along with it. Nothing is changed yet.',
        body: ref(NewPreview),
        response: { 200: answer('How many, some of them, and a token to carry it out', Preview) },
      },
      beforehand: ({ body, caller }) => preview(body, caller!, services),
    },
    async (_request, _tx, body) => ({ status: 200, body, subject: manySubjects }),
  )

  post(
    '/moderation/decisions/batches',
    {
      config: { access: 'comments:moderate', problems: ['unprocessable'] },
      schema: {
        operationId: 'decidePreviewed',
        tags,
        summary: 'Carry out what was previewed',
        description:
          'A hundred comments at a time, each with its decision: send the token again until nothing is `left`. What has changed since the preview in any way is left as it is.',
        body: ref(NewBatch),
        response: { 200: answer('How far it has come', BatchResult) },
      },
    },
    async ({ body, caller }, tx) => {
      const { did, result } = await carryOut(tx, body.token, caller!, services)
      return { status: 200, body: result, ...(did === 0 && { kept: null }) }
    },
  )

  post(
    '/moderation/decisions/batches/:id/undo',
    {
      config: { access: 'comments:moderate' },
      schema: {
        operationId: 'undoBatch',
        tags,
        summary: 'Take back what was decided by a filter',
        description:
          'A hundred comments at a time, each as it was before: send it again until nothing is `left`. What has changed since is left as it is. The bans that were made along with it end.',
        params: closed({ id: Id }),
        response: { 200: answer('How far it has come', BatchUndone) },
      },
    },
    async ({ params, caller }, tx) => {
      const { did, result } = await undoBatch(tx, params.id, caller!, services)
      return { status: 200, body: result, ...(did === 0 && { kept: null }) }
    },
  )
}
