import { createHmac } from 'node:crypto'
import type { Keys } from '../db/keys.ts'
import { sameText } from '../http/same-text.ts'
import { Problem } from '../problem.ts'

/** A token opens its comment so long; milliseconds from the comment on. */
const validFor = 365 * 86_400_000

/** The token by which whoever left a comment holds it: made from the comment each time, so that it need not be kept. */
export function commenterToken(keys: Keys, { id, createdAt }: { id: string; createdAt: string }): string {
  const expiry = Math.floor((Date.parse(createdAt) + validFor) / 1000).toString(36)
  return `${expiry}.${sign(keys, id, expiry)}`
}

/** Throws `not-found` for a token that is forged, expired or another comment’s, as if the comment were not there. */
export function insistOnHolder(keys: Keys, id: string, token: string, now: Date) {
  const [expiry = '', signature = '', ...junk] = token.split('.')
  const isOurs = junk.length === 0 && sameText(signature, sign(keys, id, expiry))
  if (!isOurs || Number.parseInt(expiry, 36) * 1000 <= now.getTime()) throw unheld(id)
}

/** What is answered to whoever does not hold a comment, whether it is there or not. */
export function unheld(id: string) {
  return new Problem('not-found', `There is no comment ${id} that this token opens.`)
}

function sign({ commenter }: Keys, id: string, expiry: string) {
  return createHmac('sha256', commenter)
    .update(JSON.stringify(['comment', id, expiry]))
    .digest('base64url')
}
