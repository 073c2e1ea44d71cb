import { isDeepStrictEqual } from 'node:util'
import type { Writer } from '../db/database.ts'
import { preparedInsert } from '../db/prepared.ts'
import { auditEntries } from '../db/tables.ts'
import type { Caller } from '../http/access.ts'

/** Whose change it is, and the id of its entry. */
export interface By {
  caller: Caller
  entryId: string
}

type Entry = Pick<typeof auditEntries.$inferInsert, 'what' | 'action' | 'subjectId' | 'before' | 'after'>

/** Writes down who changed what, in the transaction of the change itself: of what was before and after, the members that differ. What changed nothing is not written down. */
export async function audit(tx: Writer, { caller, entryId }: By, { before, after, ...entry }: Entry, now: Date) {
  const { staffId, name: staffName } = caller
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const different = names.filter((name) => !isDeepStrictEqual(before[name], after[name]))
  if (different.length === 0) return
  const only = (members: Record<string, unknown>) =>
    Object.fromEntries(different.flatMap((name) => (Object.hasOwn(members, name) ? [[name, members[name]]] : [])))
  await addEntry(tx, { id: entryId, at: now.toISOString(), staffId, staffName, ...entry, before: only(before), after: only(after) })
}

const addEntry = preparedInsert(auditEntries)
