import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { type Server, startServer } from '../helpers/server.ts'
import { conduct, insist } from './experiment.ts'
import { slowClients } from './slow-clients.ts'

const monitor = 'the-monitor-reads-figures'
const connections = 300

await conduct({
  name: 'R14 overload',
  promise: `A server is asked ten times what it can do, over four times the connections it serves, while hundreds of slow clients
send heads and bodies a byte at a time or do not read their answers. It still does at least 80 % of the work it does undisturbed;
all else is answered 503 or 429 with Retry-After; the slow are cut off, its memory stays bounded, health and metrics answer
throughout, and within ten seconds of the load it is as fast as before.`,
  rounds: 1,
  seconds: 60,
  async run({ folder, say }) {
    const settings = {
      BROADSHEET_SAMPLE: 'true',
      BROADSHEET_LOG_LEVEL: 'warn',
      BROADSHEET_CONNECTIONS: String(connections),
      BROADSHEET_WRITES_PER_MINUTE: '10000000',
      BROADSHEET_METRICS_TOKEN: monitor,
    }
    const server = await startServer(folder, { settings: { ...settings, BROADSHEET_LOG_LEVEL: 'info' } })
    try {
      await readAndWrite(server, 2, { readers: 8, writers: 8 })
      const before = await readAndWrite(server, 6, { readers: 16, writers: 16 })
      say(`undisturbed: ${told(before)}`)

      const slow = slowClients(server.address, 60)
      const watched = watch(server)
      const under = await readAndWrite(server, 12, { readers: 2 * connections, writers: 2 * connections, times: 10, before })
      say(`under ten times that: ${told(under)}`)
      const { most, unanswered } = await watched.ended()
      await pause(2000)
      const after = await readAndWrite(server, 6, { readers: 16, writers: 16 })
      say(`afterwards: ${told(after)}`)
      const left = await slow.cutOff(35_000)

      const goodput = under.good / before.good
      insist(goodput >= 0.8, `Under load it did ${percent(goodput)} of its work: ${told(under)} after ${told(before)}`)
      for (const { statuses } of [before, under, after])
        insist(
          Object.keys(statuses).every((status) => /^(2..|429|503)$/.test(status)),
          `It answered ${JSON.stringify(statuses)}`,
        )
      insist(under.statuses['503'], `Nobody was refused, so it was no overload: ${told(under)}`)
      insist(unanswered === 0, `Health or metrics did not answer ${unanswered} times`)
      insist(after.good >= 0.8 * before.good, `After the load it did ${percent(after.good / before.good)} of its work: ${told(after)}`)
      insist(after.median <= 2 * before.median, `After the load it took ${after.median} ms instead of ${before.median} ms`)
      insist(most < 512 * 1024 ** 2, `It took ${megabytes(most)}`)
      insist(left === 0, `${left} slow clients were never cut off`)
      return `goodput ${percent(goodput)}, afterwards ${percent(after.good / before.good)}, median ${before.median} → ${after.median} ms; ${slow.count} slow clients cut off; at most ${megabytes(most)}; ${told(under)}`
    } finally {
      await server.kill()
    }
  },
})

interface Outcome {
  /** Requests answered 2xx in a second. */
  good: number
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
async function readAndWrite({ address, token }: Server, seconds: number, { readers, writers, times, before }: Load): Promise<Outcome> {
  const rate = times && before ? ['-R', String(Math.round((times * before.good) / 2))] : []
  const page = `${address}/v1/articles/harbour-lights-return?include=related,comments,latest`
  const headers = ['-H', `Authorization=Bearer ${token}`, '-H', 'Content-Type=application/json']
  const draft = ['-m', 'POST', '-I', '-b', '{"headline":"[<id>]"}', ...headers, `${address}/v1/editorial/articles`]
  const [reads, writes] = await Promise.all([
    autocannon(['-c', String(readers), '-d', String(seconds), ...rate, page]),
    autocannon(['-c', String(writers), '-d', String(seconds), ...rate, ...draft]),
  ])
  const statuses: Record<string, number> = {}
  for (const { statusCodeStats } of [reads, writes])
    for (const [status, { count }] of Object.entries(statusCodeStats)) statuses[status] = (statuses[status] ?? 0) + count
  return {
    good: Math.round((reads['2xx'] + writes['2xx']) / seconds),
    median: reads.latency.p50,
    statuses,
    dropped: reads.errors + writes.errors,
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
  const child = spawn(process.execPath, ['node_modules/autocannon/autocannon.js', '--json', ...words], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return JSON.parse(await text(child.stdout))
}

/** Asks for health and metrics twice a second; answers with the most memory it saw, and how often it was not answered. */
function watch({ address }: Server) {
  let [most, unanswered, ended] = [0, 0, false]
  const watching = (async () => {
    while (!ended) {
      const [health, metrics] = await Promise.all([
        fetch(`${address}/health/live`, { signal: AbortSignal.timeout(5000) }).catch(() => undefined),
        fetch(`${address}/metrics`, { headers: { authorization: `Bearer ${monitor}` }, signal: AbortSignal.timeout(5000) }).catch(
          () => undefined,
        ),
      ])
      await health?.text()
      const figures = await metrics?.text()
      if (!health?.ok || !metrics?.ok) unanswered++
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

function told({ good, median, statuses, dropped }: Outcome) {
  return `${good} done a second, median ${median} ms, ${JSON.stringify(statuses)}, ${dropped} dropped`
}

function percent(ratio: number) {
  return `${Math.round(ratio * 100)} %`
}

function megabytes(bytes: number) {
  return `${Math.round(bytes / 1024 ** 2)} MiB`
}
