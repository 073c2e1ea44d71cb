import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, RouteOptions } from 'fastify'
import type { TSchema } from 'typebox'
import type { ProblemCode } from '../problem.ts'
import { completed, type Document } from './openapi-answers.ts'
import { ChangedMeanwhile, ProblemDetails } from './schema.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The problems of its own that a route can answer with, beside those that every route of its kind has. */
    problems?: readonly ProblemCode[]
  }
}

/** Describes the server as OpenAPI 3.1, from the schemas of its routes: `app.swagger()` is the document, /openapi.json serves it, /docs shows it. */
export async function describeApi(
  app: FastifyInstance,
  schemas: readonly TSchema[],
  tags: readonly { name: string; description: string }[],
) {
  for (const schema of [ProblemDetails, ChangedMeanwhile, ...schemas]) app.addSchema(schema)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Broadsheet',
        version: '1.3.0',
        description: introduction,
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

const introduction = `The headless CMS API for newspapers: articles, the links between them, and reader comments that a moderator has seen.

**Who may call.** Delivery, health and leaving a comment need nothing. Everything else takes an access token, \`Authorization: Bearer bs_…\`, whose scopes an operation names. A token that is not valid is 401 everywhere.

**Lists** answer \`items\` and \`page\`. Send \`page.next\` as \`cursor\` for the next page, or follow the \`Link\` header; the filters stay as they were.

**Changes** name what they were made upon: send the \`ETag\` that you read as \`If-Match\`. Without it the answer is 428, and 412 when somebody else was faster. The same \`ETag\` as \`If-None-Match\` makes a read 304 while it holds.

**Retries.** Give each POST an \`Idempotency-Key\` of your own, and the same one to its repetitions: it is done once, and answered alike for a day.

**Limits.** Writes are counted by address; \`RateLimit-Remaining\` says how many are left, and 429 and 503 say in \`Retry-After\` when to come again.

**Failures** are \`application/problem+json\` (RFC 9457). Go by \`code\`; \`detail\` says what to do, \`errors\` names every failing place at once, and \`type\` leads to a page about it. Any operation may also answer 405 with \`Allow\`, 408, 414 or 431.`

const logo = `<svg xmlns="http://www.w3.org/2000/svg" width="190" height="40"><text x="0" y="29" fill="#fff" font-family="Georgia, serif" font-size="28">Broadsheet</text></svg>`

/** What follows for the document from who may call a route and how. */
function described({ config, schema, method }: RouteOptions) {
  const { access = 'public', ifMatch = false, begins = false, problems: own = [] } = config ?? {}
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
    ...(guarded ? (['token-needed', 'not-allowed'] as const) : []),
    ...(params ? (['not-found'] as const) : []),
    ...(method === 'POST' ? (['still-running', 'key-reused'] as const) : []),
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
    'x-begins': begins,
  }
}
