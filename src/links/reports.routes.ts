import { Type } from 'typebox'
import { deskSummary } from '../articles/desk/desk.ts'
import { articleWithDraft } from '../articles/store.ts'
import { pageOf, paging, positionOf } from '../http/page.ts'
import { answer, closed, Id, oneOf } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { describedDeadLinks } from './related.ts'
import { deadLinks, draftBacklinks, placeOf, publicBacklinks } from './reports.store.ts'
import { Backlinks, DeadLinks } from './schema.ts'

const tags = ['Editorial: articles']

/** What links to a story, and which links lead nowhere. */
export const linkReports: Routes = async (app, services) => {
  const { db, now } = services

  app.get(
    '/editorial/articles/:id/backlinks',
    {
      config: { access: 'articles:read' },
      schema: {
        operationId: 'listBacklinks',
        tags,
        summary: 'What links here',
        description:
          'Those begun last come first. Worth a look before a story is trashed or withdrawn: links to it are hidden then, and kept until it returns.',
        params: closed({ id: Id }),
        querystring: closed({
          ...paging,
          of: Type.Optional(
            oneOf(['published', 'draft'], {
              default: 'published',
              description: 'The links that stand in public stories, or those of the newest drafts, whatever has become of them',
            }),
          ),
        }),
        response: { 200: answer('A page of articles, with where they stand', Backlinks) },
      },
    },
    async (request, reply) => {
      const { article } = await articleWithDraft(db, request.params.id)
      const { limit, of } = request.query
      const after = positionOf(services, request)
      const { rows, horizon } =
        of === 'draft'
          ? { rows: await draftBacklinks(db, article.id, limit + 1, after), horizon: undefined }
          : await publicBacklinks(db, article.id, limit + 1, after, now())
      const { items, page } = pageOf(services, request, reply, rows, ({ article: source }) => [source.id], horizon)
      const shown = items.map(({ relation, note, ...standing }) => ({ relation, note, article: deskSummary(standing, now()) }))
      return { items: shown, page, capped: horizon !== undefined }
    },
  )

  app.get(
    '/editorial/dead-links',
    {
      config: { access: 'articles:read' },
      schema: {
        operationId: 'listDeadLinks',
        tags,
        summary: 'Links that readers do not see',
        description:
          'The related links of public stories whose target is not public now, and why; those of the stories begun last come first.',
        querystring: closed(paging),
        response: { 200: answer('A page of links', DeadLinks) },
      },
    },
    async (request, reply) => {
      const { rows, horizon } = await deadLinks(db, request.query.limit + 1, positionOf(services, request), now())
      const { items, page } = pageOf(services, request, reply, rows, placeOf, horizon)
      return { items: await describedDeadLinks(db, items, now()), page, capped: horizon !== undefined }
    },
  )
}
