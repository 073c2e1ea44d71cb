import { and, asc, eq, inArray, lt, lte, type SQL, sql } from 'drizzle-orm'
import { never } from '../db/columns.ts'
import type { Reader, Writer } from '../db/database.ts'
import { dropOldest } from '../db/oldest.ts'
import { prepared } from '../db/prepared.ts'
import { outbox } from '../db/tables.ts'
import type { Mail } from './mail.ts'

const { placeholder } = sql

export type Channel = 'mail' | 'webhook'

/** A mail to be sent, or a webhook to be called with `text`, and the name of what it tells. */
export interface Post extends Mail {
  /** Mail unless given. */
  channel?: Channel
  /** Whose name has nobody's address in it, for it is kept longest. */
  once: string
  /** What it tells of: when that is erased, the mail is not sent. */
  subjectId?: string
}

export type Posted = typeof outbox.$inferSelect

const insert = prepared((tx: Writer) =>
  tx
    .insert(outbox)
    .values({
      once: placeholder('once'),
      channel: placeholder('channel'),
      state: 'waiting',
      to: placeholder('to'),
      subject: placeholder('subject'),
      text: placeholder('text'),
      headers: placeholder('headers'),
      subjectId: placeholder('subjectId'),
      attempts: 0,
      dueAt: placeholder('at'),
      at: placeholder('at'),
    })
    .onConflictDoNothing()
    .returning({ once: outbox.once })
    .prepare('post'),
)

/**
 * Writes a mail in the transaction of the change it tells of; it is sent when that is committed. Whoever posts under the same name again, be it
 * after the mail was sent, posts nothing, and is answered false.
 */
export async function post(tx: Writer, { channel = 'mail', headers = {}, subjectId, ...mail }: Post, now: Date): Promise<boolean> {
  const posted = await insert(tx).execute({ ...mail, channel, headers, subjectId: subjectId ?? null, at: now.toISOString() })
  return posted.length > 0
}

/** On its way: `sending` while nothing of it has left, `leaving` once it may have been delivered. */
const underWay = ['sending', 'leaving'] as const

/** Nothing of anybody, and nothing more to come. */
const done = { to: '', subject: '', text: '', headers: {}, dueAt: never }

/** Empties the mails about this subject. Those that wait are not sent; nor is what is being sent tried again. */
export async function dropMailAbout(tx: Writer, subjectId: string) {
  await tx
    .update(outbox)
    .set({ ...done, state: 'dropped' })
    .where(and(eq(outbox.subjectId, subjectId), inArray(outbox.state, ['waiting', ...underWay])))
}

/** Drops at most so many mails that were to be sent before a moment, whatever became of them, and answers with how many went. */
export function dropMail(tx: Writer, before: string, most: number): Promise<number> {
  return dropOldest(tx, outbox, { id: outbox.once, at: outbox.at }, before, most)
}

const due = prepared((db) =>
  db
    .select({ once: outbox.once })
    .from(outbox)
    .where(and(eq(outbox.channel, placeholder('channel')), lte(outbox.dueAt, placeholder('now'))))
    .limit(1)
    .prepare('mail_due'),
)

/** Whether a mail is due, or was left while it was being sent. */
export async function isMailDue(db: Reader, channel: Channel, now: Date): Promise<boolean> {
  return (await due(db).execute({ channel, now: now.toISOString() })).length > 0
}

/** Gives up mail that was interrupted when it may have been delivered, and answers with how many these are; has all else that was on its way wait again. */
export async function giveUpInterrupted(tx: Writer) {
  await changed(tx, 'mail', eq(outbox.state, 'sending'), { state: 'waiting' })
  return changed(tx, 'mail', eq(outbox.state, 'leaving'), { ...done, state: 'uncertain', failure: 'It was interrupted.' })
}

/** Has calls of webhooks that were left under way wait again, for whoever is called twice knows it by the id. None is given up. */
export async function retryInterrupted(tx: Writer) {
  await changed(tx, 'webhook', eq(outbox.state, 'sending'), { state: 'waiting' })
  return 0
}

/** Gives up what was to be sent before a moment and still waits, and answers with how many these are. */
export async function giveUpLate(tx: Writer, channel: Channel, before: Date) {
  const late = and(eq(outbox.state, 'waiting'), lt(outbox.at, before.toISOString()))!
  return changed(tx, channel, late, { ...done, state: 'failed' })
}

async function changed(tx: Writer, channel: Channel, which: SQL, to: Partial<Posted>) {
  return (
    await tx
      .update(outbox)
      .set(to)
      .where(and(eq(outbox.channel, channel), which))
      .returning({ once: outbox.once })
  ).length
}

/** Marks the mail that has been due longest as being sent, and answers with it, or with nothing. */
export async function takeMail(tx: Writer, channel: Channel, now: Date): Promise<Posted | undefined> {
  const next = tx
    .select({ once: outbox.once })
    .from(outbox)
    .where(and(eq(outbox.channel, channel), lte(outbox.dueAt, now.toISOString()), eq(outbox.state, 'waiting')))
    .orderBy(asc(outbox.dueAt))
    .limit(1)
  const [taken] = await tx
    .update(outbox)
    .set({ state: 'sending', attempts: sql`${outbox.attempts} + 1`, triedAt: now.toISOString() })
    .where(inArray(outbox.once, next))
    .returning()
  return taken
}

/** Marks a mail before the first word of it leaves. False when it was dropped meanwhile: then none may. */
export async function noteLeaving(tx: Writer, once: string): Promise<boolean> {
  const sending = and(eq(outbox.once, once), eq(outbox.state, 'sending'))
  return (await tx.update(outbox).set({ state: 'leaving' }).where(sending).returning({ once: outbox.once })).length > 0
}

/** Notes what became of a mail that was being sent, and empties it. One that was dropped meanwhile stays dropped. */
export async function noteDone(tx: Writer, once: string, state: 'sent' | 'failed' | 'uncertain', failure: string | null) {
  await tx
    .update(outbox)
    .set({ ...done, state, failure })
    .where(and(eq(outbox.once, once), inArray(outbox.state, underWay)))
}

/** Has a mail that was being sent wait for another try. */
export async function noteDelayed(tx: Writer, once: string, until: Date, failure: string | null) {
  const sending = and(eq(outbox.once, once), inArray(outbox.state, underWay))
  await tx.update(outbox).set({ state: 'waiting', dueAt: until.toISOString(), failure }).where(sending)
}

/** How many mails wait, and how many were given up. */
export async function mailNotSent(db: Reader) {
  const [waiting, failed, uncertain] = await Promise.all(
    (['waiting', 'failed', 'uncertain'] as const).map((state) =>
      db.$count(outbox, and(eq(outbox.channel, 'mail'), eq(outbox.state, state))),
    ),
  )
  return { waiting: waiting!, failed: failed!, uncertain: uncertain! }
}
