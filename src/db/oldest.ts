import { asc, inArray, lt } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { Writer } from './database.ts'

/** Deletes the oldest rows of a table whose time, by the column `at`, is before a moment: as many as `limit`, by an index on it. Answers with how many went. */
export async function dropOldest(tx: Writer, table: PgTable, { id, at }: { id: PgColumn; at: PgColumn }, before: string, limit: number) {
  const old = tx.select({ id }).from(table).where(lt(at, before)).orderBy(asc(at)).limit(limit)
  return (await tx.delete(table).where(inArray(id, old)).returning({ id })).length
}
