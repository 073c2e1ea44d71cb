import { Type } from 'typebox'
import { newspaperAt } from '../articles/appearance/appearance.store.ts'
import { closings, summaryOf, termIdsOf } from '../articles/summary.ts'
import { trueUntil } from '../http/fresh.ts'
import { pageOf, positionOf } from '../http/page.ts'
import { answer, closed, nothing, oneOf, Slug } from '../http/schema.ts'
import { relatedTo } from '../links/related.ts'
import { RelatedArticles } from '../links/schema.ts'
import type { Routes } from '../services.ts'
import { termsById } from '../taxonomy/store.ts'
import { articlePage } from './article-page.ts'
import { listed, listedRows } from './lists.ts'
import { articleAsked } from './moved.ts'
import { Article, ArticleList, inclusions, listQuery } from './schema.ts'

const bySlug = closed({ slug: Slug })

/** The stories as readers get them: public, the same for everybody, whoever asks. */
export const articleReads: Routes = async (app, services) => {
  const { db, now, config } = services

  app.get(
    '/articles',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'listArticles',
        tags: ['Articles'],
        summary: 'Published articles, latest first',
        description: 'Filters of different names narrow each other; one name given several times takes any of its values.',
        querystring: listQuery,
        response: { 200: answer('A page of articles', ArticleList) },
      },
    },
    async (request, reply) => {
      const at = now()
      const rows = await listedRows(db, request.query, positionOf(services, request), at)
      if (request.query.id !== undefined) request.query.limit = rows.length
      const { items, page } = pageOf(services, request, reply, rows, ({ publishedAt, id }) => [publishedAt, id])
      const { commentSettings: settings, nextChanges, ...site } = await newspaperAt(db, at)
      const shown = await listed(db, items, { settings, config, now: at }, site)
      trueUntil(services, reply, [...nextChanges, ...closings(shown)])
      return { items: shown, page }
    },
  )

  app.get(
    '/articles/:slug',
    {
      config: { access: 'public', problems: ['withdrawn', 'slug-retired'] },
      schema: {
        operationId: 'getArticle',
        tags: ['Articles'],
        summary: 'One article, with all its page shows',
        description:
          '`include` brings the related articles, the conversation and the latest articles in the same answer. A former slug redirects to the one of today. What was withdrawn is 410, with its `tombstone`.',
        params: bySlug,
        querystring: closed({
          include: Type.Optional(
            Type.Array(oneOf(inclusions), {
              maxItems: inclusions.length,
              uniqueItems: true,
              style: 'form',
              explode: false,
              description: 'Separated by commas',
            }),
          ),
        }),
        response: { 200: answer('The article', Article), 308: nothing('It has another slug now: see `Location`') },
      },
    },
    async (request, reply) => {
      const row = await articleAsked(services, 'article', request, reply)
      if (!row) return reply
      const { page, changes } = await articlePage(db, row, request.query.include ?? [], services)
      trueUntil(services, reply, changes)
      return page
    },
  )

  app.get(
    '/articles/:slug/related',
    {
      config: { access: 'public', problems: ['withdrawn', 'slug-retired'] },
      schema: {
        operationId: 'listRelated',
        tags: ['Articles'],
        summary: 'What goes with an article',
        description: 'The editor’s choice in order; likeness fills the free places, and says why.',
        params: bySlug,
        response: { 200: answer('Related articles, in order', RelatedArticles), 308: nothing('It has another slug now: see `Location`') },
      },
    },
    async (request, reply) => {
      const row = await articleAsked(services, 'article', request, reply, '/related')
      if (!row) return reply
      const at = now()
      const related = await relatedTo(db, row, at)
      const terms = await termsById(db, termIdsOf(related.map((link) => link.row)))
      const { commentSettings: settings, nextChanges } = await newspaperAt(db, at)
      const setting = { terms, settings, config, now: at }
      const items = related.map(({ row: target, ...link }) => ({ ...link, article: summaryOf(target, setting) }))
      trueUntil(services, reply, [row.publicUntil, ...nextChanges, ...closings(items.map(({ article }) => article))])
      return { items }
    },
  )
}
