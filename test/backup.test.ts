import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { createApp } from '../src/app.ts'
import { openNewspaper } from '../src/commands/newspaper.ts'
import { serve } from '../src/commands/serve.ts'
import { backUpWhenDue } from '../src/commands/timed-backup.ts'
import { readConfig } from '../src/config.ts'
import { backUp } from '../src/db/backup.ts'
import { keysOf } from '../src/db/keys.ts'
import { lockNewspaper } from '../src/db/lock.ts'
import { restoreBackup } from '../src/db/restore.ts'
import { openSqlite } from '../src/db/sqlite.ts'
import { secrets } from '../src/db/tables.ts'
import { comment, decided, draft } from './helpers/make.ts'
import { newsroom } from './helpers/newsroom.ts'
import { runCommand, startServer } from './helpers/server.ts'

t.test(
  'a backup made beside a running newspaper serves the same bytes, with what was answered before it began and nothing later',
  async (t) => {
    const { app, services, db, file, editor, moderator, reader } = await newsroom(t, { sample: true })
    const story = 'harbour-lights-return'
    await decided(moderator, (await comment(reader, story, { body: 'The last word before the backup.' })).id, 'approve')
    await db.write((tx) => tx.insert(secrets).values({ name: 'three megabytes', value: 'x'.repeat(3e6) }))
    const answered = await answersOf(app)
    const target = join(folderBeside(file), 'backup.db')

    const [told, later]: [number[], Promise<unknown>[]] = [[], []]
    const made = await backUp(file, target, {
      tell(bytes, of) {
        told.push(bytes / of)
        later.push(draft(editor, { headline: `Written meanwhile ${later.length}` }))
      },
    })
    t.ok((await Promise.all(later)).length >= 3, 'the desk goes on writing between the steps')
    t.same(told, told.toSorted(), 'and the copy never begins anew')
    const articles = countIn(file, 'articles') - later.length
    t.match(made, { bytes: statSync(target).size, rows: { articles, comments: 17 } })
    t.equal(countIn(target, 'articles'), articles)
    t.equal(statSync(target).mode & 0o777, 0o600, 'only this user can read it: there are keys in it')
    t.same(readdirSync(dirname(target)), ['backup.db'], 'it is one file')

    const copy = openSqlite(target)
    const second = await createApp({ ...services, db: copy, keys: await keysOf(copy, () => Buffer.alloc(32), services.now()) })
    t.same(await answersOf(second), answered)
    t.match(answered[2]!.body, /The last word before the backup/)
    await second.close()
    await copy.close()
  },
)

t.test('a backup is made whole and sound, or not at all', async (t) => {
  const { db, file, services } = await newsroom(t, { sample: true })
  await db.write((tx) => tx.insert(secrets).values({ name: 'three megabytes', value: 'x'.repeat(3e6) }))
  const folder = folderBeside(file, { 'taken.db': 'mine', 'log.db-wal': '' })
  mkdirSync(join(folder, 'busy'))
  const target = join(folder, 'backup.db')
  const damaged = (name: string, damage: (file: string) => void) => {
    const copy = join(folder, '..', name)
    cpSync(file, copy)
    cpSync(`${file}-wal`, `${copy}-wal`)
    damage(copy)
    return copy
  }
  const stopping = new AbortController()
  const cases: [sentence: RegExp, from: string, to: string, rest?: Parameters<typeof backUp>[2]][] = [
    [/damaged: .*events_by_subject/, damaged('flipped.db', flipIndexByte), target],
    [/damaged: rows that refer to rows that do not exist: 1/, damaged('dangling.db', loseArticle), target],
    [/damaged/, damaged('overwritten.db', overwriteMiddle), target],
    [/no newspaper in .*nowhere\.db/, join(folder, 'nowhere.db'), target],
    [/There is no folder/, file, join(folder, 'elsewhere', 'backup.db')],
    [/taken\.db is there already.*--force/, file, join(folder, 'taken.db')],
    [/taken\.db is not a backup/, file, join(folder, 'taken.db'), { replace: true }],
    [/busy is not a file/, file, join(folder, 'busy'), { replace: true }],
    [/log\.db-wal is the log of another database/, file, join(folder, 'log.db'), { replace: true }],
    [/belongs to the newspaper itself/, file, file, { replace: true }],
    [/belongs to the newspaper itself/, file, `${file}-wal`, { replace: true }],
    [/belongs to the newspaper itself/, file, `${file}.lock`, { replace: true }],
    [/Enough/, file, target, { signal: stopping.signal, tell: (bytes) => bytes > 0 && stopping.abort(new Error('Enough')) }],
  ]
  const before = readdirSync(folder)
  for (const [sentence, from, to, rest] of cases) {
    await t.rejects(backUp(from, to, rest), { message: sentence })
    t.same(readdirSync(folder), before, `${sentence}: nothing is left behind`)
  }
  t.equal(readFileSync(join(folder, 'taken.db'), 'utf8'), 'mine')
  await backUp(file, join(folder, 'older.db'))
  await backUp(file, join(folder, 'older.db'), { replace: true })
  t.equal(countIn(join(folder, 'older.db'), 'comments'), 16)
  await t.rejects(openNewspaper({ ...services.config, database: damaged('schema.db', overwriteSchema) }), {
    message: /schema\.db is damaged. Restore a backup with `broadsheet restore`/,
  })
})

