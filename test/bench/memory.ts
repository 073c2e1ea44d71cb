import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { chancesOf } from '../faults/experiment.ts'
import { type Connection, connectionTo, type Reply } from '../helpers/connection.ts'
import { follow } from '../helpers/following.ts'
import { startServer } from '../helpers/server.ts'
import { forManyWriters } from '../helpers/writers.ts'

/*
 * Whether a server keeps what it should let go: comments are left and decided, the queue is looked at through ever other filters, previews are asked for and
 * streams opened and left, all at once. Garbage is collected every few seconds; what is left is told by sixths of the time.
 */

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '180' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})
if (values.help) {
  process.stdout.write('npx tsx test/bench/memory.ts [--seconds N]   seconds of load (180)\n')
  process.exit()
}

const seconds = Number(values.seconds)
const parts = 6
const chance = chancesOf(1)
const folder = mkdtempSync(join(tmpdir(), 'bench-'))
const notes = join(folder, 'notes')
writeFileSync(
  join(folder, 'noting.mjs'),
  `import { appendFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')
setInterval(() => {
  collect()
  const { heapUsed, rss, external } = process.memoryUsage()
  const handles = process.getActiveResourcesInfo().length
  appendFileSync(${JSON.stringify(notes)}, JSON.stringify({ at: Date.now(), heapUsed, rss, external, handles }) + '\\n')
}, 2500).unref()`,
)
const settings = { ...forManyWriters, NODE_OPTIONS: `--import=${pathToFileURL(join(folder, 'noting.mjs'))}` }
const server = await startServer(folder, { settings })
const done = { comments: 0, decisions: 0, looks: 0, previews: 0, streams: 0 }
try {
  const desk = connectionTo(server.address, server.token)
  const story = await expecting(desk.ask('POST', '/editorial/articles', { headline: 'The early ferry is back' }))
  await expecting(desk.ask('PUT', `/editorial/articles/${story.id}/publication`, {}, { 'if-match': '*' }))
  desk.close()
  const begun = Date.now()
  const until = begun + seconds * 1000
  const again = async (work: (connection: Connection) => Promise<void>, token?: string) => {
    const connection = connectionTo(server.address, token)
    try {
      while (Date.now() < until) await work(connection)
    } finally {
      connection.close()
    }
  }
  await Promise.all([
    again(async (reader) => {
      done.comments += 1
      const host = `10.${done.comments >> 16}.${(done.comments >> 8) & 255}.${done.comments & 255}`
      const body = `The crossing took ${done.comments} minutes this morning, and nobody minded at all.`
      await expecting(reader.ask('POST', `/articles/${story.slug}/comments`, { authorName: 'Ann', body }, { 'x-forwarded-for': host }))
    }),
    again(async (moderator) => {
      const { items } = await expecting(moderator.ask('GET', '/moderation/comments?limit=10'))
      for (const { id, revision, version } of items) {
        const action = chance() < 0.5 ? 'approve' : 'spam'
        await expecting(moderator.ask('PUT', `/moderation/comments/${id}/decision`, { action, revision, version }))
        done.decisions += 1
      }
    }, server.token),
    again(async (moderator) => {
      await expecting(moderator.ask('GET', `/moderation/comments?${new URLSearchParams(anyFilter())}`))
      done.looks += 1
    }, server.token),
    again(async (moderator) => {
      const { sort: _, ...filter } = anyFilter()
      await expecting(moderator.ask('POST', '/moderation/decisions/previews', { filter, action: 'hold' }))
      done.previews += 1
    }, server.token),
    again(async () => {
      const stream = await follow(server.address, server.token)
      if (chance() < 0.5) await new Promise((resolve) => setTimeout(resolve, chance() * 200))
      await stream.leave()
      done.streams += 1
    }),
  ])
  console.table([done])
  const noted = (existsSync(notes) ? readFileSync(notes, 'utf8') : '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { at: number; heapUsed: number; rss: number; external: number; handles: number })
  const rows = Array.from({ length: parts }, (_, part) => {
    const [from, to] = [begun + (part * seconds * 1000) / parts, begun + ((part + 1) * seconds * 1000) / parts]
    const here = noted.filter(({ at }) => at >= from && at < to)
    const least = (name: 'heapUsed' | 'rss' | 'external') => Math.round(Math.min(...here.map((each) => each[name])) / 1e5) / 10
    return {
      'until second': Math.round((to - begun) / 1000),
      looks: here.length,
      'heap, MB': least('heapUsed'),
      'external, MB': least('external'),
      'rss, MB': least('rss'),
      handles: Math.max(...here.map(({ handles }) => handles)),
    }
  })
  console.table(rows)
  process.stdout.write(`${readdirSync(`/proc/${server.child.pid}/fd`).length} descriptors at the end\n`)
} finally {
  await server.stop()
  rmSync(folder, { recursive: true })
}

/** Any filter of the queue, in ever other combinations. */
function anyFilter(): Record<string, string> {
  const filters = {
    state: ['pending', 'approved', 'spam', 'rejected', 'any'],
    rule: ['first_time', 'links', 'word_list'],
    q: ['ferry', 'nobody minded', 'crossing'],
    createdFrom: ['2026-01-01T00:00:00.000Z'],
    createdBefore: ['2099-01-01T00:00:00.000Z'],
    sort: ['oldest', 'newest'],
  }
  const taken = Object.entries(filters).filter(() => chance() < 0.4)
  return Object.fromEntries(taken.map(([name, choices]) => [name, choices[Math.floor(chance() * choices.length)]!]))
}

async function expecting(reply: Promise<Reply>) {
  const { status, body } = await reply
  if (status >= 300) throw new Error(`It was answered ${status}: ${JSON.stringify(body)}`)
  return body
}
