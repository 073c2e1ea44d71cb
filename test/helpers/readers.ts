import { createHash } from 'node:crypto'
import { enclosed, type Kind } from '../../src/notices/unsubscription.ts'
import { addLink } from '../../src/readers/links.store.ts'
import { hashOfEmail } from '../../src/readers/links.ts'
import type { Services } from '../../src/services.ts'
import { expecting } from './make.ts'
import type { Call } from './newsroom.ts'

/** What a link to an address opens with, as if it had been mailed. */
export async function linkTo({ db, keys, now, random }: Services, email: string, commentId: string | null = null): Promise<string> {
  const token = random(32).toString('base64url')
  const hash = createHash('sha256').update(token).digest('hex')
  const [createdAt, expiresAt] = [now().toISOString(), new Date(now().getTime() + 86_400_000).toISOString()]
  const purpose = commentId === null ? 'reader' : 'comment'
  await db.write((tx) => addLink(tx, { hash, purpose, email, emailHash: hashOfEmail(keys, email), commentId, createdAt, expiresAt }))
  return token
}

/** What stands in a mail to a reader for getting no more of its kind. */
export function unsubscription(services: Services, readerId: string, kind: Kind = 'replies'): string {
  return enclosed({ text: '' }, kind, readerId, services).headers['List-Unsubscribe'].match(/([^/]+)>$/)![1]!
}

/** The token of whoever has shown that an address is theirs. */
export async function verified(services: Services, reader: Call, email: string): Promise<string> {
  return expecting(201, await reader('POST', '/reader-sessions', { token: await linkTo(services, email) })).body.token
}
