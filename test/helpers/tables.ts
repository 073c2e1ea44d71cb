import { getTableColumns, is } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Database } from '../../src/db/database.ts'
import * as exported from '../../src/db/tables.ts'

/** The tables of the database, by name. */
export const allTables = Object.entries(exported).flatMap(([name, value]): [string, PgTable][] =>
  is(value, SQLiteTable) ? [[name, value as unknown as PgTable]] : [],
)

/** The names of all columns of all tables, as the code and as the database calls them. */
export const columnNames = [
  ...new Set(
    allTables.flatMap(([, table]) =>
      Object.keys(getTableColumns(table)).flatMap((name) => [name, name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]),
    ),
  ),
]

/** All that is stored, as one text: alike before and after means that nothing has changed. */
export async function everythingIn(db: Database) {
  return JSON.stringify(await Promise.all(allTables.map(([, table]) => db.select().from(table))))
}

/** All that is stored but the newspaper’s keys, as one text to look for words in. */
export async function traces(db: Database) {
  const parts: string[] = []
  for (const [name, table] of allTables) if (name !== 'secrets') parts.push(name, JSON.stringify(await db.select().from(table)))
  return parts.join('\n')
}
