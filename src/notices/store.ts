import { and, desc, eq, gt, inArray, isNotNull, isNull, lte } from 'drizzle-orm'
import { never } from '../db/columns.ts'
import type { Reader, Writer } from '../db/database.ts'
import { outbox, staff, staffNotices, tokens } from '../db/tables.ts'
import { lastEvent } from '../events/store.ts'
import { type Channel, dropMailAbout } from '../mail/outbox.store.ts'
import { roles } from '../staff/roles.ts'
import type { NewNotices } from './schema.ts'

export type StaffNotices = typeof staffNotices.$inferSelect

const hour = 3_600_000

/** How somebody wants to be told; never, until they say so. */
export async function noticesOf(db: Reader, staffId: string): Promise<StaffNotices> {
  const [row] = await db.select().from(staffNotices).where(eq(staffNotices.staffId, staffId))
  const unset = { email: null, webhook: null, webhookSecret: null, seen: 0, toldAt: null, dueAt: never }
  return row ?? { staffId, when: 'never', digestHours: 24, ...unset }
}

/**
 * Notes how somebody wants to be told from now on. What was on its way to them is not sent. Whoever was told nothing so far is told of what
 * comes from now on. A new webhook has the new secret.
 */
export async function setNotices(tx: Writer, staffId: string, wanted: NewNotices, newSecret: string, now: Date): Promise<StaffNotices> {
  const { when, digestHours = 24, email = null, webhook = null } = wanted
  const former = await noticesOf(tx, staffId)
  const isNew = webhook !== null && webhook !== former.webhook
  const rhythm = {
    never: never,
    atOnce: now.toISOString(),
    digest: new Date(now.getTime() + digestHours * hour).toISOString(),
  }
  const isAsBefore = when === former.when && digestHours === former.digestHours
  const set = {
    ...{ when, digestHours, email, webhook },
    webhookSecret: isNew ? newSecret : webhook && former.webhookSecret,
    seen: former.when === 'never' ? await lastEvent(tx) : former.seen,
    toldAt: former.toldAt,
    dueAt: isAsBefore ? former.dueAt : rhythm[when],
  }
  await tx
    .insert(staffNotices)
    .values({ staffId, ...set })
    .onConflictDoUpdate({ target: staffNotices.staffId, set })
  if (email !== former.email || webhook !== former.webhook || when === 'never') await dropMailAbout(tx, staffId)
  return { staffId, ...set }
}

/** What calls of somebody’s webhook are signed with; null where none is wanted. */
export async function webhookSecretOf(db: Reader, staffId: string): Promise<string | null> {
  return (await noticesOf(db, staffId)).webhookSecret
}

/** So many are told at a time. */
const mostAtOnce = 200

/** Who is to be told by now if anything waits: those whose token still lets them decide about comments. */
export async function listeners(db: Reader, now: Date): Promise<StaffNotices[]> {
  const at = now.toISOString()
  const rows = await db
    .selectDistinct({ notices: staffNotices })
    .from(staffNotices)
    .innerJoin(staff, and(eq(staff.id, staffNotices.staffId), inArray(staff.role, moderating)))
    .innerJoin(tokens, and(eq(tokens.staffId, staff.id), isNull(tokens.revokedAt), gt(tokens.expiresAt, at)))
    .where(lte(staffNotices.dueAt, at))
    .orderBy(staffNotices.dueAt)
    .limit(mostAtOnce)
  return rows.map(({ notices }) => notices)
}

const moderating = Object.entries(roles).flatMap(([role, scopes]) =>
  (scopes as readonly string[]).includes('comments:moderate') ? [role as keyof typeof roles] : [],
)

/** Moves somebody’s bookmark on; false when somebody else has, or they have changed their mind. */
export async function moveOn(tx: Writer, { staffId, seen, dueAt }: StaffNotices, to: Pick<StaffNotices, 'seen' | 'toldAt' | 'dueAt'>) {
  const still = and(eq(staffNotices.staffId, staffId), eq(staffNotices.seen, seen), eq(staffNotices.dueAt, dueAt))
  return (await tx.update(staffNotices).set(to).where(still).returning({ staffId: staffNotices.staffId })).length > 0
}

/** Whether something for somebody has not gone through yet: while it waits, it tells enough. */
export async function isOnItsWay(tx: Writer, staffId: string, channel: Channel): Promise<boolean> {
  const waiting = and(eq(outbox.subjectId, staffId), eq(outbox.channel, channel), inArray(outbox.state, ['waiting', 'sending', 'leaving']))
  return (await tx.select({ once: outbox.once }).from(outbox).where(waiting).limit(1)).length > 0
}

/** How telling somebody went lately, as far as that is remembered. */
export async function deliveryTo(db: Reader, staffId: string, channel: Channel) {
  const theirs = and(eq(outbox.subjectId, staffId), eq(outbox.channel, channel))
  const newest = (of: typeof theirs) =>
    db.select({ at: outbox.triedAt, failure: outbox.failure }).from(outbox).where(and(theirs, of)).orderBy(desc(outbox.triedAt)).limit(1)
  const [sent] = await newest(eq(outbox.state, 'sent'))
  const [failed] = await newest(isNotNull(outbox.failure))
  return { sentAt: sent?.at ?? null, failedAt: failed?.at ?? null, failure: failed?.failure ?? null }
}
