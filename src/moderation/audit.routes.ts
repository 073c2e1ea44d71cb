import { pageOf, paging, positionOf } from '../http/page.ts'
import { answer, closed } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { AuditEntryList, auditFilter } from './audit.schema.ts'
import { auditTrail } from './audit.store.ts'

/** Who did what. */
export const auditRoutes: Routes = async (app, services) => {
  app.get(
    '/moderation/audit',
    {
      config: { access: 'comments:moderate' },
      schema: {
        operationId: 'listAudit',
        tags: ['Moderation'],
        summary: 'The audit',
        description:
          'Every decision about a comment and every change of the masthead, the settings, the word lists and the bans, of corrections, withdrawals and slugs, newest first.',
        querystring: closed({ ...paging, ...auditFilter }),
        response: { 200: answer('A page of the audit', AuditEntryList) },
      },
    },
    async (request, reply) => {
      const rows = await auditTrail(services.db, request.query, request.query.limit + 1, positionOf(services, request))
      return pageOf(services, request, reply, rows, ({ at, id }) => [at, id])
    },
  )
}
