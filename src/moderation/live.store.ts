import { and, asc, inArray, max, sql } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { events } from '../db/tables.ts'
import { eventTypes } from './live.schema.ts'

const { placeholder } = sql

const newest = prepared((db) =>
  db
    .select({ sequence: max(events.sequence) })
    .from(events)
    .prepare('newest_event'),
)

/** The number of the last thing that happened; 0 when nothing has. */
export async function newestEvent(db: Reader): Promise<number> {
  const [row] = await newest(db).execute()
  return row?.sequence ?? 0
}

const between = prepared((db) =>
  db
    .select()
    .from(events)
    .where(
      and(
        sql`${events.sequence} > ${placeholder('after')}`,
        sql`${events.sequence} <= ${placeholder('until')}`,
        inArray(events.type, [...eventTypes]),
      ),
    )
    .orderBy(asc(events.sequence))
    .prepare('events_about_comments'),
)

/** What happened to comments behind one event, up to another and with it, in order. */
export function commentEvents(db: Reader, after: number, until: number) {
  return between(db).execute({ after, until })
}
