import { desc, eq, or } from 'drizzle-orm'
import type { Reader, Writer } from '../db/database.ts'
import { authorNotes } from '../db/tables.ts'
import { audit, type By } from '../events/audit.ts'
import { Problem } from '../problem.ts'

/** Where somebody writes from. */
export interface Origin {
  email: string | null
  addressHash: string | null
}

/** So many notes are kept about an author. */
export const mostNotes = 100

/** What moderators have noted about whoever writes from here, newest first. */
export async function notesAbout(db: Reader, { email, addressHash }: Origin) {
  const whose = [
    email === null ? undefined : eq(authorNotes.email, email),
    addressHash === null ? undefined : eq(authorNotes.addressHash, addressHash),
  ].filter((condition) => condition !== undefined)
  if (whose.length === 0) return []
  return db
    .select()
    .from(authorNotes)
    .where(or(...whose))
    .orderBy(desc(authorNotes.id))
    .limit(mostNotes)
}

/** Keeps a note. What it says is not in the audit, which outlives it. Throws `state-forbids` when nobody knows whom it is about, or there are too many. */
export async function addNote(tx: Writer, commentId: string, { email, addressHash }: Origin, body: string, id: string, by: By, now: Date) {
  if (email === null && addressHash === null)
    throw new Problem('state-forbids', 'Nobody knows any more where this comment came from, so there is nobody to note anything about.')
  if ((await notesAbout(tx, { email, addressHash })).length >= mostNotes)
    throw new Problem('state-forbids', `There are ${mostNotes} notes about them; remove some first.`)
  const { staffId, name: staffName } = by.caller
  const note = { id, email, addressHash, body, at: now.toISOString(), staffId, staffName }
  await tx.insert(authorNotes).values(note)
  await audit(tx, by, { what: 'authorNote', action: 'created', subjectId: id, before: {}, after: { commentId } }, now)
  return note
}

/** Empties a note of what it says and of whom, for good. Throws `not-found`; removing it twice is no mistake. */
export async function removeNote(tx: Writer, id: string, by: By, now: Date) {
  const [note] = await tx.select().from(authorNotes).where(eq(authorNotes.id, id))
  if (!note) throw new Problem('not-found', `There is no note ${id}.`)
  if (note.body === '') return
  await tx.update(authorNotes).set({ email: null, addressHash: null, body: '' }).where(eq(authorNotes.id, id))
  const { at, staffName } = note
  await audit(tx, by, { what: 'authorNote', action: 'removed', subjectId: id, before: { at, staffName }, after: {} }, now)
}
