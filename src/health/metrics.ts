import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Database } from '../db/database.ts'
import { mailNotSent } from '../mail/outbox.store.ts'
import { countedUpTo, waitingComments } from '../moderation/numbers.store.ts'
import { spamServiceOf } from '../screening/spam-service.ts'
import type { Services } from '../services.ts'
import { version } from '../version.ts'

/**
 * Measures a newspaper from now on; what it gives back writes the figures down as Prometheus reads them. Labels are patterns of
 * addresses, methods and statuses, of which there are few: nothing in them was written by anybody.
 */
export function measure(app: FastifyInstance, services: Services): () => Promise<string> {
  const { db, now } = services
  const registry = new Registry()
  const registers = [registry]
  new Gauge({ name: 'broadsheet_build_info', help: 'The version that runs; always 1', labelNames: ['version'], registers }).set(
    { version },
    1,
  )
  const looks = [
    measureRequests(app, registers),
    measureWrites(db, registers),
    measureComments(db, now, registers),
    measureMail(db, registers),
    measureSpamService(services, registers),
  ]
  return async () => {
    for (const look of looks) await look()
    return `${await registry.metrics()}\n${await ofThisProcess().metrics()}`
  }
}

function measureRequests(app: FastifyInstance, registers: Registry[]) {
  const seconds = new Histogram({
    name: 'broadsheet_http_request_duration_seconds',
    help: 'Seconds from the head of a request to the end of its answer; what leads nowhere has the route `none`',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  })
  app.addHook('onResponse', (request, reply, done) => {
    const labels = { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode }
    seconds.observe(labels, reply.elapsedTime / 1000)
    done()
  })
  const connections = new Gauge({ name: 'broadsheet_connections', help: 'Connections that are open', registers })
  return async () => {
    connections.set(await new Promise<number>((resolve) => app.server.getConnections((_error, open) => resolve(open ?? 0))))
  }
}

function measureWrites(db: Database, registers: Registry[]) {
  const sizes = new Histogram({
    name: 'broadsheet_write_group_size',
    help: 'Writers that shared one commit',
    buckets: [1, 2, 4, 8, 16, 32, 64],
    registers,
  })
  const seconds = new Histogram({
    name: 'broadsheet_write_commit_duration_seconds',
    help: 'Seconds that a commit took, its sync to the disk included',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers,
  })
  const failures = new Counter({
    name: 'broadsheet_write_group_failures_total',
    help: 'Groups of writers that got no lock, or whose commit failed',
    registers,
  })
  db.onGroup(({ size, commit }) => {
    if (commit === undefined) return failures.inc()
    sizes.observe(size)
    seconds.observe(commit / 1000)
  })
  const queue = new Gauge({ name: 'broadsheet_write_queue_length', help: 'Writers who wait for their turn', registers })
  const file = new Gauge({ name: 'broadsheet_database_bytes', help: 'Bytes of the database file', registers })
  const log = new Gauge({ name: 'broadsheet_wal_bytes', help: 'Bytes of the write-ahead log beside the database', registers })
  return () => {
    const { waiting, bytes, logBytes } = db.standing()
    queue.set(waiting)
    file.set(bytes)
    log.set(logBytes)
  }
}

/** Of a database that cannot be read they are NaN, so that the other figures can still be had. */
function measureComments(db: Database, now: Services['now'], registers: Registry[]) {
  const queue = new Gauge({
    name: 'broadsheet_comments_waiting',
    help: `Comments that wait for a moderator; ${countedUpTo.comments} stands for that many or more`,
    registers,
  })
  const age = new Gauge({
    name: 'broadsheet_comments_oldest_waiting_seconds',
    help: 'Seconds since the oldest of them was left; 0 when none waits',
    registers,
  })
  return async () => {
    const found = await waitingComments(db).catch(() => undefined)
    queue.set(found?.count ?? Number.NaN)
    age.set(found ? (now().getTime() - Date.parse(found.oldest ?? now().toISOString())) / 1000 : Number.NaN)
  }
}

/** Of a database that cannot be read they are NaN. */
function measureMail(db: Database, registers: Registry[]) {
  const help = 'Mails of the last thirty days that wait, and those given up: they failed, or may or may not have been delivered'
  const mail = new Gauge({ name: 'broadsheet_mails', help, labelNames: ['state'], registers })
  return async () => {
    const found = await mailNotSent(db).catch(() => undefined)
    for (const state of ['waiting', 'failed', 'uncertain'] as const) mail.set({ state }, found ? found[state] : Number.NaN)
  }
}

function measureSpamService(services: Services, registers: Registry[]) {
  const counter = new Counter({
    name: 'broadsheet_spam_service_answers_total',
    help: 'What the spam service has said of comments: ham, spam, discard, or error where it gave no verdict',
    labelNames: ['answer'],
    registers,
  })
  return () => {
    counter.reset()
    for (const [answer, count] of spamServiceOf(services)?.answers ?? []) counter.inc({ answer }, count)
  }
}

let common: Registry | undefined

/** Memory, CPU, event loop and garbage of the process, watched once for all that runs in it, from the first time that somebody asks. */
function ofThisProcess() {
  if (!common) {
    common = new Registry()
    collectDefaultMetrics({ register: common })
  }
  return common
}
