import { recount } from '../comments/changes.store.ts'
import { commentById } from '../comments/store.ts'
import { isComparable } from '../db/address-keys.ts'
import type { Reader, Writer } from '../db/database.ts'
import { lastEvent } from '../events/store.ts'
import type { Caller } from '../http/access.ts'
import { Problem } from '../problem.ts'
import { addBan, bansOfBatch, endBan } from '../rules/bans.store.ts'
import { isBlank } from '../screening/normalise.ts'
import type { Services } from '../services.ts'
import { batchToken, type Previewed, previewedBy } from './batch-token.ts'
import type { NewPreview } from './batches.schema.ts'
import { countUndoable, sizeOfBatch, undoableOf } from './batches.store.ts'
import { decideUncounted } from './decide.ts'
import { described } from './described.ts'
import { narrowing } from './narrowing.ts'
import { type Narrowed, queue, queueCount } from './queue.store.ts'
import { undoUncounted } from './undo.ts'

/** So many decisions are made, or taken back, in one write: others have their turn between two. */
const page = 100

/** A preview holds so long; milliseconds. */
const validFor = 15 * 60_000

const examplesShown = 5

/**
 * What a decision about all that a filter finds would do: how many comments it would change, the oldest of them, and a token to carry out just that.
 * Throws `unprocessable` for a rejection without a reason, and for a ban of nobody, or of what is not known of the author.
 */
export async function preview(wanted: NewPreview, caller: Caller, services: Services) {
  const { db, keys, newId, now } = services
  await insistOnSense(wanted, services)
  const at = now()
  const previewed = { batch: newId(), staffId: caller.staffId, wanted, at: at.toISOString(), sequence: await lastEvent(db), until: null }
  const narrowed = await narrowedBy(db, previewed)
  const { count, horizon } = await queueCount(db, narrowed, caller.staffId, at)
  const { rows } = await queue(db, narrowed, examplesShown, undefined, caller.staffId, at)
  const expiresAt = new Date(at.getTime() + validFor).toISOString()
  const token = batchToken(keys, { ...previewed, count, until: horizon ?? null, expiresAt })
  return { count, more: horizon !== undefined, examples: await described(db, rows, at), token, expiresAt }
}

/**
 * Makes the next hundred decisions of what was previewed, each as if it were alone, and counts each article once; the ban comes with the first. What has
 * changed since the preview is not found any more, what is decided neither, nor what a colleague has had in hand since then: asked again it goes on, and in the end does nothing. Throws `unprocessable`.
 */
export async function carryOut(tx: Writer, token: string, caller: Caller, services: Services) {
  const { keys, newId, now } = services
  const previewed = previewedBy(keys, token, caller, now())
  const { batch, wanted, count } = previewed
  const { action, reason, note } = wanted
  await banAuthor(tx, previewed, caller, services)
  const narrowed = await narrowedBy(tx, previewed)
  const then = new Date(previewed.at)
  const { rows } = await queue(tx, narrowed, page, undefined, caller.staffId, then)
  for (const { comment } of rows) {
    const { id, revision, version } = comment
    await decideUncounted(tx, id, { action, reason, note, revision, version, batch }, caller, newId(), now())
  }
  for (const articleId of new Set(rows.map(({ comment }) => comment.articleId))) await recount(tx, articleId)
  const { made: changed } = await sizeOfBatch(tx, batch)
  const left = rows.length < page ? 0 : (await queueCount(tx, narrowed, caller.staffId, then)).count
  const banIds = (await bansOfBatch(tx, batch)).map(({ id }) => id)
  return { did: rows.length, result: { id: batch, changed, skipped: Math.max(0, count - changed - left), left, banIds } }
}

/** Takes back the next hundred decisions of a batch whose comments are still as it left them, and ends its bans. Throws `not-found`. */
export async function undoBatch(tx: Writer, batch: string, caller: Caller, { newId, now }: Pick<Services, 'newId' | 'now'>) {
  const bans = await bansOfBatch(tx, batch)
  const { made } = await sizeOfBatch(tx, batch)
  if (made === 0 && bans.length === 0) throw new Problem('not-found', `There is no batch ${batch}.`)
  for (const ban of bans) await endBan(tx, ban.id, { caller, entryId: newId() }, now())
  const rows = await undoableOf(tx, batch, page)
  const articleIds = new Set<string>()
  for (const { id } of rows) articleIds.add((await undoUncounted(tx, id, caller, newId(), now(), batch)).articleId)
  for (const articleId of articleIds) await recount(tx, articleId)
  const { undone } = await sizeOfBatch(tx, batch)
  const left = rows.length < page ? 0 : await countUndoable(tx, batch)
  return { did: rows.length, result: { id: batch, undone, skipped: Math.max(0, made - undone - left), left } }
}

/** The queue, narrowed to what was there at the preview and still stands as it did, and what the decision would change. */
async function narrowedBy(db: Reader, { wanted: { filter, action }, sequence, until }: Pick<Previewed, 'wanted' | 'sequence' | 'until'>) {
  const narrowed: Narrowed = { ...(await narrowing(db, filter)), sort: 'oldest', claimed: 'notOthers', unchangedSince: sequence, action }
  return until === null ? narrowed : { ...narrowed, until }
}

async function insistOnSense({ filter, action, reason, ban }: NewPreview, { db, keys, now }: Services) {
  if (action === 'reject' && isBlank(reason ?? ''))
    throw unfit('#/reason', 'required', 'Say why they are rejected: their authors are owed a reason.')
  if (!ban) return
  if (filter.author === undefined) throw unfit('#/filter/author', 'required', 'Say whose comments they are, who is to be banned.')
  if (!ban.byEmail && !ban.byAddress) throw unfit('#/ban', 'required', 'Say what is to be banned: `byEmail`, `byAddress` or both.')
  if (ban.expiresAt != null && Date.parse(ban.expiresAt) <= now().getTime())
    throw unfit('#/ban/expiresAt', 'past', 'It would have ended before it began.')
  const { authorEmail, addressHash } = await commentById(db, filter.author)
  if (ban.byEmail && authorEmail === null) throw unfit('#/ban/byEmail', 'unknown', 'This comment was left without an e-mail.')
  if (ban.byAddress && (addressHash === null || !isComparable(keys, addressHash)))
    throw unfit('#/ban/byAddress', 'unknown', 'Nobody knows any more where this comment came from.')
}

/** Once for each batch. What is not known of the author any more is not banned. */
async function banAuthor(tx: Writer, { batch, wanted }: Previewed, caller: Caller, { keys, newId, now }: Services) {
  const { ban, filter } = wanted
  if (!ban || (await bansOfBatch(tx, batch)).length > 0) return
  const { effect, reason, expiresAt } = ban
  const { authorEmail, addressHash } = await commentById(tx, filter.author!)
  const add = (target: { email: string } | { commentId: string }) =>
    addBan(tx, { ...target, effect, reason, expiresAt }, newId(), { caller, entryId: newId() }, keys, now(), batch)
  if (ban.byEmail && authorEmail !== null) await add({ email: authorEmail })
  if (ban.byAddress && addressHash !== null && isComparable(keys, addressHash)) await add({ commentId: filter.author! })
}

function unfit(pointer: string, code: string, detail: string) {
  return new Problem('unprocessable', undefined, [{ pointer, code, detail }])
}
