import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { endedWithUs } from '../helpers/children.ts'
import { type Server, startServer } from '../helpers/server.ts'
import { conduct, insist } from './experiment.ts'
import { slowClients } from './slow-clients.ts'

const monitor = 'the-monitor-reads-figures'
const connections = 800

/** Connections that the monitor may keep: for health, for metrics, for both at once. */
const own = 3

await conduct({
  name: 'R14 overload',
  promise: `A server is asked ten times what it can do, over more connections than it serves, while hundreds of slow clients send
heads and bodies a byte at a time or do not read their answers. For each second of its processor it still does at least 80 % of the work it
does undisturbed; all else is answered 503 or 429; the slow are cut off, its memory stays bounded, health and metrics answer
throughout, and ten seconds after the load it is as fast as before.`,
  rounds: 1,
  seconds: 60,
  async run({ folder, say }) {
    const server = await startServer(folder, {
      settings: {
        BROADSHEET_SAMPLE: 'true',
        BROADSHEET_CONNECTIONS: String(connections),
        BROADSHEET_WRITES_PER_MINUTE: '10000000',
        BROADSHEET_METRICS_TOKEN: monitor,
      },
    })
    try {
      await readAndWrite(server, 3, { readers: 8, writers: 8 })
      const before = await readAndWrite(server, 6, { readers: 16, writers: 16 })
      say(`undisturbed: ${told(before)}`)

      const slow = slowClients(server.address, 60)
      await calm(server)
      const watched = watch(server)
      const under = await readAndWrite(server, 12, { readers: connections / 2, writers: connections / 2, times: 10, before })
      say(`under ten times that: ${told(under)}`)
      const { most, unanswered } = await watched.ended()
      await pause(5000)
      const after = await readAndWrite(server, 6, { readers: 16, writers: 16 })
      say(`afterwards: ${told(after)}`)
      const left = await leftOf(server, 40_000)
      slow.leave()

      const ratio = (outcome: Outcome) => outcome.good / outcome.cpu / (before.good / before.cpu)
      const figures = `work ${percent(ratio(under))} (${percent(under.good / before.good)} by the clock), afterwards ${percent(ratio(after))}; median ${before.median} → ${after.median} ms; ${slow.count} slow clients, ${left} left; at most ${megabytes(most)}; ${told(under)}`
      insist(ratio(under) >= 0.8, `Under load it did too little: ${figures}`)
      for (const { statuses } of [before, under, after])
        insist(
          Object.keys(statuses).every((status) => /^(2..|429|503)$/.test(status)),
          `It answered ${JSON.stringify(statuses)}`,
        )
      insist(under.statuses['503'], `Nobody was refused, so it was no overload: ${figures}`)
      insist(unanswered === 0, `Health or metrics did not answer ${unanswered} times: ${figures}`)
      insist(ratio(after) >= 0.8 && after.median <= 2 * before.median, `After the load it did not recover: ${figures}`)
      insist(most < 700 * 1024 ** 2, `It took too much memory: ${figures}`)
      insist(left === 0, `Slow clients were not cut off: ${figures}`)
      return figures
    } finally {
      await server.kill()
    }
  },
})

interface Outcome {
  /** Requests answered 2xx in a second. */
  good: number
  /** Of a second, how much the server's processor was at work. */
  cpu: number
  /** Milliseconds that half of the reads took at most. */
  median: number
  statuses: Record<string, number>
  /** Connections that were dropped, or stayed without an answer for ten seconds. */
  dropped: number
}

interface Load {
  readers: number
  writers: number
  /** Asks so many times what was done `before`, in a second, whether it is answered or not. */
  times?: number
  before?: Outcome
}

