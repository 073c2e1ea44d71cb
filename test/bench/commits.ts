import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import autocannon from 'autocannon'
import Sqlite from 'better-sqlite3'
import type { Work } from './commits.server.ts'

/*
 * What sharing a commit is worth: comments submitted, screened and on the disk, by 1, 8 and 32 clients, on two servers that differ in
 * nothing but the largest group of writers. The servers take turns within each round; medians and ratios are told.
 */

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    folder: { type: 'string', default: '.' },
    'sync-delay': { type: 'string', default: '0' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})
if (values.help) {
  process.stdout.write(`npx tsx test/bench/commits.ts [options]

  --rounds N        rounds, of which the medians are told (5)
  --seconds N       seconds of load for each server and number of clients in a round (3)
  --folder DIR      where the databases are made: name a real disk, not one in memory (.)
  --sync-delay MS   let each sync to the disk take so much longer, as a slower disk would; needs strace (0)
`)
  process.exit()
}

const clients = [1, 8, 32]
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)
const syncDelay = Number(values['sync-delay'])

/** The last reader who commented; each has an address of their own. */
let reader = 0

interface Figures {
  perSecond: number
  p50: number
  p99: number
  cpu: number
  groupSize: number
}

const folder = mkdtempSync(join(resolve(values.folder), 'bench-'))
const servers = { alone: await startServer('alone', 1), shared: await startServer('shared', 64) }
try {
  const found = new Map<string, Figures[]>()
  for (let round = 1; round <= rounds; round++) {
    for (const connections of clients) {
      for (const [name, server] of Object.entries(servers)) {
        const key = `${name} ${connections}`
        found.set(key, [...(found.get(key) ?? []), await submitComments(server, connections)])
      }
    }
    process.stderr.write(`round ${round} of ${rounds}\n`)
  }
  const rows = clients.map((connections) => {
    const [alone, shared] = [found.get(`alone ${connections}`)!, found.get(`shared ${connections}`)!]
    const of = (figures: Figures[], name: keyof Figures) => Number(median(figures.map((figure) => figure[name])).toFixed(2))
    return {
      clients: connections,
      'alone/s': of(alone, 'perSecond'),
      'shared/s': of(shared, 'perSecond'),
      ratio: Number(median(shared.map(({ perSecond }, round) => perSecond / alone[round]!.perSecond)).toFixed(2)),
      'alone p50/p99 ms': `${of(alone, 'p50')} / ${of(alone, 'p99')}`,
      'shared p50/p99 ms': `${of(shared, 'p50')} / ${of(shared, 'p99')}`,
      'alone cpu ms': of(alone, 'cpu'),
      'shared cpu ms': of(shared, 'cpu'),
      'group size': of(shared, 'groupSize'),
    }
  })
  console.table(rows)
  if (syncDelay === 0) process.stdout.write(`A loop without a server, in groups of 32: ${bareLoop()} comments a second\n`)
} finally {
  for (const { child } of Object.values(servers)) child.disconnect()
  await Promise.all(Object.values(servers).map(({ child }) => child.exitCode ?? once(child, 'exit')))
  rmSync(folder, { recursive: true })
}

interface BenchServer {
  child: ChildProcess
  comments: string
}

async function startServer(name: string, largestGroup: number): Promise<BenchServer> {
  const words = [process.execPath, '--import=tsx', 'test/bench/commits.server.ts', join(folder, `${name}.db`), String(largestGroup)]
  const slowly = ['strace', '-qq', '--seccomp-bpf', '-f', '-o', '/dev/null', `-e`, 'trace=fsync,fdatasync']
  const delay = ['-e', `inject=fsync,fdatasync:delay_exit=${syncDelay * 1000}`]
  const [command = '', ...rest] = syncDelay > 0 ? [...slowly, ...delay, ...words] : words
  const child = spawn(command, rest, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const [{ address, token }] = (await once(child, 'message')) as [{ address: string; token: string }]
  const desk = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'if-match': '*' }
  const ask = async (method: string, path: string, body: object) => {
    const reply = await fetch(`${address}/v1${path}`, { method, headers: desk, body: JSON.stringify(body) })
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`)
    return (await reply.json()) as { id: string; slug: string }
  }
  const { id, slug } = await ask('POST', '/editorial/articles', { headline: 'The early ferry is back' })
  await ask('PUT', `/editorial/articles/${id}/publication`, {})
  return { child, comments: `${address}/v1/articles/${slug}/comments` }
}

/** So many clients submit comments, each from another address and with other words, one after another. */
async function submitComments({ child, comments }: BenchServer, connections: number): Promise<Figures> {
  await workOf(child)
  const result = await autocannon({
    url: comments,
    connections,
    duration: seconds,
    requests: [
      {
        method: 'POST',
        setupRequest: (request) => {
          reader += 1
          const address = `10.${(reader >> 16) & 255}.${(reader >> 8) & 255}.${reader & 255}`
          return {
            ...request,
            headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
            body: JSON.stringify({
              authorName: 'Ann',
              body: `The crossing took ${reader} minutes this morning, and nobody minded at all.`,
            }),
          }
        },
      },
    ],
  })
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} were refused, ${result.errors} failed`)
  const { cpu, commits, writers } = await workOf(child)
  return {
    perSecond: result['2xx'] / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    cpu: cpu / result['2xx'],
    groupSize: writers / commits,
  }
}

async function workOf(child: ChildProcess) {
  child.send('work')
  const [work] = (await once(child, 'message')) as [Work]
  return work
}

/** What the disk and the driver allow: the same rows of a comment, prepared, in groups, with nothing around them. */
function bareLoop() {
  const connection = new Sqlite(join(folder, 'shared.db'))
  connection.pragma('synchronous = full')
  const rows = ['comments', 'comment_revisions', 'comment_signals', 'events'].map((table) => {
    const columns = connection.prepare(`select name from pragma_table_info('${table}') where name <> 'sequence'`).pluck().all() as string[]
    const sample = connection
      .prepare(`select ${columns.join(', ')} from ${table} order by rowid desc limit 1`)
      .raw()
      .get() as unknown[]
    const insert = connection.prepare(`insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`)
    const key = columns.findIndex((name) => name === 'id' || name === 'comment_id')
    return (id: string) => insert.run(sample.map((value, position) => (position === key ? id : value)))
  })
  const write = connection.transaction((from: number) => {
    for (let row = from; row < from + 32; row++) for (const insert of rows) insert(`bare-${row}`)
  })
  const start = performance.now()
  let done = 0
  for (; performance.now() - start < seconds * 1000; done += 32) write(done)
  connection.close()
  return Math.round(done / seconds)
}

function median(values: readonly number[]) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}
