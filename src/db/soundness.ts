import type Sqlite from 'better-sqlite3'
import { applicationId } from './identity.ts'
import { schemaOf } from './migrate.ts'

/** What two files hold alike when one is a copy of the other. */
export interface Contents {
  /** Grows with each migration. */
  schema: number
  /** How many rows each table has. */
  rows: Readonly<Record<string, number>>
}

export function contentsOf(connection: Sqlite.Database): Contents {
  const tables = connection
    .prepare(
      "select name from pragma_table_list where schema = 'main' and type in ('table', 'shadow') and name <> 'sqlite_schema' order by name",
    )
    .pluck()
    .all() as string[]
  const counted = tables.map((name) => [name, connection.prepare(`select count(*) from "${name}"`).pluck().get()])
  return { schema: schemaOf(connection), rows: Object.fromEntries(counted) }
}

/** What is wrong with an open file, to stand behind its name: every page, index and reference is looked at. Undefined when it is a sound newspaper. */
export function unsoundnessOf(connection: Sqlite.Database): string | undefined {
  if (connection.pragma('application_id', { simple: true }) !== applicationId) return 'holds no newspaper'
  const found = connection.pragma('integrity_check(1)', { simple: true })
  if (found !== 'ok') return `is damaged: ${found}`
  const dangling = connection.pragma('foreign_key_check') as unknown[]
  if (dangling.length > 0) return `is damaged: rows that refer to rows that do not exist: ${dangling.length}`
  return undefined
}
