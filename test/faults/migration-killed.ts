import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import Sqlite from 'better-sqlite3'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { openSqlite } from '../../src/db/sqlite.ts'
import { program, runCommand } from '../helpers/server.ts'
import { conduct, insist } from './experiment.ts'

const migrations = readMigrationFiles({ migrationsFolder: 'migrations/sqlite' })

/** Loaded before the program: ends the process as a crash would, just before its n-th call of the driver. */
const killer = `
  const Sqlite = require(${JSON.stringify(resolve('node_modules/better-sqlite3'))})
  let calls = 0
  const watch = (prototype, names) => {
    for (const name of names) {
      const call = prototype[name]
      prototype[name] = function (...words) {
        if (++calls === Number(process.env.STATEMENT)) process.kill(process.pid, 'SIGKILL')
        return call.apply(this, words)
      }
    }
  }
  const statement = new Sqlite(':memory:').prepare('select 1')
  watch(Sqlite.prototype, ['exec', 'pragma', 'close'])
  watch(Object.getPrototypeOf(statement), ['run', 'get', 'all'])`

await conduct({
  name: 'R11 migration killed',
  promise: `\`broadsheet migrate\` is ended with SIGKILL before each of its statements, and before it closes the file, on no file and on one of every older schema. Afterwards the file has the old schema
or the new one, never something between, and its rows; the next start completes it. A file of a newer program is refused, and left as it was.`,
  rounds: 1000,
  seconds: 400,
  async run({ folder, rounds, timeLeft, say }) {
    writeFileSync(join(folder, 'killer.cjs'), killer)
    runCommand(folder, ['migrate'])
    const file = join(folder, 'news.db')
    const wanted = schemaIn(file)
    const figures = { kills: 0, old: 0, new: 0 }
    const whole: number[] = []
    // From the newest schema on: what was released last is what most newspapers come from.
    for (let applied = migrations.length - 1; applied >= 0 && figures.kills < rounds && timeLeft(); applied--) {
      const begin = join(folder, `schema-${applied}.db`)
      const old = applied === 0 ? '' : olderNewspaper(begin, applied)
      let statement = 1
      for (let killed = true; killed && figures.kills < rounds && timeLeft(); statement++) {
        for (const name of readdirSync(folder).filter((name) => name.startsWith('news.db'))) rmSync(join(folder, name))
        if (applied > 0) cpSync(begin, file)
        killed = endsAt(folder, statement)
        if (!killed) {
          whole.push(applied)
          break
        }
        figures.kills++
        const found = schemaIn(file)
        const where = `Killed at statement ${statement} on the way from schema ${applied}`
        insist(found === old || found === wanted, `${where}, it is between: ${found}`)
        insist(applied === 0 || keptIn(file) === 'kept', `${where}, it has lost a row`)
        figures[found === old ? 'old' : 'new']++
        await openSqlite(file).close()
        insist(schemaIn(file) === wanted, `${where}, the next start did not complete it`)
        insist(applied === 0 || keptIn(file) === 'kept', `${where}, the next start has lost a row`)
      }
      say(`from schema ${applied}: ${statement - 1} statements${whole.includes(applied) ? ', all there are' : '; the time is over'}`)
    }
    insist(figures.old > 10 && figures.new > 0, `The kills missed the migration: ${JSON.stringify(figures)}`)
    insist(whole.length > 0, 'The time was too short for every statement from even one schema')
    insistOnRefusalOfNewer(folder)
    return `${figures.kills} kills, before every statement on the way from schema ${whole.join(', ')}: ${figures.old} left the old schema, ${figures.new} the new one, none anything between; each was completed by the next start; a newer file was refused and left as it was`
  },
})

/** Whether the migration was killed before it came to its end. */
function endsAt(folder: string, statement: number) {
  const { signal, status, stderr } = spawnSync(process.execPath, ['--require', join(folder, 'killer.cjs'), ...program(), 'migrate'], {
    env: { PATH: process.env.PATH, BROADSHEET_DATABASE: join(folder, 'news.db'), STATEMENT: String(statement) },
    encoding: 'utf8',
  })
  insist(signal === 'SIGKILL' || status === 0, `The migration ended with ${status}: ${stderr}`)
  return signal === 'SIGKILL'
}

/** Makes a newspaper of the schema after so many migrations, with a row in it, and answers with its schema. */
function olderNewspaper(file: string, applied: number) {
  const connection = new Sqlite(file)
  connection.pragma(`application_id = ${0x42725368}`)
  connection.pragma('journal_mode = wal')
  connection.exec('create table __drizzle_migrations (id serial primary key, hash text not null, created_at numeric)')
  for (const { sql, hash, folderMillis } of migrations.slice(0, applied)) {
    for (const text of sql) connection.exec(text)
    connection.prepare('insert into __drizzle_migrations (hash, created_at) values (?, ?)').run(hash, folderMillis)
  }
  connection.exec("insert into secrets values ('old', 'kept')")
  connection.close()
  return schemaIn(file)
}

function schemaIn(file: string) {
  return asked(file, 'select type, name, sql from sqlite_schema order by type, name')
}

function keptIn(file: string) {
  return JSON.parse(asked(file, "select value from secrets where name = 'old'"))[0]?.value
}

/** The rows as text, from a copy, so that what a crash left is looked at and not cleared up. */
function asked(file: string, statement: string) {
  for (const end of ['', '-wal']) {
    rmSync(`${file}.copy${end}`, { force: true })
    try {
      cpSync(file + end, `${file}.copy${end}`)
    } catch {}
  }
  const connection = new Sqlite(`${file}.copy`)
  insist(connection.pragma('integrity_check', { simple: true }) === 'ok', 'It is not whole')
  const rows = connection.prepare(statement).all()
  connection.close()
  return rows.length === 0 ? '' : JSON.stringify(rows)
}

function insistOnRefusalOfNewer(folder: string) {
  const file = join(folder, 'news.db')
  const connection = new Sqlite(file)
  connection.exec("insert into __drizzle_migrations (hash, created_at) values ('later', 99999999999999)")
  connection.close()
  const before = readFileSync(file)
  try {
    runCommand(folder, ['migrate'])
  } catch (error) {
    insist(/written by a newer Broadsheet/.test(String((error as { stderr?: string }).stderr)), 'It is refused for another reason')
    insist(before.equals(readFileSync(file)), 'A newer file was changed')
    return
  }
  throw new Error('A newer file was not refused')
}
