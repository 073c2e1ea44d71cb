import { createHmac, hash } from 'node:crypto'
import { never } from '../db/columns.ts'
import type { Writer } from '../db/database.ts'
import type { Keys } from '../db/keys.ts'
import { dropMailAbout, post } from '../mail/outbox.store.ts'
import { Problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { addLink, confirmComment, isAnythingUnder, linkBy, linksTo, spendLink } from './links.store.ts'
import { askingWhoseComment, bringingLink, type Words } from './mails.ts'
import { countedFor, mayMail } from './pace.ts'
import { type ReaderRow, verifiedReader } from './store.ts'

/** A link opens so long; milliseconds. */
export const linkValidFor = 86_400_000

type Needed = Pick<Services, 'config' | 'keys' | 'now' | 'random'>

/**
 * Asks the owner of an address by mail whether a comment is theirs, unless they have just been asked. The same statements either way, so that
 * nobody learns which.
 */
export async function askWhoseComment(
  tx: Writer,
  { commentId, email }: { commentId: string; email: string },
  { newspaper, headline }: { newspaper: string; headline: string },
  services: Needed,
) {
  const words = (token: string) => askingWhoseComment(newspaper, headline, `${pageForReaders(services.config)}#confirm=${token}`)
  await mailLink(tx, { purpose: 'comment', email, commentId, opens: true }, words, services)
}

/** Mails a link to all that is kept under an address, if anything is. Where nothing is, or one has just been mailed, the same is done in vain. */
export async function mailReaderLink(tx: Writer, email: string, newspaper: string, services: Needed) {
  const opens = await isAnythingUnder(tx, email)
  const words = (token: string) => bringingLink(newspaper, `${pageForReaders(services.config)}#open=${token}`)
  const mailed = await mailLink(tx, { purpose: 'reader', email, commentId: null, opens }, words, services)
  await dropMailAbout(tx, opens ? 'nothing' : (mailed ?? 'nothing'))
}

/** The address of the page for readers: that of the settings, or our own. */
export function pageForReaders({ readerPage, baseUrl }: Services['config']) {
  return readerPage || `${baseUrl}/reader`
}

/**
 * Answers with the hash of a fresh link, by which its mail is dropped; with nothing where the pace allows none: then what stands there already
 * is written once more, which changes nothing.
 */
async function mailLink(
  tx: Writer,
  { opens, email, ...link }: { purpose: 'comment' | 'reader'; email: string; commentId: string | null; opens: boolean },
  words: (token: string) => Words,
  { keys, now, random }: Needed,
) {
  const at = now()
  const emailHash = hashOfEmail(keys, email)
  const lately = await linksTo(tx, emailHash, new Date(at.getTime() - countedFor).toISOString())
  const isFresh = mayMail(link.purpose, lately, at)
  const token = random(32).toString('base64url')
  const id = isFresh ? hashOfLink(token) : lately[0]!.hash
  const expiresAt = new Date(at.getTime() + linkValidFor).toISOString()
  await addLink(tx, { hash: id, ...link, email: opens ? email : '', emailHash, createdAt: at.toISOString(), expiresAt })
  await post(tx, { once: `reader.link:${id}`, to: email, ...words(token), subjectId: link.commentId ?? id }, at)
  return isFresh ? id : undefined
}

/**
 * Opens a link, once: whoever has it reads the mail of its address, and so is its reader; the comment that it asks about is theirs.
 * Throws `link-used` for one that was opened, and `link-unknown` for what is forged, expired or was never mailed.
 */
export async function openLink(
  tx: Writer,
  token: string,
  { newId, now }: Services,
): Promise<{ reader: ReaderRow; commentId: string | null }> {
  const link = await linkBy(tx, hashOfLink(token))
  if (link && link.usedAt !== never) throw new Problem('link-used', `It was opened at ${link.usedAt}.`)
  if (!link || link.email === '' || link.expiresAt <= now().toISOString()) throw new Problem('link-unknown')
  const reader = await verifiedReader(tx, link.email, newId, now())
  if (link.commentId !== null) await confirmComment(tx, link.commentId, reader)
  await spendLink(tx, link.hash, now())
  return { reader, commentId: link.commentId }
}

/** What mail to an address is counted by, which says nothing about it to whoever has not the key. */
export function hashOfEmail({ text }: Keys, email: string) {
  return createHmac('sha256', text).update(`email ${email}`).digest('base64url')
}

function hashOfLink(token: string) {
  return hash('sha256', token)
}
