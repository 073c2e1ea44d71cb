import type { FastifyRequest } from 'fastify'
import { Problem } from '../problem.ts'

/** Readers may share an address: without a token, a key must be long enough not to be another's by chance. */
const shortestOfReaders = 16
const longest = 255

/** The `Idempotency-Key` of a request, quoted (RFC 9651, 3.3.3) or bare; undefined without one. Throws `invalid-request` for a bad one. */
export function keyOf({ headers, caller }: Pick<FastifyRequest, 'headers' | 'caller'>): string | undefined {
  const given = headers['idempotency-key']
  if (given === undefined) return undefined
  const key = read(String(given))
  const shortest = caller ? 1 : shortestOfReaders
  if (key !== undefined && key.length >= shortest && key.length <= longest) return key
  const detail = `It takes ${shortest} to ${longest} printable characters of ASCII: in quotes, or without quotes, commas and spaces.`
  throw new Problem('invalid-request', undefined, [{ header: 'Idempotency-Key', code: 'key', detail }])
}

/** Two headers arrive joined by a comma and a space, which no bare key has, so that they are not taken for one. */
function read(text: string) {
  if (/^[!#-+\--~]+$/.test(text)) return text
  return text.match(/^"((?:[ !#-[\]-~]|\\["\\])+)"$/)?.[1]?.replace(/\\(.)/g, '$1')
}

/** One text for values that are equal, in whatever order their members came. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, part) => (isObject(part) ? inOrder(part) : part))
}

function inOrder(value: Record<string, unknown>) {
  const names = Object.keys(value).sort()
  return Object.fromEntries(names.map((name) => [name, value[name]]))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
