import { insistOnRight } from '../articles/desk/desk.ts'
import { articleWithDraft } from '../articles/store.ts'
import { postOnce } from '../http/idempotency.ts'
import { pageOf, paging, positionOf } from '../http/page.ts'
import { answer, closed, Id, nothing, ref } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { type Opened, previewAddress, previewToken } from './preview-token.ts'
import { FreshPreviewLink, NewPreviewLink, PreviewLinkList } from './schema.ts'
import { addPreviewLink, type PreviewLinkRow, previewLinkOf, previewLinksOf, revokePreviewLinks } from './store.ts'

const tags = ['Editorial: articles']
const byId = closed({ id: Id })

/** Showing somebody outside what is not public. */
export const previewLinkRoutes: Routes = async (app, services) => {
  const { db, keys, now, newId, config } = services
  const post = postOnce(app, services)

  app.get(
    '/editorial/articles/:id/preview-links',
    {
      config: { access: 'articles:read' },
      schema: {
        operationId: 'listPreviewLinks',
        tags,
        summary: 'Who may be reading it in preview',
        description: 'Newest first; those that are over are listed for thirty days more. Tokens never are.',
        params: byId,
        querystring: closed(paging),
        response: { 200: answer('A page of links', PreviewLinkList) },
      },
    },
    async (request, reply) => {
      const { article } = await articleWithDraft(db, request.params.id)
      const rows = await previewLinksOf(db, article.id, request.query.limit + 1, positionOf(services, request))
      const { items, page } = pageOf(services, request, reply, rows, ({ id }) => [id])
      return { items: items.map((link) => shown(link, now())), page }
    },
  )

  post(
    '/editorial/articles/:id/preview-links',
    {
      config: { access: 'articles:write', problems: ['unprocessable', 'state-forbids'] },
      schema: {
        operationId: 'createPreviewLink',
        tags,
        summary: 'Show somebody one revision',
        description:
          'Whoever has the link reads that revision, and no later one, without a token of the desk, until it ends or is revoked. At most 50 links of one article are open at a time.',
        params: byId,
        body: ref(NewPreviewLink),
        response: { 201: answer('The link', FreshPreviewLink) },
      },
      restored: (kept) => withToken(kept),
    },
    async ({ params, body, caller }, tx) => {
      const { article } = await articleWithDraft(tx, params.id)
      insistOnRight(caller!, article)
      const link = await addPreviewLink(tx, article, body, newId(), caller!, now())
      const location = `/v1/editorial/articles/${article.id}/preview-links/${link.id}`
      const plain = { ...shown(link, now()), token: '', url: '' }
      return { status: 201, location, body: withToken(plain), kept: plain }
    },
  )

  app.delete(
    '/editorial/articles/:id/preview-links',
    {
      config: { access: 'articles:write' },
      schema: {
        operationId: 'revokePreviewLinks',
        tags,
        summary: 'End all links to previews of it',
        description: 'They open nothing from the next request on.',
        params: byId,
        response: { 204: nothing('They are ended') },
      },
    },
    async ({ params, caller }, reply) => {
      await db.write(async (tx) => {
        const { article } = await articleWithDraft(tx, params.id)
        insistOnRight(caller!, article)
        await revokePreviewLinks(tx, article.id, undefined, now())
      })
      return reply.code(204).send(null)
    },
  )

  app.delete(
    '/editorial/articles/:id/preview-links/:linkId',
    {
      config: { access: 'articles:write' },
      schema: {
        operationId: 'revokePreviewLink',
        tags,
        summary: 'End a link to a preview',
        description: 'It opens nothing from the next request on.',
        params: closed({ id: Id, linkId: Id }),
        response: { 204: nothing('It is ended') },
      },
    },
    async ({ params, caller }, reply) => {
      await db.write(async (tx) => {
        const { article } = await articleWithDraft(tx, params.id)
        const link = await previewLinkOf(tx, article.id, params.linkId)
        insistOnRight(caller!, article)
        await revokePreviewLinks(tx, article.id, link.id, now())
      })
      return reply.code(204).send(null)
    },
  )

  function withToken<Link extends Opened>(link: Link) {
    const token = previewToken(keys, link)
    return { ...link, token, url: previewAddress(config, token) }
  }
}

function shown({ articleId: _, ...link }: PreviewLinkRow, now: Date) {
  return { ...link, open: link.revokedAt === null && link.expiresAt > now.toISOString() }
}
