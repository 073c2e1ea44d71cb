import { createHmac } from 'node:crypto'
import type { Reader } from '../db/database.ts'
import type { Keys } from '../db/keys.ts'
import { sameText } from '../http/same-text.ts'
import { Problem } from '../problem.ts'
import { type ReaderRow, readerById } from './store.ts'

/** A token opens what is its reader’s so long; milliseconds. */
const validFor = 180 * 86_400_000

/** How a token is written: whose it is, of which generation, until when, and our signature. */
export const readerTokenPattern = '^[0-9a-f-]{36}\\.[0-9a-z]{1,8}\\.[0-9a-z]{6,9}\\.[\\w-]{43}$'

/** What a reader's token says, without the signature that makes it one: this may be kept. */
export function readerClaim({ id, generation }: Pick<ReaderRow, 'id' | 'generation'>, now: Date) {
  const expiry = Math.floor((now.getTime() + validFor) / 1000)
  const claim = `${id}.${generation.toString(36)}.${expiry.toString(36)}`
  return { claim, expiresAt: new Date(expiry * 1000).toISOString() }
}

/** The token that makes a claim good. */
export function readerToken(keys: Keys, claim: string) {
  return `${claim}.${sign(keys, claim)}`
}

/** Whose token it is. Throws `reader-token-unknown` for one that is forged, expired, signed out, or of somebody who was erased. */
export async function readerHolding(db: Reader, keys: Keys, token: string, now: Date): Promise<ReaderRow> {
  const [id = '', generation = '', expiry = '', signature = ''] = token.split('.')
  const isOurs = sameText(signature, sign(keys, `${id}.${generation}.${expiry}`))
  if (!isOurs || Number.parseInt(expiry, 36) * 1000 <= now.getTime()) throw unknownToken()
  const reader = await readerById(db, id)
  if (reader?.generation !== Number.parseInt(generation, 36)) throw unknownToken()
  return reader
}

/** The same of a token that need not be sent. */
export async function perhapsReader(db: Reader, keys: Keys, token: string | undefined, now: Date): Promise<ReaderRow | undefined> {
  return token === undefined ? undefined : readerHolding(db, keys, token, now)
}

function unknownToken() {
  const failure = { header: 'Reader-Token', code: 'unknown', detail: 'It is none, or opens nothing any more.' }
  return new Problem('reader-token-unknown', undefined, [failure], { 'www-authenticate': 'Reader-Token realm="Broadsheet"' })
}

function sign({ commenter }: Keys, claim: string) {
  return createHmac('sha256', commenter)
    .update(JSON.stringify(['reader', ...claim.split('.')]))
    .digest('base64url')
}
