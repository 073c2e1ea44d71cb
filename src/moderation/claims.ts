import type { Writer } from '../db/database.ts'
import { record } from '../events/record.ts'
import type { Caller } from '../http/access.ts'
import { Problem } from '../problem.ts'
import type { NewClaim } from './claims.schema.ts'
import { claim, claimedBy, forgetClaims } from './claims.store.ts'
import { type Narrowed, queue } from './queue.store.ts'

/** So many comments one moderator has in hand at most. */
const most = 100

/** Claims that have ended are forgotten after so long; milliseconds. */
const remembered = 86_400_000

/**
 * Hands the oldest comments that a filter lets through, and that nobody works on, to whoever asks. They are theirs alone until the moment it answers
 * with, and then nobody's without anybody doing anything. Throws `state-forbids` for whoever has their hands full.
 */
export async function handOut(
  tx: Writer,
  narrowed: Narrowed,
  { count = 20, minutes = 15 }: Pick<NewClaim, 'count' | 'minutes'>,
  { staffId, name: staffName }: Caller,
  claimId: string,
  now: Date,
) {
  const until = new Date(now.getTime() + minutes * 60_000).toISOString()
  await forgetClaims(tx, new Date(now.getTime() - remembered).toISOString())
  const room = most - (await claimedBy(tx, staffId, now))
  if (room <= 0) throw new Problem('state-forbids', `You have ${most} comments in hand; decide about some, or give some back.`)
  const { rows, horizon } = await queue(
    tx,
    { ...narrowed, claimed: 'free', sort: 'oldest' },
    Math.min(count, room),
    undefined,
    staffId,
    now,
  )
  const wanted = rows.map(({ comment }) => ({ commentId: comment.id, claimId, staffId, staffName, until }))
  const got = new Set(await claim(tx, wanted, now))
  const handedOut = rows.filter(({ comment }) => got.has(comment.id))
  for (const { comment } of handedOut)
    await record(tx, 'comment.claimed', comment.id, { articleId: comment.articleId, staffId, staffName, until }, now)
  return { until, rows: handedOut, capped: horizon !== undefined }
}
