import type { FastifyReply, FastifyRequest } from 'fastify'
import { absenceUnder } from '../articles/addresses/tombstones.store.ts'
import { type PublicArticle, publicArticle } from '../articles/lists.store.ts'
import type { Services } from '../services.ts'

/**
 * What readers see under the slug of a request. Under a former slug nothing: the reply leads them on to the slug of today then
 * (308, RFC 9110), with the rest of the path and the query as they were. Throws `not-found`, `withdrawn` and `slug-retired`.
 */
export async function articleAsked(
  { db, now }: Services,
  type: 'article' | 'page',
  request: FastifyRequest,
  reply: FastifyReply,
  rest = '',
): Promise<PublicArticle | undefined> {
  const { slug } = request.params as { slug: string }
  const row = await publicArticle(db, type, slug, now())
  if (!row) throw await absenceUnder(db, type, slug, now())
  if (row.slug === slug) return row
  const query = request.url.indexOf('?')
  reply.redirect(encodeURI(`/v1/${type}s/${row.slug}${rest}`) + (query < 0 ? '' : request.url.slice(query)), 308)
  return undefined
}
