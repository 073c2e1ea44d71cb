import type { FastifyInstance } from 'fastify'

/** As much of a JSON schema as our inputs use, without references. */
export interface Schema {
  type?: string | string[]
  properties?: Record<string, Schema>
  required?: string[]
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
  minProperties?: number
}

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required: boolean
  schema: Schema
  explode?: boolean
}

/** What can be asked of the server, as its document describes it. */
export interface Operation {
  id: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With its parameters in braces. */
  path: string
  /** What a token needs; undefined where nobody needs one. */
  scope: string | undefined
  parameters: Parameter[]
  body: Schema | undefined
  /** The fields of the form that it takes, where it takes nothing else. */
  form: Schema | undefined
  /** What the body may be called. */
  types: readonly string[]
}

interface Described {
  operationId: string
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  'x-required-scopes'?: string[]
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
        form: requestBody?.content['application/json'] ? undefined : requestBody?.content['multipart/form-data']?.schema,
        types: Object.keys(requestBody?.content ?? {}),
      }
    }),
  )
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

/** The parameters of an operation that stand in its path, its query or its headers. */
export function parametersIn(place: Parameter['in'], { parameters }: Operation) {
  return parameters.filter((parameter) => parameter.in === place)
}

/** Whether a change names what it was made upon. */
export function isConditional({ parameters }: Operation) {
  return parameters.some(({ name }) => name === 'If-Match')
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
