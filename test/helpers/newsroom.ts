import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { InjectOptions } from 'fastify'
import type { Test } from 'tap'
import { createApp } from '../../src/app.ts'
import { seed } from '../../src/commands/seed.ts'
import { readConfig, several } from '../../src/config.ts'
import { countingIds } from '../../src/db/ids.ts'
import { keysOf } from '../../src/db/keys.ts'
import { openSqlite } from '../../src/db/sqlite.ts'
import { outbound } from '../../src/http/outbound.ts'
import type { Services } from '../../src/services.ts'
import { beginSite } from '../../src/site/store.ts'
import type { Role } from '../../src/staff/roles.ts'
import { newSecret } from '../../src/staff/secret.ts'
import { addToken } from '../../src/staff/store.ts'
import { insistOnContract } from './contract.ts'
import { listenToAnswers } from './listening.ts'

/** What a call was answered with; `body` is the JSON of it, or the text of anything else. */
export interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape, and the contract has checked them
  body: any
  headers: Record<string, string | undefined>
  etag: string
}

export type Call = (
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS',
  url: string,
  payload?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>

export interface Options {
  /** With the sample newspaper in it. */
  sample?: boolean
  settings?: Record<string, string>
  /** The database, such as a copy of another newspaper's; a new one without it. */
  file?: string
  /** Where log lines go. */
  log?: (line: string) => void
  /** Told of every statement that the database is asked. */
  onStatement?: (statement: string) => void
}

/**
 * A Broadsheet of its own for one test: a fresh database, a clock that stands still until it is moved, and the people who use it.
 * Urls are below /v1 unless they begin with `//`. Every answer is held against the OpenAPI document, and what was answered without a
 * token, and without opening a link, is searched for the secrets of the database in the end.
 */
export async function newsroom(
  t: Test,
  { sample = false, settings = {}, file = join(t.testdir(), 'news.db'), log, onStatement }: Options = {},
) {
  const config = readConfig({
    BROADSHEET_DATABASE: file,
    BROADSHEET_BASE_URL: 'https://news.example',
    BROADSHEET_WRITES_PER_MINUTE: '100000',
    ...settings,
  })
  const db = openSqlite(file, { patience: 0, ...(onStatement && { onStatement }) })
  const clock = stoppedClock('2026-01-05T09:00:00.000Z')
  await db.write((tx) => beginSite(tx, clock.now()))
  const services: Services = {
    config,
    db,
    keys: await keysOf(db, randomBytes),
    now: clock.now,
    newId: countingIds(clock.now),
    random: randomBytes,
    fetch: outbound(several(config.trustedTargets)),
  }
  if (sample) await seed(services)
  const app = await createApp(services, log && { log: { write: log } })
  await app.ready()
  const answers = listenToAnswers()
  t.teardown(async () => {
    const told = await answers.told(db).catch((error: Error) => (/not open/.test(error.message) ? [] : Promise.reject(error)))
    await app.close()
    await db.close()
    if (told.length > 0) throw new Error(told[0])
  })

  let addresses = 0
  const anotherAddress = () => `10.${(++addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`

  /** Whoever calls with a token, or none; from one address, or each time from another, so that nobody has to wait. */
  const as =
    (token?: string, address?: string): Call =>
    async (method, url, payload, headers = {}) => {
      const path = url.startsWith('//') ? url.slice(1) : `/v1${url}`
      const request: InjectOptions = {
        method,
        url: path,
        remoteAddress: address ?? anotherAddress(),
        headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
      }
      const reply = await app.inject({ ...request, ...(payload !== undefined && { payload: payload as object }) })
      const isJson = /json/.test(String(reply.headers['content-type'])) && reply.body !== ''
      const answer = {
        status: reply.statusCode,
        body: isJson ? reply.json() : reply.body,
        headers: reply.headers as Answer['headers'],
        etag: String(reply.headers.etag),
      }
      insistOnContract(app, method, path, answer)
      const isStranger = [headers.authorization, headers['comment-token'], headers['reader-token']].every((shown) => shown === undefined)
      if (token === undefined && isStranger && path !== '/v1/reader-sessions') {
        const asked = `${method} ${path} ${typeof payload === 'object' ? JSON.stringify(payload) : payload}`
        answers.heard(asked, `${reply.body} ${JSON.stringify(reply.headers)}`)
      }
      return answer
    }

  const hire = async (role: Role, name = `The ${role}`) => {
    const { token } = await db.write((tx) => addToken(tx, { name, role }, newSecret(randomBytes), services.newId(), clock.now()))
    return Object.assign(as(token), { token })
  }

  return {
    app,
    services,
    db,
    file,
    clock,
    as,
    hire,
    reader: as(),
    editor: await hire('editor'),
    moderator: await hire('moderator'),
    owner: await hire('owner'),
  }
}

function stoppedClock(start: string) {
  let at = Date.parse(start)
  return {
    now: () => new Date(at),
    /** Moves on by so many seconds. */
    pass: (seconds: number) => {
      at += seconds * 1000
    },
    /** The moment so many seconds from now, as RFC 3339. */
    in: (seconds: number) => new Date(at + seconds * 1000).toISOString(),
  }
}
