import type { Static } from 'typebox'
import { settingsOf } from '../articles/comment-settings.store.ts'
import { addressHashes } from '../db/address-keys.ts'
import type { Writer } from '../db/database.ts'
import { record } from '../events/record.ts'
import { network } from '../http/network.ts'
import { Problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { readSite } from '../site/store.ts'
import { moveComment } from './changes.store.ts'
import type { NewReport } from './reports.schema.ts'
import { addReport, addSignal, isApprovedByHand, reasonsAgainst, reportsSince } from './reports.store.ts'
import { commentById, readableComment } from './store.ts'

/** So many reports are taken from one network in an hour. */
const reportsPerHour = 20

/**
 * Keeps what a reader has against a comment that they can read, once for each reader and revision; false when it is kept already. Enough readers hide what no moderator
 * has approved. Throws `not-found` and `too-many-requests`.
 */
export async function reportComment(tx: Writer, id: string, given: Static<typeof NewReport>, address: string, { keys, now }: Services) {
  await readableComment(tx, id, now())
  const comment = await commentById(tx, id)
  const { articleId, approvedRevision } = comment
  const revision = approvedRevision!
  const hashes = addressHashes(keys, `reporter ${network(address)}`)
  const report = {
    commentId: id,
    revision,
    reporterHash: hashes[0],
    reason: given.reason,
    note: given.note ?? null,
    open: true,
    answeredBy: null,
    at: now().toISOString(),
  }
  if (!(await addReport(tx, report, hashes))) return false
  const anHourAgo = new Date(now().getTime() - 3_600_000).toISOString()
  if ((await reportsSince(tx, hashes, anHourAgo)) > reportsPerHour)
    throw new Problem('too-many-requests', `${reportsPerHour} reports are taken from one address in an hour.`, [], { 'retry-after': '600' })
  await record(tx, 'comment.reported', id, { articleId, revision }, now())

  const { reportsHideAt } = await settingsOf(tx, articleId, (await readSite(tx)).commentSettings)
  const reasons = await reasonsAgainst(tx, id, revision)
  const reporters = reasons.reduce((sum, { count }) => sum + count, 0)
  if (reporters < reportsHideAt || comment.badge === 'staff' || (await isApprovedByHand(tx, id, revision))) return true
  const hidden = await moveComment(tx, comment, 'pending', now())
  const detail = `Readers have reported it: ${reasons.map(({ reason, count }) => `${reason} (${count})`).join(', ')}.`
  if (hidden) await addSignal(tx, hidden, { rule: 'reports', verdict: 'hold', score: null, spans: [], detail })
  return true
}
