import { closest, distance } from 'fastest-levenshtein'
import type { FastifyError } from 'fastify'
import type { Failure } from '../problem.ts'

/** One complaint of the schema validator, with what it complained about (Ajv's `verbose`). */
type Complaint = NonNullable<FastifyError['validation']>[number] & {
  data?: unknown
  parentSchema?: { properties?: Record<string, Words>; items?: unknown } & Words
}

/** What a schema says in words: `x-missing` of a member that is missing, empty or blank, the others of what it takes. */
interface Words {
  'x-missing'?: string
  description?: string
  examples?: unknown[]
  format?: string
}

/** So many failing places a problem names: a body of a megabyte could have a hundred thousand. */
export const mostFailures = 100

/** Everything the validator found wrong, each place once, in the words of the people who read it. */
export function failuresOf({ validation = [], validationContext }: FastifyError): Failure[] {
  const places = new Map<string | undefined, Failure>()
  for (const complaint of validation as Complaint[]) {
    if (complaint.keyword === 'if') continue
    const failure = failureOf(complaint, validationContext)
    const place = failure.pointer ?? failure.parameter ?? failure.header
    if (complaint.keyword === 'anyOf') sayBoth(complaint, places.get(place))
    else if (!places.has(place)) places.set(place, failure)
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
    return at(context, `${instancePath}/${escaped(member)}`, 'required', missing(member, parentSchema?.properties?.[member], context))
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
  if (keyword === 'minLength' && data === '') return at(context, instancePath, keyword, 'It is empty.')
  if (keyword === 'pattern' || keyword === 'format') return at(context, instancePath, keyword, form(parentSchema, data) ?? `It ${message}.`)
  return at(context, instancePath, keyword, `It ${message.replace(/,null$/, ' or null')}${allowed(keyword, params)}.`)
}

/** Of several forms that a place may have, the validator names the first alone; the words of the schema know them all. */
function sayBoth({ parentSchema }: Complaint, failure: Failure | undefined) {
  if (failure && parentSchema?.description) failure.detail = described(parentSchema.description, '')
}

function missing(member: string, { 'x-missing': words, description }: Words = {}, context: string | undefined) {
  if (words) return words
  return context === 'headers' && description ? `\`${member}\` is required: ${inSentence(description)}.` : `\`${member}\` is required.`
}

const formats: Record<string, string> = {
  uuid: 'an id (a UUID)',
  email: 'an e-mail address',
  uri: 'a whole address of the web',
  'date-time': 'a moment with its offset from UTC (RFC 3339)',
}

/** What a text has to look like, for people: nobody is helped by a regular expression. */
function form({ description, examples, format }: Words = {}, data: unknown) {
  if (typeof data === 'string' && data.trim() === '') return 'It is blank.'
  if (typeof data === 'string' && /[\p{Cc}\u2028\u2029]/u.test(data)) return 'It must be one line, without control characters.'
  const example = examples?.length ? `, such as ${examples[0]}` : ''
  const kind = format && formats[format]
  if (kind) return `It must be ${kind}${example}.`
  if (description) return described(description, example)
  return example ? `It does not look like what is taken here${example}.` : undefined
}

function described(description: string, example: string) {
  return `It does not look like what is taken here: ${inSentence(description)}${example}.`
}

function inSentence(description: string) {
  return description.replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase())
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