t.test('a backup is put in the place of whatever stands there, which is kept', async (t) => {
  const { editor, file } = await newsroom(t)
  await draft(editor, { headline: 'In the backup' })
  const folder = folderBeside(file)
  const backup = join(folder, 'backup.db')
  await backUp(file, backup)
  await draft(editor, { headline: 'After the backup' })
  const place = join(folder, 'news.db')
  const crashed = () => {
    for (const end of ['', '-wal']) cpSync(file + end, place + end)
    writeFileSync(`${place}-shm`, '')
  }
  const standing: [how: string, make: () => void, kept: (former: string) => void][] = [
    ['nothing', () => {}, (former) => t.notOk(existsSync(former))],
    ['a sound file', () => cpSync(backup, place), (former) => t.equal(countIn(former, 'articles'), 1)],
    ['a file whose log holds more', crashed, (former) => t.equal(countIn(former, 'articles'), 2, 'what the log held is in it')],
    [
      'a file cut short',
      () => {
        cpSync(backup, place)
        truncateSync(place, 50_000)
      },
      (former) => t.equal(statSync(former).size, 50_000),
    ],
    [
      'no database at all, beside a log',
      () => {
        writeFileSync(place, 'spilt coffee')
        writeFileSync(`${place}-wal`, 'more coffee')
      },
      (former) => t.same([readFileSync(former, 'utf8'), readFileSync(`${former}-wal`, 'utf8')], ['spilt coffee', 'more coffee']),
    ],
    ['a log alone', () => writeFileSync(`${place}-wal`, 'coffee'), (former) => t.equal(readFileSync(`${former}-wal`, 'utf8'), 'coffee')],
    [
      'a damaged file',
      () => {
        cpSync(backup, place)
        overwriteSchema(place)
      },
      (former) => t.equal(statSync(former).size, statSync(backup).size),
    ],
  ]
  for (const [number, [how, make, kept]] of standing.entries()) {
    make()
    const former = `${place}.before-${number}`
    t.match(await restoreBackup(backup, place, former), { rows: { articles: 1 } }, `over ${how}`)
    kept(former)
    t.notOk(existsSync(`${place}-wal`) || existsSync(`${place}-shm`), 'no log of the former file can reach it')
    t.throws(() => rmSync(place) ?? lockNewspaper(place), { message: /is gone/ }, 'its loss would be noticed')
  }
  t.ok(existsSync(backup), 'the backup itself stays')
  t.notMatch(readdirSync(folder).join(), /part-/)
})

t.test('a restore follows a link, clears away what a killed one has left, and puts back what it cannot keep', async (t) => {
  const { file } = await newsroom(t)
  const folder = folderBeside(file)
  const at = (name: string) => join(folder, name)
  await backUp(file, at('backup.db'))
  for (const name of ['place', 'links', 'place/news.db.part-a1b2c3', 'place/other.db.part-a1b2c3']) mkdirSync(at(name))
  symlinkSync('../place/news.db', at('links/news.db'))
  writeFileSync(at('place/news.db'), 'spilt coffee')
  writeFileSync(at('place/news.db-wal'), 'more coffee')
  writeFileSync(at('place/news.db.part-a1b2c3/news.db'), 'half a newspaper')
  const standing = () => ['news.db', 'news.db-wal'].map((name) => readFileSync(at(`place/${name}`), 'latin1').slice(0, 12))

  const tooLongForLog = at(`place/${'x'.repeat(253)}`)
  await t.rejects(restoreBackup(at('backup.db'), at('links/news.db'), tooLongForLog), { code: 'ENAMETOOLONG' })
  t.same(standing(), ['spilt coffee', 'more coffee'], 'both stand there again')
  t.same(readdirSync(at('place')).sort(), ['news.db', 'news.db-wal', 'news.db.lock', 'other.db.part-a1b2c3'])

  const { kept } = await restoreBackup(at('backup.db'), at('links/news.db'), at('place/former'))
  t.same(kept, [at('place/former'), at('place/former-wal')])
  t.same(readdirSync(at('place')).sort(), ['former', 'former-wal', 'news.db', 'news.db.lock', 'other.db.part-a1b2c3'])
  t.ok(lstatSync(at('links/news.db')).isSymbolicLink(), 'the link is one still')
  t.equal(countIn(at('links/news.db'), 'articles'), 0)
  for (const link of ['links/news.db', 'place/news.db'])
    await t.rejects(backUp(at(link), at('place/news.db'), { replace: true }), /belongs to the newspaper itself/)
  await t.rejects(restoreBackup(at('backup.db'), at('nowhere/news.db'), at('nowhere/former')), { message: /There is no folder .*nowhere/ })
})

