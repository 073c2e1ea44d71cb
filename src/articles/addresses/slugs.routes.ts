import { never } from '../../db/columns.ts'
import { pageOf, paging, positionOf } from '../../http/page.ts'
import { answer, closed, Id, nothing, Slug } from '../../http/schema.ts'
import type { Routes } from '../../services.ts'
import { type ArticleWithDraft, articleWithDraft } from '../store.ts'
import { addAlias, retireSlug, type SlugRow, slugsOf } from './aliases.store.ts'
import { slugKind } from './slug-kind.ts'
import { DeskSlug, DeskSlugList } from './slugs.schema.ts'

const tags = ['Editorial: articles']
const byId = closed({ id: Id })
const bySlug = closed({ id: Id, slug: Slug })

/** The addresses of an article. Giving one and giving one up overwrites nothing of anybody’s, so no ETag is asked for. */
export const slugRoutes: Routes = async (app, services) => {
  const { db, now, newId } = services
  const shown = (found: ArticleWithDraft, row: SlugRow) => ({
    ...row,
    publicSince: row.publicSince === never ? null : row.publicSince,
    kind: slugKind(row, found),
  })

  app.get(
    '/editorial/articles/:id/slugs',
    {
      config: { access: 'articles:read' },
      schema: {
        operationId: 'listSlugs',
        tags,
        summary: 'All slugs that an article has or had',
        description: 'By the alphabet: the current one, the draft’s, aliases, former and retired ones, with who gave them and when.',
        params: byId,
        querystring: closed(paging),
        response: { 200: answer('A page of slugs', DeskSlugList) },
      },
    },
    async (request, reply) => {
      const found = await articleWithDraft(db, request.params.id)
      const rows = await slugsOf(db, found.article.id, request.query.limit + 1, positionOf(services, request))
      const { items, page } = pageOf(services, request, reply, rows, ({ slug }) => [slug])
      return { items: items.map((row) => shown(found, row)), page }
    },
  )

  app.put(
    '/editorial/articles/:id/slugs/:slug',
    {
      config: { access: 'articles:publish', problems: ['slug-taken', 'state-forbids', 'unprocessable'] },
      schema: {
        operationId: 'addSlug',
        tags,
        summary: 'Give an article another address',
        description: 'It leads to the current slug (308) while the article is public. One that was retired leads there again.',
        params: bySlug,
        response: { 200: answer('The slug', DeskSlug) },
      },
    },
    async ({ params, caller }) => {
      const by = { caller: caller!, entryId: newId() }
      return db.write(async (tx) => {
        const found = await articleWithDraft(tx, params.id)
        return shown(found, await addAlias(tx, found, params.slug, by, now()))
      })
    },
  )

  app.delete(
    '/editorial/articles/:id/slugs/:slug',
    {
      config: { access: 'articles:publish', problems: ['state-forbids'] },
      schema: {
        operationId: 'retireSlug',
        tags,
        summary: 'Give an address up',
        description:
          'It is 410 from then on and stays the article’s, so that it never leads to another story; `PUT` takes it back. One that was never public is free again.',
        params: bySlug,
        response: { 204: nothing('It leads nowhere') },
      },
    },
    async ({ params, caller }, reply) => {
      const by = { caller: caller!, entryId: newId() }
      await db.write(async (tx) => retireSlug(tx, await articleWithDraft(tx, params.id), params.slug, by, now()))
      return reply.code(204).send(null)
    },
  )
}
