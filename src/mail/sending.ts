import { hash } from 'node:crypto'
import type { Writer } from '../db/database.ts'
import type { Services } from '../services.ts'
import { type MailCarrier, MailFailure } from './mail.ts'
import {
  type Channel,
  giveUpInterrupted,
  giveUpLate,
  isMailDue,
  noteDelayed,
  noteDone,
  noteLeaving,
  type Posted,
  retryInterrupted,
  takeMail,
} from './outbox.store.ts'

/** What became of mail, in numbers, and why some of it was not taken: sentences for a log. */
export interface Tally {
  sent: number
  delayed: number
  failed: number
  uncertain: number
  reasons: string[]
}

/** How what is written is sent on. */
interface Way {
  channel: Channel
  /** So much is on its way at once. */
  atOnce: number
  /** What becomes of what was left while it was being sent; answers with how many were given up. */
  interrupted: (tx: Writer) => Promise<number>
  /** Whether what may have been delivered is tried again. */
  uncertainAgain: boolean
}

/** As many at once as Nodemailer keeps connections. */
const byMail: Way = { channel: 'mail', atOnce: 5, interrupted: giveUpInterrupted, uncertainAgain: false }

const byWebhook: Way = { channel: 'webhook', atOnce: 20, interrupted: retryInterrupted, uncertainAgain: true }

const minute = 60_000

/** Milliseconds from when a mail was to be sent to when it is given up. */
const longestWait = 2 * 24 * 60 * minute

type Needed = Pick<Services, 'db' | 'now'>

/**
 * Sends what is due, at most once: each mail is marked on the disk before the first word of it leaves, and one that is found so marked may have been
 * delivered, and is given up. No transaction is open meanwhile. Never run it twice at a time; a stop ends it between mails.
 */
export function sendMail(services: Needed, carrier: MailCarrier, stopping?: AbortSignal): Promise<Tally> {
  return send(services, byMail, carrier, stopping)
}

/** Calls the webhooks that are due, at least once: a call that was interrupted is made again, under the same id. */
export function callWebhooks(services: Needed, carrier: MailCarrier, stopping?: AbortSignal): Promise<Tally> {
  return send(services, byWebhook, carrier, stopping)
}

async function send({ db, now }: Needed, way: Way, carrier: MailCarrier, stopping: AbortSignal | undefined): Promise<Tally> {
  const tally: Tally = { sent: 0, delayed: 0, failed: 0, uncertain: 0, reasons: [] }
  if (!(await isMailDue(db, way.channel, now()))) return tally
  tally.uncertain = await db.write(way.interrupted)
  tally.failed = await db.write((tx) => giveUpLate(tx, way.channel, new Date(now().getTime() - longestWait)))

  const sendOneByOne = async () => {
    while (!stopping?.aborted) {
      const mail = await db.write((tx) => takeMail(tx, way.channel, now()))
      if (!mail) return
      const leaving = async () => {
        if (!(await db.write((tx) => noteLeaving(tx, mail.once)))) throw new MailFailure('permanent', 'A mail was dropped.')
      }
      const failure = await handOver(mail, carrier, now(), leaving)
      const isOver = failure?.standing === 'permanent' || (failure?.standing === 'uncertain' && !way.uncertainAgain)
      const next = failure && !isOver ? nextTry(mail, now()) : undefined
      const outcome = outcomeOf(failure, next)
      const why = failure?.message ?? null
      await db.write((tx) => (next ? noteDelayed(tx, mail.once, next, why) : noteDone(tx, mail.once, outcome as Ended, why)))
      tally[outcome]++
      if (failure && !tally.reasons.includes(failure.message)) tally.reasons.push(failure.message)
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: way.atOnce }, sendOneByOne))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return tally
}

type Ended = 'sent' | 'failed' | 'uncertain'

function outcomeOf(failure: MailFailure | undefined, next: Date | undefined): Ended | 'delayed' {
  if (!failure) return 'sent'
  if (next) return 'delayed'
  return failure.standing === 'uncertain' ? 'uncertain' : 'failed'
}

async function handOver(posted: Posted, carrier: MailCarrier, date: Date, leaving: () => Promise<void>): Promise<MailFailure | undefined> {
  const { once, to, subject, text, headers, subjectId } = posted
  try {
    await carrier.send({ id: hash('sha256', once).slice(0, 32), to, subject, text, headers, date, subjectId }, leaving)
    return undefined
  } catch (error) {
    return error instanceof MailFailure ? error : new MailFailure('uncertain', 'A mail was interrupted.', String(error))
  }
}

/** A minute after the first failure, four times as long after each further one, six hours at most; nothing once it would be too late. */
function nextTry({ attempts, at }: Posted, now: Date): Date | undefined {
  const next = now.getTime() + Math.min(minute * 4 ** (attempts - 1), 360 * minute)
  return next < Date.parse(at) + longestWait ? new Date(next) : undefined
}
