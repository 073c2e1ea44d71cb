import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'
import { isFault } from '../db/failures.ts'
import { type Failure, Problem, type ProblemCode, problems } from '../problem.ts'
import { failuresOf } from './failures.ts'

/** Answers every failure, wherever it comes from, as application/problem+json (RFC 9457). */
export function answerProblems(app: FastifyInstance, config: Config) {
  const methods = methodsByAddress(app)
  app.setErrorHandler((error: FastifyError, request, reply) => sendProblem(config, problemOf(error), request, reply))
  app.setNotFoundHandler((request) => {
    const allowed = methods(request.url.split('?')[0]!)
    if (allowed.length === 0)
      throw new Problem('not-found', `There is nothing at ${request.method} ${request.url.split('?')[0]!.slice(0, 200)}.`)
    throw new Problem('method-not-allowed', `${request.method} is not taken here; ${allowed.join(', ')} are.`, [], {
      allow: allowed.join(', '),
    })
  })
}

/** Sends one problem; the whole reason of what broke goes to the log alone. Whoever is only asked to come again has broken nothing. */
export function sendProblem(config: Config, problem: Problem, request: FastifyRequest, reply: FastifyReply) {
  if (problem.code === 'broken' || problem.cause) request.log.error({ err: problem.cause ?? problem }, problem.message)
  const [status, title] = problems[problem.code]
  return reply
    .code(status)
    .headers({ ...problem.headers, 'cache-control': 'no-store' })
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send({
      type: `${config.baseUrl}/problems/${problem.code}`,
      title,
      status,
      detail: problem.message,
      instance: request.url.split('?')[0]!.slice(0, 500),
      code: problem.code,
      requestId: request.id,
      errors: problem.errors,
      ...problem.members,
    })
}

/** The problem that any error amounts to. What we did not expect says nothing of itself to the caller. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (!(error instanceof Error)) return broken(error)
  const { code, statusCode, validation } = error as FastifyError
  if (validation) return new Problem('invalid-request', undefined, failuresOf(error as FastifyError))
  if (isFault(error)) return Object.assign(new Problem('unavailable', undefined, [], { 'retry-after': '5' }), { cause: error })
  const known = byFastifyCode[code] ?? byStatus[statusCode ?? 500]
  if (!known || problems[known][0] >= 500) return broken(error)
  return new Problem(known, known === 'invalid-request' ? sentence(error.message) : undefined, places[known])
}

/** Where it is wrong, of what the framework refuses. */
const places: Readonly<Partial<Record<ProblemCode, Failure[]>>> = {
  'too-large': [{ pointer: '#', code: 'too-large', detail: 'At most 1 MiB is taken.' }],
  'media-type': [{ header: 'Content-Type', code: 'unknown', detail: '`application/json` is taken.' }],
}

const byFastifyCode: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_BAD_URL: 'invalid-request',
  FST_ERR_MAX_PARAM_LENGTH: 'address-too-long',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media-type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
}

const byStatus: Readonly<Record<number, ProblemCode>> = {
  400: 'invalid-request',
  408: 'request-timeout',
  413: 'too-large',
  414: 'address-too-long',
  415: 'media-type',
  431: 'headers-too-large',
}

function broken(cause: unknown) {
  return Object.assign(new Problem('broken'), { cause })
}

function sentence(message: string) {
  return message.endsWith('.') ? message : `${message}.`
}

/** Which methods an address takes, for 405 and its `Allow` (RFC 9110, 15.5.6). */
function methodsByAddress(app: FastifyInstance) {
  const patterns = new Map<string, { pattern: RegExp; methods: Set<string> }>()
  app.addHook('onRoute', ({ url, method }) => {
    const pattern = new RegExp(`^${url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+')}$`)
    const known = patterns.get(url) ?? { pattern, methods: new Set() }
    for (const each of [method].flat()) known.methods.add(each)
    patterns.set(url, known)
  })
  return (path: string) => {
    const found = [...patterns.values()].filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => [...methods])
    return [...new Set(found)].sort()
  }
}

/** Why Node refused to read a request. */
export function unreadable(code: string | undefined): ProblemCode {
  if (code === 'HPE_HEADER_OVERFLOW') return 'headers-too-large'
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'request-timeout' : 'invalid-request'
}

/** What a socket is told when its request never reaches Fastify: because it is malformed or late, or there are too many. */
export function rawProblem(config: Config, code: ProblemCode, requestId: string) {
  const [status, title, detail] = problems[code]
  const type = `${config.baseUrl}/problems/${code}`
  const body = JSON.stringify({ type, title, status, detail, instance: '', code, requestId, errors: [] })
  const headers = {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
    ...(status === 503 && { 'retry-after': '2' }),
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  }
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head.join('')}\r\n${body}`
}
