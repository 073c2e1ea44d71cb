import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Server, startServer } from '../helpers/server.ts'
import { fillArchive } from './archive.ts'
import { type Costly, costlyRequests } from './costly.ts'
import { type Bench, conduct, insist } from './experiment.ts'

const size = { articles: 20_000, comments: 200_000 }

/** Milliseconds that one request may keep everybody else waiting, in 99 of 100 looks at the clock. */
const longest = 200

const settings = { BROADSHEET_WRITES_PER_MINUTE: '100000', BROADSHEET_TRUSTED_PROXIES: '127.0.0.1', BROADSHEET_LOG_LEVEL: 'info' }

let addresses = 0

await conduct({
  name: 'S10 cost',
  promise: `Every operation of the document is sent the costliest legal request there is, upon an archive of ${size.articles} articles and ${size.comments}
comments. The event loop of the server is never held up for ${longest} ms (99th percentile, and no longer than
its thread was at work, where the system tells: a busy machine proves nothing), and what the process holds does not grow from round to round.`,
  rounds: 5,
  seconds: 240,
  run: measure,
})

/** What the server notes of itself at a signal: how long its event loop was held up since the last one, and its memory. */
interface Note {
  p99: number
  max: number
  megabytes: number
  /** Milliseconds that its main thread has been at work since it began; null where the system does not tell. */
  worked: number | null
}

async function measure({ folder, rounds, timeLeft, say }: Bench) {
  const begun = await startServer(folder)
  await begun.stop()
  fillArchive(join(folder, 'news.db'), size)
  say('the archive is filled')
  const server = await startServer(folder, {
    settings: { ...settings, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(watch(folder))}` },
  })
  try {
    const worst = new Map<string, Note & { status: number; took: number }>()
    const held: number[] = []
    for (let round = 0; round < rounds && timeLeft(); round++) {
      const requests = costlyRequests(round)
      if (round === 0) insistOnAll(requests)
      for (const request of requests) {
        const { worked } = await noted(server, folder)
        const began = performance.now()
        const status = await send(server, request, round)
        const took = performance.now() - began
        await pause(30)
        const note = heldUp(await noted(server, folder), worked)
        const name = `${request.operation}${request.because ? ` (${request.because})` : ''}`
        insist(status < 500, `${name} was answered ${status}`)
        const before = worst.get(name)
        if (!before || note.max > before.max) worst.set(name, { ...note, status, took })
      }
      held.push((await noted(server, folder)).megabytes)
      say(`round ${round + 1}: ${held.at(-1)} MB`)
    }
    const sorted = [...worst].sort(([, one], [, other]) => other.max - one.max)
    for (const [name, { p99, max, status, took }] of sorted.slice(0, 25))
      say(`${Math.round(p99)} ms p99, ${Math.round(max)} ms at most, answered ${status} in ${Math.round(took)} ms: ${name}`)
    const slow = sorted.filter(([, { p99 }]) => p99 > longest)
    insist(slow.length === 0, `held up the others: ${slow.map(([name, { p99 }]) => `${name} ${Math.round(p99)} ms`).join(', ')}`)
    return `${sorted.length} requests, at most ${Math.round(sorted[0]![1].max)} ms each; ${held.join(', ')} MB`
  } finally {
    await server.stop()
  }
}

/** Runs in the server before it starts; threads have no signals. */
function watch(folder: string) {
  return `import { monitorEventLoopDelay } from 'node:perf_hooks'; import { appendFileSync, existsSync, readFileSync } from 'node:fs'; import { isMainThread } from 'node:worker_threads'
if (isMainThread) { const delay = monitorEventLoopDelay({ resolution: 2 }); delay.enable()
const clock = '/proc/self/task/' + process.pid + '/schedstat'
process.on('SIGWINCH', () => { appendFileSync(${JSON.stringify(join(folder, 'notes'))}, JSON.stringify({ p99: delay.percentile(99) / 1e6, max: delay.max / 1e6,
megabytes: Math.round(process.memoryUsage().rss / 1e6), worked: existsSync(clock) ? Number(readFileSync(clock, 'utf8').split(' ')[0]) / 1e6 : null }) + '\\n'); delay.reset() }) }`
}

/** Without what other programs took from it. */
function heldUp(note: Note, workedBefore: number | null): Note {
  const work = note.worked === null || workedBefore === null ? Number.POSITIVE_INFINITY : note.worked - workedBefore
  return { ...note, p99: Math.min(note.p99, work), max: Math.min(note.max, work) }
}

async function noted({ child }: Server, folder: string): Promise<Note> {
  const file = join(folder, 'notes')
  writeFileSync(file, '')
  child.kill('SIGWINCH')
  while (true) {
    const text = readFileSync(file, 'utf8')
    if (text.endsWith('\n')) return JSON.parse(text)
    await pause(2)
  }
}

async function send({ address, token }: Server, { method, url, body }: Costly, round: number): Promise<number> {
  const reader = /\/comments$/.test(url) && method === 'POST'
  const response = await fetch(address + url, {
    method,
    redirect: 'manual',
    headers: {
      ...(!reader && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      'if-match': '*',
      'x-forwarded-for': `10.${round}.${(++addresses >> 8) & 255}.${addresses & 255}`,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch((error) => {
    throw new Error(`${method} ${url.slice(0, 200)} was not answered`, { cause: error })
  })
  await response.arrayBuffer()
  return response.status
}

/** An operation without a costly request would go unmeasured. */
function insistOnAll(requests: readonly Costly[]) {
  const { paths } = JSON.parse(readFileSync('openapi/broadsheet.json', 'utf8')) as {
    paths: Record<string, Record<string, { operationId?: string }>>
  }
  const operations = Object.values(paths).flatMap((path) => Object.values(path).flatMap(({ operationId }) => operationId ?? []))
  const measured = new Set(requests.map(({ operation }) => operation))
  const missing = operations.filter((operation) => !measured.has(operation))
  insist(missing.length === 0, `nothing is measured of ${missing.join(', ')}`)
}