t.test('a server with nowhere to put its backups does not start', async (t) => {
  const folder = t.testdir({ 'a-file': '' })
  const settings = { BROADSHEET_DATABASE: join(folder, 'news.db'), BROADSHEET_PORT: '0' }
  for (const name of ['nowhere', 'a-file'])
    await t.rejects(serve(readConfig({ ...settings, BROADSHEET_BACKUP_FOLDER: join(folder, name) })), {
      message: /There is no folder .*BROADSHEET_BACKUP_FOLDER/,
    })
  t.same(readdirSync(folder), ['a-file'], 'nothing is begun')
})

t.test('a backup that is not one, or a newspaper in use, is left alone', async (t) => {
  const folder = t.testdir()
  const at = (name: string) => join(folder, name)
  const db = openSqlite(at('news.db'))
  await backUp(at('news.db'), at('backup.db'))
  const changed = (name: string, change: (file: string) => void) => {
    cpSync(at('backup.db'), at(name))
    change(at(name))
    return at(name)
  }
  const sql = (text: string) => (file: string) => new Sqlite(file).exec(text).close()
  const cases: [file: string, sentence: RegExp][] = [
    [at('nowhere.db'), /There is no file/],
    [at('news.db'), /is the newspaper itself/],
    [changed('letter.db', (file) => writeFileSync(file, 'Dear editor, '.repeat(1000))), /is not a database/],
    [changed('short.db', (file) => truncateSync(file, 50_000)), /is cut short/],
    [changed('recipes.db', sql('pragma application_id = 7')), /belongs to another program/],
    [changed('empty.db', (file) => rmSync(file) ?? sql('pragma user_version = 1')(file)), /holds no newspaper/],
    [changed('flipped.db', overwriteMiddle), /is damaged/],
    [
      changed('newer.db', sql("insert into __drizzle_migrations (hash, created_at) values ('later', 99999999999999)")),
      /newer Broadsheet.*nothing was changed/,
    ],
  ]
  await db.close()
  const before = readFileSync(at('news.db'))
  const files = readdirSync(folder)
  for (const [file, sentence] of cases) await t.rejects(restoreBackup(file, at('news.db'), at('former')), { message: sentence })
  const lock = lockNewspaper(at('news.db'))
  await t.rejects(restoreBackup(at('backup.db'), at('news.db'), at('former')), { message: /Another Broadsheet is running/ })
  lock.release()
  const again = openSqlite(at('news.db'))
  await t.rejects(restoreBackup(at('backup.db'), at('news.db'), at('former')), { message: /Another program has .* open/ })
  await again.close()
  t.same(readdirSync(folder), files)
  t.ok(readFileSync(at('news.db')).equals(before), 'the newspaper is as it was, byte for byte')
  renameSync(at('recipes.db'), at('news.db'))
  rmSync(at('news.db.lock'))
  await t.rejects(restoreBackup(at('backup.db'), at('news.db'), at('former')), { message: /belongs to another program/ })
  t.notOk(existsSync(at('news.db.lock')), 'nothing is left beside what is not ours')
  cpSync(at('backup.db'), at('former'))
  rmSync(at('news.db'))
  await t.rejects(restoreBackup(at('backup.db'), at('news.db'), at('former')), { message: /former is there already/ })
})

