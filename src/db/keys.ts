import { asc } from 'drizzle-orm'
import type { Database } from './database.ts'
import { secrets } from './tables.ts'

/** What each key is for. */
export interface Keys {
  /** Signs cursors and the tokens of previews, so that a forged one is told from ours. */
  cursor: Buffer
  /** Keys the hashes of readers' addresses, so that they cannot be guessed from a stolen file. */
  address: Buffer
  /** Makes the tokens by which readers hold their comments. */
  commenter: Buffer
}

const names = ['cursor', 'address', 'commenter'] as const

/** The keys of this newspaper: 32 random bytes each, made the first time and kept in the database. */
export async function keysOf(db: Database, random: (bytes: number) => Buffer): Promise<Keys> {
  const known = await read(db)
  if (known) return known
  await db.write(async (tx) => {
    const fresh = names.map((name) => ({ name, value: random(32).toString('base64url') }))
    await tx.insert(secrets).values(fresh).onConflictDoNothing()
  })
  return (await read(db))!
}

async function read(db: Database): Promise<Keys | undefined> {
  const rows = await db.select().from(secrets).orderBy(asc(secrets.name))
  const named = new Map(rows.map(({ name, value }) => [name, Buffer.from(value, 'base64url')]))
  const [cursor, address, commenter] = names.map((name) => named.get(name))
  return cursor && address && commenter && { cursor, address, commenter }
}
