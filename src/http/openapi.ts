import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, RouteOptions } from 'fastify'
import type { TSchema } from 'typebox'
import { type ProblemCode, problems } from '../problem.ts'
import { ProblemDetails } from './schema.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The problems of its own that a route can answer with, beside those that every route of its kind has. */
    problems?: readonly ProblemCode[]
  }
}

interface Operation {
  tags: string[]
  parameters?: object[]
  responses: Record<string, { headers?: Record<string, object>; content?: Record<string, object>; $ref?: string }>
  'x-problems'?: ProblemCode[]
  'x-if-match'?: boolean
}

type Paths = Record<string, Record<string, Operation>>

/** Describes the server as OpenAPI 3.1, from the schemas of its routes: `app.swagger()` is the document, /openapi.json serves it, /docs shows it. */
export async function describeApi(
  app: FastifyInstance,
  schemas: readonly TSchema[],
  tags: readonly { name: string; description: string }[],
) {
  for (const schema of [ProblemDetails, ...schemas]) app.addSchema(schema)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Broadsheet',
        version: '1.0.0',
        description:
          'The headless CMS API for newspapers: articles, the links between them, and reader comments that a moderator has seen.',
        license: { name: 'MIT', identifier: 'MIT' },
        contact: { name: 'The operator of this newspaper', url: 'https://broadsheet.example' },
      },
      servers: [{ url: '/', description: 'This newspaper' }],
      tags: [...tags],
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'A token beginning with `bs_`' } } },
      security: [{ token: [] }],
    },
    refResolver: {
      buildLocalReference: (schema, _base, _fragment, position) => (typeof schema.$id === 'string' ? schema.$id : `def-${position}`),
    },
    transform: ({ schema, url, route }) => ({ schema: { ...schema, ...described(route) }, url }),
    transformObject: (document) => completed('openapiObject' in document ? (document.openapiObject as Document) : undefined) as never,
  })
  app.get('/openapi.json', { config: { access: 'public' }, schema: { hide: true } }, async () => app.swagger())
  await app.register(async (docs) => {
    docs.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'public' }
    })
    await docs.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: true,
      transformStaticCSP: (policy) => policy.replace(/upgrade-insecure-requests;?/, ''),
      theme: { title: 'Broadsheet' },
      logo: { type: 'image/svg+xml', content: Buffer.from(logo), href: '/docs', target: '_self' },
      uiConfig: { deepLinking: true, tryItOutEnabled: true },
    })
  })
}

const logo = `<svg xmlns="http://www.w3.org/2000/svg" width="190" height="40"><text x="0" y="29" fill="#fff" font-family="Georgia, serif" font-size="28">Broadsheet</text></svg>`

interface Document {
  paths: Paths
  components: Record<string, Record<string, unknown>>
}

/** What follows for the document from who may call a route and how. */
function described({ config, schema, method }: RouteOptions) {
  const { access = 'public', ifMatch = false, problems: own = [] } = config ?? {}
  const guarded = access !== 'public'
  const { body, params, hide } = (schema ?? {}) as { body?: unknown; params?: unknown; hide?: boolean }
  const writing = method !== 'GET'
  const codes: ProblemCode[] = [
    ...own,
    'invalid-request',
    'token-unknown',
    'address-too-long',
    'broken',
    'unavailable',
    ...(guarded ? (['not-allowed'] as const) : []),
    ...(params ? (['not-found'] as const) : []),
    ...(writing ? (['too-many-requests'] as const) : []),
    ...(body ? (['too-large', 'media-type'] as const) : []),
    ...(ifMatch ? (['if-match-needed', 'changed-meanwhile'] as const) : []),
  ]
  return {
    hide: hide ?? false,
    security: guarded ? [{ token: [] }] : [],
    ...(guarded && {
      'x-required-scopes': [access],
      description: `${(schema as { description?: string })?.description ?? ''} Needs the scope \`${access}\`.`.trim(),
    }),
    'x-problems': codes,
    'x-if-match': ifMatch,
  }
}

