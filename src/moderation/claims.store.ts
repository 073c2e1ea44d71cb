import { and, count, eq, gt, inArray, lt, lte, sql } from 'drizzle-orm'
import type { Reader, Writer } from '../db/database.ts'
import { filled, listSize, places, prepared, preparedShapes } from '../db/prepared.ts'
import { claims, comments } from '../db/tables.ts'
import { record } from '../events/record.ts'

const { placeholder } = sql

export type Claim = typeof claims.$inferSelect

const standing = gt(claims.until, placeholder('now'))

const byComments = preparedShapes((db, size: `${number}`) =>
  db
    .select()
    .from(claims)
    .where(and(inArray(claims.commentId, places('id', Number(size))), standing))
    .prepare(`claims_on_${size}`),
)

/** The claims that stand on comments at this moment. */
export function claimsOn(db: Reader, commentIds: readonly string[], now: Date): Promise<Claim[]> {
  return byComments(db, `${listSize(commentIds.length)}`).execute({ ...filled('id', commentIds), now: now.toISOString() })
}

/** The claim that stands on a comment at this moment, or nothing. */
export async function claimOn(db: Reader, commentId: string, now: Date): Promise<Claim | undefined> {
  const [claim] = await claimsOn(db, [commentId], now)
  return claim
}

/** How many comments somebody works on at this moment. */
export async function claimedBy(db: Reader, staffId: string, now: Date): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(claims)
    .where(and(gt(claims.until, now.toISOString()), eq(claims.staffId, staffId)))
  return row!.count
}

/** Claims comments, but for those that are somebody's at this moment; answers with those that it got. */
export async function claim(tx: Writer, wanted: readonly Claim[], now: Date): Promise<string[]> {
  const got: string[] = []
  for (const { commentId, ...claimed } of wanted) {
    const [row] = await tx
      .insert(claims)
      .values({ commentId, ...claimed })
      .onConflictDoUpdate({ target: claims.commentId, set: claimed, setWhere: lte(claims.until, now.toISOString()) })
      .returning({ commentId: claims.commentId })
    if (row) got.push(row.commentId)
  }
  return got
}

/** Ends all claims that were made together, now; false when there were none. */
export async function endClaim(tx: Writer, claimId: string, now: Date): Promise<boolean> {
  const until = now.toISOString()
  const released = await tx
    .select({ id: comments.id, articleId: comments.articleId })
    .from(claims)
    .innerJoin(comments, eq(comments.id, claims.commentId))
    .where(and(eq(claims.claimId, claimId), gt(claims.until, until)))
  await tx
    .update(claims)
    .set({ until })
    .where(and(eq(claims.claimId, claimId), gt(claims.until, until)))
  for (const { id, articleId } of released) await record(tx, 'comment.released', id, { articleId }, now)
  return (await tx.$count(claims, eq(claims.claimId, claimId))) > 0
}

const endOne = prepared((tx: Writer) =>
  tx
    .update(claims)
    .set({ until: sql`${placeholder('now')}` })
    .where(and(eq(claims.commentId, placeholder('commentId')), standing))
    .prepare('end_claim_on_comment'),
)

/** Ends the claim on a comment about which a decision was made. */
export async function endClaimOn(tx: Writer, commentId: string, now: Date) {
  await endOne(tx).execute({ commentId, now: now.toISOString() })
}

/** Forgets claims that ended before a moment. */
export async function forgetClaims(tx: Writer, before: string) {
  await tx.delete(claims).where(lt(claims.until, before))
}
