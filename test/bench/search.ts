import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import Sqlite from 'better-sqlite3'
import { createApp } from '../../src/app.ts'
import { filingWord, searchText } from '../../src/articles/text-index/search-words.ts'
import { rowsAt } from '../../src/articles/text-index/text-rows.ts'
import { openNewspaper } from '../../src/commands/newspaper.ts'
import { readConfig } from '../../src/config.ts'
import { newSecret } from '../../src/staff/secret.ts'
import { addToken } from '../../src/staff/store.ts'

/*
 * What a search costs in a large archive: the same queries in a small newspaper and in one of a million articles, asked for in turns, beside the
 * list of the latest. Words are as common as in a language (Zipf). Medians and 99th percentiles of CPU time are told, and as ratios; then what keeping the index adds to a publication, and how large it is.
 */

const { values } = parseArgs({
  options: {
    articles: { type: 'string', default: '1000000' },
    small: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '60' },
    words: { type: 'string', default: '30' },
    folder: { type: 'string', default: '.' },
    keep: { type: 'string', default: '' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})
if (values.help) {
  process.stdout.write(`npx tsx test/bench/search.ts [options]

  --articles N   articles of the large newspaper (1000000)
  --small N      of the small one (10000)
  --rounds N     times that each query is asked (60)
  --words N      words of a body (30)
  --folder DIR   where the databases are made; they take 4 GB for each million (.)
  --keep DIR     where they stay, and are found again
`)
  process.exit()
}

const rounds = Number(values.rounds)
const folder = values.keep === '' ? mkdtempSync(join(resolve(values.folder), 'bench-')) : resolve(values.keep)
const sections = 20
const vocabulary = 60_000
const syllables = 'ba co de fi gu ha je ki lo mu na pe ri so tu va we xi yo zu'.split(' ')
const kanji = Array.from({ length: 800 }, (_, place) => String.fromCharCode(0x4e00 + place * 7)).join('')

try {
  const large = await newspaper('large.db', Number(values.articles))
  const small = await newspaper('small.db', Number(values.small))
  await compare(large, small)
  await publications(large)
  await Promise.all([large, small].map(async ({ app, services }) => [await app.close(), await services.db.close()]))
} finally {
  if (values.keep === '') rmSync(folder, { recursive: true })
}

type Newspaper = Awaited<ReturnType<typeof newspaper>>

async function newspaper(name: string, articles: number) {
  const file = join(folder, name)
  const services = await openNewspaper(readConfig({ BROADSHEET_DATABASE: file, BROADSHEET_SAMPLE: 'false' }), { patience: 0 })
  const app = await createApp(services)
  const secret = newSecret(randomBytes)
  await services.db.write((tx) => addToken(tx, { name: 'Bench', role: 'owner' }, secret, services.newId(), services.now()))
  const ask = async (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) => {
    const reply = await app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${secret.token}`, 'if-match': '*' },
      ...(payload && { payload }),
    })
    if (reply.statusCode >= 300) throw new Error(`${method} ${url}: ${reply.statusCode} ${reply.body}`)
    return reply.json()
  }
  if ((await ask('GET', '/v1/articles?limit=1')).items.length > 0) return { app, services, ask, file, articles }
  for (let count = 0; count < sections; count++) await ask('POST', '/v1/editorial/sections', { name: `Section ${count}` })
  const begun = performance.now()
  fill(file, articles)
  process.stderr.write(`${articles} articles in ${Math.round((performance.now() - begun) / 1000)} s\n`)
  return { app, services, ask, file, articles }
}

/** A word by its rank: the most common is in nearly every text. */
function wordOf(rank: number) {
  return `${syllables[rank % 20]}${syllables[Math.floor(rank / 20) % 20]}${syllables[Math.floor(rank / 400) % 20]}${rank >= 8000 ? syllables[Math.floor(rank / 8000) % 20] : ''}`
}

/** One article every twenty minutes until now, a tenth of them in Japanese, each twentieth in a section, the last of which is nearly empty. */
function fill(file: string, articles: number) {
  const connection = new Sqlite(file)
  connection.pragma('synchronous = off')
  connection.pragma('cache_size = -256000')
  const ids = connection.prepare("select id from terms where kind = 'section' order by name").pluck().all() as string[]
  const article = connection.prepare(
    `insert into articles (id, type, state, version, draft_revision, published_revision, published_at, listed_at, public_from, slug, section_id, kind, language, pinned, comments_open, comment_count, created_at, updated_at)
     values (:id, 'article', 'published', 1, 1, 1, :at, :at, :at, :id, :section, 'news', :language, 0, 1, 0, :at, :at)`,
  )
  const revision = connection.prepare(
    `insert into revisions (article_id, number, created_at, slug, kind, language, headline, standfirst, dateline, excerpt, word_count, pinned, section_id, tag_ids, bylines, seo, related, body_headings, body_format, body_html, body_text, body_source)
     values (:id, 1, :at, :id, 'news', :language, :headline, :standfirst, '', '', 60, 0, :section, '[]', '[]', '{"title":null,"description":null,"canonicalUrl":null,"noIndex":false}', '[]', '[]', 'markdown', '', :body, '')`,
  )
  const text = connection.prepare('insert into public_texts (row, article_id, headline, front) values (?, ?, ?, ?)')
  const words = connection.prepare('insert into public_words (rowid, headline, standfirst, names, body) values (?, ?, ?, ?, ?)')
  const listing = connection.prepare('insert into listings (term_id, listed_at, article_id) values (?, ?, ?)')
  const random = generator(1)
  const zipf = () => Math.floor(vocabulary ** random()) - 1
  const some = (count: number, japanese: boolean) =>
    japanese
      ? Array.from({ length: count * 2 }, () => kanji[Math.floor(kanji.length * random() ** 2)]).join('')
      : Array.from({ length: count }, () => wordOf(zipf())).join(' ')
  const now = Date.now()
  connection.transaction(() => {
    for (let count = 0; count < articles; count++) {
      const id = `019342a0-5b00-7c1e-8000-${String(count).padStart(12, '0')}`
      const at = new Date(now - (articles - count) * 20 * 60_000).toISOString()
      const japanese = count % 10 === 0
      const section = count % 5000 === 1 ? ids.at(-1)! : ids[count % (ids.length - 1)]!
      const language = japanese ? 'ja' : 'en'
      const told = { headline: some(7, japanese), standfirst: some(12, japanese), body: some(Number(values.words), japanese) }
      // The two words of `disjoint` are common, and never in one text.
      const body = `${told.body} ${count % 2 === 0 ? 'evenly' : 'oddly'}`
      article.run({ id, at, section, language })
      revision.run({ id, at, section, language, ...told, body })
      const row = rowsAt(at).first
      const [headline, standfirst] = [searchText(told.headline), searchText(told.standfirst)]
      text.run(row, id, headline, `${standfirst} `)
      const filed = [section, 'news', language].map(filingWord).join(' ')
      words.run(row, headline, standfirst, filed, searchText(body))
      listing.run(section, at, id)
    }
  })()
  connection.close()
}

async function compare(large: Newspaper, small: Newspaper) {
  const q = (text: string, more = '') => `/v1/search?q=${encodeURIComponent(text)}${more}`
  const queries: Record<string, string> = {
    'the list of the latest': '/v1/articles',
    'the most common word': q(wordOf(0)),
    'a common word': q(wordOf(40)),
    'a rare word': q(wordOf(30_000)),
    'a word that nobody wrote': q('nowhere'),
    'two common words': q(`${wordOf(3)} ${wordOf(40)}`),
    'two words': q(`${wordOf(200)} ${wordOf(900)}`),
    'a common and a rare word': q(`${wordOf(3)} ${wordOf(20_000)}`),
    'two common words, never together': q('evenly oddly'),
    'four words': q(`${wordOf(3)} ${wordOf(8)} ${wordOf(20)} ${wordOf(70)}`),
    'a beginning of one letter': q(wordOf(5)[0]!),
    'a beginning of three letters': q(wordOf(5).slice(0, 3)),
    'a beginning of four letters': q(wordOf(5).slice(0, 4)),
    'a beginning of five letters': q(wordOf(21).slice(0, 5)),
    'two words in a row': q(`"${wordOf(3)} ${wordOf(40)}"`),
    'four Japanese signs': q(kanji.slice(10, 14)),
    'two common Japanese signs': q(kanji.slice(0, 2)),
    'one Japanese sign': q(kanji[3]!),
    'a common word in a section': q(wordOf(3), '&section=section-3'),
    'a common word in a small section': q(wordOf(3), '&section=section-9'),
    'a common word in another language': q(wordOf(3), '&language=ja'),
    'a common word, long ago': q(wordOf(3), '&publishedBefore=2020-01-01T00:00:00Z'),
    'one without another': q(`${wordOf(3)} -${wordOf(0)}`),
    'sixty-four letters': q([...'abcdefghijklmnopqrstuvwxyz'].join(' ')),
    'all the most common words': q(Array.from({ length: 18 }, (_, rank) => wordOf(rank)).join(' ')),
    'the desk: two common words': `/v1/editorial/search?q=${wordOf(3)}%20${wordOf(40)}`,
  }
  const took = new Map(Object.keys(queries).map((name) => [name, { large: [] as number[], small: [] as number[], found: 0 }]))
  for (let round = 0; round <= rounds; round++) {
    for (const [name, url] of Object.entries(queries)) {
      for (const [size, paper] of [
        ['large', large],
        ['small', small],
      ] as const) {
        const start = process.cpuUsage()
        const { items } = await paper.ask('GET', url)
        if (round > 0) took.get(name)![size].push(sinceInMs(start))
        if (size === 'large') took.get(name)!.found = items.length
      }
    }
  }
  const list = at(took.get('the list of the latest')!.large, 0.5)
  console.table(
    [...took].map(([name, times]) => ({
      asked: name,
      found: times.found,
      'median ms': round2(at(times.large, 0.5)),
      'p99 ms': round2(at(times.large, 0.99)),
      'median to small': round2(at(times.large, 0.5) / at(times.small, 0.5)),
      'p99 to small': round2(at(times.large, 0.99) / at(times.small, 0.99)),
      'median to the list': round2(at(times.large, 0.5) / list),
      'p99 to the list': round2(at(times.large, 0.99) / list),
    })),
  )
}

/** What keeping the index adds to a publication, and the bytes it takes for each article. */
async function publications({ ask, file, articles }: Newspaper) {
  const connection = new Sqlite(file, { readonly: true })
  const bytes = (name: string) => Number(connection.prepare('select sum(pgsize) from dbstat where name glob ?').pluck().get(name) ?? 0)
  const size = { index: bytes('public_*'), revisions: bytes('revisions') }
  connection.close()
  const source = Array.from({ length: 500 }, (_, place) => wordOf((place * 7919) % 9000)).join(' ')
  const took: number[] = []
  for (let count = 0; count < rounds; count++) {
    const { id } = await ask('POST', '/v1/editorial/articles', { headline: 'Published meanwhile', body: { format: 'markdown', source } })
    const start = process.cpuUsage()
    await ask('PUT', `/v1/editorial/articles/${id}/publication`, {})
    took.push(sinceInMs(start))
  }
  console.table({
    'index bytes an article': Math.round(size.index / articles),
    'revision bytes an article': Math.round(size.revisions / articles),
    'publication, median ms': round2(at(took, 0.5)),
    'publication, p99 ms': round2(at(took, 0.99)),
  })
}

/** Milliseconds of this process since then: a machine that is busy with something else does not count. */
function sinceInMs(start: NodeJS.CpuUsage) {
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

function at(values: readonly number[], share: number) {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
}

function round2(value: number) {
  return Number(value.toFixed(2))
}

/** The same chance every time (mulberry32). */
function generator(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
