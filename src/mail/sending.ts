import { hash } from 'node:crypto'
import type { Services } from '../services.ts'
import { type MailCarrier, MailFailure } from './mail.ts'
import { giveUpInterrupted, giveUpLate, isMailDue, noteDelayed, noteDone, type Posted, takeMail } from './outbox.store.ts'

/** What became of mail, in numbers, and why some of it was not taken: sentences for a log. */
export interface Tally {
  sent: number
  delayed: number
  failed: number
  uncertain: number
  reasons: string[]
}

/** So many mails are on their way at once, as many as Nodemailer keeps connections. */
const atOnce = 5

const minute = 60_000

/** Milliseconds from when a mail was to be sent to when it is given up. */
const longestWait = 2 * 24 * 60 * minute

/**
 * Sends what is due, at most once: each mail is marked on the disk before the carrier has it, and one that is found so marked may have been
 * delivered, and is given up. No transaction is open meanwhile. Never run it twice at a time; a stop ends it between mails.
 */
export async function sendMail({ db, now }: Pick<Services, 'db' | 'now'>, carrier: MailCarrier, stopping?: AbortSignal): Promise<Tally> {
  const tally: Tally = { sent: 0, delayed: 0, failed: 0, uncertain: 0, reasons: [] }
  if (!(await isMailDue(db, now()))) return tally
  tally.uncertain = await db.write(giveUpInterrupted)
  tally.failed = await db.write((tx) => giveUpLate(tx, new Date(now().getTime() - longestWait)))

  const sendOneByOne = async () => {
    while (!stopping?.aborted) {
      const mail = await db.write((tx) => takeMail(tx, now()))
      if (!mail) return
      const failure = await handOver(mail, carrier, now())
      const next = failure?.standing === 'temporary' ? nextTry(mail, now()) : undefined
      const outcome = next ? 'delayed' : failure ? (failure.standing === 'uncertain' ? 'uncertain' : 'failed') : 'sent'
      await db.write((tx) =>
        next ? noteDelayed(tx, mail.once, next) : noteDone(tx, mail.once, outcome as Exclude<typeof outcome, 'delayed'>),
      )
      tally[outcome]++
      if (failure && !tally.reasons.includes(failure.message)) tally.reasons.push(failure.message)
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: atOnce }, sendOneByOne))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return tally
}

async function handOver({ once, to, subject, text, headers }: Posted, carrier: MailCarrier, date: Date): Promise<MailFailure | undefined> {
  try {
    await carrier.send({ id: hash('sha256', once).slice(0, 32), to, subject, text, headers, date })
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
