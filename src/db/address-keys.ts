import { createHmac } from 'node:crypto'
import { and, desc, eq, inArray, lte } from 'drizzle-orm'
import { never } from './columns.ts'
import type { Reader, Writer } from './database.ts'
import { addressKeys } from './tables.ts'

/** A key of the hashes of readers' addresses. */
export interface AddressKey {
  /** Stands in front of the hashes; empty for the key of a newspaper that began before keys were replaced. */
  id: string
  value: Buffer
  madeAt: string
}

/** Under which keys an address is hashed: the first for what is kept from now on, the others to be compared with what was kept before. */
type Keyring = Readonly<{ address: readonly AddressKey[] }>

/** The hashes of a text that could be guessed, such as an address: first the one to keep, then those that may have been kept. */
export function addressHashes({ address }: Keyring, text: string): [newest: string, ...former: string[]] {
  const hashes = address.map(({ id, value }) => `${id}${id && ':'}${createHmac('sha256', value).update(text).digest('base64url')}`)
  return hashes as [string, ...string[]]
}

/** Whether the key of a hash is still there, so that the same address would be known again. */
export function isComparable({ address }: Keyring, hash: string) {
  return address.some(({ id }) => id === keyIdOf(hash))
}

/** The id of the key that a hash was made with. */
export function keyIdOf(hash: string) {
  return hash.slice(0, Math.max(0, hash.indexOf(':')))
}

/** The keys there are, the newest first. */
export async function readAddressKeys(db: Reader): Promise<AddressKey[]> {
  const rows = await db.select().from(addressKeys).orderBy(desc(addressKeys.replacedAt), desc(addressKeys.madeAt), desc(addressKeys.id))
  return rows.map(({ id, value, madeAt }) => ({ id, value: Buffer.from(value, 'base64url'), madeAt }))
}

/** Makes a key for the hashes from now on. */
export async function addAddressKey(tx: Writer, random: (bytes: number) => Buffer, now: Date) {
  const [id, value] = [random(6).toString('base64url'), random(32).toString('base64url')]
  await tx.insert(addressKeys).values({ id, value, madeAt: now.toISOString(), replacedAt: never })
}

/** Replaces the newest key if it is as old as `madeBefore`, and says whether it did. The former one stays, for comparing. */
export async function replaceAddressKey(tx: Writer, random: (bytes: number) => Buffer, madeBefore: string, now: Date): Promise<boolean> {
  const replaced = await tx
    .update(addressKeys)
    .set({ replacedAt: now.toISOString() })
    .where(and(eq(addressKeys.replacedAt, never), lte(addressKeys.madeAt, madeBefore)))
    .returning({ id: addressKeys.id })
  if (replaced.length === 0) return false
  await addAddressKey(tx, random, now)
  return true
}

/** The ids of the keys that were replaced by this moment. */
export async function keysReplacedBy(db: Reader, moment: string) {
  const rows = await db.select({ id: addressKeys.id }).from(addressKeys).where(lte(addressKeys.replacedAt, moment))
  return rows.map(({ id }) => id)
}

/** Forgets keys: nobody, with whatever copy of the hashes, can guess any more what was hashed. */
export async function forgetAddressKeys(tx: Writer, ids: readonly string[]) {
  if (ids.length > 0) await tx.delete(addressKeys).where(inArray(addressKeys.id, [...ids]))
}
