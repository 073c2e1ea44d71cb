import { Type } from 'typebox'
import { answer, closed } from '../http/schema.ts'
import { Problem } from '../problem.ts'
import type { Routes } from '../services.ts'
import { previewOf } from './preview.ts'
import { openedBy } from './preview-token.ts'
import { ArticlePreview } from './schema.ts'
import { previewedRevision } from './store.ts'

/** The one way from outside to what is not public: with a link that somebody of the desk has made. */
export const previewReads: Routes = async (app, services) => {
  const { db, keys, now } = services
  app.addHook('onRequest', async (_request, reply) => void reply.headers(kept))

  app.get(
    '/previews/:link',
    {
      config: { access: 'public', problems: ['not-found'] },
      schema: {
        operationId: 'getPreview',
        tags: ['Articles'],
        summary: 'One revision, for whoever has the link',
        description:
          'As the page of the article or static page would show it. A link that is over, revoked, mistyped, or of what was thrown away opens nothing, and does not say why.',
        params: closed({
          link: Type.String({
            minLength: 1,
            maxLength: 400,
            description: 'The `token` that the link was made with',
            examples: ['019342a0-5b00-7c1e-8000-000000000001.1.m2x8k1c0.c2lnbmF0dXJl'],
          }),
        }),
        response: { 200: answer('The revision', ArticlePreview) },
      },
    },
    async ({ params }) => {
      const opened = openedBy(keys, params.link)
      const found = opened && (await previewedRevision(db, opened, now()))
      if (!found) throw new Problem('not-found', 'This link opens nothing. Ask whoever sent it for another.')
      return previewOf(found, opened, services)
    },
  )
}

/** Nobody keeps a preview, lists it in a search engine, or tells where it was read. */
const kept = { 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow, noarchive', 'referrer-policy': 'no-referrer' }
