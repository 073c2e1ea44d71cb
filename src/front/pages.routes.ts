import { withAlternates } from '../articles/alternates.ts'
import { newspaperAt } from '../articles/appearance/appearance.store.ts'
import { everything, publicList } from '../articles/lists.store.ts'
import { addressOf, articleOf, closings, termIdsOf } from '../articles/summary.ts'
import { trueUntil } from '../http/fresh.ts'
import { pageOf, positionOf } from '../http/page.ts'
import { answer, closed, nothing, Slug } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { readSite } from '../site/store.ts'
import { termsById } from '../taxonomy/store.ts'
import { languageAsked } from './lists.ts'
import { articleAsked } from './moved.ts'
import { PageSummaryList, pageListQuery, StaticPage } from './schema.ts'

const bySlug = closed({ slug: Slug })

/** The static pages. */
export const pageReads: Routes = async (app, services) => {
  const { db, now, config } = services

  app.get(
    '/pages',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'listPages',
        tags: ['Pages'],
        summary: 'Static pages',
        description: 'Imprint, about, and the like.',
        querystring: pageListQuery,
        response: { 200: answer('A page of them', PageSummaryList) },
      },
    },
    async (request, reply) => {
      const { limit, language } = request.query
      const filter = { ...everything, type: 'page', language: languageAsked(language) } as const
      const at = now()
      const rows = await publicList(db, filter, limit + 1, positionOf(services, request), at)
      const { items, page } = pageOf(services, request, reply, rows, ({ publishedAt, id }) => [publishedAt, id])
      trueUntil(services, reply, (await newspaperAt(db, at)).nextChanges)
      return { items: items.map((row) => ({ ...row, url: addressOf(config, row), updatedAt: row.updatedAt ?? row.publishedAt })), page }
    },
  )

  app.get(
    '/pages/:slug',
    {
      config: { access: 'public', problems: ['withdrawn', 'slug-retired'] },
      schema: {
        operationId: 'getPage',
        tags: ['Pages'],
        summary: 'One static page',
        description: 'A former slug redirects to the one of today. What was withdrawn is 410, with its `tombstone`.',
        params: bySlug,
        response: { 200: answer('The page', StaticPage), 308: nothing('It has another slug now: see `Location`') },
      },
    },
    async (request, reply) => {
      const found = await articleAsked(services, 'page', request, reply)
      if (!found) return reply
      const { translations, ...row } = found
      const { commentSettings: settings, name, language } = await readSite(db)
      const terms = await termsById(db, termIdsOf([row]))
      const shown = articleOf(row, { terms, settings, config, now: now() }, name)
      trueUntil(services, reply, [row.publicUntil, ...closings([shown])])
      return withAlternates(shown, { ...row, translations }, language, config)
    },
  )
}
