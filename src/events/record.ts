import type { Writer } from '../db/database.ts'
import { preparedInsert } from '../db/prepared.ts'
import { events } from '../db/tables.ts'
import type { Events, EventType } from './catalogue.ts'

/** Writes what happened to the subject in the transaction of the change itself: both last, or neither. */
export async function record<Type extends EventType>(tx: Writer, type: Type, subjectId: string, data: Events[Type], at: Date) {
  await addEvent(tx, { type, subjectId, data, at: at.toISOString() })
}

const addEvent = preparedInsert(events)
