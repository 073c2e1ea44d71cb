import type { FastifyInstance } from 'fastify'
import { Problem } from '../problem.ts'

const deepest = 32

/** Takes JSON and nothing else, and only where a route takes a body: as itself and as a merge patch (RFC 7396), nested 32 deep at most, without `__proto__` and the like. */
export function parseJson(app: FastifyInstance) {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(['application/json', 'application/merge-patch+json'], { parseAs: 'string' }, (request, body, done) => {
    const text = String(body)
    if (text === '') done(null, undefined)
    else if (!request.is404 && !request.routeOptions.schema?.body)
      done(new Problem('invalid-request', undefined, [{ pointer: '#', code: 'unknown', detail: 'No body is taken here.' }]))
    else if (depth(text) > deepest)
      done(
        new Problem('invalid-request', `The JSON is nested more than ${deepest} deep.`, [
          { pointer: '#', code: 'too-deep', detail: `At most ${deepest} levels are taken.` },
        ]),
      )
    else if (!text.isWellFormed()) done(new Problem('invalid-request', 'The JSON is not well-formed Unicode.'))
    else
      parse(request, text, (error, value) => {
        if (error)
          done(
            new Problem('invalid-request', 'The body is not the JSON that is taken here.', [
              { pointer: '#', code: 'json', detail: `${error.message}.` },
            ]),
          )
        else if (holdsUnreadable(value))
          done(new Problem('invalid-request', 'The JSON holds a character that no text has: NUL, or half a pair of surrogates.'))
        else done(null, value)
      })
  })
}

/** How deep arrays and objects are nested, without parsing: the parser and the serializers recurse. */
function depth(text: string) {
  let [level, most, quoted] = [0, 0, false]
  for (let position = 0; position < text.length; position++) {
    const sign = text[position]
    if (sign === '"') quoted = !quoted
    else if (quoted && sign === '\\') position++
    else if (!quoted && (sign === '[' || sign === '{')) most = Math.max(most, ++level)
    else if (!quoted && (sign === ']' || sign === '}')) level--
  }
  return most
}

function holdsUnreadable(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed()
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([name, member]) => holdsUnreadable(name) || holdsUnreadable(member))
}
