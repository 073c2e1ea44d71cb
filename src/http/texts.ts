import type { FastifyInstance } from 'fastify'
import { Problem } from '../problem.ts'
import { closed } from './schema.ts'

interface Parameters {
  properties?: Record<string, { type?: string | string[]; explode?: boolean }>
}

/**
 * Reads query and path parameters, which arrive as text, by the types of the schema: decimal integers, true and false, and lists
 * given once or several times, or separated by commas where OpenAPI’s `explode` is false. Whatever does not read so stays text and is refused by the schema; nothing is guessed, as a
 * coercing validator would (`0x10`, `1e1`, the empty text).
 *
 * A route without a query takes none.
 */
export function readTexts(app: FastifyInstance) {
  app.addHook('onRoute', (route) => {
    route.schema = { ...route.schema, querystring: route.schema?.querystring ?? closed({}) }
  })
  app.addHook('preValidation', async (request) => {
    const { querystring, params } = request.routeOptions.schema ?? {}
    const malformed = malformedIn(request.url)
    if (malformed !== undefined) throw unreadable(malformed, 'It is not UTF-8, percent-encoded.')
    request.query = read(querystring as Parameters | undefined, request.query as Record<string, unknown>)
    request.params = read(params as Parameters | undefined, request.params as Record<string, unknown>)
  })
}

function read(schema: Parameters | undefined, given: Record<string, unknown>) {
  const texts = Object.entries(given ?? {})
  for (const [name, value] of texts) {
    if ([value].flat().some((text) => typeof text === 'string' && (text.includes('\0') || !text.isWellFormed()))) {
      throw unreadable(name, 'It holds a character that no text has.')
    }
  }
  return Object.fromEntries(texts.map(([name, value]) => [name, typed(schema?.properties?.[name] ?? {}, composed(value))]))
}

/** The first parameter of the query whose percent-encoding is none: the parser would leave it as it stands. */
function malformedIn(url: string) {
  const query = url.slice(url.indexOf('?') + 1)
  return url.includes('?') && query.includes('%')
    ? query
        .split('&')
        .find((pair) => !isDecodable(pair))
        ?.split('=')[0]
    : undefined
}

function isDecodable(text: string) {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

function unreadable(parameter: string, detail: string) {
  return new Problem('invalid-request', undefined, [{ parameter: parameter.slice(0, 100), code: 'unreadable', detail }])
}

/** In NFC, so that a slug is found however its accents were typed. */
function composed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(composed)
  return typeof value === 'string' ? value.normalize('NFC') : value
}

function typed({ type, explode }: NonNullable<Parameters['properties']>[string], value: unknown): unknown {
  if (type === 'array') return [value].flat().flatMap((text) => (explode === false && typeof text === 'string' ? text.split(',') : text))
  if (typeof value !== 'string') return value
  if (type === 'integer' && /^(0|-?[1-9]\d{0,14})$/.test(value)) return Number(value)
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  return value
}
