import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, linkSync, readdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { inArray } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { createToken } from '../src/commands/token.ts'
import { readConfig } from '../src/config.ts'
import type { Reader, Writer } from '../src/db/database.ts'
import { isDuplicate } from '../src/db/failures.ts'
import { keysOf } from '../src/db/keys.ts'
import { lockNewspaper } from '../src/db/lock.ts'
import { type Opening, openSqlite } from '../src/db/sqlite.ts'
import { addressKeys, commentRevisions, secrets } from '../src/db/tables.ts'
import { endedWithUs } from './helpers/children.ts'
import { program } from './helpers/server.ts'

t.test('writers take turns, in the order they came, and wait for one commit together', async (t) => {
  const { db, file } = newspaper(t)
  const seen: number[] = []
  const before = commitsIn(file)
  await Promise.all(
    Array.from({ length: 60 }, (_, turn) =>
      db.write(async (tx) => {
        await note(tx, `turn ${turn}`)
        seen[turn] = await tx.$count(secrets)
      }),
    ),
  )
  t.same(
    seen,
    Array.from({ length: 60 }, (_, turn) => turn + 1),
    'each sees what those before it wrote',
  )
  t.equal(commitsIn(file) - before, 1, 'sixty writers, one sync')
  await Promise.all(
    Array.from({ length: 10 }, async (_, late) => {
      for (let steps = 0; steps < late; steps++) await undefined
      await db.write((tx) => note(tx, `step ${late}`))
    }),
  )
  t.equal(commitsIn(file) - before, 2, 'nor do those that come a step later pay for one each')
  await db.write((tx) => note(tx, 'alone'))
  await db.write((tx) => note(tx, 'alone again'))
  t.equal(commitsIn(file) - before, 4)
  await Promise.all(Array.from({ length: 65 }, (_, turn) => db.write((tx) => note(tx, `more ${turn}`))))
  t.equal(commitsIn(file) - before, 6, 'a group has its limit')
})

t.test('whoever writes a page after a page lets others be heard between two', async (t) => {
  const { db } = newspaper(t)
  let heard = 0
  let listening = true
  const listen = () => {
    heard++
    if (listening) setImmediate(listen)
  }
  setImmediate(listen)
  for (let page = 0; page < 20; page++) await db.write((tx) => note(tx, `page ${page}`))
  listening = false
  t.ok(heard >= 20, `${heard} times`)
})

t.test('a writer that fails undoes its own work alone', async (t) => {
  const { db } = newspaper(t)
  const answers = await Promise.allSettled([
    db.write((tx) => note(tx, 'first')),
    db.write(async (tx) => {
      await note(tx, 'half')
      throw new Error('changed my mind')
    }),
    db.write(async (tx) => {
      await note(tx, 'other half')
      await note(tx, 'first')
    }),
    db.write(async (tx) => {
      await note(tx, 'last')
      return 'done'
    }),
  ])
  t.match(answers, [
    { status: 'fulfilled' },
    { status: 'rejected', reason: { message: 'changed my mind' } },
    { status: 'rejected' },
    { status: 'fulfilled', value: 'done' },
  ])
  t.ok(isDuplicate((answers[2] as PromiseRejectedResult).reason), 'a broken unique rule is known as one')
  t.same(await namesIn(db), ['first', 'last'])
  await t.rejects(
    db.write(() => db.write(async () => undefined)),
    { message: /write inside a write/ },
  )
  const [late, closed] = [db.write((tx) => note(tx, 'at the last moment')), db.close()]
  await late
  await closed
  await t.rejects(
    db.write((tx) => note(tx, 'too late')),
    { code: 'unavailable' },
  )
})

t.test('nobody is answered, and nobody reads it, before it is on the disk', async (t) => {
  const { db } = newspaper(t)
  const [gate, inside] = [deferred(), deferred()]
  let answered = false
  const first = db
    .write((tx) => note(tx, 'first'))
    .then(async () => {
      answered = true
      return namesIn(db)
    })
  const second = db.write(async (tx) => {
    inside.open()
    await gate.opened
    return namesIn(tx)
  })
  await inside.opened
  t.notOk(answered, 'the first waits for the commit that it shares')
  t.same(await namesIn(db), [], 'readers see nothing of it')
  gate.open()
  t.same(await first, ['first'], 'what is answered can be read')
  t.same(await second, ['first'])
})

