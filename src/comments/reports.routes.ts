import { postOnce } from '../http/idempotency.ts'
import { answer, closed, Id, ref } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { NewReport, ReportReceipt } from './reports.schema.ts'
import { reportComment } from './reports.ts'

/** Telling the moderators that something is wrong with a comment. */
export const reportRoutes: Routes = async (app, services) => {
  const post = postOnce(app, services)

  post(
    '/comments/:id/reports',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'reportComment',
        tags: ['Comments'],
        summary: 'Report a comment',
        description: 'Of what can be read. A reader counts once; who has reported what is told to nobody.',
        params: closed({ id: Id }),
        body: ref(NewReport),
        response: { 202: answer('The moderators are told', ReportReceipt) },
      },
    },
    async ({ params: { id }, body, ip }, tx) => {
      const isNew = await reportComment(tx, id, body, ip, services)
      const receipt = { commentId: id, reason: body.reason }
      return { status: 202, body: receipt, kept: isNew ? receipt : null, subject: id }
    },
  )
}
