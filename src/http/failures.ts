import { closest, distance } from 'fastest-levenshtein'
import type { FastifyError } from 'fastify'
import type { Failure } from '../problem.ts'

/** One complaint of the schema validator, with what it complained about (Ajv's `verbose`). */
type Complaint = NonNullable<FastifyError['validation']>[number] & {
  data?: unknown
  parentSchema?: { properties?: Record<string, Words>; items?: unknown } & Words
}

/** A schema's own words for a member that is missing, empty or blank. */
interface Words {
  'x-missing'?: string
}

/** So many failing places a problem names: a body of a megabyte could have a hundred thousand. */
export const mostFailures = 100

/** Everything the validator found wrong, each place once, in the words of the people who read it. */
export function failuresOf({ validation = [], validationContext }: FastifyError): Failure[] {
  const places = new Map<string | undefined, Failure>()
  for (const complaint of validation as Complaint[]) {
    if (complaint.keyword === 'anyOf' || complaint.keyword === 'if') continue
    const failure = failureOf(complaint, validationContext)
    const place = failure.pointer ?? failure.parameter ?? failure.header
    if (!places.has(place)) places.set(place, failure)
    if (places.size === mostFailures) break
  }
  return [...places.values()]
}

/** A JSON pointer as a URI fragment (RFC 6901, 6). */
export function pointerOf(path: readonly (string | number)[]) {
  return `#${path.map((step) => `/${escaped(String(step))}`).join('')}`
}

function failureOf(complaint: Complaint, context: string | undefined): Failure {
  const { keyword, params, message = 'does not fit', instancePath, parentSchema, data } = complaint
  if (keyword === 'required') {
    const member = String(params.missingProperty)
    return at(
      context,
      `${instancePath}/${escaped(member)}`,
      'required',
      parentSchema?.properties?.[member]?.['x-missing'] ?? `\`${member}\` is required.`,
    )
  }
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') {
    const member = String(params.additionalProperty ?? params.unevaluatedProperty)
    const known = Object.keys(parentSchema?.properties ?? {})
    return at(
      context,
      `${instancePath}/${escaped(member)}`,
      'unknown',
      `There is no ${context === 'body' ? 'member' : 'parameter'} \`${member}\` here.${suggestion(member, known)}`,
    )
  }
  const words = parentSchema?.['x-missing']
  if (words && (data === null || keyword === 'minLength' || keyword === 'pattern')) return at(context, instancePath, 'required', words)
  return at(context, instancePath, keyword, `It ${message}${allowed(keyword, params)}.`)
}

function at(context: string | undefined, path: string, code: string, detail: string): Failure {
  if (context === 'body') return { pointer: `#${path}`, code, detail }
  const name = path.split('/')[1] ?? ''
  return context === 'headers' ? { header: name, code, detail } : { parameter: name, code, detail }
}

/** The longest name that is compared with those that are known. */
const longestLikely = 100

function suggestion(given: string, known: readonly string[]) {
  if (known.length === 0) return ' None is taken.'
  if (given.length > longestLikely) return ''
  const nearest = closest(given, known)
  return distance(given, nearest) <= Math.max(2, given.length / 2)
    ? ` Did you mean \`${nearest}\`?`
    : ` There are: ${known.map((name) => `\`${name}\``).join(', ')}.`
}

function allowed(keyword: string, params: Record<string, unknown>) {
  return keyword === 'enum' && Array.isArray(params.allowedValues) ? `: ${params.allowedValues.join(', ')}` : ''
}

/** RFC 6901, 3. */
function escaped(member: string) {
  return member.replaceAll('~', '~0').replaceAll('/', '~1')
}
