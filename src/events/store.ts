import { max } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { events } from '../db/tables.ts'

const last = prepared((db) =>
  db
    .select({ sequence: max(events.sequence) })
    .from(events)
    .prepare('last_event'),
)

/** The number of the last event; 0 before the first. */
export async function lastEvent(db: Reader): Promise<number> {
  const [row] = await last(db).execute()
  return row?.sequence ?? 0
}
