import { createHmac } from 'node:crypto'
import { commentWindow } from '../articles/comment-window.ts'
import { publicArticles } from '../articles/lists.store.ts'
import type { Writer } from '../db/database.ts'
import type { Keys } from '../db/keys.ts'
import type { Caller } from '../http/access.ts'
import { network } from '../http/network.ts'
import { Problem } from '../problem.ts'
import { askWhoseComment } from '../readers/links.ts'
import { noteSeen, type ReaderRow } from '../readers/store.ts'
import type { Services } from '../services.ts'
import type { CommentPolicy } from '../site/schema.ts'
import { readSite } from '../site/store.ts'
import { staffNames } from '../staff/store.ts'
import { bansOn, type Traces } from './bans.store.ts'
import { addComment } from './changes.store.ts'
import { commenterToken } from './commenter-token.ts'
import { fingerprint, isBlank, isLongerThan } from './normalise.ts'
import { secondsToWait } from './rate.ts'
import { missing, type NewComment } from './schema.ts'
import { type Circumstances, type Submission, screen } from './screening.ts'
import { learntAbout } from './spam-score.store.ts'
import {
  articleForComments,
  bylinedNames,
  type CommentRow,
  otherArticlesWithText,
  recentMoments,
  sentBefore,
  visibleComment,
} from './store.ts'
import { defaultTrust, isTrusted } from './trust.store.ts'
import { listsInForce } from './word-lists.store.ts'

/** Where a comment comes from. */
export interface Sender {
  address: string
  userAgent: string | undefined
  caller: Caller | undefined
  /** Who it is for certain. */
  reader: ReaderRow | undefined
}

/** So many links hold anybody’s comment. */
const linksHoldAt = 2

/** The same words under the same name from the same address within this time are one comment, sent twice; milliseconds. */
const sameWithin = 24 * 3_600_000

/** A text with fewer letters and digits than this (“Thank you!”) is many people’s own. */
const tellingLength = 20

/**
 * Takes what a reader wants to say: the gates first, which write nothing, then the screening, which decides where it goes.
 * Throws `invalid-request`, `not-found`, `comments-closed`, `unprocessable`, and `too-many-requests`. What is sent twice is answered with the first one.
 */
