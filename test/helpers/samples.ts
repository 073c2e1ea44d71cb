import type { Operation, Parameter, Schema } from './operations.ts'

/** Values for parameters: of a path by what stands before it, such as `articles/{slug}` or, where that is not one thing, `moderation/authors/{id}`, of a query by its name, such as `?section`. */
export type Known = Readonly<Record<string, readonly string[]>>

/** The addresses of an operation, for everything that is known to stand there. Throws when nothing is: whoever adds such an address says what. */
export function addressesOf({ id, path }: Pick<Operation, 'id' | 'path'>, known: Known): string[] {
  const [braces, tree, place, name] = path.match(/([^/]*\/)([^/]+\/)\{(\w+)\}/) ?? []
  if (braces === undefined) return [path]
  const values = known[`${tree}${place}{${name}}`] ?? known[`${place}{${name}}`]
  if (!values?.length) throw new Error(`Nobody says what stands at ${place}{${name}} of ${id}: add it to what is known.`)
  return values.flatMap((value) => addressesOf({ id, path: path.replace(`{${name}}`, encodeURIComponent(value)) }, known))
}

/** What a query parameter can be given: what is known by its name, else what its schema lists or bounds. Throws when there is nothing. */
export function valuesOf({ name, schema }: Parameter, { id }: Operation, known: Known): string[] {
  const { type, enum: words, minimum, maximum, format } = schema.items ?? schema
  const values =
    known[`?${name}`] ??
    words?.map(String) ??
    (type === 'boolean' ? ['true', 'false'] : undefined) ??
    (type === 'integer' ? [minimum, 2, maximum].filter((number) => number !== undefined).map(String) : undefined) ??
    (format === 'date-time' ? known['?moment'] : undefined)
  if (!values?.length) throw new Error(`Nobody says what ${name} of ${id} can be: add ?${name} to what is known.`)
  return [...values]
}

/** What a sample is made of, beside what its schema says. */
export interface Making {
  /** Which members of an object there are. */
  members: (object: Schema) => readonly string[]
  /** Whether lists have an item. */
  lists: 'empty' | 'filled'
  /** What members are whose schema does not say enough. */
  known?: Readonly<Record<string, () => unknown>>
  /** What a text says where nothing else is said of it. */
  words?: string
}

/** A value that fits a schema, its numbers as large as they may be. Throws when nobody says enough of a member. */
export function sampleOf(schema: Schema, { id }: Operation, making: Making, name = ''): unknown {
  const { members, lists, known = {}, words = 'Words' } = making
  if (known[name]) return known[name]()
  const { type, properties = {}, items, examples, enum: allowed, format, maximum, anyOf } = schema
  const inside = (each: Schema, member = '') => sampleOf(each, { id } as Operation, making, member)
  const [kind] = [type].flat()
  if (anyOf) return inside(anyOf[0]!, name)
  if (kind === 'object') return Object.fromEntries(members(schema).map((member) => [member, inside(properties[member]!, member)]))
  if (kind === 'array' && items) return lists === 'filled' ? [inside(items)] : []
  if (examples || allowed) return (examples ?? allowed)![0]
  const plain: Record<string, unknown> = { integer: maximum ?? 1, number: maximum ?? 1, boolean: true, string: words }
  const value = format === 'uri' ? 'https://news.example/story' : format ? undefined : plain[String(kind)]
  if (value !== undefined) return value
  throw new Error(`Nobody says what \`${name}\` of ${id} can be: ${JSON.stringify(schema)}`)
}

/** The smallest body that an operation takes; undefined where it takes none. */
export function smallestBody(operation: Operation): object | undefined {
  const { body } = operation
  return body && (sampleOf(body, operation, { members: fewest, lists: 'empty' }) as object)
}

function fewest({ properties = {}, required = [], minProperties = 0 }: Schema) {
  return [...new Set([...required, ...Object.keys(properties).slice(0, minProperties)])]
}
