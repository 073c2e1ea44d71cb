import { randomUUID } from 'node:crypto'
import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import underPressure from '@fastify/under-pressure'
import Fastify, { type FastifyRequest } from 'fastify'
import { type Config, several } from '../config.ts'
import { Problem } from '../problem.ts'
import { compilers } from './compilers.ts'
import { drainOnClose } from './draining.ts'
import { keepFresh } from './fresh.ts'
import { parseJson } from './json.ts'
import { network } from './network.ts'
import { answerProblems, problemOf, rawProblem, sendProblem } from './problems.ts'
import { readTexts } from './texts.ts'

const bodyLimit = 1024 * 1024
const queryLimit = 4096

/** What a server is made with beside its settings. */
export interface ServerOptions {
  /** Where log lines go; nothing is logged without it. */
  log?: { write(line: string): void }
  /** Whether it watches its own load, and answers 503 beyond it. */
  watchLoad?: boolean
}

/** An HTTP server with the limits, headers and manners that every route shares, and no route yet. */
export async function createServer(config: Config, { log, watchLoad = false }: ServerOptions) {
  const app = Fastify({
    logger: log
      ? {
          level: config.logLevel,
          stream: log,
          redact: ['req.headers.authorization', 'req.headers.cookie'],
          serializers: { req: loggedRequest },
        }
      : false,
    bodyLimit,
    requestTimeout: 30_000,
    return503OnClosing: false,
    routerOptions: { maxParamLength: 500 },
    trustProxy: config.trustedProxies === '' ? false : several(config.trustedProxies),
    requestIdHeader: false,
    genReqId: ({ headers }) => requestId(headers['x-request-id']),
    schemaController: { compilersFactory: compilers },
    ajv: {
      customOptions: {
        removeAdditional: false,
        coerceTypes: false,
        allErrors: true,
        verbose: true,
        keywords: ['x-missing', 'style', 'explode'],
      },
    },
    frameworkErrors: (error, request, reply) => {
      reply.headers({ 'x-request-id': request.id, 'x-content-type-options': 'nosniff', 'access-control-allow-origin': '*' })
      return sendProblem(config, problemOf(error), request, reply)
    },
    clientErrorHandler: (error, socket) => {
      if (error.code !== 'ECONNRESET' && socket.writable) socket.end(rawProblem(config, error.code))
    },
  }).withTypeProvider<TypeBoxTypeProvider>()

  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    const query = request.url.indexOf('?')
    if (query >= 0 && request.url.length - query > queryLimit)
      throw new Problem('address-too-long', `The query may hold ${queryLimit} characters.`)
  })
  parseJson(app)
  readTexts(app)
  answerProblems(app, config)
  await app.register(helmet, {
    global: true,
    contentSecurityPolicy: { useDefaults: false, directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] } },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    strictTransportSecurity: config.baseUrl.startsWith('https:'),
  })
  await app.register(cors, () => async (request: FastifyRequest) => corsFor(config, request))
  await app.register(rateLimit, {
    max: config.writesPerMinute,
    timeWindow: 60_000,
    allowList: ({ method }) => method === 'GET' || method === 'HEAD' || method === 'OPTIONS',
    keyGenerator: ({ ip }) => network(ip),
    enableDraftSpec: true,
    errorResponseBuilder: (_request, { ttl }) =>
      new Problem('too-many-requests', `At most ${config.writesPerMinute} changes a minute are taken from one address.`, [], {
        'retry-after': String(Math.ceil(ttl / 1000)),
      }),
  })
  if (watchLoad) {
    await app.register(underPressure, {
      maxEventLoopDelay: 500,
      maxHeapUsedBytes: 1024 ** 3,
      pressureHandler: async ({ url }) => {
        if (!url.startsWith('/health/')) throw new Problem('unavailable', undefined, [], { 'retry-after': '5' })
      },
    })
  }
  keepFresh(app)
  drainOnClose(app)
  return app
}

/** Readers’ frontends may stand anywhere, and post comments from where the settings say; everything else is the desk’s. */
function corsFor(config: Config, request: FastifyRequest) {
  const exposedHeaders = [
    'ETag',
    'Link',
    'Location',
    'Retry-After',
    'RateLimit-Limit',
    'RateLimit-Remaining',
    'RateLimit-Reset',
    'X-Request-Id',
  ]
  const shared = { exposedHeaders, strictPreflight: false, maxAge: 600, methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] }
  const method = request.headers['access-control-request-method'] ?? request.method
  const isDelivery = !/^\/v1\/(editorial|moderation|admin)\b/.test(decodeURI(request.url.split('?')[0]!))
  if (isDelivery && (method === 'GET' || method === 'HEAD')) return { ...shared, origin: '*' }
  if (!isDelivery || method !== 'POST') return { ...shared, origin: several(config.deskOrigins) }
  return { ...shared, origin: config.commentOrigins === '*' ? '*' : several(config.commentOrigins) }
}

function requestId(given: string | string[] | undefined) {
  return typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : randomUUID()
}

function loggedRequest({ method, url, ip }: FastifyRequest) {
  return { method, url, ip }
}
