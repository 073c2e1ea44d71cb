import type { Writer } from '../db/database.ts'
import { dropAnswers } from '../http/answers.store.ts'
import { keptFor } from '../http/idempotency.ts'
import { dropMail } from '../mail/outbox.store.ts'
import { dropLinks } from '../readers/links.store.ts'
import { countedFor } from '../readers/pace.ts'
import { dropReaders } from '../readers/store.ts'
import type { Services } from '../services.ts'
import { dropDecisions, dropRareMarks, dropReplyNotices, eraseComments, forgetSenders } from './retention.store.ts'

/** How many were let go, of each kind. */
export interface Tidied {
  senders: number
  spam: number
  rejected: number
  decisions: number
  answers: number
  marks: number
  mail: number
  replyNotices: number
  links: number
  readers: number
}

/** So many are let go in one write, so that nobody waits long behind it. */
const page = 100

/** What stood in one comment alone is worth nothing to the spam score after so many days. */
const keepRareMarksDays = 180

/** What a mail told is remembered for so many days, long after anybody would tell it again. */
const keepMailDays = 30

/** A reader under whose address nothing is left is known for so many days, twice as long as a token holds. */
const keepReadersDays = 360

const day = 86_400_000

/**
 * Lets go what its time is over for: pages of a hundred, each in a write of its own, between which others have their turn. It may be stopped
 * between two of them and begun again at any time; what is gone is not found again.
 */
export async function letGo({ config, db, now }: Services, stopping?: AbortSignal): Promise<Tidied> {
  const at = now()
  const all = async (age: number, step: (tx: Writer, before: string) => Promise<number>) => {
    const before = new Date(at.getTime() - age).toISOString()
    let gone = 0
    let found = page
    while (found === page && !stopping?.aborted) {
      found = await db.write((tx) => step(tx, before))
      gone += found
    }
    return gone
  }
  return {
    senders: await all(config.keepSendersDays * day, (tx, before) => forgetSenders(tx, before, page)),
    spam: await all(config.keepSpamDays * day, (tx, before) => eraseComments(tx, 'spam', before, page, at)),
    rejected: await all(config.keepRejectedDays * day, (tx, before) => eraseComments(tx, 'rejected', before, page, at)),
    decisions: await all(config.keepDecisionsDays * day, (tx, before) => dropDecisions(tx, before, page)),
    answers: await all(keptFor, (tx, before) => dropAnswers(tx, before, page)),
    marks: await all(keepRareMarksDays * day, (tx, before) => dropRareMarks(tx, before, page)),
    mail: await all(keepMailDays * day, (tx, before) => dropMail(tx, before, page)),
    replyNotices: await all(keepMailDays * day, (tx, before) => dropReplyNotices(tx, before, page)),
    links: await all(countedFor, (tx, before) => dropLinks(tx, before, page)),
    readers: await all(keepReadersDays * day, (tx, before) => dropReaders(tx, before, page)),
  }
}
