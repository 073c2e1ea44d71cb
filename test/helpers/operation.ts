import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { FastifyInstance } from 'fastify'

/** As much of a JSON schema as our inputs use, without references. */
export interface Schema {
  type?: string | string[]
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
  enum?: unknown[]
  examples?: unknown[]
  format?: string
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  maxItems?: number
}

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required: boolean
  schema: Schema
  explode?: boolean
}

export interface Operation {
  id: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  /** What a caller must be allowed; undefined where anybody may call. */
  scope: string | undefined
  parameters: Parameter[]
  body: Schema | undefined
}

/** A place in a body: the way to it, as it is told in a problem, and what may stand there. */
export interface Place {
  path: readonly (string | number)[]
  pointer: string
  schema: Schema
}

/** Every operation of the OpenAPI document. */
export function operationsOf(app: FastifyInstance): Operation[] {
  const document = app.swagger() as unknown as { paths: Record<string, Record<string, Described>> }
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => {
      const { operationId, parameters = [], requestBody } = whole(document, described) as Described
      return {
        id: operationId,
        method: method.toUpperCase() as Operation['method'],
        path,
        scope: described['x-required-scopes']?.[0],
        parameters,
        body: requestBody?.content['application/json']?.schema,
      }
    }),
  )
}

interface Described {
  operationId: string
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses?: unknown
  'x-required-scopes'?: string[]
}

/** With what its references point at in their place; answers, whose schemas point at themselves, are left out. */
function whole(document: object, part: unknown): unknown {
  if (Array.isArray(part)) return part.map((each) => whole(document, each))
  if (typeof part !== 'object' || part === null) return part
  const { $ref } = part as { $ref?: string }
  if ($ref) return whole(document, find(document, $ref))
  const entries = Object.entries(part).filter(([name]) => name !== 'responses')
  return Object.fromEntries(entries.map(([name, each]) => [name, whole(document, each)]))
}

function find(document: object, $ref: string) {
  const steps = $ref.slice(2).split('/')
  return steps.reduce<unknown>(
    (part, step) => (part as Record<string, unknown>)[step.replaceAll('~1', '/').replaceAll('~0', '~')],
    document,
  )
}

/** Every place of a body below its root: of a list, the first item. */
export function placesIn(schema: Schema, path: readonly (string | number)[] = []): Place[] {
  const { properties, items, anyOf } = schema
  if (anyOf) return placesIn(anyOf[0]!, path)
  const below: [step: string | number, schema: Schema][] = properties ? Object.entries(properties) : items ? [[0, items]] : []
  return below.flatMap(([step, each]) => {
    const way = [...path, step]
    return [{ path: way, pointer: pointerOf(way), schema: each }, ...placesIn(each, way)]
  })
}

/** A JSON pointer as URI fragment (RFC 6901, 6). */
export function pointerOf(path: readonly (string | number)[]) {
  return `#${path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`
}

/** A copy of a body with something else at a place; a name such as `__proto__` becomes a member like any other. */
export function withAt<Body>(body: Body, path: readonly (string | number)[], value: unknown): Body {
  const [step, ...rest] = path
  if (step === undefined) return value as Body
  if (Array.isArray(body)) return body.map((each, index) => (index === step ? withAt(each, rest, value) : each)) as Body
  const standing = Object.entries(body ?? {})
  const inside = standing.find(([name]) => name === step)?.[1]
  return Object.fromEntries([...standing.filter(([name]) => name !== step), [step, withAt(inside, rest, value)]]) as Body
}

const ajv = formats.default(new Ajv2020({ strict: false }))
const judges = new Map<string, ValidateFunction>()

/** Whether the document lets a value stand where the schema is. */
export function takes(schema: Schema, value: unknown): boolean {
  const key = JSON.stringify(schema)
  const judge = judges.get(key) ?? ajv.compile(schema)
  judges.set(key, judge)
  return judge(value)
}
