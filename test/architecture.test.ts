import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'

/** What every capability may use, and knows none. */
const shared = ['db', 'events', 'http', 'mail']

/** In the order of reading: each may use those before it. */
const capabilities = [
  'site',
  'staff',
  'taxonomy',
  'media',
  'articles',
  'search',
  'revisions',
  'corrections',
  'links',
  'translations',
  'previews',
  'layout',
  'readers',
  'screening',
  'comments',
  'rules',
  'moderation',
  'notices',
  'front',
  'transfer',
  'health',
]

/** What puts all of it together, beside the files at the root. */
const outermost = ['commands']

t.test('every folder has its place in the order', async (t) => {
  const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory())
  t.same(folders.map(({ name }) => name).sort(), [...shared, ...capabilities, ...outermost].sort())
})

t.test('arrows point one way', async (t) => {
  t.ok(arrows().length > 100, 'there are arrows to look at')
  for (const { from, to, home, away } of arrows().filter(({ home, away }) => home !== away)) {
    const sentence = `${from} uses ${to}`
    if (shared.includes(home)) {
      t.ok(shared.includes(away) || rootFiles.includes(away), `${sentence}: what is shared knows no capability`)
      t.notMatch(to, /^(app|main)\.ts$/, sentence)
    } else if (capabilities.includes(home)) {
      t.notMatch(to, /(^|\/)routes\.ts$|^(app|main)\.ts$|^commands\//, `${sentence}: routes are mounted by app.ts alone`)
      if (capabilities.includes(away)) t.ok(capabilities.indexOf(away) < capabilities.indexOf(home), `${sentence}, which comes before it`)
    } else if (rootFiles.includes(home) && home !== 'app.ts' && home !== 'main.ts') {
      t.ok(shared.includes(away) || rootFiles.includes(away), `${sentence}: settings, services and problems know no capability`)
    }
    if (outermost.includes(away)) t.ok(outermost.includes(home) || home === 'main.ts', `${sentence}: commands are called by main.ts`)
    if (/routes\.ts$/.test(to)) t.equal(from, 'app.ts', `${sentence}: routes are mounted by app.ts alone`)
  }
})

t.test('no two files need each other to run', async (t) => {
  const all = arrows().filter(({ typesOnly }) => !typesOnly)
  const uses = new Map(files().map((file) => [file, all.filter(({ from }) => from === file)]))
  const reaches = (from: string, wanted: string, seen = new Set<string>()): boolean =>
    (uses.get(from) ?? []).some(({ to }) => {
      if (to === wanted) return true
      if (seen.has(to)) return false
      return reaches(to, wanted, seen.add(to))
    })
  for (const file of files()) t.notOk(reaches(file, file), `${file} does not come back to itself`)
})

t.test('each secret has one keeper', async (t) => {
  const keepers: [secret: RegExp, keeper: RegExp, sentence: string][] = [
    [/from 'drizzle-orm/, /^db\/|(^|\/|\.)store\.ts$|\/visibility\.ts$/, 'knows SQL'],
    [/from '(better-sqlite3|pg)'/, /^db\//, 'knows the driver'],
    [/\.(get|all|run)\(\)/, /^db\//, 'asks one engine only'],
    [/process\.env/, /^config\.ts$/, 'knows the environment'],
    [/new Date\(\)|Date\.now\(/, /^commands\//, 'knows the time'],
    [/Math\.random\(|randomBytes/, /^commands\//, 'knows chance'],
    [/from 'nodemailer/, /^mail\//, 'knows how mail travels'],
    [/'(sharp|s3mini|@fastify\/multipart)'/, /^media\//, 'knows pictures and where they are kept'],
    [/from '(undici|node:dns)'|(?<!\.)\bfetch\(/, /^http\/outbound\.ts$/, 'knows the way out'],
    [/\bdb\.write\(/, /^http\/idempotency\.ts$|^(?!events\/|http\/|.*(store|schema|visibility)\.ts$)/, 'opens a transaction'],
    [/process\.(stdout|stderr|exit)|console\./, /^main\.ts$|^commands\//, 'speaks to the terminal'],
  ]
  for (const [secret, keeper, sentence] of keepers) {
    const knowing = files().filter((file) => secret.test(source(file)))
    t.same(
      knowing.filter((file) => !keeper.test(file)),
      [],
      `nobody else ${sentence}`,
    )
    if (keeper.source !== '^$') t.ok(knowing.length > 0, `somebody ${sentence}`)
  }
})

t.test('an import says which file it is, and a file has one way in', async (t) => {
  for (const file of files()) {
    const own = [...source(file).matchAll(/from '(\.[^']*)'/g)].map(([, name]) => name!)
    t.same(
      own.filter((name) => !name.endsWith('.ts')),
      [],
      `${file} names files with their ending`,
    )
    t.notMatch(source(file), /export default/, `${file} exports by name`)
    t.notMatch(file, /(^|\/)index\.ts$/)
  }
})

/** Every import of one file of ours by another; a file at the root is a home of its own. */
function arrows() {
  return files().flatMap((from) =>
    [...source(from).matchAll(/^(?:import|export)( type)?\b[^;']*? from '(\.[^']+)'/gm)].map(([, type, name]) => {
      const to = join(dirname(from), name!)
      return { from, to, home: from.split('/')[0]!, away: to.split('/')[0]!, typesOnly: type !== undefined }
    }),
  )
}

function files() {
  return readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
}

function source(file: string) {
  return readFileSync(join('src', file), 'utf8')
}

const rootFiles = readdirSync('src').filter((name) => name.endsWith('.ts'))
