import { and, asc, eq, inArray, lt, notExists, sql } from 'drizzle-orm'
import type { Reader, Writer } from '../db/database.ts'
import { prepared, preparedInsert } from '../db/prepared.ts'
import { comments, readers } from '../db/tables.ts'

export type ReaderRow = typeof readers.$inferSelect

const { placeholder } = sql

/** When nothing has happened yet. */
const longAgo = '1970-01-01T00:00:00.000Z'

const byId = prepared((db) =>
  db
    .select()
    .from(readers)
    .where(eq(readers.id, placeholder('id')))
    .prepare('reader_by_id'),
)

/** A reader, or nothing. */
export async function readerById(db: Reader, id: string): Promise<ReaderRow | undefined> {
  const [reader] = await byId(db).execute({ id })
  return reader
}

const byEmail = prepared((db) =>
  db
    .select()
    .from(readers)
    .where(eq(readers.email, placeholder('email')))
    .prepare('reader_by_email'),
)

const insert = preparedInsert(readers)

/** The reader of an address that has just been shown to be theirs; made if it is the first time. */
export async function verifiedReader(tx: Writer, email: string, newId: () => string, now: Date): Promise<ReaderRow> {
  const at = now.toISOString()
  const [known] = await byEmail(tx).execute({ email })
  if (known) {
    await noteSeen(tx, known.id, now)
    return { ...known, seenAt: at }
  }
  const wishes = { tellApproval: true, tellRejection: true, tellReplies: true }
  const reader = { id: newId(), email, verifiedAt: at, seenAt: at, generation: 1, ...wishes, refusedAt: longAgo }
  await insert(tx, reader)
  return reader
}

const see = prepared((tx: Writer) =>
  tx
    .update(readers)
    .set({ seenAt: sql`${placeholder('at')}` })
    .where(eq(readers.id, placeholder('id')))
    .prepare('note_reader_seen'),
)

/** Notes that a reader is about: who is not for long, and has left nothing, is let go. */
export async function noteSeen(tx: Writer, id: string, now: Date) {
  await see(tx).execute({ id, at: now.toISOString() })
}

/** Ends every token of a reader. */
export async function signOut(tx: Writer, id: string) {
  await tx
    .update(readers)
    .set({ generation: sql`${readers.generation} + 1` })
    .where(eq(readers.id, id))
}

const wishes = { approval: 'tellApproval', rejection: 'tellRejection', replies: 'tellReplies' } as const

/** Has a reader told no more of something. Somebody who is not there any more is told nothing anyway. */
export async function stopTelling(tx: Writer, id: string, what: keyof typeof wishes) {
  await tx
    .update(readers)
    .set({ [wishes[what]]: false })
    .where(eq(readers.id, id))
}

/** Notes that something of a reader was refused until this moment, for what told so goes; what was noted of later stays. */
export async function noteRefused(tx: Writer, id: string, at: string) {
  await tx
    .update(readers)
    .set({ refusedAt: at })
    .where(and(eq(readers.id, id), lt(readers.refusedAt, at)))
}

/** Forgets a reader. */
export async function dropReader(tx: Writer, id: string) {
  await tx.delete(readers).where(eq(readers.id, id))
}

/** Forgets at most so many readers who were last seen before a moment and under whose address nothing is left, and answers with how many they were. */
export async function dropReaders(tx: Writer, before: string, most: number) {
  const left = tx.select({ id: comments.id }).from(comments).where(eq(comments.authorEmail, readers.email))
  const old = tx
    .select({ id: readers.id })
    .from(readers)
    .where(and(lt(readers.seenAt, before), notExists(left)))
    .orderBy(asc(readers.seenAt))
    .limit(most)
  return (await tx.delete(readers).where(inArray(readers.id, old)).returning({ id: readers.id })).length
}

/** What a reader wants to be told from now on. */
export async function setWishes(tx: Writer, id: string, wishes: Pick<ReaderRow, 'tellApproval' | 'tellRejection' | 'tellReplies'>) {
  await tx.update(readers).set(wishes).where(eq(readers.id, id))
}