t.test('a commit that fails is everybody’s failure, and nothing of it is kept', async (t) => {
  const { db } = newspaper(t)
  const failed = { code: 'unavailable', statusCode: 503, headers: { 'retry-after': '5' } }
  const orphan = { commentId: 'nobody', number: 1, body: 'Hello?', createdAt: '2026-01-05T09:00:00.000Z' }
  await t.rejects(
    db.write((tx) => tx.insert(commentRevisions).values(orphan)),
    { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' },
    'foreign keys hold',
  )
  const atCommit = await Promise.allSettled([
    db.write((tx) => note(tx, 'before')),
    db.write(async (tx) => {
      connectionOf(tx).pragma('defer_foreign_keys = on')
      await tx.insert(commentRevisions).values(orphan)
    }),
    db.write((tx) => note(tx, 'after')),
  ])
  for (const answer of atCommit) t.match(answer, { status: 'rejected', reason: failed })
  t.same(await namesIn(db), [])

  let pages = 0
  await db.write(async (tx) => {
    const connection = connectionOf(tx)
    pages = connection.pragma('page_count', { simple: true }) as number
    connection.pragma(`max_page_count = ${pages + 2}`)
  })
  const onFullDisk = await Promise.allSettled([
    db.write((tx) => note(tx, 'before')),
    db.write((tx) => note(tx, 'long', 'x'.repeat(100_000))),
    db.write((tx) => note(tx, 'after')),
  ])
  for (const answer of onFullDisk) t.match(answer, { status: 'rejected', reason: failed })
  t.same(await namesIn(db), [], 'not even what came after the full disk')
  await db.write(async (tx) => {
    connectionOf(tx).pragma(`max_page_count = ${pages + 1000}`)
    await note(tx, 'long', 'x'.repeat(100_000))
  })
  t.same(await namesIn(db), ['long'], 'it goes on when there is space again')
})

t.test('while another program holds the lock, writers wait a while and readers not at all', async (t) => {
  const { db, file } = newspaper(t, { patience: 0, longestWait: 60 })
  const other = new Sqlite(file)
  t.teardown(() => other.close())
  other.exec('begin immediate')
  const refused = Promise.allSettled([db.write((tx) => note(tx, 'one')), db.write((tx) => note(tx, 'two'))])
  t.same(await namesIn(db), [])
  for (const answer of await refused)
    t.match(answer, {
      status: 'rejected',
      reason: { code: 'unavailable', headers: { 'retry-after': '5' }, cause: { code: 'SQLITE_BUSY' } },
    })
  const crowd = Array.from({ length: 70 }, (_, place) => db.write((tx) => note(tx, `reader ${place}`)))
  await Promise.allSettled(crowd.slice(0, 1))
  other.exec('commit')
  t.ok(
    (await Promise.allSettled(crowd)).every(({ status }) => status === 'rejected'),
    'who waited with the first group is told with it',
  )
  other.exec('begin immediate')
  const waiting = db.write((tx) => note(tx, 'three'))
  await new Promise(setImmediate)
  await new Promise(setImmediate)
  other.exec('commit')
  await waiting
  t.same(await namesIn(db), ['three'])
})

t.test('the file is opened for safety first', async (t) => {
  const { db, file } = newspaper(t)
  const wanted = {
    journal_mode: 'wal',
    synchronous: 2,
    foreign_keys: 1,
    cell_size_check: 1,
    temp_store: 2,
    cache_size: -16000,
    application_id: 0x42725368,
  }
  const pragmas = (of: unknown) =>
    Object.fromEntries(Object.keys(wanted).map((name) => [name, connectionOf(of).pragma(name, { simple: true })]))
  t.same(pragmas(db), wanted)
  t.equal(connectionOf(db).pragma('query_only', { simple: true }), 1)
  t.throws(() => connectionOf(db).exec("insert into secrets values ('a', 'b')"), { code: 'SQLITE_READONLY' })
  await db.write(async (tx) => {
    t.same(pragmas(tx), wanted)
    t.same(connectionOf(tx).pragma('foreign_key_check'), [])
  })
  const madeAt = new Date(0).toISOString()
  const madeOf = (octet: number, on = db) => keysOf(on, (bytes) => Buffer.alloc(bytes, octet), new Date(0))
  const keys = await madeOf(7)
  const of7 = Buffer.alloc(32, 7)
  t.same(keys, { cursor: of7, address: [{ id: 'BwcHBwcH', value: of7, madeAt }], text: of7, commenter: of7 })
  t.same(await madeOf(8), keys, 'keys are made once')
  await db.write((tx) => tx.delete(secrets).where(inArray(secrets.name, ['commenter', 'text'])))
  await db.write((tx) => tx.delete(addressKeys))
  await db.write((tx) => tx.insert(secrets).values({ name: 'address', value: Buffer.alloc(32, 6).toString('base64url') }))
  const of6 = Buffer.alloc(32, 6)
  const completed = { cursor: of7, address: [{ id: '', value: of6, madeAt }], text: of6, commenter: Buffer.alloc(32, 9) }
  t.same(await madeOf(9), completed, 'an older newspaper keeps what it has, and is given what it lacks')
  await db.close()
  t.same(readdirSync(join(file, '..')).sort(), ['news.db', 'news.db.lock'], 'a clean close leaves no log')
  const again = openSqlite(file)
  t.same(await madeOf(8, again), completed)
  await again.close()
})

t.test('a file that is not ours, or not whole, is refused with a sentence and left alone', async (t) => {
  const folder = t.testdir()
  const at = (name: string) => join(folder, name)
  await openSqlite(at('ours.db')).close()
  const foreign = (name: string, mode: string) => {
    const connection = new Sqlite(at(name))
    connection.pragma(`journal_mode = ${mode}`)
    connection.exec('create table recipes (name text)')
    connection.close()
  }
  foreign('recipes.db', 'delete')
  foreign('recipes-wal.db', 'wal')
  writeFileSync(at('letter.db'), 'Dear editor, '.repeat(1000))
  writeFileSync(at('short.db'), 'SQLite format 3')
  cpSync(at('ours.db'), at('cut.db'))
  truncateSync(at('cut.db'), statSync(at('cut.db')).size - 4096)
  cpSync(at('ours.db'), at('newer.db'))
  const newer = new Sqlite(at('newer.db'))
  newer.exec("insert into __drizzle_migrations (hash, created_at) values ('later', 99999999999999)")
  newer.close()
  cpSync(at('ours.db.lock'), at('emptied.db.lock'))
  writeFileSync(at('emptied.db'), '')

  const cases: [name: string, sentence: RegExp][] = [
    ['recipes.db', /belongs to another program.*left untouched/],
    ['recipes-wal.db', /belongs to another program.*left untouched/],
    ['letter.db', /is not a database.*BROADSHEET_DATABASE/],
    ['short.db', /is not a database/],
    ['cut.db', /is cut short.*Restore a backup/],
    ['newer.db', /written by a newer Broadsheet.*left untouched/],
    ['emptied.db', /is not a database.*restore a backup/],
  ]
  for (const [name, sentence] of cases) {
    const before = { bytes: readFileSync(at(name), 'base64'), files: readdirSync(folder) }
    t.throws(() => openSqlite(at(name)), { message: sentence }, name)
    t.equal(readFileSync(at(name), 'base64'), before.bytes, `${name} is as it was, byte for byte`)
    t.same(readdirSync(folder), before.files, `nothing is left beside ${name}`)
  }

  rmSync(at('ours.db'))
  t.throws(() => openSqlite(at('ours.db')), { message: /is gone.*restore a backup.*remove .*ours\.db\.lock first/ })
  t.notOk(existsSync(at('ours.db')), 'no fresh one is made in its place')
  rmSync(at('ours.db.lock'))
  await openSqlite(at('ours.db')).close()
  writeFileSync(at('empty.db'), '')
  await openSqlite(at('empty.db')).close()
  const bare = new Sqlite(at('bare.db'))
  bare.pragma('user_version = 1')
  bare.close()
  await openSqlite(at('bare.db')).close()

  const crashing = openSqlite(at('crashing.db'))
  for (const part of ['', '-wal']) cpSync(at(`crashing.db${part}`), at(`crashed.db${part}`))
  await crashing.close()
  await openSqlite(at('crashed.db')).close()
})

t.test('one newspaper has one server', async (t) => {
  const file = join(t.testdir(), 'news.db')
  await openSqlite(file).close()
  const lock = lockNewspaper(file)
  t.throws(() => lockNewspaper(file), { message: /Another Broadsheet is running on .*news\.db/ })
  lock.leaveWitness()
  t.throws(() => lockNewspaper(file), { message: /Another Broadsheet/ })
  lock.release()
  lockNewspaper(file).release()

  const program = `import { lockNewspaper } from ${JSON.stringify(resolve('src/db/lock.ts'))}
    lockNewspaper(process.argv[1])
    process.stdout.write('locked')
    setInterval(() => undefined, 1000)`
  const child = endedWithUs(
    spawn(process.execPath, [tsx, '--input-type=module', '--eval', program, file], { stdio: ['ignore', 'pipe', 'inherit'] }),
  )
  await once(child.stdout, 'data')
  t.throws(() => lockNewspaper(file), { message: /Another Broadsheet/ })
  child.kill('SIGKILL')
  await once(child, 'exit')
  lockNewspaper(file).release()
})

t.test('a newspaper is one, by whatever links it is called', async (t) => {
  const folder = t.testdir({
    here: {},
    there: { 'news.db': t.fixture('symlink', '../here/news.db'), 'chain.db': t.fixture('symlink', 'news.db') },
  })
  const [file, ...links] = ['here/news.db', 'there/news.db', 'there/chain.db'].map((name) => join(folder, name))
  for (const begun of [false, true]) {
    const lock = lockNewspaper(links[1]!)
    for (const name of [file!, ...links])
      t.throws(() => lockNewspaper(name), { message: /Another Broadsheet is running/ }, `begun: ${begun}`)
    const db = openSqlite(links[0]!, { lock })
    await db.write((tx) => tx.insert(secrets).values({ name: `begun: ${begun}`, value: '' }))
    t.ok(db.standing().logBytes > 0, 'its log is known')
    lock.leaveWitness()
    await db.close()
    lock.release()
  }
  t.same(readdirSync(join(folder, 'here')).sort(), ['news.db', 'news.db.lock'])
  t.same(readdirSync(join(folder, 'there')).sort(), ['chain.db', 'news.db'], 'nothing is kept beside a link')
  rmSync(file!)
  for (const name of links) t.throws(() => openSqlite(name), { message: /is gone, though there was a newspaper/ })
})

t.test('a file with two names, or another in its place, takes nothing that would be lost', async (t) => {
  const { db, file } = newspaper(t)
  await db.write((tx) => note(tx, 'kept'))
  linkSync(file, `${file}.second`)
  t.throws(() => openSqlite(file), { message: /has a second name on this disk/ })
  rmSync(`${file}.second`)
  t.equal(db.standing().inPlace, true)
  renameSync(file, `${file}.moved`)
  for (const put of [() => {}, () => cpSync(`${file}.moved`, file)]) {
    put()
    t.equal(db.standing().inPlace, false)
    await t.rejects(
      db.write((tx) => note(tx, 'lost')),
      { code: 'unavailable', cause: { message: /was replaced or removed while it was served/ } },
    )
  }
  renameSync(`${file}.moved`, file)
  await db.write((tx) => note(tx, 'kept, too'))
  t.same(await namesIn(db), ['kept', 'kept, too'])
})

t.test('an older newspaper is not migrated under the server that has it', async (t) => {
  const file = join(t.testdir(), 'news.db')
  const connection = new Sqlite(file)
  connection.pragma(`application_id = ${0x42725368}`)
  connection.exec('create table older (id text primary key)')
  const lock = lockNewspaper(file)
  const config = readConfig({ BROADSHEET_DATABASE: file })
  await t.rejects(createToken(config, { name: 'Ann', role: 'editor' }, '1'), { message: /Another Broadsheet is running on .*news\.db/ })
  t.same(connection.prepare('select name from sqlite_schema where type = ?').pluck().all('table'), ['older'], 'it has the old schema')
  connection.close()
  await openSqlite(file, { lock }).close()
  lock.leaveWitness()
  const beside = openSqlite(file)
  t.same(await namesIn(beside), [], 'who has the lock migrates it, and then others may open it beside')
  await beside.close()
  lock.release()
})

t.test('what is not ours is not locked either', (t) => {
  const file = join(t.testdir({ 'other.db': 'not a database at all' }), 'other.db')
  t.throws(() => lockNewspaper(file), { message: /is not a database/ })
  t.notOk(existsSync(`${file}.lock`))
  t.end()
})

t.test('the migrations make what the tables say', async (t) => {
  const folder = t.testdir()
  cpSync('migrations/sqlite', join(folder, 'sqlite'), { recursive: true })
  const settings = {
    dialect: 'sqlite',
    schema: resolve('src/db/tables.ts'),
    out: relative('.', join(folder, 'sqlite')),
    casing: 'snake_case',
  }
  writeFileSync(join(folder, 'drizzle.config.json'), JSON.stringify(settings))
  const said = execFileSync(process.execPath, [
    'node_modules/drizzle-kit/bin.cjs',
    'generate',
    '--config',
    join(folder, 'drizzle.config.json'),
  ])
  t.match(said.toString(), /No schema changes/)
  t.same(readdirSync(join(folder, 'sqlite')), readdirSync('migrations/sqlite'), 'run `npm run migrations`')
})

t.test('a migration that would leave rows without what they refer to is undone', async (t) => {
  const file = join(t.testdir(), 'news.db')
  const connection = new Sqlite(file)
  connection.pragma(`application_id = ${0x42725368}`)
  connection.pragma('foreign_keys = off')
  connection.exec('create table parents (id text primary key); create table children (parent text references parents (id))')
  connection.exec("insert into children values ('nobody')")
  const tables = connection.prepare('select name from sqlite_schema order by name').pluck()
  t.throws(() => openSqlite(file), { message: /would leave 1 rows that refer to rows that do not exist. It was left as it was/ })
  t.same(tables.all(), ['children', 'parents', 'sqlite_autoindex_parents_1'], 'the old schema, whole')
  connection.exec('delete from children')
  connection.close()
  await openSqlite(file).close()
})

t.test('the first start makes one owner’s token, once ever', async (t) => {
  const folder = t.testdir()
  const file = join(folder, 'news.db')
  const settings = { BROADSHEET_DATABASE: file, BROADSHEET_PORT: '0' }
  const first = await serving(t, settings)
  t.match(statSync(`${file}.token`).mode & 0o777, 0o600)
  const token = readFileSync(`${file}.token`, 'utf8').trim()
  t.match(token, /^bs_/)
  t.notMatch(first.said(), token, 'no log holds it')
  t.match((await tokens(first.address, token)).items, [{ role: 'owner', label: 'first start' }])

  t.equal(statSync(file).mode & 0o777, 0o600, 'nor can anybody else read the newspaper')
  const second = await run(['serve'], settings)
  t.match(second, { exit: 1, errors: /^broadsheet: Another Broadsheet is running on .*Stop it first/ })
  const made = await run(['token', 'create', 'Night desk', '--role', 'owner'], settings)
  t.match(made, { exit: 0, output: /^bs_\S+\n$/, errors: /Night desk, owner, valid until/ }, 'beside the running server')
  const { staffId } = made.errors.match(/staffId is (?<staffId>[\w-]{36})\./)!.groups!
  const another = await run(['token', 'create', '--staff', staffId!, '--days', '30'], settings)
  t.match(another, { exit: 0, output: /^bs_\S+\n$/, errors: /Night desk, owner, valid until/ }, 'one more for the same person')
  t.equal((await tokens(first.address, made.output.trim())).items.length, 3)
  t.same(await first.stop(), [0, null], 'it stops when it is told to')
  t.same(readdirSync(folder).sort(), ['news.db', 'news.db.lock', 'news.db.token'], 'and leaves no log behind')

  rmSync(`${file}.token`)
  const again = await serving(t, settings)
  t.notOk(existsSync(`${file}.token`), 'no second token')
  t.equal((await tokens(again.address, token)).items.length, 3)
  t.same(await again.stop(), [0, null])

  const shown = await serving(t, {
    ...settings,
    BROADSHEET_SAMPLE: 'false',
    BROADSHEET_DATABASE: join(folder, 'shown.db'),
    BROADSHEET_SHOW_TOKEN: 'true',
  })
  t.match(shown.said(), /Your owner's token, shown this once:\s+bs_[\w.-]+\s/)
  t.notOk(existsSync(join(folder, 'shown.db.token')))
  shown.stopReading()
  for (let turn = 0; turn < 3; turn++) t.equal((await fetch(`${shown.address}/v1/site`, { headers: { connection: 'close' } })).status, 200)
  t.same(await shown.stop(), [0, null])
})

t.test('every command explains itself, and says by its exit code what happened', async (t) => {
  const folder = t.testdir()
  const cases: [words: string, exit: number, ...told: RegExp[]][] = [
    [
      '--help',
      0,
      /serve/,
      /migrate/,
      /seed/,
      /token/,
      /import/,
      /backup/,
      /restore/,
      /mail/,
      /rotate-keys/,
      /openapi/,
      /BROADSHEET_PORT +Port to listen on/,
      /Exit codes/,
    ],
    ['serve --help', 0, /^Usage: broadsheet serve/, /serve the newspaper/],
    ['migrate --help', 0, /^Usage: broadsheet migrate/],
    ['seed --help', 0, /--remove/],
    ['token create --help', 0, /--role <role>.*"owner"/s, /--days/],
    ['import wordpress --help', 0, /<file>/],
    ['backup --help', 0, /<file>/, /--force/],
    ['restore --help', 0, /file +the backup/],
    ['mail test --help', 0, /<address>/],
    ['rotate-keys --help', 0, /beside a running server/, /--all/],
    ['openapi --help', 0, /OpenAPI/],
    ['--version', 0, /^\d+\.\d+\.\d+/],
    ['sreve', 2, /serve/],
    ['token create Ann', 2, /--role/, /Usage: broadsheet token create/],
    ['token create --role owner', 2, /<name>/],
    ['token create Ann --staff 019342a0-5b00-7c1e-8000-000000000001', 2, /give neither/],
    ['token create Ann --role king', 2, /king/, /owner/],
    ['token create Ann --role owner --days 0', 1, /^broadsheet: --days takes/],
    ['backup', 2, /file/, /Usage: broadsheet backup/],
    ['backup copy.db', 1, /^broadsheet: There is no newspaper in .*news\.db/],
    ['mail test', 2, /address/, /Usage: broadsheet mail test/],
    ['mail test ann@news.example', 1, /^broadsheet: BROADSHEET_MAIL is empty/],
    ['restore', 2, /file/, /Usage: broadsheet restore/],
    ['rotate-keys --all', 1, /^broadsheet: There is no newspaper in .*news\.db/],
    ['restore nowhere.db', 1, /^broadsheet: There is no file nowhere\.db/],
    ['import wordpress nowhere.xml', 1, /^broadsheet: .*nowhere\.xml/],
  ]
  const settings = { BROADSHEET_DATABASE: join(folder, 'news.db') }
  const asked = JSON.stringify(cases.map(([words]) => words.split(' ')))
  writeFileSync(join(folder, 'commands.mjs'), manyCommands)
  const answers = JSON.parse((await ended([tsx, join(folder, 'commands.mjs'), asked], settings)).output)
  for (const [number, [words, exit, ...told]] of cases.entries()) {
    t.equal(answers[number].exit, exit, words)
    for (const sentence of told) t.match(answers[number].said, sentence, words)
  }
  t.same(readdirSync(folder), ['commands.mjs'], 'and nothing was made')
})

/** Runs main.ts again and again in one process, because a new one for each takes a second: notes what each said until it exited. */
const manyCommands = `
  const answers = []
  const { exit } = process
  const print = process.stdout.write.bind(process.stdout)
  for (const [number, words] of JSON.parse(process.argv[2]).entries()) {
    const answer = { exit: null, said: '' }
    process.argv = [process.argv[0], 'broadsheet', ...words]
    process.stdout.write = process.stderr.write = (text) => { if (answer.exit === null) answer.said += text; return true }
    process.exit = (code) => { answer.exit ??= code; throw new Error('exited') }
    await import(${JSON.stringify(resolve('src/main.ts'))} + '?' + number).catch(() => undefined)
    answers.push(answer)
  }
  print(JSON.stringify(answers))
  exit(0)`

/** A database of its own for one test, closed with it. */
function newspaper(t: Test, opening?: Opening) {
  const file = join(t.testdir(), 'news.db')
  const db = openSqlite(file, opening)
  t.teardown(() => db.close())
  return { db, file }
}

async function note(tx: Writer, name: string, value = 'noted') {
  await tx.insert(secrets).values({ name, value })
}

async function namesIn(db: Reader) {
  return (await db.select({ name: secrets.name }).from(secrets).orderBy(secrets.name)).map(({ name }) => name)
}

/** The driver under a handle. */
function connectionOf(handle: unknown) {
  return (handle as { $client: Sqlite.Database }).$client
}

/** Transactions in the write-ahead log: the frames that say how large the file is after them (https://sqlite.org/fileformat2.html#walformat). */
function commitsIn(file: string) {
  const log = readFileSync(`${file}-wal`)
  const frame = 24 + log.readUInt32BE(8)
  let commits = 0
  for (let at = 32; at + frame <= log.length; at += frame)
    if (log.readUInt32BE(at + 4) > 0 && log.readUInt32BE(at + 8) === log.readUInt32BE(16)) commits++
  return commits
}

function deferred() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

const tsx = `--import=${resolve('node_modules/tsx/dist/loader.mjs')}`

/** What the owner is told of tokens; a server on a busy machine may have to be asked twice. */
async function tokens(address: string, token: string): Promise<{ items: object[] }> {
  const reply = await fetch(`${address}/v1/admin/tokens`, { headers: { authorization: `Bearer ${token}`, connection: 'close' } })
  if (reply.status !== 503) return reply.json() as Promise<{ items: object[] }>
  await pause(100)
  return tokens(address, token)
}

/** A command of its own process, until its end. */
function run(words: string[], settings: Record<string, string>) {
  return ended([...program(), ...words], settings)
}

async function ended(words: string[], settings: Record<string, string>) {
  const { child, said, complained } = begun(words, settings)
  const [exit] = await once(child, 'close')
  return { exit, output: said(), errors: complained() }
}

/** A server of its own process, once it listens. */
async function serving(t: Test, settings: Record<string, string>) {
  const { child, said, complained } = begun(program(), settings)
  t.teardown(() => child.kill('SIGKILL'))
  while (!/listening at/.test(said())) {
    const [more] = await Promise.race([once(child.stdout, 'data'), once(child, 'close')])
    if (typeof more === 'number') throw new Error(`It ended with ${more}: ${complained()}`)
  }
  const address = said().match(/listening at (http:[^"]+)/)![1]!
  const stop = async () => {
    child.kill('SIGTERM')
    return once(child, 'exit')
  }
  return { address, said, stop, stopReading: () => child.stdout.destroy() }
}

function begun(words: string[], settings: Record<string, string>) {
  const child = endedWithUs(
    spawn(process.execPath, words, {
      env: { PATH: process.env.PATH, ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  )
  const [output, errors]: [string[], string[]] = [[], []]
  child.stdout.on('data', (chunk) => output.push(String(chunk)))
  child.stderr.on('data', (chunk) => errors.push(String(chunk)))
  return { child, said: () => output.join(''), complained: () => errors.join('') }
}
