import { createHmac } from 'node:crypto'
import { addressHashes } from '../db/address-keys.ts'
import type { Keys } from '../db/keys.ts'
import type { Caller } from '../http/access.ts'
import { network } from '../http/network.ts'
import { Problem } from '../problem.ts'
import type { ReaderRow } from '../readers/store.ts'
import { fingerprint } from '../screening/normalise.ts'
import type { NewComment } from './schema.ts'

/** Where a comment comes from. */
export interface Sender {
  address: string
  userAgent: string | undefined
  referrer: string | undefined
  caller: Caller | undefined
  /** Who it is for certain. */
  reader: ReaderRow | undefined
}

/** Whether a moderator speaks. */
export function isStaff({ caller }: Pick<Sender, 'caller'>) {
  return caller?.scopes.includes('comments:moderate') ?? false
}

/** What is kept of a comment, as it is kept. Throws `unprocessable` where somebody types another address than their own. */
export function asKept(given: NewComment, { address, reader }: Pick<Sender, 'address' | 'reader'>, keys: Keys) {
  const body = given.body.normalize('NFC')
  return {
    traces: {
      inReplyTo: given.inReplyTo ?? null,
      authorName: inOneLine(given.authorName),
      fingerprint: textHash(keys, body),
    },
    hashes: hashesOfAddress(keys, address),
    authorUrl: given.authorUrl ?? null,
    email: emailOf(given, reader),
    body,
  }
}

/** The address a comment is left with; a reader’s is known. Throws `unprocessable` for another one beside it. */
function emailOf({ authorEmail }: NewComment, reader: ReaderRow | undefined) {
  const typed = authorEmail?.toLowerCase() ?? null
  if (!reader) return typed
  if (typed === null || typed === reader.email) return reader.email
  throw new Problem('unprocessable', undefined, [
    { pointer: '#/authorEmail', code: 'differs', detail: 'It is not the address of the `Reader-Token`. Leave one of them out.' },
  ])
}

/** Where somebody writes from, which says nothing about it to whoever has not the key: as it is kept, and as it may have been kept before. */
export function hashesOfAddress(keys: Keys, address: string) {
  return addressHashes(keys, network(address))
}

/** What a text is compared by, which says nothing about it to whoever has not the key. */
export function textHash({ text }: Keys, body: string) {
  return createHmac('sha256', text)
    .update(`text ${fingerprint(body) || body}`)
    .digest('base64url')
}

/** A name as it is kept: in NFC, its white space and controls single spaces. */
function inOneLine(name: string) {
  return name
    .normalize('NFC')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
}
