import type { Reader, Writer } from '../db/database.ts'
import { Problem } from '../problem.ts'
import type { Services } from '../services.ts'
import type { CommentPolicy } from '../site/schema.ts'
import { readSite } from '../site/store.ts'
import { unheld } from './commenter-token.ts'
import { isLongerThan } from './normalise.ts'
import { addRevision, revisionsOf } from './own.store.ts'
import { editWaits } from './states.ts'
import { type CommentRow, commentById } from './store.ts'
import { hashOfAddress, insistOnWords, type Sender, screened, textHash, tooLong } from './submission.ts'
import { defaultTrust, isTrusted } from './trust.store.ts'

/** A comment is saved so often at most. */
const mostRevisions = 20

/** A comment as its author holds it, with all that is kept about them; why it waits is not told. Throws `not-found`, also once it is withdrawn. */
export async function ownComment(db: Reader, id: string) {
  const comment = await held(db, id)
  const [revisions, { commentPolicy: policy }] = [await revisionsOf(db, id), await readSite(db)]
  return ownAnswer(comment, revisions, policy)
}

/** The same, of what was read before; nothing else of the comment is in it. */
export function ownAnswer(
  comment: CommentRow,
  revisions: readonly { number: number; body: string; createdAt: string }[],
  policy: Pick<CommentPolicy, 'editWindowSeconds'>,
) {
  const { id, articleId, parentId, inReplyTo, depth, authorName, authorUrl, authorEmail, userAgent, addressHash, createdAt } = comment
  const isPublic = comment.state === 'approved'
  return {
    ...{ id, articleId, parentId, inReplyTo, depth, authorName, authorUrl, authorEmail, userAgent, createdAt },
    state: isPublic && !editWaits(comment) ? ('approved' as const) : ('pending' as const),
    addressKept: addressHash !== null,
    body: revisions.find(({ number }) => number === comment.revision)!.body,
    editableUntil: editableUntil(comment.createdAt, policy.editWindowSeconds),
    publicRevision: isPublic ? comment.approvedRevision : null,
    revisions: revisions.map(({ number, body, createdAt }) => ({ number, body, createdAt })),
  }
}

/**
 * Changes the words of a comment, which are screened as if they were new; a reader’s trust counts for their own alone. What was
 * approved stays public while they wait; whatever else has become of it stays as it is, and is not told. The same words again change nothing.
 * Throws `not-found`, `invalid-request`, `unprocessable`, `comments-closed`, and `edit-closed` after the window.
 */
export async function editComment(
  tx: Writer,
  id: string,
  given: { body: string },
  { address, caller, reader }: Pick<Sender, 'address' | 'caller' | 'reader'>,
  services: Services,
) {
  const { keys, now } = services
  insistOnWords(given)
  const comment = await held(tx, id)
  const { commentPolicy: policy, name: newspaper } = await readSite(tx)
  if (policy.mode === 'closed') throw new Problem('comments-closed')
  const until = editableUntil(comment.createdAt, policy.editWindowSeconds)
  if (now().toISOString() >= until) throw new Problem('edit-closed', `It could be changed until ${until}.`)
  if (isLongerThan(given.body, policy.length)) throw tooLong(policy)

  const body = given.body.normalize('NFC')
  const revisions = await revisionsOf(tx, id)
  if (revisions.find(({ number }) => number === comment.revision)?.body === body) return
  const number = revisions.at(-1)!.number + 1
  if (number > mostRevisions) throw new Problem('edit-closed', `It has been saved ${mostRevisions} times.`)

  const { articleId, authorName, authorUrl: url, authorEmail: email } = comment
  const staff = comment.badge === 'staff' && (caller?.scopes.includes('comments:moderate') ?? false)
  const fingerprint = textHash(keys, body)
  const from = { email, url, address, addressHash: comment.addressHash ?? hashOfAddress(keys, address) }
  const trusted = reader !== undefined && reader.id === comment.readerId && (await isTrusted(tx, reader, defaultTrust, now()))
  const known = { mode: policy.mode, newspaper, staff, trusted, articleId, fingerprint, from }
  const outcome = await screened(tx, { authorName, authorUrl: url, body, honeypot: '' }, known, now())
  const isReadable = comment.state === 'approved' && outcome.state === 'approved'
  const approvedRevision = isReadable ? number : comment.approvedRevision
  await addRevision(tx, comment, { number, body, fingerprint, approvedRevision }, outcome.signals, now())
}

async function held(db: Reader, id: string) {
  const comment = await commentById(db, id)
  if (comment.state === 'deleted') throw unheld(id)
  return comment
}

function editableUntil(createdAt: string, seconds: number) {
  return new Date(Date.parse(createdAt) + seconds * 1000).toISOString()
}
