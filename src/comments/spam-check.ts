import { addressOf } from '../articles/summary.ts'
import type { Reader } from '../db/database.ts'
import { type SpamContext, spamServiceOf } from '../screening/spam-service.ts'
import type { Judgement } from '../screening/spam-verdict.ts'
import type { Services } from '../services.ts'
import { asKept, isStaff, type Sender } from './as-kept.ts'
import { passGates } from './gates.ts'
import { passEditGates } from './own.ts'
import type { NewComment } from './schema.ts'
import { placeOf } from './spam-checks.store.ts'

/** What the spam service was shown of a comment, beside what the comment keeps itself, and what it said. */
export interface Check extends Pick<SpamContext, 'address' | 'userAgent' | 'referrer' | 'permalink' | 'at'> {
  judgement: Judgement
}

/**
 * Asks the spam service about a comment, before it is its turn to be written: whatever else will be found in it, so that the time it takes tells
 * nothing. Throws what keeps the comment from being taken. Nobody is asked when there is no service, nor about the newsroom’s own words.
 */
export async function checkNew(
  db: Reader,
  type: 'article' | 'page',
  slug: string,
  given: NewComment,
  sender: Sender,
  services: Services,
): Promise<Check | undefined> {
  const service = spamServiceOf(services)
  if (!service || isStaff(sender)) return undefined
  const { traces, hashes, authorUrl, email, body } = asKept(given, sender, services.keys)
  const { article, first } = await passGates(db, type, slug, given, { ...traces, hashes, staff: false }, services.now())
  const shown = await shownOf(db, article.id, sender, services)
  if (first) return { ...shown, judgement: unasked }
  const { authorName } = traces
  return { ...shown, judgement: await service.check({ ...shown, authorName, authorUrl, authorEmail: email, body }) }
}

/** The same about the new words of a comment. Throws what keeps them from being taken. */
export async function checkEdit(
  db: Reader,
  id: string,
  given: { body: string },
  sender: Omit<Sender, 'reader'>,
  services: Services,
): Promise<Check | undefined> {
  const service = spamServiceOf(services)
  if (!service) return undefined
  const { comment, body, isSame } = await passEditGates(db, id, given, services)
  if (comment.badge === 'staff') return undefined
  const shown = await shownOf(db, comment.articleId, sender, services)
  if (isSame) return { ...shown, judgement: unasked }
  const { authorName, authorUrl, authorEmail } = comment
  return { ...shown, judgement: await service.check({ ...shown, authorName, authorUrl, authorEmail, body, again: 'edit' }) }
}

/** Of what was taken before, should it have gone in the meantime. */
const unasked: Judgement = { error: 'it was not asked.' }

async function shownOf(db: Reader, articleId: string, { address, userAgent, referrer }: Omit<Sender, 'reader'>, { config, now }: Services) {
  return {
    address,
    userAgent: userAgent?.slice(0, 500) ?? null,
    referrer: referrer?.slice(0, 2000) ?? null,
    permalink: addressOf(config, await placeOf(db, articleId)),
    at: now().toISOString(),
  }
}