/** Adds to each operation the problems, headers and conditions that follow from its kind. */
function completed(document: Document | undefined) {
  if (!document) return document
  const statuses = new Map<string, ProblemCode[]>()
  for (const [method, operation] of Object.values(document.paths).flatMap(Object.entries) as [string, Operation][]) {
    for (const code of operation['x-problems'] ?? []) {
      const status = String(problems[code][0])
      statuses.set(status, [...new Set([...(statuses.get(status) ?? []), code])])
      operation.responses[status] = { $ref: `#/components/responses/Problem${status}` }
    }
    operation.parameters = operation.parameters?.map(serialised)
    addHeaders(method, operation)
    delete operation['x-problems']
    delete operation['x-if-match']
  }
  document.components.responses = Object.fromEntries(
    [...statuses].sort().map(([status, codes]) => [`Problem${status}`, problemResponse(codes)]),
  )
  document.components.headers = headers
  document.components.parameters = conditions
  return document
}

/** How a list is written in a query is said of the parameter, not of its schema. */
function serialised(parameter: object) {
  const { schema, ...rest } = parameter as { schema?: { style?: string; explode?: boolean } }
  const { style, explode, ...plain } = schema ?? {}
  return { ...rest, ...(style && { style }), ...(explode !== undefined && { explode }), schema: plain }
}

function addHeaders(method: string, operation: Operation) {
  const conditional = [...(method === 'get' ? ['IfNoneMatch'] : []), ...(operation['x-if-match'] ? ['IfMatch'] : [])]
  if (conditional.length > 0)
    operation.parameters = [...(operation.parameters ?? []), ...conditional.map((name) => ({ $ref: `#/components/parameters/${name}` }))]
  if (method === 'get')
    operation.responses['304'] = { description: 'What you have is still true', headers: refs('ETag', 'X-Request-Id') } as never
  for (const [status, response] of Object.entries(operation.responses)) {
    if (response.$ref || status === '304') continue
    response.headers = refs(
      'X-Request-Id',
      ...(status < '202' && response.content ? ['ETag'] : []),
      ...(status === '308' || (status === '201' && !operation.tags.includes('Comments')) ? ['Location'] : []),
    )
    if (JSON.stringify(response.content ?? '').includes('List"')) response.headers = { ...response.headers, ...refs('Link') }
  }
}

function refs(...names: string[]) {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
}

function problemResponse(codes: readonly ProblemCode[]) {
  const [, title, detail] = problems[codes[0]!]
  const status = problems[codes[0]!][0]
  const example = {
    type: `https://broadsheet.example/problems/${codes[0]}`,
    title,
    status,
    detail,
    instance: '/v1/articles',
    code: codes[0],
    requestId: 'b4f4c1d2-9f1e-4b58-a4a1-5a2a0e3d7c11',
    errors: [],
  }
  return {
    description: codes.map((code) => `\`${code}\`: ${problems[code][1]}.`).join(' '),
    headers: refs('X-Request-Id', ...([429, 503].includes(status) ? ['Retry-After'] : [])),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, example } },
  }
}

const headers = {
  'X-Request-Id': {
    description: 'Names this request in the logs; yours, when you sent one of 8 to 64 letters, digits, `_` and `-`',
    schema: { type: 'string', pattern: '^[\\w-]{8,64}$' },
  },
  ETag: { description: 'Strong; send it back as `If-None-Match`, and as `If-Match` where a change needs it', schema: { type: 'string' } },
  Link: { description: 'The next page, as `rel="next"` (RFC 8288)', schema: { type: 'string' } },
  Location: { description: 'Where it is now', schema: { type: 'string' } },
  'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer', minimum: 1 } },
}

const conditions = {
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: 'An ETag that you have: 304 when it still holds',
    schema: { type: 'string', maxLength: 1000 },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: false,
    description: 'The ETag that your change was made upon. Without it: 428',
    schema: { type: 'string', maxLength: 200 },
  },
}
