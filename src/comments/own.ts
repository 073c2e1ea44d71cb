import { settingsOf } from '../articles/comment-settings.store.ts'
import type { Reader, Writer } from '../db/database.ts'
import { Problem } from '../problem.ts'
import { isLongerThan } from '../screening/normalise.ts'
import type { Services } from '../services.ts'
import type { Settings } from '../site/comment-settings.ts'
import { readSite } from '../site/store.ts'
import { hashesOfAddress, isStaff, type Sender, textHash } from './as-kept.ts'
import { unheld } from './commenter-token.ts'
import { insistOnWords, tooLong } from './gates.ts'
import { addRevision, revisionsOf } from './own.store.ts'
import type { Check } from './spam-check.ts'
import { addCheck } from './spam-checks.store.ts'
import { type Statement, statementsOn } from './statement.ts'
import { editWaits } from './states.ts'
import { type CommentRow, commentById } from './store.ts'
import { screened } from './submission.ts'
import { isTrusted } from './trust.store.ts'

/** A comment is saved so often at most. */
const mostRevisions = 20

/** What is kept with a comment, and holds for it. */
interface Kept {
  revisions: readonly { number: number; body: string; createdAt: string }[]
  settings: Pick<Settings, 'editWindowSeconds'>
  statement: Statement | null
}

/** A comment as its author holds it, with all that is kept about them; why it waits is not told, only why a moderator has rejected it. Throws `not-found`, also once it is withdrawn. */
export async function ownComment(db: Reader, id: string) {
  const comment = await held(db, id)
  const revisions = await revisionsOf(db, id)
  const settings = await settingsOf(db, comment.articleId, (await readSite(db)).commentSettings)
  const statements = await statementsOn(db, [comment])
  return ownAnswer(comment, { revisions, settings, statement: statements.get(id) ?? null })
}

/** The same, of what was read before; nothing else of the comment is in it. */
export function ownAnswer(comment: CommentRow, { revisions, settings, statement }: Kept) {
  const { id, articleId, parentId, inReplyTo, depth, authorName, authorUrl, authorEmail, userAgent, addressHash, createdAt } = comment
  const isPublic = comment.state === 'approved'
  return {
    ...{ id, articleId, parentId, inReplyTo, depth, authorName, authorUrl, authorEmail, userAgent, createdAt },
    state: toldState(comment, statement !== null),
    statement,
    addressKept: addressHash !== null,
    body: revisions.find(({ number }) => number === comment.revision)!.body,
    editableUntil: editableUntil(createdAt, settings.editWindowSeconds),
    publicRevision: isPublic ? comment.approvedRevision : null,
    revisions: revisions.map(({ number, body, createdAt }) => ({ number, body, createdAt })),
  }
}

/**
 * Changes the words of a comment, which are screened as if they were new; a reader’s trust counts for their own alone, and `check` is what the
 * spam service was asked before. What was approved stays public while they wait; whatever else has become of it stays as it is, and is not told.
 * The same words again change nothing. Throws what `passEditGates` throws.
 */
export async function editComment(
  tx: Writer,
  id: string,
  given: { body: string },
  { address, caller, reader }: Pick<Sender, 'address' | 'caller' | 'reader'>,
  check: Check | undefined,
  services: Services,
) {
  const { keys, now } = services
  const { comment, settings, newspaper, body, number, isSame } = await passEditGates(tx, id, given, services)
  if (isSame) return
  const { articleId, authorName, authorUrl: url, authorEmail: email } = comment
  const staff = comment.badge === 'staff' && isStaff({ caller })
  const fingerprint = textHash(keys, body)
  const hashes = comment.addressHash ? [comment.addressHash, ...hashesOfAddress(keys, address)] : hashesOfAddress(keys, address)
  const from = { email, url, address, hashes }
  const isOwn = reader !== undefined && reader.id === comment.readerId
  const trusted = isOwn && (await isTrusted(tx, reader, settings.trust, now()))
  const known = { settings, newspaper, staff, trusted, articleId, fingerprint, from, service: check?.judgement }
  const outcome = await screened(tx, { authorName, authorUrl: url, body, honeypot: '' }, known, now())
  const isReadable = comment.state === 'approved' && outcome.state === 'approved'
  const approvedRevision = isReadable ? number : comment.approvedRevision
  await addRevision(tx, comment, { number, body, fingerprint, approvedRevision }, outcome.signals, now())
  if (check) await addCheck(tx, { id, revision: number, version: comment.version + 1 }, check)
}

/**
 * Lets new words through to their comment, or throws why not, and writes nothing: `not-found`, `invalid-request`, `unprocessable`,
 * `comments-closed`, and `edit-closed` after the window.
 */
export async function passEditGates(db: Reader, id: string, given: { body: string }, { now }: Pick<Services, 'now'>) {
  insistOnWords(given)
  const comment = await held(db, id)
  const { commentSettings, name: newspaper } = await readSite(db)
  const settings = await settingsOf(db, comment.articleId, commentSettings)
  if (settings.mode === 'closed') throw new Problem('comments-closed')
  const until = editableUntil(comment.createdAt, settings.editWindowSeconds)
  if (now().toISOString() >= until) throw new Problem('edit-closed', `It could be changed until ${until}.`)
  if (isLongerThan(given.body, settings.length)) throw tooLong(settings)

  const body = given.body.normalize('NFC')
  const revisions = await revisionsOf(db, id)
  const isSame = revisions.find(({ number }) => number === comment.revision)?.body === body
  const number = revisions.at(-1)!.number + 1
  if (!isSame && number > mostRevisions) throw new Problem('edit-closed', `It has been saved ${mostRevisions} times.`)
  return { comment, settings, newspaper, body, number, isSame }
}

/** What a machine has held, rejected or called spam reads as waiting. */
function toldState(comment: CommentRow, isStated: boolean) {
  if (comment.state === 'approved') return editWaits(comment) ? ('pending' as const) : ('approved' as const)
  return comment.state === 'rejected' && isStated ? ('rejected' as const) : ('pending' as const)
}

async function held(db: Reader, id: string) {
  const comment = await commentById(db, id)
  if (comment.state === 'deleted') throw unheld(id)
  return comment
}

function editableUntil(createdAt: string, seconds: number) {
  return new Date(Date.parse(createdAt) + seconds * 1000).toISOString()
}
