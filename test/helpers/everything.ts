import { getTableColumns, is, Table } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Database } from '../../src/db/database.ts'
import * as exported from '../../src/db/tables.ts'

const tables = Object.values(exported).filter((each): each is Extract<typeof each, PgTable> => is(each, Table))

/** The names of all columns of all tables, as the code and as the database calls them. */
export const columnNames = [
  ...new Set(
    tables.flatMap((table) =>
      Object.keys(getTableColumns(table)).flatMap((name) => [name, name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]),
    ),
  ),
]

/** All that is stored, as one text: alike before and after means that nothing has changed. */
export async function everythingIn(db: Database) {
  const rows = await Promise.all(tables.map((table) => db.select().from(table as PgTable)))
  return JSON.stringify(rows)
}
