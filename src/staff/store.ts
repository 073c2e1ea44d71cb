import { and, desc, eq, gt, inArray, isNull, sql } from 'drizzle-orm'
import type { Database, Reader, Writer } from '../db/database.ts'
import { beyond } from '../db/keyset.ts'
import { filled, listSize, places, prepared, preparedShapes } from '../db/prepared.ts'
import { staff, tokens } from '../db/tables.ts'
import { record } from '../events/record.ts'
import type { Caller, Scope } from '../http/access.ts'
import { sameText } from '../http/same-text.ts'
import { dropMailAbout } from '../mail/outbox.store.ts'
import { Problem } from '../problem.ts'
import { type Holder, newHolder } from './holder.ts'
import { roles } from './roles.ts'
import type { NewToken } from './schema.ts'
import { hashOf, idOf, type NewSecret } from './secret.ts'

const shown = {
  id: tokens.id,
  staffId: staff.id,
  name: staff.name,
  kind: staff.kind,
  role: staff.role,
  label: tokens.label,
  scopes: tokens.scopes,
  createdAt: tokens.createdAt,
  expiresAt: tokens.expiresAt,
  lastUsedAt: tokens.lastUsedAt,
  revokedAt: tokens.revokedAt,
}

const stillValid = and(isNull(tokens.revokedAt), gt(tokens.expiresAt, sql.placeholder('now')))

const byId = prepared((db) =>
  db
    .select({ ...shown, hash: tokens.hash })
    .from(tokens)
    .innerJoin(staff, eq(tokens.staffId, staff.id))
    .where(and(eq(tokens.id, sql.placeholder('id')), stillValid))
    .prepare('token_by_id'),
)

const validByIds = preparedShapes((db, size: `${number}`) =>
  db
    .select({ id: tokens.id })
    .from(tokens)
    .where(and(inArray(tokens.id, places('id', Number(size))), stillValid))
    .prepare(`valid_${size}_tokens`),
)

/** Which of these tokens can be used at this moment. */
export async function validTokens(db: Reader, ids: readonly string[], now: Date): Promise<Set<string>> {
  const rows = await validByIds(db, `${listSize(ids.length)}`).execute({ ...filled('id', ids), now: now.toISOString() })
  return new Set(rows.map(({ id }) => id))
}

/** Whoever a token belongs to; undefined when it is mistyped, unknown, expired or revoked. Its scopes are never above its role's. */
export async function callerOf(db: Database, token: string, now: Date): Promise<Caller | undefined> {
  const id = idOf(token)
  if (id === undefined) return undefined
  const [row] = await byId(db).execute({ id, now: now.toISOString() })
  if (!row || !sameText(row.hash, hashOf(token))) return undefined
  const allowed: readonly string[] = roles[row.role]
  const scopes = row.scopes.filter((scope): scope is Scope => allowed.includes(scope))
  const useToNote = row.lastUsedAt === null || now.getTime() - Date.parse(row.lastUsedAt) > notedEvery
  return { tokenId: row.id, staffId: row.staffId, name: row.name, kind: row.kind, scopes, useToNote }
}

/** The use of a token is noted once in an hour; milliseconds. */
const notedEvery = 3_600_000

/** Notes that a token has been used. */
export async function noteUse(tx: Writer, id: string, now: Date) {
  await tx.update(tokens).set({ lastUsedAt: now.toISOString() }).where(eq(tokens.id, id))
}

/** Everybody's tokens, newest first, the revoked ones included. */
export function allTokens(db: Reader, limit: number, before: readonly string[] | undefined) {
  return db
    .select(shown)
    .from(tokens)
    .innerJoin(staff, eq(tokens.staffId, staff.id))
    .where(before && beyond([tokens.createdAt, tokens.id], 'before', before))
    .orderBy(desc(tokens.createdAt), desc(tokens.id))
    .limit(limit)
}

/**
 * Gives a token with all the scopes of their role to somebody new, whose id is to be `newStaffId`, or one more to somebody who is known.
 * Throws what `newHolder` throws, and `unprocessable` for somebody unknown.
 */
export async function addToken(tx: Writer, wanted: NewToken, secret: NewSecret, newStaffId: string, now: Date) {
  const expiresAt = new Date(now.getTime() + (wanted.expiresInDays ?? 365) * 86_400_000).toISOString()
  const createdAt = now.toISOString()
  const somebodyNew = newHolder(wanted)
  if (somebodyNew) await tx.insert(staff).values({ ...somebodyNew, id: newStaffId, createdAt })
  const staffId = wanted.staffId ?? newStaffId
  const holder = somebodyNew ?? (await knownHolder(tx, staffId))
  const token = {
    id: secret.id,
    staffId,
    label: wanted.label ?? holder.role,
    scopes: [...roles[holder.role]],
    createdAt,
    expiresAt,
  }
  await tx.insert(tokens).values({ ...token, hash: secret.hash })
  await record(tx, 'token.created', secret.id, { staffId, role: holder.role }, now)
  return { ...token, ...holder, lastUsedAt: null, revokedAt: null, token: secret.token }
}

async function knownHolder(tx: Writer, staffId: string): Promise<Holder> {
  const [holder] = await tx.select({ name: staff.name, kind: staff.kind, role: staff.role }).from(staff).where(eq(staff.id, staffId))
  if (holder) return holder
  const detail = `There is nobody ${staffId}.`
  throw new Problem('unprocessable', detail, [{ pointer: '#/staffId', code: 'unknown', detail }])
}

/** Whether anybody has ever had an owner's token. */
export async function hasOwner(db: Reader) {
  return (await db.select({ id: staff.id }).from(staff).where(eq(staff.role, 'owner')).limit(1)).length > 0
}

/** The names that a reader may not sign a comment with. */
export async function staffNames(db: Reader) {
  return (await names(db).execute()).map(({ name }) => name)
}

const names = prepared((db) =>
  db.selectDistinct({ name: staff.name }).from(staff).where(eq(staff.kind, 'person')).limit(500).prepare('staff_names'),
)

/** Ends a token for good; what was to be told to somebody who has no other is not. Throws `not-found`; ending it twice is no mistake. */
export async function revokeToken(tx: Writer, id: string, now: Date) {
  const [known] = await tx.select({ staffId: tokens.staffId }).from(tokens).where(eq(tokens.id, id))
  if (!known) throw new Problem('not-found', `There is no token ${id}.`)
  const ended = await tx
    .update(tokens)
    .set({ revokedAt: now.toISOString() })
    .where(and(eq(tokens.id, id), isNull(tokens.revokedAt)))
    .returning({ id: tokens.id })
  if (ended.length === 0) return
  await record(tx, 'token.revoked', id, {}, now)
  const others = and(eq(tokens.staffId, known.staffId), isNull(tokens.revokedAt), gt(tokens.expiresAt, now.toISOString()))
  if ((await tx.$count(tokens, others)) === 0) await dropMailAbout(tx, known.staffId)
}
