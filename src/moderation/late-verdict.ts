import { settingsOf } from '../articles/comment-settings.store.ts'
import { hashesOfAddress } from '../comments/as-kept.ts'
import { destination, moveUncounted, recount } from '../comments/changes.store.ts'
import { revisionsOf } from '../comments/own.store.ts'
import { prioritise } from '../comments/priority.store.ts'
import { signalsOf } from '../comments/signals.store.ts'
import { type CheckRow, checkOf, noteCheck, replaceSilence } from '../comments/spam-checks.store.ts'
import { noteLesson } from '../comments/spam-lessons.ts'
import { editWaits } from '../comments/states.ts'
import { type CommentRow, commentById } from '../comments/store.ts'
import { screened } from '../comments/submission.ts'
import { isTrusted } from '../comments/trust.store.ts'
import { never } from '../db/columns.ts'
import type { Writer } from '../db/database.ts'
import { readerById } from '../readers/store.ts'
import { decide } from '../screening/screening.ts'
import { judged, type ServiceVerdict } from '../screening/spam-verdict.ts'
import type { Services } from '../services.ts'
import type { Settings } from '../site/comment-settings.ts'
import { readSite } from '../site/store.ts'
import { endClaimOn } from './claims.store.ts'
import { addDecision } from './store.ts'

/**
 * Does what the spam service has said at last: in place of its silence the moderators see its verdict. What waited for that alone can be read now, and spam is spam, unless somebody has been faster
 * with the comment. Where all comments wait, and where an author has changed one that waits, it goes on waiting.
 */
export async function settle(tx: Writer, { commentId, revision }: CheckRow, judgement: { verdict: ServiceVerdict }, services: Services) {
  const { newId, now } = services
  const check = await checkOf(tx, commentId, revision)
  if (!check) return
  await noteCheck(tx, check, { ...judgement, ...(check.lesson === null && { attempts: 0, dueAt: never }) })
  const comment = await commentById(tx, commentId)
  if (!stillWaits(comment, check)) return noteLesson(tx, comment, now())
  await replaceSilence(tx, check, judged(judgement))
  await prioritise(tx, comment)
  const signals = (await signalsOf(tx, [comment.id])).map(({ signal }) => signal)
  const action = await actionOn(tx, comment, decide(signals), { check, judgement }, services)
  if (!action) return
  const moved = await moveUncounted(tx, comment, destination(comment, action === 'approve' ? 'approved' : 'spam'), now())
  if (!moved) return
  const decision = { id: newId(), at: now().toISOString(), staffId: null, staffName: 'The spam service', action, reason: null, note: null }
  await addDecision(tx, decision, comment, moved)
  await endClaimOn(tx, comment.id, now())
  await recount(tx, moved.articleId)
}

/**
 * What the service’s verdict makes of a comment that waits. Of an edit that waits, as of any that is screened, spam is left to the moderators; and so is what the
 * rules of today would hold: who is banned meanwhile is not let through by a service that comes late.
 */
async function actionOn(
  tx: Writer,
  comment: CommentRow,
  outcome: ReturnType<typeof decide>,
  late: Late,
  services: Services,
): Promise<'approve' | 'spam' | undefined> {
  const isOfEdit = editWaits(comment)
  if (outcome === 'spam') return isOfEdit ? undefined : 'spam'
  const { commentSettings, name: newspaper } = await readSite(tx)
  const settings = await settingsOf(tx, comment.articleId, commentSettings)
  const { mode } = settings
  const mayBeRead = (isOfEdit || comment.revision === 1) && mode !== 'pre' && mode !== 'closed'
  if (outcome !== 'approved' || !mayBeRead) return undefined
  return (await stateToday(tx, comment, { settings, newspaper }, late, services)) === 'approved' ? 'approve' : undefined
}

interface Late {
  check: CheckRow
  judgement: { verdict: ServiceVerdict }
}

/** Where a comment would go if it came now, with what the service says. */
async function stateToday(
  tx: Writer,
  comment: CommentRow,
  { settings, newspaper }: { settings: Settings; newspaper: string },
  { check: { address }, judgement }: Late,
  { keys, now }: Services,
) {
  const { id, articleId, authorName, authorUrl, authorEmail: email, addressHash, fingerprint, readerId, revision } = comment
  const body = (await revisionsOf(tx, id)).find(({ number }) => number === revision)!.body
  const reader = readerId === null ? undefined : await readerById(tx, readerId)
  const trusted = reader !== undefined && (await isTrusted(tx, reader, settings.trust, now()))
  const hashes = [...(addressHash === null ? [] : [addressHash]), ...hashesOfAddress(keys, address)]
  const from = { email, url: authorUrl, address, hashes }
  const known = { settings, newspaper, staff: false, trusted, articleId, fingerprint, from, service: judgement }
  return (await screened(tx, { authorName, authorUrl, body, honeypot: '' }, known, now())).state
}

/** Whether a comment waits as it did when the service did not answer. */
export function stillWaits(comment: CommentRow, { revision, version }: CheckRow) {
  return comment.revision === revision && comment.version === version && (comment.state === 'pending' || editWaits(comment))
}
