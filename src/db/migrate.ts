import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type Sqlite from 'better-sqlite3'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { createTextIndex } from './text-index.ts'

const folder = fileURLToPath(new URL('../../migrations/sqlite', import.meta.url))

/**
 * Brings the file to the schema of this program, in one transaction: afterwards it has the new schema or still the old one.
 * Throws a sentence, and touches nothing, when the file was written by a newer program, and when rows would be left that refer to nothing.
 *
 * Foreign keys are off meanwhile: a generated rebuild drops the old table, which would delete its children with it.
 */
export function migrateSqlite(connection: Sqlite.Database) {
  if (!isBehind(connection)) return
  connection.pragma('foreign_keys = off')
  try {
    connection.transaction(applyMigrations).immediate(connection)
  } finally {
    connection.pragma('foreign_keys = on')
  }
}

/** Whether the file has an older schema than this program, or none. Throws a sentence for a newer one. */
export function isBehind(connection: Sqlite.Database) {
  const newest = newestSchema()
  const applied = schemaOf(connection)
  if (applied > newest)
    throw new Error(
      `${connection.name} was written by a newer Broadsheet. Install that version or a later one; this file was left untouched.`,
    )
  return applied < newest
}

/** Keeps the books that drizzle-kit's own migrator keeps, which commits before the references can be checked. */
function applyMigrations(connection: Sqlite.Database) {
  connection.exec('create table if not exists __drizzle_migrations (id serial primary key, hash text not null, created_at numeric)')
  const applied = schemaOf(connection)
  const note = connection.prepare('insert into __drizzle_migrations (hash, created_at) values (?, ?)')
  for (const { sql, hash, folderMillis } of readMigrationFiles({ migrationsFolder: folder }).filter((one) => one.folderMillis > applied)) {
    for (const statement of sql) connection.exec(statement)
    note.run(hash, folderMillis)
  }
  createTextIndex(connection)
  const dangling = connection.pragma('foreign_key_check') as unknown[]
  if (dangling.length > 0)
    throw new Error(
      `Migrating ${connection.name} would leave ${dangling.length} rows that refer to rows that do not exist. It was left as it was; report this.`,
    )
}

/** The newest schema that this program knows: a number that grows with each migration. */
export function newestSchema(): number {
  const journal = JSON.parse(readFileSync(`${folder}/meta/_journal.json`, 'utf8')) as { entries: { when: number }[] }
  return Math.max(...journal.entries.map(({ when }) => when))
}

/** The same number of the schema that a file has; 0 when it has none. */
export function schemaOf(connection: Sqlite.Database): number {
  const known = connection.prepare("select 1 from sqlite_schema where name = '__drizzle_migrations'").get()
  if (!known) return 0
  return Number(connection.prepare('select max(created_at) from __drizzle_migrations').pluck().get() ?? 0)
}
