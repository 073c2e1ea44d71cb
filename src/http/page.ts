import { createHmac } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { sameText } from './same-text.ts'

/** The parameters by which every list is cut and continued. */
export const paging = {
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 20, description: 'How many items a page holds' }),
  cursor: Type.Optional(
    Type.String({ minLength: 1, maxLength: 1000, pattern: '^[\\w.-]+$', description: 'Where the last page ended, from its `page.next`' }),
  ),
}

/** Where a page ended: the values that the list is sorted by, of its last row. */
export type Position = readonly string[]

/** What a list is cut by: the services for the key and the base URL, the request for its path and filters. */
type Cut = Pick<Services, 'keys' | 'config'>

/**
 * Where the page that was asked for begins; undefined at the beginning. Throws `bad-cursor` for a cursor that is forged,
 * or was made for another list, filter or sort.
 */
export function positionOf({ keys }: Cut, request: FastifyRequest): Position | undefined {
  const { cursor } = request.query as { cursor?: string }
  if (cursor === undefined) return undefined
  const [position = '', signature = '', ...junk] = cursor.split('.')
  if (
    junk.length > 0 ||
    !sameText(signature, sign(keys.cursor, request.url.split('?')[0]!, request.query as Record<string, unknown>, position))
  ) {
    throw new Problem('bad-cursor', undefined, [
      { parameter: 'cursor', code: 'bad-cursor', detail: 'Use `page.next` of the same list as it was given.' },
    ])
  }
  return JSON.parse(Buffer.from(position, 'base64url').toString()) as string[]
}

/**
 * Cuts rows, of which one more than the limit was read, into a page, and links the next one (RFC 8288). `at` says where a row stands;
 * `horizon`, where the look ended if it did before the page was full: the list goes on from there.
 */
export function pageOf<Row>(
  { keys, config }: Cut,
  request: FastifyRequest,
  reply: FastifyReply,
  rows: readonly Row[],
  at: (row: Row) => Position,
  horizon?: Position,
) {
  const { limit } = request.query as { limit: number }
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const end = rows.length > limit && last !== undefined ? at(last) : horizon
  if (end === undefined) return { items, page: { next: null, hasMore: false } }
  const next = cursorAt({ keys }, request.url.split('?')[0]!, request.query as Record<string, unknown>, end)
  const address = new URL(request.url, config.baseUrl)
  address.searchParams.set('cursor', next)
  reply.header('link', `<${config.baseUrl}${address.pathname}${address.search}>; rel="next"`)
  return { items, page: { next, hasMore: true } }
}

/** The cursor of a list at `path` with these parameters, after a position. */
export function cursorAt({ keys }: Pick<Cut, 'keys'>, path: string, query: Record<string, unknown>, position: Position): string {
  const text = Buffer.from(JSON.stringify(position)).toString('base64url')
  return `${text}.${sign(keys.cursor, path, query, text)}`
}

/** Binds a position to its list: the path and every parameter but those that only cut it. */
function sign(key: Buffer, path: string, { cursor, limit, ...filters }: Record<string, unknown>, position: string) {
  const sorted = Object.entries(filters)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return createHmac('sha256', key)
    .update(JSON.stringify([path, sorted, position]))
    .digest('base64url')
    .slice(0, 22)
}
