import type { Failure } from '../problem.ts'
import { mostFailures, pointerOf } from './failures.ts'

type Path = (string | number)[]

/** How deep JSON may be nested; what looks into it recurses. */
export const deepest = 32

/** How deep arrays and objects are nested, and how many values there are at most, without parsing: what reads them costs time by both. */
export function extentOf(text: string) {
  let [level, depth, values, quoted] = [0, 0, 1, false]
  for (let position = 0; position < text.length; position++) {
    const sign = text[position]
    if (sign === '"') quoted = !quoted
    else if (quoted && sign === '\\') position++
    else if (quoted) continue
    else if (sign === '[' || sign === '{') {
      depth = Math.max(depth, ++level)
      values++
    } else if (sign === ']' || sign === '}') level--
    else if (sign === ',') values++
  }
  return { depth, values }
}

/** The places in a valid JSON text whose name its object has already: a parser takes the last one, and others the first. */
export function repeatedIn(text: string): Failure[] {
  const repeated: Failure[] = []
  const open: { names: Set<string> | undefined; step: string | number }[] = []
  let [start, end] = [0, 0]
  for (let position = 0; position < text.length && repeated.length < mostFailures; position++) {
    const sign = text[position]
    const level = open.at(-1)
    if (sign === '"') {
      start = position
      end = position = endOfString(text, position)
    } else if (sign === '{' || sign === '[') open.push({ names: sign === '{' ? new Set() : undefined, step: 0 })
    else if (sign === '}' || sign === ']') open.pop()
    else if (sign === ',' && typeof level?.step === 'number') level.step++
    else if (sign === ':' && level?.names) {
      const name = JSON.parse(text.slice(start, end + 1)) as string
      level.step = name
      if (level.names.has(name))
        repeated.push(
          failureAt(
            open.map(({ step }) => step),
            'repeated',
            'It is given more than once.',
          ),
        )
      level.names.add(name)
    }
  }
  return repeated
}

/** The places in a parsed body that no schema should have to see: characters that no text has, and names that reach an object’s prototype. */
export function strangeIn(value: unknown, path: Path = [], found: Failure[] = []): Failure[] {
  if (found.length >= mostFailures) return found
  if (typeof value === 'string' && !isText(value))
    found.push(failureAt(path, 'unreadable', 'It holds a character that no text has: NUL, or half a pair of surrogates.'))
  if (typeof value !== 'object' || value === null) return found
  for (const [name, member] of Object.entries(value)) {
    path.push(Array.isArray(value) ? Number(name) : name)
    if (!isText(name)) found.push(failureAt(path, 'unreadable', 'Its name holds a character that no text has.'))
    else if (name === '__proto__' || (name === 'constructor' && holdsPrototype(member)))
      found.push(failureAt(path, 'unknown', 'There is no such member anywhere.'))
    else strangeIn(member, path, found)
    path.pop()
  }
  return found
}

function endOfString(text: string, start: number) {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let slashes = 0
    while (text[end - slashes - 1] === '\\') slashes++
    if (slashes % 2 === 0) return end
  }
}

function isText(text: string) {
  return !text.includes('\0') && text.isWellFormed()
}

function holdsPrototype(value: unknown) {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype')
}

function failureAt(path: Path, code: string, detail: string): Failure {
  return { pointer: pointerOf(path), code, detail }
}
