import { and, asc, eq, gt, lt, sql } from 'drizzle-orm'
import { forgetAddressKeys, keyIdOf, keysReplacedBy } from '../db/address-keys.ts'
import type { Writer } from '../db/database.ts'
import { dropOldest } from '../db/oldest.ts'
import { auditEntries, bans, claims, commentReports } from '../db/tables.ts'

/** Forgets by whom the oldest reports are, as many as `limit`, and says how many they were. What they say stays. */
export async function forgetReporters(tx: Writer, before: string, limit: number, newId: () => string) {
  const { commentId, revision, reporterHash, at } = commentReports
  const old = await tx
    .select({ commentId, revision, reporterHash })
    .from(commentReports)
    .where(and(sql`substr(${reporterHash}, 1, 1) <> '~'`, lt(at, before)))
    .orderBy(asc(at))
    .limit(limit)
  for (const report of old)
    await tx
      .update(commentReports)
      .set({ reporterHash: `~${newId()}` })
      .where(and(eq(commentId, report.commentId), eq(revision, report.revision), eq(reporterHash, report.reporterHash)))
  return old.length
}

/** Drops the oldest reports that a moderator has answered, as many as `limit`, and says how many they were. */
export async function dropReports(tx: Writer, before: string, limit: number) {
  const { commentId, revision, reporterHash, at } = commentReports
  const old = tx
    .select({ commentId, revision, reporterHash })
    .from(commentReports)
    .where(and(sql`not ${commentReports.open}`, lt(at, before)))
    .orderBy(asc(at))
    .limit(limit)
  const these = sql`(${commentId}, ${revision}, ${reporterHash}) in ${old}`
  return (await tx.delete(commentReports).where(these).returning({ commentId })).length
}

/** Drops the oldest entries of the audit, as many as `limit`, and says how many they were. */
export async function dropAuditEntries(tx: Writer, before: string, limit: number) {
  return dropOldest(tx, auditEntries, auditEntries, before, limit)
}

/** Drops the bans that ended first, as many as `limit`, and says how many they were. */
export async function dropBans(tx: Writer, before: string, limit: number) {
  return dropOldest(tx, bans, { id: bans.id, at: bans.expiresAt }, before, limit)
}

/** Drops the claims that ended first, as many as `limit`, and says how many they were. */
export async function dropClaims(tx: Writer, before: string, limit: number) {
  return dropOldest(tx, claims, { id: claims.commentId, at: claims.until }, before, limit)
}

/**
 * Forgets the keys of addresses that were replaced before a moment, but for those by which a ban in force knows its address, and says how many they were:
 * more than a few there never are.
 */
export async function dropAddressKeys(tx: Writer, before: string, now: Date) {
  const old = await keysReplacedBy(tx, before)
  if (old.length === 0) return 0
  const inForce = and(gt(bans.expiresAt, now.toISOString()), eq(bans.kind, 'address'))
  const needed = new Set((await tx.select({ value: bans.value }).from(bans).where(inForce)).map(({ value }) => keyIdOf(value)))
  const gone = old.filter((id) => !needed.has(id))
  await forgetAddressKeys(tx, gone)
  return gone.length
}
