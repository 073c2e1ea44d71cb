import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type {
  FastifyContextConfig,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  FastifySchema,
  RawRequestDefaultExpression,
  RawServerDefault,
  RouteGenericInterface,
} from 'fastify'
import type { Static, TSchema } from 'typebox'
import { addressHashes } from '../db/address-keys.ts'
import type { Writer } from '../db/database.ts'
import { Problem } from '../problem.ts'
import type { Routes, Services } from '../services.ts'
import { answerKept, type KeptAnswer, keepAnswer } from './answers.store.ts'
import { canonical, keyOf } from './idempotency-key.ts'
import { network } from './network.ts'

/** What a POST is answered with: a status and a body of its schema. */
export interface Answer<Body> {
  status: 200 | 201 | 202
  body: Body
  /** Its media type, where it is not JSON: then `body` is its text. */
  type?: string
  /** The path of what was made. */
  location?: string
  /** Its revision, which stands in front of the ETag. */
  revision?: number
  /** What is kept for a retry, where it is not `body`; null when nothing was changed, so that a retry may as well ask anew. */
  kept?: Body | null
  /** The id of what the answer tells of, where that can be erased (`dropAnswersAbout`); `manySubjects` of many. */
  subject?: string
}

interface PostSchema extends FastifySchema {
  response: Record<number, TSchema>
}

type Asked<Schema extends PostSchema> = FastifyRequest<
  RouteGenericInterface,
  RawServerDefault,
  RawRequestDefaultExpression,
  Schema,
  TypeBoxTypeProvider
>

interface PostOptions<Schema extends PostSchema, Ready> {
  config: FastifyContextConfig
  schema: Schema
  /** What takes its time, so that writers do not wait for it; not done for a retry. */
  beforehand?: (request: Asked<Schema>) => Promise<Ready>
  /** Puts back into a kept answer what was not kept, such as a token that can be made again. */
  restored?: (kept: BodyOf<Schema['response'][keyof Schema['response']]>) => BodyOf<Schema['response'][keyof Schema['response']]>
}

type BodyOf<Response> = Response extends TSchema ? Static<Response> : never

/** Answers are kept so long; milliseconds. */
export const keptFor = 86_400_000

/**
 * Gives the way to add POST routes: each does its work in one transaction. With an `Idempotency-Key` the answer is kept in the same transaction, so that
 * whoever did not hear it asks again and is told the same, for a day, and nothing is done twice. Problems are not kept.
 *
 * A route throws `invalid-request` for a bad key, `still-running` while the first request with it is, `key-reused` when that had another body.
 */
export function postOnce(app: Parameters<Routes>[0], services: Pick<Services, 'db' | 'keys' | 'now'>) {
  return <const Schema extends PostSchema, Ready = undefined>(
    url: string,
    { beforehand, restored, ...options }: PostOptions<Schema, Ready>,
    work: (request: Asked<Schema>, tx: Writer, ready: Ready) => Promise<Answer<BodyOf<Schema['response'][keyof Schema['response']]>>>,
  ) => {
    const steps = { beforehand, restored, work } as unknown as Steps
    const route = (request: FastifyRequest, reply: FastifyReply) => answerOnce(services, request, reply, steps)
    routes.add(route)
    app.post(url, options as object, route)
  }
}

/** Keeps a server from starting with a POST route that was not added by `postOnce`. */
export function insistOnOnce(app: FastifyInstance) {
  app.addHook('onRoute', ({ method, url, handler }) => {
    if ([method].flat().includes('POST') && !routes.has(handler))
      throw new Error(`POST ${url} would do twice what is asked twice: add it by \`postOnce\``)
  })
}

interface Steps {
  beforehand?: (request: FastifyRequest) => Promise<unknown>
  restored?: (kept: object) => object
  work: (request: FastifyRequest, tx: Writer, ready: unknown) => Promise<Answer<object | string>>
}

const routes = new WeakSet<object>()

/** The requests with a key that are under way in this process. Their ids are hashes under a newspaper's own key: two newspapers never meet here. */
const running = new Set<string>()

async function answerOnce(
  { db, keys, now }: Pick<Services, 'db' | 'keys' | 'now'>,
  request: FastifyRequest,
  reply: FastifyReply,
  { beforehand, restored, work }: Steps,
) {
  const key = keyOf(request)
  if (key === undefined) {
    const ready = await beforehand?.(request)
    return give(reply, await db.write((tx) => work(request, tx, ready)))
  }
  const ids = addressHashes(keys, canonical([request.method, request.routeOptions.url, request.params, callerOf(request), key]))
  const bodyHashes = addressHashes(keys, canonical({ body: request.body }))
  const [[id], [bodyHash]] = [ids, bodyHashes]
  if (ids.some((one) => running.has(one))) throw new Problem('still-running', undefined, [], { 'retry-after': '1' })
  running.add(id)
  try {
    const at = now()
    const since = new Date(at.getTime() - keptFor).toISOString()
    const first = await answerKept(db, ids, since)
    if (first) return repeat(reply, first, bodyHashes, restored)
    const ready = await beforehand?.(request)
    const answer = await db.write(async (tx) => {
      const answer = await work(request, tx, ready)
      const { status, body, kept = body, subject: subjectId = null } = answer
      if (kept !== null) {
        const text = typeof kept === 'string' ? kept : (reply.serializeInput({ ...kept }, String(status)) as string)
        await keepAnswer(tx, { id, bodyHash, status, headers: headersOf(answer), body: text, subjectId, at: at.toISOString() }, since)
      }
      return answer
    })
    return give(reply, answer)
  } finally {
    running.delete(id)
  }
}

function callerOf({ caller, ip }: FastifyRequest) {
  return caller ? `staff ${caller.staffId}` : `reader ${network(ip)}`
}

function give(reply: FastifyReply, answer: Answer<object | string>) {
  return reply.code(answer.status).headers(headersOf(answer)).send(answer.body)
}

function headersOf({ type, location, revision }: Answer<object | string>): Record<string, string> {
  return {
    ...(type !== undefined && { 'content-type': type }),
    ...(location !== undefined && { location }),
    ...(revision !== undefined && { etag: `r${revision}` }),
  }
}

/** Sends the very text that was sent the first time, so that the ETag, its hash, is the same too. */
function repeat(reply: FastifyReply, first: KeptAnswer, bodyHashes: readonly string[], restored: Steps['restored']) {
  if (!bodyHashes.includes(first.bodyHash)) {
    const detail = `It belongs to a request of ${first.at} with another body.`
    throw new Problem('key-reused', undefined, [{ header: 'Idempotency-Key', code: 'reused', detail }])
  }
  const headers = { 'content-type': 'application/json; charset=utf-8', ...first.headers, 'idempotency-replayed': 'true' }
  const body = restored ? reply.serializeInput({ ...restored(JSON.parse(first.body)) }, String(first.status)) : first.body
  return reply.code(first.status).headers(headers).send(body)
}