/** Readers ask for a whole page while editors write drafts, for so many seconds. */
async function readAndWrite(server: Server, seconds: number, { readers, writers, times, before }: Load): Promise<Outcome> {
  const { address, token } = server
  const rate = times && before ? ['-R', String(Math.round((times * before.good) / 2))] : []
  const page = `${address}/v1/articles/harbour-lights-return?include=related,comments,latest`
  const headers = ['-H', `Authorization=Bearer ${token}`, '-H', 'Content-Type=application/json']
  const draft = ['-m', 'POST', '-I', '-b', '{"headline":"[<id>]"}', ...headers, `${address}/v1/editorial/articles`]
  const cpu = await figure(server, 'process_cpu_seconds_total')
  const [reads, writes] = await Promise.all([
    autocannon(['-c', String(readers), '-d', String(seconds), ...rate, page]),
    autocannon(['-c', String(writers), '-d', String(seconds), ...rate, ...draft]),
  ])
  const statuses: Record<string, number> = {}
  for (const { statusCodeStats } of [reads, writes])
    for (const [status, { count }] of Object.entries(statusCodeStats)) statuses[status] = (statuses[status] ?? 0) + count
  return {
    good: (reads['2xx'] + writes['2xx']) / seconds,
    cpu: ((await figure(server, 'process_cpu_seconds_total')) - cpu) / seconds,
    median: reads.latency.p50,
    statuses,
    dropped: reads.errors + writes.errors,
  }
}

/** One of the server's figures; undefined is no answer. Its connection is kept, so that it is there when no other can be had. */
async function figure(server: Server, name: string): Promise<number> {
  const figures = await metrics(server)
  const [, value] = figures?.match(new RegExp(`^${name} (\\S+)`, 'm')) ?? []
  insist(value !== undefined, `There is no ${name}`)
  return Number(value)
}

async function metrics({ address }: Server): Promise<string | undefined> {
  return answered(`${address}/metrics`, { authorization: `Bearer ${monitor}` })
}

/** What is answered with 200 within ten seconds. */
async function answered(url: string, headers: Record<string, string> = {}) {
  const reply = await fetch(url, { headers, signal: AbortSignal.timeout(10_000) }).catch(() => undefined)
  const words = await reply?.text().catch(() => undefined)
  return reply?.ok ? words : undefined
}

/** Waits until the server has looked at all who have just come. */
async function calm({ address }: Server) {
  for (let quick = 0; quick < 3; ) {
    const begun = performance.now()
    await answered(`${address}/health/live`)
    quick = performance.now() - begun < 100 ? quick + 1 : 0
    await pause(100)
  }
}

/** Waits for the server to be rid of every connection but the monitor's, for so many milliseconds at most; answers with how many are left. */
async function leftOf(server: Server, longest: number) {
  const until = performance.now() + longest
  while (true) {
    const left = (await figure(server, 'broadsheet_connections')) - own
    if (left <= 0 || performance.now() > until) return Math.max(0, left)
    await pause(500)
  }
}

interface Report {
  '2xx': number
  errors: number
  latency: { p50: number; p99: number }
  statusCodeStats: Record<string, { count: number }>
}

/** A load from a process of its own. */
async function autocannon(words: readonly string[]): Promise<Report> {
  const child = endedWithUs(
    spawn(process.execPath, ['node_modules/autocannon/autocannon.js', '--json', ...words], {
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )
  return JSON.parse(await text(child.stdout))
}

/** Asks for health and metrics twice a second; answers with the most memory it saw, and how often it was not answered. */
function watch(server: Server) {
  let [most, unanswered, ended] = [0, 0, false]
  const watching = (async () => {
    while (!ended) {
      const [health, figures] = await Promise.all([answered(`${server.address}/health/live`), metrics(server)])
      if (health === undefined || figures === undefined) unanswered++
      most = Math.max(most, Number(figures?.match(/^process_resident_memory_bytes (\d+)/m)?.[1] ?? 0))
      await pause(500)
    }
  })()
  return {
    async ended() {
      ended = true
      await watching
      return { most, unanswered }
    },
  }
}

function told({ good, cpu, median, statuses, dropped }: Outcome) {
  return `${Math.round(good)} done a second with ${percent(cpu)} of a processor, median ${median} ms, ${JSON.stringify(statuses)}, ${dropped} dropped`
}

function percent(ratio: number) {
  return `${Math.round(ratio * 100)} %`
}

function megabytes(bytes: number) {
  return `${Math.round(bytes / 1024 ** 2)} MiB`
}
