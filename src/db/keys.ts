import { eq } from 'drizzle-orm'
import { type AddressKey, addAddressKey, readAddressKeys } from './address-keys.ts'
import { never } from './columns.ts'
import type { Database, Reader, Writer } from './database.ts'
import { addressKeys, secrets } from './tables.ts'

/** What each key is for. */
export interface Keys {
  /** Signs cursors and the tokens of previews, so that a forged one is told from ours. */
  cursor: Buffer
  /** Key the hashes of readers' addresses, so that they cannot be guessed from a stolen file; the newest first. They are replaced in the course of time. */
  address: readonly AddressKey[]
  /** Keys the hashes of texts, which are kept as long as the texts themselves, and signs the ways out of mails. It is never replaced. */
  text: Buffer
  /** Makes the tokens by which readers hold their comments. */
  commenter: Buffer
}

type Random = (bytes: number) => Buffer

const names = ['cursor', 'text', 'commenter'] as const

/** The keys of this newspaper: 32 random bytes each, made the first time and kept in the database. */
export async function keysOf(db: Database, random: Random, now: Date): Promise<Keys> {
  const known = await read(db)
  if (known) return known
  await db.write(async (tx) => {
    await settleFormerKey(tx, now)
    const fresh = names.map((name) => ({ name, value: random(32).toString('base64url') }))
    await tx.insert(secrets).values(fresh).onConflictDoNothing()
    if ((await tx.$count(addressKeys)) === 0) await addAddressKey(tx, random, now)
  })
  return (await read(db))!
}

/** Brings keys that were read before to what they are now: another process may have replaced them. */
export async function followKeys(db: Database, keys: Keys) {
  Object.assign(keys, await read(db))
}

/** Replaces the keys of cursors and of readers' tokens: what was signed with them opens nothing any more. */
export async function replaceSigningKeys(tx: Writer, random: Random) {
  for (const name of ['cursor', 'commenter'] as const)
    await tx
      .update(secrets)
      .set({ value: random(32).toString('base64url') })
      .where(eq(secrets.name, name))
}

async function read(db: Reader): Promise<Keys | undefined> {
  const rows = await db.select().from(secrets)
  const named = new Map(rows.map(({ name, value }) => [name, Buffer.from(value, 'base64url')]))
  const [cursor, text, commenter] = names.map((name) => named.get(name))
  const address = await readAddressKeys(db)
  return cursor && text && commenter && address.length > 0 ? { cursor, address, text, commenter } : undefined
}

/** A newspaper of an earlier version has one key for addresses and texts. It stays that of texts, and is the first of addresses to be replaced. */
async function settleFormerKey(tx: Writer, now: Date) {
  const [former] = await tx.delete(secrets).where(eq(secrets.name, 'address')).returning()
  if (!former) return
  await tx.insert(secrets).values({ name: 'text', value: former.value }).onConflictDoNothing()
  await tx.insert(addressKeys).values({ id: '', value: former.value, madeAt: now.toISOString(), replacedAt: never })
}
