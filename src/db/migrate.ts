import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type Sqlite from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'

const folder = fileURLToPath(new URL('../../migrations/sqlite', import.meta.url))

/**
 * Brings the file to the schema of this program, in one transaction: afterwards it has the new schema or still the old one.
 * Throws a sentence, and touches nothing, when the file was written by a newer program.
 *
 * Foreign keys are off meanwhile: a generated rebuild drops the old table, which would delete its children with it.
 */
export function migrateSqlite(connection: Sqlite.Database) {
  const newest = newestSchema()
  const applied = schemaOf(connection)
  if (applied > newest)
    throw new Error(
      `${connection.name} was written by a newer Broadsheet. Install that version or a later one; this file was left untouched.`,
    )
  if (applied === newest) return
  connection.pragma('foreign_keys = off')
  migrate(drizzle(connection, { casing: 'snake_case' }), { migrationsFolder: folder })
  const dangling = connection.pragma('foreign_key_check') as unknown[]
  connection.pragma('foreign_keys = on')
  if (dangling.length > 0)
    throw new Error(
      `After migrating ${connection.name}, ${dangling.length} rows refer to rows that do not exist. Restore the backup and report this.`,
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