t.test('backups are made by the clock, and the oldest go', async (t) => {
  const { clock, file } = await newsroom(t)
  const strangers = { 'news-notes.txt': '', 'weekly-20200101T000000Z.db': '', 'news-20990101T000000Z.db': '', 'news-.db': '' }
  const folder = folderBeside(file, strangers)
  const timetable = { database: file, backupFolder: folder, backupEvery: 6, backupsKept: 3 }
  const look = (make = (target: string): Promise<unknown> => backUp(file, target)) => backUpWhenDue(timetable, clock.now(), make)
  const made = () => readdirSync(folder).filter((name) => !(name in strangers))

  t.equal(await look(), join(folder, 'news-20260105T090000Z.db'), 'the first at once')
  t.equal(await look(), undefined, 'and no second, however often the server starts')
  clock.pass(6 * 3600 - 1)
  t.equal(await look(), undefined)
  clock.pass(1)
  const cutOff = async (target: string) => {
    cpSync(file, `${target}.part-a1b2c3`)
    throw new Error('The disk is full')
  }
  await t.rejects(look(cutOff), { message: 'The disk is full' })
  t.same(made(), ['news-20260105T090000Z.db'], 'a failure leaves nothing behind')
  t.ok(await look(), 'and is made good at the next look')
  for (let round = 0; round < 3; round++) {
    clock.pass(6 * 3600)
    t.ok(await look())
  }
  t.same(made(), ['news-20260105T210000Z.db', 'news-20260106T030000Z.db', 'news-20260106T090000Z.db'])
  t.equal(readdirSync(folder).length, 3 + Object.keys(strangers).length, 'nobody else’s file was touched')
  rmSync(folder, { recursive: true })
  await t.rejects(look(), { message: /There is no folder .*BROADSHEET_BACKUP_FOLDER/ })
})

t.test('a server backs itself up, and is not restored over', async (t) => {
  const folder = t.testdir({ backups: {} })
  const server = await startServer(folder, { settings: { BROADSHEET_BACKUP_FOLDER: join(folder, 'backups') } })
  t.teardown(() => server.child.kill('SIGKILL'))
  while (!/A backup was made/.test(server.log())) await new Promise((told) => server.child.stdout!.once('data', told))
  const [made = ''] = readdirSync(join(folder, 'backups'))
  const backup = join(folder, 'backups', made)
  await t.rejects(restoreBackup(backup, join(folder, 'news.db'), join(folder, 'former')), { message: /Another Broadsheet is running/ })
  t.same(await server.stop(), [0, null])
  t.match(JSON.parse(runCommand(folder, ['restore', backup])), { articles: 0, comments: 0, kept: [/news\.db\.before-\d{8}T\d{6}Z$/] })
  t.same(readdirSync(join(folder, 'backups')), [made])
})

/** A folder of its own beside the newspaper of a test, with these files in it. */
function folderBeside(file: string, files: Readonly<Record<string, string>> = {}) {
  const folder = join(dirname(file), 'backups')
  mkdirSync(folder)
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  return folder
}

/** What readers are answered at several addresses, whole. */
async function answersOf(app: Awaited<ReturnType<typeof createApp>>) {
  const addresses = [
    '/v1/site',
    '/v1/articles?limit=5',
    '/v1/articles/harbour-lights-return?include=related,comments,latest',
    '/v1/articles/harbour-lights-return/comments?limit=2',
    '/v1/sections',
    '/v1/pages',
    '/v1/articles/not-there',
  ]
  const answers = []
  for (const url of addresses) {
    const { statusCode, headers, body } = await app.inject({ url, headers: { 'x-request-id': 'the-same-id' } })
    const { etag, link, 'cache-control': cache, 'content-type': type, 'last-modified': modified } = headers
    answers.push({ url, statusCode, etag, link, cache, type, modified, body })
  }
  return answers
}

function countIn(file: string, table: string) {
  const connection = new Sqlite(file, { fileMustExist: true })
  const count = connection.prepare(`select count(*) from ${table}`).pluck().get() as number
  connection.close()
  return count
}

/** Changes one letter in an index: the table and the number of rows are as before. */
function flipIndexByte(file: string) {
  const [root, size] = placeOf(file, 'events_by_subject')
  const bytes = readFileSync(file)
  bytes[root * size - 3]! ^= 1
  writeFileSync(file, bytes)
}

function overwriteMiddle(file: string) {
  const [root, size] = placeOf(file, 'secrets')
  const bytes = readFileSync(file)
  bytes.fill(0xa5, (root - 1) * size, root * size)
  writeFileSync(file, bytes)
}

function overwriteSchema(file: string) {
  const [, size] = placeOf(file, 'secrets')
  const bytes = readFileSync(file)
  bytes.fill(0xa5, 100, size)
  writeFileSync(file, bytes)
}

function loseArticle(file: string) {
  const connection = new Sqlite(file)
  connection.pragma('foreign_keys = off')
  connection.exec(
    'delete from staff where id = (select staff_id from tokens limit 1) and (select count(*) from tokens where staff_id = staff.id) = 1',
  )
  connection.close()
}

/** The page on which a table or an index begins, and how large pages are; whatever its log held is in the file then. */
function placeOf(file: string, name: string): [root: number, size: number] {
  const connection = new Sqlite(file)
  const root = connection.prepare('select rootpage from sqlite_schema where name = ?').pluck().get(name) as number
  const size = connection.pragma('page_size', { simple: true }) as number
  connection.close()
  return [root, size]
}
