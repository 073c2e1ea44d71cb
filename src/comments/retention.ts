import type { Writer } from '../db/database.ts'
import { followKeys } from '../db/keys.ts'
import { dropAnswers } from '../http/answers.store.ts'
import { keptFor } from '../http/idempotency.ts'
import { dropMail } from '../mail/outbox.store.ts'
import { dropPreviewLinks } from '../previews/store.ts'
import { dropLinks } from '../readers/links.store.ts'
import { countedFor } from '../readers/pace.ts'
import { dropReaders } from '../readers/store.ts'
import type { Services } from '../services.ts'
import { forgetNotedAddresses } from './author-notes.store.ts'
import { dropDecisions, dropRareMarks, dropReplyNotices, eraseComments, forgetSenders } from './retention.store.ts'
import { dropAddressKeys, dropAuditEntries, dropBans, dropClaims, dropReports, forgetReporters } from './retention-of-traces.store.ts'
import { forgetChecks } from './spam-checks.store.ts'

/** How many were let go, of each kind. */
export interface Tidied {
  senders: number
  reporters: number
  checks: number
  spam: number
  rejected: number
  decisions: number
  audit: number
  bans: number
  reports: number
  answers: number
  claims: number
  marks: number
  mail: number
  keys: number
  notes: number
  replyNotices: number
  links: number
  readers: number
  previewLinks: number
}

/** So many are let go in one write, so that nobody waits long behind it. */
const page = 100

/** What stood in one comment alone is worth nothing to the spam score after so many days. */
const keepRareMarksDays = 180

/** What a mail told is remembered for so many days, long after anybody would tell it again. */
const keepMailDays = 30

/** A reader under whose address nothing is left is known for so many days, twice as long as a token holds. */
const keepReadersDays = 360

/** Who was shown a revision can be looked up so many days after the link has ended. */
const keepPreviewLinksDays = 30

const day = 86_400_000

/**
 * Lets go what its time is over for: pages of a hundred, each in a write of its own, between which others have their turn. It may be stopped
 * between two of them and begun again at any time; what is gone is not found again.
 */
export async function letGo({ config, db, keys, now, newId }: Services, stopping?: AbortSignal): Promise<Tidied> {
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
  const gone = {
    senders: await all(config.keepSendersDays * day, (tx, before) => forgetSenders(tx, before, page)),
    reporters: await all(config.keepSendersDays * day, (tx, before) => forgetReporters(tx, before, page, newId)),
    checks: await all(config.keepSendersDays * day, (tx, before) => forgetChecks(tx, before, page)),
    spam: await all(config.keepSpamDays * day, (tx, before) => eraseComments(tx, 'spam', before, page, at)),
    rejected: await all(config.keepRejectedDays * day, (tx, before) => eraseComments(tx, 'rejected', before, page, at)),
    decisions: await all(config.keepDecisionsDays * day, (tx, before) => dropDecisions(tx, before, page)),
    audit: await all(config.keepDecisionsDays * day, (tx, before) => dropAuditEntries(tx, before, page)),
    bans: await all(config.keepDecisionsDays * day, (tx, before) => dropBans(tx, before, page)),
    reports: await all(config.keepDecisionsDays * day, (tx, before) => dropReports(tx, before, page)),
    answers: await all(keptFor, (tx, before) => dropAnswers(tx, before, page)),
    claims: await all(day, (tx, before) => dropClaims(tx, before, page)),
    marks: await all(keepRareMarksDays * day, (tx, before) => dropRareMarks(tx, before, page)),
    mail: await all(keepMailDays * day, (tx, before) => dropMail(tx, before, page)),
    keys: await all(keyDays(config) * day, (tx, before) => dropAddressKeys(tx, before, at)),
    notes: await all(config.keepSendersDays * day, (tx, before) => forgetNotedAddresses(tx, before, page)),
    replyNotices: await all(keepMailDays * day, (tx, before) => dropReplyNotices(tx, before, page)),
    links: await all(countedFor, (tx, before) => dropLinks(tx, before, page)),
    readers: await all(keepReadersDays * day, (tx, before) => dropReaders(tx, before, page)),
    previewLinks: await all(keepPreviewLinksDays * day, (tx, before) => dropPreviewLinks(tx, before, page)),
  }
  if (gone.keys > 0) await followKeys(db, keys)
  return gone
}

/**
 * A key of addresses that was replaced is kept so many days: as long as hashes made with it are, but not beyond four others. The pace of comments and
 * kept answers look back for a day, so two are the least.
 */
function keyDays({ keepSendersDays, addressKeyDays }: Services['config']) {
  return Math.max(2, Math.min(keepSendersDays, 4 * addressKeyDays))
}
