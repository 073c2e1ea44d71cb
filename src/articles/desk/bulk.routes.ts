import { postOnce } from '../../http/idempotency.ts'
import { told } from '../../http/many.ts'
import { answer, ref } from '../../http/schema.ts'
import type { Routes } from '../../services.ts'
import { BulkOperations, BulkOperationsResult } from './bulk.schema.ts'
import { changeAll } from './bulk.ts'
import { deskSummary } from './desk.ts'

/** Doing something with many articles at once. */
export const bulkRoutes: Routes = async (app, services) => {
  const { now } = services
  const post = postOnce(app, services)

  post(
    '/editorial/articles/bulk',
    {
      config: { access: 'articles:write', problems: ['none-changed'] },
      schema: {
        operationId: 'changeArticles',
        tags: ['Editorial: articles'],
        summary: 'File, publish or trash many articles',
        description:
          'Up to a hundred operations, in order, each as if it were alone and with your rights; the answer has a result or a problem for each. `file` changes the draft, which readers see when it is published next. With `atomic`, all or none.',
        body: ref(BulkOperations),
        response: { 200: answer('What has become of each', BulkOperationsResult) },
      },
    },
    async ({ body, caller }, tx) => {
      const at = now()
      const outcomes = await changeAll(tx, body, caller!, at)
      const results = outcomes.map((one, place) => ({
        articleId: body.operations[place]!.articleId,
        article: 'done' in one ? deskSummary({ ...one.done.draft, article: one.done.article }, at) : null,
        problem: 'problem' in one ? told(one.problem) : null,
      }))
      return { status: 200, body: { results }, ...(results.every(({ article }) => article === null) && { kept: null }) }
    },
  )
}
