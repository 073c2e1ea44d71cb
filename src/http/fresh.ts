import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../problem.ts'
import type { Services } from '../services.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The change names what it was made upon: `If-Match` is required. `explained`: 412 says who changed what since, and whether both touch the same. */
    ifMatch?: true | 'explained'
    /** A PUT that begins what is not there yet, with `If-None-Match: *` in place of `If-Match`. */
    begins?: true
  }
}

/** The longest conditions that are read, in characters. */
export const longestConditions = { 'If-Match': 200, 'If-None-Match': 1000 } as const

/**
 * Gives every 200 and 201 of JSON a strong ETag and answers 304 to whoever has it already (RFC 9110, 13.1.2); says what may be kept, by whom.
 * What is public is revalidated each time unless its route says how long it is true (`trueUntil`); what was asked with a token is kept by nobody.
 */
export function keepFresh(app: FastifyInstance) {
  app.addHook('onRequest', async ({ headers }) => {
    for (const [header, longest] of Object.entries(longestConditions)) {
      const detail = `At most ${longest} characters are taken.`
      if (String(headers[header.toLowerCase()] ?? '').length > longest)
        throw new Problem('invalid-request', undefined, [{ header, code: 'maxLength', detail }])
    }
  })
  app.addHook('onSend', async (request, reply, payload) => {
    const reading = request.method === 'GET' || request.method === 'HEAD'
    const shared = reply.statusCode < 400 && isShared(request)
    if (reply.getHeader('access-control-allow-origin') === '*') reply.removeHeader('vary')
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', shared ? 'public, no-cache' : 'private, no-store')
    if ((reply.statusCode !== 200 && reply.statusCode !== 201) || typeof payload !== 'string') return payload
    const revision = reply.getHeader('etag')
    const etag = `"${revision === undefined ? '' : `${revision}-`}${createHash('sha256').update(payload).digest('base64url').slice(0, 22)}"`
    reply.header('etag', etag)
    if (!reading || !holds(request.headers['if-none-match'], etag)) return payload
    reply.code(304).removeHeader('content-length').removeHeader('content-type')
    return ''
  })
}

/**
 * Says how long caches may keep a public answer: as long as the settings allow, and together never past the next of the moments (RFC 3339) at which
 * the clock changes it; null is none. What was asked with a token is kept by nobody all the same.
 */
export function trueUntil({ config, now }: Pick<Services, 'config' | 'now'>, reply: FastifyReply, moments: readonly (string | null)[]) {
  if (isShared(reply.request)) reply.header('cache-control', lifetime(config, moments, now()))
}

function lifetime({ maxAge, staleWhileRevalidate }: Services['config'], moments: readonly (string | null)[], now: Date) {
  const left = moments
    .map((moment) => (moment === null ? 0 : Date.parse(moment) - now.getTime()))
    .filter((milliseconds) => milliseconds > 0)
  const seconds = Math.floor(Math.min(...left) / 1000)
  const fresh = Math.min(maxAge, seconds)
  const stale = Math.min(staleWhileRevalidate, seconds - fresh)
  return `public, max-age=${fresh}, ${stale > 0 ? `stale-while-revalidate=${stale}` : 'must-revalidate'}`
}

/** Whether the answer is one for all: what was read of what is public, without a token. */
function isShared({ method, headers, routeOptions }: FastifyRequest) {
  return (method === 'GET' || method === 'HEAD') && headers.authorization === undefined && routeOptions.config.access === 'public'
}

/** Puts the revision of what is answered in front of its ETag. */
export function atRevision(reply: FastifyReply, revision: number) {
  return reply.header('etag', `r${revision}`)
}

/**
 * The revision that the caller's change was made upon, of `If-Match`; undefined when any will do (`*`). Throws `if-match-needed`
 * without the header. Only the number is compared, so a tag that a proxy has weakened while compressing still serves.
 */
export function expectedRevision(request: FastifyRequest): number | undefined {
  const header = request.headers['if-match']?.trim()
  if (!header)
    throw new Problem('if-match-needed', undefined, [{ header: 'If-Match', code: 'required', detail: 'Send the `ETag` that you read.' }])
  if (header === '*') return undefined
  const revision = header.match(/^(?:W\/)?"r([1-9]\d{0,14})(?:-[\w.;-]*)?"$/)?.[1]
  if (revision !== undefined) return Number(revision)
  throw new Problem('changed-meanwhile', 'The `If-Match` is not an ETag of this resource. Read it again and send its `ETag`.', [
    { header: 'If-Match', code: 'unknown-etag', detail: 'Send one ETag as it was received, quotes included.' },
  ])
}

/** The same where a PUT may begin something: 0 when the caller insists on being the first (`If-None-Match: *`, RFC 9110, 13.1.2). */
export function expectedOrFirst(request: FastifyRequest): number | undefined {
  const header = request.headers['if-none-match']
  if (header === undefined) return expectedRevision(request)
  if (header.trim() === '*') return 0
  const detail = 'Nothing but `*` is taken here: it begins what is not there yet.'
  throw new Problem('invalid-request', undefined, [{ header: 'If-None-Match', code: 'enum', detail }])
}

/** Throws `changed-meanwhile` when the caller's change was made upon another revision than the one there is. */
export function insistOn(expected: number | undefined, current: number, changedAt?: string) {
  if (expected === undefined || expected === current) return
  const since = changedAt === undefined ? '' : ` since ${changedAt}`
  throw new Problem('changed-meanwhile', `It is at revision ${current}${since}; your change was made upon revision ${expected}.`, [
    { header: 'If-Match', code: 'revision-differs', detail: `The current revision is ${current}.` },
  ])
}

/** Whether an `If-None-Match` has this ETag, weakly compared (RFC 9110, 13.1.2). */
export function holds(ifNoneMatch: string | undefined, etag: string) {
  if (ifNoneMatch === undefined) return false
  return ifNoneMatch.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')))
}
