import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import underPressure from '@fastify/under-pressure'
import Fastify, { type FastifyRequest } from 'fastify'
import { type Config, several } from '../config.ts'
import { Problem, type ProblemCode } from '../problem.ts'
import { compilers } from './compilers.ts'
import { drainOnClose } from './draining.ts'
import { keepFresh } from './fresh.ts'
import { insistOnOnce } from './idempotency.ts'
import { parseJson } from './json.ts'
import { network } from './network.ts'
import { answerProblems, problemOf, rawProblem, sendProblem, unreadable } from './problems.ts'
import { tooManyRequests } from './rate.ts'
import { boundedServer, closeAfterAnswers } from './sockets.ts'
import { readTexts } from './texts.ts'

const bodyLimit = 1024 * 1024
const queryLimit = 4096
const headerCount = 100

/** Milliseconds that are left to read why a connection ends. */
const lastWords = 1000

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
          redact: [
            ...['req.headers.authorization', 'req.headers.cookie', 'req.headers["comment-token"]', 'req.headers["reader-token"]'],
            'busboyOptions.headers',
          ],
          serializers: { req: loggedRequest },
        }
      : false,
    bodyLimit,
    serverFactory: (handler) => boundedServer(handler, config.connections, refuse),
    return503OnClosing: false,
    routerOptions: { maxParamLength: 500 },
    trustProxy: config.trustedProxies === '' ? false : several(config.trustedProxies),
    rewriteUrl: ({ url = '/' }) => url.replace(absoluteForm, ''),
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
    clientErrorHandler: ({ code }, socket) => {
      if (code !== 'ECONNRESET' && !closeAfterAnswers(socket)) refuse(socket, unreadable(code))
    },
  }).withTypeProvider<TypeBoxTypeProvider>()

  function refuse(socket: Socket, code: ProblemCode) {
    if (!socket.writable) return
    const id = randomUUID()
    app.log.info({ reqId: id, code }, 'A connection is refused')
    socket.end(rawProblem(config, code, id))
    setTimeout(() => socket.destroy(), lastWords).unref()
  }

  app.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id))
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
  app.addHook('onRequest', async (request) => {
    if (request.headers.host === undefined && request.raw.httpVersion !== '1.0')
      throw new Problem('invalid-request', undefined, [{ header: 'Host', code: 'required', detail: 'HTTP/1.1 needs it (RFC 9112, 3.2).' }])
    if (request.raw.rawHeaders.length > 2 * headerCount) throw new Problem('headers-too-large', `At most ${headerCount} headers are taken.`)
    const query = request.url.indexOf('?')
    if (query >= 0 && request.url.length - query > queryLimit)
      throw new Problem('address-too-long', `The query may hold ${queryLimit} characters.`)
  })
  await app.register(rateLimit, {
    max: config.writesPerMinute,
    timeWindow: 60_000,
    allowList: ({ method }) => method === 'GET' || method === 'HEAD' || method === 'OPTIONS',
    keyGenerator: ({ ip }) => network(ip),
    enableDraftSpec: true,
    errorResponseBuilder: tooManyRequests(`At most ${config.writesPerMinute} changes a minute are taken from one address.`),
  })
  if (watchLoad) {
    await app.register(underPressure, {
      maxEventLoopDelay: 500,
      maxHeapUsedBytes: 1024 ** 3,
      pressureHandler: async ({ routeOptions: { url = '' } }) => {
        if (!/^\/(health\/|metrics$)/.test(url)) throw new Problem('unavailable', undefined, [], { 'retry-after': '5' })
      },
    })
  }
  keepFresh(app)
  insistOnOnce(app)
  drainOnClose(app)
  return app
}

/** What a proxy may write in front of a path (RFC 9112, 3.2.2); the address that routes and cursors know begins after it. */
const absoluteForm = /^https?:\/\/[^/?#]*/i

/** Readers’ frontends may stand anywhere, and write comments from where the settings say; everything else is the desk’s. */
function corsFor(config: Config, request: FastifyRequest) {
  const exposedHeaders = [
    'ETag',
    'Link',
    'Location',
    'Retry-After',
    'RateLimit-Limit',
    'RateLimit-Remaining',
    'RateLimit-Reset',
    'Idempotency-Replayed',
    'X-Request-Id',
  ]
  const shared = { exposedHeaders, strictPreflight: false, maxAge: 600, methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] }
  const method = request.headers['access-control-request-method'] ?? request.method
  const { access } = request.routeOptions.config
  const path = decodeURI(request.url.split('?')[0]!)
  const isDelivery = access ? access === 'public' : !/^\/v1\/(editorial|moderation|admin)\b/.test(path)
  if (isDelivery && (method === 'GET' || method === 'HEAD')) return { ...shared, origin: '*' }
  const isReaders = isDelivery && (method === 'POST' || (method !== 'PUT' && /^\/v1\/(comments|readers)\//.test(path)))
  if (!isReaders) return { ...shared, origin: several(config.deskOrigins) }
  return { ...shared, origin: config.commentOrigins === '*' ? '*' : several(config.commentOrigins) }
}

function requestId(given: string | string[] | undefined) {
  return typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : randomUUID()
}

/** Not the address that was asked for, which may hold what is private: the pattern of it. */
function loggedRequest({ method, routeOptions }: FastifyRequest) {
  return { method, route: routeOptions.url }
}
