import { asc, gt, max } from 'drizzle-orm'
import type { Database } from '../../src/db/database.ts'
import { events } from '../../src/db/tables.ts'

/** What happened while `work` was done: type, subject and data of each event, in order. */
export async function happened(db: Database, work: () => Promise<unknown>) {
  const [last] = await db.select({ sequence: max(events.sequence) }).from(events)
  await work()
  const rows = await db
    .select()
    .from(events)
    .where(gt(events.sequence, last?.sequence ?? 0))
    .orderBy(asc(events.sequence))
  return rows.map(({ type, subjectId, data }) => ({ type, subjectId, data }))
}