export async function leaveComment(
  tx: Writer,
  type: 'article' | 'page',
  slug: string,
  given: NewComment,
  sender: Sender,
  services: Services,
) {
  const { config, keys, newId, now } = services
  const { reader } = sender
  insistOnWords(given)
  const email = emailOf(given, reader)
  const article = await articleForComments(tx, type, slug, now())
  const { commentPolicy: policy, name: newspaper } = await readSite(tx)
  if (!commentWindow(article, policy, now()).open || policy.mode === 'closed') throw new Problem('comments-closed')
  if (isLongerThan(given.body, policy.length)) throw tooLong(policy)
  const place = await placeInThread(tx, article.id, given.inReplyTo ?? null, policy.depth)

  const staff = sender.caller?.scopes.includes('comments:moderate') ?? false
  const addressHash = hashOfAddress(keys, sender.address)
  const body = given.body.normalize('NFC')
  const authorName = inOneLine(given.authorName)
  const authorUrl = given.authorUrl ?? null
  const inReplyTo = given.inReplyTo ?? null

  const sent = { articleId: article.id, inReplyTo, authorName, addressHash, fingerprint: textHash(keys, body) }
  const first = await sentBefore(tx, sent, new Date(now().getTime() - sameWithin).toISOString())
  if (first) return { comment: { ...submitted(first.comment, first.body), token: null }, isNew: false }
  if (!staff) await insistOnRate(tx, addressHash, now())

  const submission = { authorName, authorUrl, body, honeypot: given.subject ?? '' }
  const { state, signals } = await screened(
    tx,
    submission,
    {
      mode: policy.mode,
      newspaper,
      staff,
      trusted: reader !== undefined && (await isTrusted(tx, reader, defaultTrust, now())),
      articleId: article.id,
      fingerprint: sent.fingerprint,
      from: { email, url: authorUrl, address: sender.address, addressHash },
    },
    now(),
  )

  const id = newId()
  const comment: CommentRow = {
    id,
    ...sent,
    rootId: place.rootId ?? id,
    parentId: place.parentId,
    depth: place.depth,
    state,
    version: 1,
    revision: 1,
    approvedRevision: state === 'approved' ? 1 : null,
    reports: null,
    authorUrl,
    authorEmail: email,
    readerId: reader?.id ?? null,
    badge: staff ? 'staff' : null,
    userAgent: sender.userAgent?.slice(0, 500) ?? null,
    createdAt: now().toISOString(),
  }
  await addComment(tx, comment, body, signals, now())
  if (reader) await noteSeen(tx, reader.id, now())
  else if (email !== null && config.mail !== '') {
    const [{ headline } = { headline: '' }] = await publicArticles(tx, [article.id], now())
    await askWhoseComment(tx, { commentId: id, email }, { newspaper, headline }, services)
  }
  return { comment: { ...submitted(comment, body), token: commenterToken(keys, comment) }, isNew: true }
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

/** Where somebody writes from, which says nothing about it to whoever has not the key. */
export function hashOfAddress({ address: key }: Keys, address: string) {
  return createHmac('sha256', key).update(network(address)).digest('base64url')
}

/** What a text is compared by, which says nothing about it to whoever has not the key. */
export function textHash({ address }: Keys, body: string) {
  return createHmac('sha256', address)
    .update(`text ${fingerprint(body) || body}`)
    .digest('base64url')
}

/** Screens what will be stored, with all that the newspaper knows about it. */
export async function screened(
  tx: Writer,
  submission: Submission,
  known: {
    mode: Circumstances['mode']
    newspaper: string
    staff: boolean
    trusted: boolean
    articleId: string
    fingerprint: string
    from: Traces
  },
  now: Date,
) {
  const { mode, newspaper, staff, trusted, articleId } = known
  const tells = fingerprint(submission.body).length >= tellingLength
  return screen(submission, {
    mode,
    linksHoldAt,
    trusted,
    staff,
    staffNames: [newspaper, ...(await staffNames(tx)), ...(await bylinedNames(tx))],
    otherArticlesWithSameText: tells ? await otherArticlesWithText(tx, articleId, known.fingerprint) : 0,
    bans: await bansOn(tx, known.from, now),
    wordLists: await listsInForce(tx),
    learnt: await learntAbout(tx, submission),
  })
}

/** A name as it is kept: in NFC, its white space and controls single spaces. */
function inOneLine(name: string) {
  return name
    .normalize('NFC')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
}

/** The pattern of the schema knows the common characters that are drawn as nothing; this knows the others. */
export function insistOnWords(given: Partial<Pick<NewComment, 'authorName' | 'body'>>) {
  const blank = (['authorName', 'body'] as const).filter((member) => given[member] !== undefined && isBlank(given[member]))
  const failures = blank.map((member) => ({ pointer: `#/${member}`, code: 'required', detail: missing[member] }))
  if (failures.length > 0) throw new Problem('invalid-request', undefined, failures)
}

/** What the reader is told: whether it waits, and nothing about why. */
function submitted({ id, state, parentId, inReplyTo, depth, authorName, authorUrl, createdAt }: CommentRow, body: string) {
  const told = state === 'approved' ? ('approved' as const) : ('pending' as const)
  return { id, state: told, parentId, inReplyTo, depth, authorName, authorUrl, body, createdAt }
}

/** Where an answer hangs: below what it answers, or beside it at the deepest level, where what stands beside a root is a root of its own. */
async function placeInThread(tx: Writer, articleId: string, inReplyTo: string | null, deepest: number) {
  if (inReplyTo === null) return { rootId: null, parentId: null, depth: 1 }
  const answered = await visibleComment(tx, articleId, inReplyTo)
  if (!answered)
    throw new Problem('unprocessable', undefined, [
      { pointer: '#/inReplyTo', code: 'unknown', detail: 'The comment you are answering cannot be read here any more.' },
    ])
  const { id, rootId, parentId, depth } = answered
  if (depth < deepest) return { rootId, parentId: id, depth: depth + 1 }
  return { rootId: parentId === null ? null : rootId, parentId, depth }
}

/** By the address alone: with somebody else’s e-mail anybody could learn whether they have just commented, and keep them from it. */
async function insistOnRate(tx: Writer, addressHash: string, now: Date) {
  const wait = secondsToWait(await recentMoments(tx, addressHash, now), now)
  if (wait > 0)
    throw new Problem('too-many-requests', `You have just left a comment. The next one is taken in ${wait} seconds.`, [], {
      'retry-after': String(wait),
    })
}

export function tooLong({ length }: CommentPolicy) {
  return new Problem('unprocessable', undefined, [
    { pointer: '#/body', code: 'too-long', detail: `A comment may have ${length} characters; nothing was cut off, please shorten it.` },
  ])
}
