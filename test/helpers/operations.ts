import type { FastifyInstance } from 'fastify'

interface Schema {
  $ref?: string
  type?: string | string[]
  enum?: readonly unknown[]
  examples?: readonly unknown[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: readonly string[]
  anyOf?: readonly Schema[]
  format?: string
  minimum?: number
  maximum?: number
  minProperties?: number
}

interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  schema: Schema
}

/** What can be asked of the server, as its document describes it. */
export interface Operation {
  id: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With its parameters in braces. */
  path: string
  /** What a token needs; undefined where nobody needs one. */
  scope: string | undefined
  /** Whether a change names what it was made upon. */
  conditional: boolean
  query: readonly Parameter[]
  body: Schema | undefined
}

/** Values for parameters: of a path by what stands before it, such as `articles/{slug}`, of a query by its name, such as `?section`. */
export type Known = Readonly<Record<string, readonly string[]>>

/** Everything that the document of a server describes. */
export function operationsOf(app: FastifyInstance): Operation[] {
  const { paths } = app.swagger() as unknown as { paths: Record<string, Record<string, Described>> }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, parameters = [], requestBody, 'x-required-scopes': scopes }]) => ({
      id: operationId,
      method: method.toUpperCase() as Operation['method'],
      path,
      scope: scopes?.[0],
      conditional: parameters.some((parameter) => '$ref' in parameter && parameter.$ref.endsWith('/IfMatch')),
      query: parameters.filter((parameter): parameter is Parameter => 'in' in parameter && parameter.in === 'query'),
      body: requestBody?.content['application/json']?.schema,
    })),
  )
}

interface Described {
  operationId: string
  parameters?: (Parameter | { $ref: string })[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  'x-required-scopes'?: string[]
}

/** Every address that a server has a route for, with its method, the undescribed ones included: `GET /v1/articles/{slug}`. */
export function routesOf(app: FastifyInstance): string[] {
  const above: string[] = []
  return app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent, piece, methods] = line.match(/^([│ ]*)[├└]── (.+) \(([A-Z, ]+)\)$/) ?? []
      if (indent === undefined) return []
      const level = indent.length / 4
      above.splice(level, above.length, piece!)
      const path = above
        .join('')
        .replace('//', '/')
        .replace(/:(\w+)/g, '{$1}')
      return methods!.split(', ').map((method) => `${method} ${path}`)
    })
}

/** The addresses of an operation, for everything that is known to stand there. Throws when nothing is: whoever adds such an address says what. */
export function addressesOf({ id, path }: Pick<Operation, 'id' | 'path'>, known: Known): string[] {
  const [braces, place, name] = path.match(/([^/]+\/)\{(\w+)\}/) ?? []
  if (braces === undefined) return [path]
  const values = known[`${place}{${name}}`]
  if (!values?.length) throw new Error(`Nobody says what stands at ${place}{${name}} of ${id}: add it to what is known.`)
  return values.flatMap((value) => addressesOf({ id, path: path.replace(`{${name}}`, encodeURIComponent(value)) }, known))
}

/** What a query parameter can be given: what is known by its name, else what its schema lists or bounds. Throws when there is nothing. */
export function valuesOf({ name, schema }: Parameter, id: string, known: Known): string[] {
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

/** The smallest body that fits its schema, its numbers as large as they may be. */
export function smallestBody(app: FastifyInstance, { body, id }: Operation): unknown {
  const { schemas } = (app.swagger() as unknown as { components: { schemas: Record<string, Schema> } }).components
  const valueFor = (schema: Schema): unknown => {
    const { $ref, type, enum: words, examples, properties = {}, required = [], minProperties = 0, maximum, anyOf } = schema
    if ($ref) return valueFor(schemas[$ref.split('/').at(-1)!]!)
    if (examples || words) return (examples ?? words)![0]
    if (anyOf) return valueFor(anyOf[0]!)
    const [kind] = [type].flat()
    if (kind === 'object') {
      const names = [...new Set([...required, ...Object.keys(properties).slice(0, minProperties)])]
      return Object.fromEntries(names.map((name) => [name, valueFor(properties[name]!)]))
    }
    const plain: Record<string, unknown> = { array: [], boolean: true, integer: maximum ?? 1, number: maximum ?? 1, string: 'Words' }
    if (kind === undefined || !(kind in plain)) throw new Error(`Nobody says what ${JSON.stringify(schema)} of ${id} can be.`)
    return plain[kind]
  }
  return body && valueFor(body)
}
