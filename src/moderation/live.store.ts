import { and, asc, inArray, sql } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { events } from '../db/tables.ts'
import { eventTypes } from './live.schema.ts'

const { placeholder } = sql

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
