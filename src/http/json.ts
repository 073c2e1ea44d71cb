import { isUtf8 } from 'node:buffer'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../problem.ts'
import { deepest, extentOf, repeatedIn, strangeIn } from './json-checks.ts'

const mostValues = 20_000

/**
 * Takes JSON and nothing else, and only where a route takes a body: as itself and as a merge patch (RFC 7396), in UTF-8, not compressed,
 * nested 32 deep and with 20,000 values at most, every name once (RFC 7493, 2.3), without `__proto__` and the like.
 */
export function parseJson(app: FastifyInstance) {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    ['application/json', 'application/merge-patch+json'],
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => read(request, body),
  )
}

function read(request: FastifyRequest, body: Buffer): unknown {
  insistOnPlain(request.headers['content-encoding'])
  if (body.length === 0) return undefined
  if (!request.is404 && !request.routeOptions.schema?.body) throw refused('unknown', 'No body is taken here.')
  if (!isUtf8(body)) throw refused('encoding', 'It is not UTF-8.')
  const text = body.toString().replace(/^\ufeff/, '')
  const { depth, values } = extentOf(text)
  if (depth > deepest) throw refused('too-deep', `At most ${deepest} levels are taken.`, `The JSON is nested more than ${deepest} deep.`)
  if (values > mostValues) throw refused('too-many', `At most ${mostValues} values are taken.`)
  const value = parsed(text)
  const failures = [...strangeIn(value), ...repeatedIn(text)]
  if (failures.length > 0) throw new Problem('invalid-request', 'The body is not the JSON that is taken here.', failures)
  return value
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw refused('json', `${(error as Error).message}.`, 'The body is not the JSON that is taken here.')
  }
}

/** Throws `media-type` for a body that is compressed. */
export function insistOnPlain(coding: string | undefined) {
  if (coding === undefined || coding.toLowerCase() === 'identity') return
  const detail = 'A body is taken as it is, not compressed.'
  throw new Problem('media-type', detail, [{ header: 'Content-Encoding', code: 'unknown', detail }])
}

function refused(code: string, detail: string, whole?: string) {
  return new Problem('invalid-request', whole, [{ pointer: '#', code, detail }])
}
