import { and, desc, eq, gt, inArray, lt, lte } from 'drizzle-orm'
import { isComparable } from '../db/address-keys.ts'
import { never } from '../db/columns.ts'
import type { Reader, Writer } from '../db/database.ts'
import type { Keys } from '../db/keys.ts'
import { bans, comments } from '../db/tables.ts'
import { audit, type By } from '../events/audit.ts'
import { record } from '../events/record.ts'
import { Problem } from '../problem.ts'
import { domainKey, domainsAround, emailKey, networkKey } from '../screening/bans.ts'
import type { NewBan } from './bans.schema.ts'

type BanRow = typeof bans.$inferSelect

/** A page of the bans, the newest first, those that have ended included. */
export async function allBans(
  db: Reader,
  { kind, inForce }: { kind?: BanRow['kind'] | undefined; inForce?: boolean | undefined },
  limit: number,
  before: readonly string[] | undefined,
  now: Date,
) {
  const at = now.toISOString()
  const rows = await db
    .select()
    .from(bans)
    .where(
      and(
        before && lt(bans.id, before[0]!),
        kind && eq(bans.kind, kind),
        inForce === undefined ? undefined : (inForce ? gt : lte)(bans.expiresAt, at),
      ),
    )
    .orderBy(desc(bans.id))
    .limit(limit)
  return rows.map((ban) => shown(ban, at))
}

/**
 * Bans an e-mail, a domain, a network or the address of a comment. Throws `invalid-request` when it is none of them, and `unprocessable` when it is
 * several, and for a domain, network, comment or end that makes no ban.
 */
export async function addBan(tx: Writer, wanted: NewBan, id: string, by: By, keys: Keys, now: Date, batch: string | null = null) {
  const { effect, reason } = wanted
  const target = await targetOf(tx, wanted, keys)
  const expiresAt = wanted.expiresAt == null ? never : new Date(wanted.expiresAt).toISOString()
  if (Date.parse(expiresAt) <= now.getTime()) throw unfit('expiresAt', 'past', 'It would have ended before it began.')
  const { staffId, name: staffName } = by.caller
  const ban: BanRow = { id, ...target, effect, reason, expiresAt, createdAt: now.toISOString(), staffId, staffName, batch }
  await tx.insert(bans).values(ban)
  await audit(tx, by, { what: 'ban', action: 'created', subjectId: id, before: {}, after: told(ban) }, now)
  await record(tx, 'ban.created', id, { effect, expiresAt }, now)
  return shown(ban, now.toISOString())
}

/** Ends a ban now. Throws `not-found`; ending it twice is no mistake. */
export async function endBan(tx: Writer, id: string, by: By, now: Date) {
  const [ban] = await tx.select().from(bans).where(eq(bans.id, id))
  if (!ban) throw new Problem('not-found', `There is no ban ${id}.`)
  const [ended] = await tx
    .update(bans)
    .set({ expiresAt: now.toISOString() })
    .where(and(eq(bans.id, id), gt(bans.expiresAt, now.toISOString())))
    .returning()
  if (!ended) return
  await audit(tx, by, { what: 'ban', action: 'ended', subjectId: id, before: told(ban), after: told(ended) }, now)
  await record(tx, 'ban.ended', id, {}, now)
}

/** The bans of an e-mail, its domain and an address that hold now. */
export async function bansInForce(db: Reader, { email, addressHash }: { email: string | null; addressHash: string | null }, now: Date) {
  const domains = email === null ? [] : domainsAround(email.slice(email.lastIndexOf('@') + 1))
  const values = [...(email === null ? [] : [emailKey(email), ...domains]), ...(addressHash === null ? [] : [addressHash])]
  if (values.length === 0) return []
  const rows = await db
    .select()
    .from(bans)
    .where(and(inArray(bans.value, values), gt(bans.expiresAt, now.toISOString())))
    .orderBy(desc(bans.id))
    .limit(100)
  return rows.map((ban) => shown(ban, now.toISOString()))
}

/** The bans that were made along with a batch of decisions. */
export function bansOfBatch(db: Reader, batch: string) {
  return db.select({ id: bans.id, expiresAt: bans.expiresAt }).from(bans).where(eq(bans.batch, batch)).orderBy(bans.id)
}

type Target = Pick<BanRow, 'kind' | 'value' | 'commentId'>

async function targetOf(tx: Writer, wanted: NewBan, keys: Keys): Promise<Target> {
  const [target, ...others] = (['email', 'domain', 'network', 'commentId'] as const).filter((member) => wanted[member] !== undefined)
  if (!target) {
    const detail = 'Say what is banned: `email`, `domain`, `network` or `commentId`.'
    throw new Problem('invalid-request', undefined, [{ pointer: '#', code: 'required', detail }])
  }
  if (others.length > 0) throw unfit(others[0]!, 'unexpected', `A ban is of one thing; this is of \`${target}\`.`)
  const { email, domain, network, commentId } = wanted
  if (email !== undefined) return { kind: 'email', value: emailKey(email), commentId: null }
  if (domain !== undefined) {
    const value = domainKey(domain)
    if (!value) throw unfit('domain', 'unknown', `“${domain}” is no domain. Such as: spam.example.`)
    return { kind: 'domain', value, commentId: null }
  }
  if (network !== undefined) {
    const value = networkKey(network)
    if (!value) throw unfit('network', 'unknown', `“${network}” is no network that can be banned. Such as: 192.0.2.0/24, 2001:db8::/48.`)
    return { kind: 'network', value, commentId: null }
  }
  const [comment] = await tx.select({ addressHash: comments.addressHash }).from(comments).where(eq(comments.id, commentId!))
  if (!comment?.addressHash || !isComparable(keys, comment.addressHash))
    throw unfit('commentId', 'unknown', 'There is no such comment, or nobody knows any more where it came from.')
  return { kind: 'address', value: comment.addressHash, commentId: commentId! }
}

/** What the audit tells of a ban: no hash of an address. */
function told(ban: BanRow) {
  const { kind, value, commentId, effect, reason, expiresAt } = shown(ban, '')
  return { kind, value, commentId, effect, reason, expiresAt }
}

function shown({ value, expiresAt, ...ban }: BanRow, at: string) {
  return {
    ...ban,
    value: ban.kind === 'address' ? null : value,
    inForce: expiresAt > at,
    expiresAt: expiresAt === never ? null : expiresAt,
  }
}

function unfit(member: string, code: string, detail: string) {
  return new Problem('unprocessable', undefined, [{ pointer: `#/${member}`, code, detail }])
}
