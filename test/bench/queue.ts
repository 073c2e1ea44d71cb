import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import Sqlite from 'better-sqlite3'
import { createApp } from '../../src/app.ts'
import { openNewspaper } from '../../src/commands/newspaper.ts'
import { readConfig } from '../../src/config.ts'
import { cursorAt } from '../../src/http/page.ts'
import { newSecret } from '../../src/staff/secret.ts'
import { addToken } from '../../src/staff/store.ts'

/*
 * What the end of a long queue costs: a million waiting comments, written by direct SQL, of which the first page, page 10,000 and the last
 * are asked for in turns, and beside them the numbers of the desk and what no index answers. Medians and ratios to the first page are told.
 */

const { values } = parseArgs({
  options: {
    comments: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '40' },
    folder: { type: 'string', default: '.' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})
if (values.help) {
  process.stdout.write(`npx tsx test/bench/queue.ts [options]

  --comments N   comments that wait (1000000)
  --rounds N     times that each is asked (40)
  --folder DIR   where the database is made; it takes 2 GB for each million (.)
`)
  process.exit()
}

const waiting = Number(values.comments)
const rounds = Number(values.rounds)
const limit = 20
const path = '/v1/moderation/comments'

const folder = mkdtempSync(join(resolve(values.folder), 'bench-'))
const file = join(folder, 'queue.db')
const services = await openNewspaper(readConfig({ BROADSHEET_DATABASE: file, BROADSHEET_SAMPLE: 'false' }), { patience: 0 })
const app = await createApp(services)
try {
  const secret = newSecret(randomBytes)
  await services.db.write((tx) => addToken(tx, { name: 'Bench', role: 'owner' }, secret, services.newId(), services.now()))
  const headers = { authorization: `Bearer ${secret.token}`, 'if-match': '*' }
  const ask = async (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) => {
    const reply = await app.inject({ method, url, headers, ...(payload && { payload }) })
    if (reply.statusCode >= 300) throw new Error(`${method} ${url}: ${reply.statusCode} ${reply.body}`)
    return reply.json()
  }
  const story = await ask('POST', '/v1/editorial/articles', { headline: 'The early ferry is back' })
  await ask('PUT', `/v1/editorial/articles/${story.id}/publication`, {})
  const connection = new Sqlite(file)
  const begun = performance.now()
  fill(connection, story.id)
  process.stderr.write(`${waiting} comments in ${Math.round((performance.now() - begun) / 1000)} s\n`)

  const behind = (row: number, sort: 'oldest' | 'newest' | 'priority') => {
    if (row === 0) return `${path}?limit=${limit}&sort=${sort}`
    const [by, order] = [sort === 'priority' ? 'priority' : 'created_at', sort === 'newest' ? 'desc' : 'asc']
    const at = connection
      .prepare(`select ${by}, id from comments where state = 'pending' order by ${by} ${order}, id ${order} limit 1 offset ?`)
      .raw()
      .get(row - 1) as [string | number, string]
    return `${path}?limit=${limit}&sort=${sort}&cursor=${cursorAt({ keys: services.keys }, path, { sort }, at.map(String))}`
  }
  const one = connection.prepare('select id from comments limit 1 offset 1000').pluck().get()
  const pages = Object.fromEntries(
    (['oldest', 'newest', 'priority'] as const).flatMap((sort) => [
      [`first page by ${sort}`, behind(0, sort)],
      [`page ${Math.min(10_000, waiting / limit / 2)} by ${sort}`, behind((Math.min(10_000, waiting / limit / 2) - 1) * limit, sort)],
      [`last page by ${sort}`, behind(waiting - limit, sort)],
    ]),
  )
  connection.close()
  const others = {
    'of one article': `${path}?article=${story.id}`,
    'of one author': `${path}?author=${one}`,
    'words that nobody wrote': `${path}?q=nowhere`,
    'by priority, of one article': `${path}?sort=priority&article=${story.id}`,
    'in a colleague’s hands': `${path}?claimed=others`,
    'the numbers': '/v1/moderation/numbers',
  }
  const previewed = '/v1/moderation/decisions/previews'
  const previews: Record<string, object> = {
    'a preview of one author': { filter: { author: one }, action: 'approve' },
    'a preview of one article': { filter: { article: [story.id] }, action: 'approve' },
    'a preview of words that nobody wrote': { filter: { q: 'nowhere' }, action: 'approve' },
  }
  const asked = [...Object.entries({ ...pages, ...others }), ...Object.keys(previews).map((name) => [name, previewed] as const)]
  const took = new Map<string, number[]>(asked.map(([name]) => [name, []]))
  for (let round = 0; round <= rounds; round++) {
    for (const [name, url] of asked) {
      const start = performance.now()
      const { items } = await ask(previews[name] ? 'POST' : 'GET', url, previews[name])
      const elapsed = performance.now() - start
      if (name in pages && items.length !== limit) throw new Error(`${name}: ${items.length} comments`)
      if (round > 0) took.get(name)!.push(elapsed)
    }
  }
  const first = median(took.get('first page by oldest')!)
  console.table(
    asked.map(([name]) => {
      const times = took.get(name)!
      return {
        asked: name,
        'median ms': round2(median(times)),
        'slowest ms': round2(Math.max(...times)),
        ratio: round2(median(times) / first),
      }
    }),
  )
} finally {
  await app.close()
  await services.db.close()
  rmSync(folder, { recursive: true })
}

/** Four comments a second, by a hundred thousand readers, each held by one rule. */
function fill(connection: Sqlite.Database, articleId: string) {
  connection.pragma('synchronous = off')
  const counted = 'with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ?)'
  const id = `printf('019342a0-5b00-7c1e-8000-%012d', n)`
  const at = `strftime('%Y-%m-%dT%H:%M:%fZ', 1700000000 + n / 4, 'unixepoch')`
  connection.transaction(() => {
    connection
      .prepare(
        `insert into comments (id, article_id, root_id, depth, state, version, revision, author_name, author_email, address_hash, fingerprint, created_at, priority)
         ${counted} select ${id}, ?, ${id}, 1, 'pending', 1, 1, 'Reader ' || (n % 100000), 'reader' || (n % 100000) || '@news.example',
         'address ' || (n % 100003), 'text ' || n, ${at}, 28333333 + n / 240 - 180 * (n % 7 = 0) from numbers`,
      )
      .run(waiting, articleId)
    connection
      .prepare(
        `insert into comment_revisions (comment_id, number, body, created_at)
         ${counted} select ${id}, 1, 'The crossing took ' || n || ' minutes this morning, and nobody minded at all.', ${at} from numbers`,
      )
      .run(waiting)
    connection
      .prepare(
        `insert into comment_signals (comment_id, revision, position, rule, verdict, detail, spans)
         ${counted} select ${id}, 1, 0, 'first_time', 'hold', 'The first comment from here.', '[]' from numbers`,
      )
      .run(waiting)
  })()
}

function median(values: readonly number[]) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!
}

function round2(value: number) {
  return Number(value.toFixed(2))
}
