import { and, asc, desc, gt, inArray, sql } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { filled, listSize, places, preparedShapes } from '../db/prepared.ts'
import { bans } from '../db/tables.ts'
import { domainsAround, emailKey, hostOf, networksAround } from './bans.ts'
import type { Ban } from './screening.ts'

/** What a comment tells of its author that can be banned. */
export interface Traces {
  email: string | null
  url: string | null
  address: string
  /** Of the address, under every key there is. */
  hashes: readonly string[]
}

/** So many bans are told of one comment; those that reject come first. */
const bansTold = 10

const bansByValue = preparedShapes((db, size: `${number}`) =>
  db
    .select({ kind: bans.kind, value: bans.value, effect: bans.effect, reason: bans.reason, expiresAt: bans.expiresAt })
    .from(bans)
    .where(and(inArray(bans.value, places('value', Number(size))), gt(bans.expiresAt, sql.placeholder('now'))))
    .orderBy(desc(bans.effect), asc(bans.id))
    .limit(bansTold)
    .prepare(`bans_by_${size}_values`),
)

/** The bans that an author falls under now. The kinds of value cannot be mistaken for each other: only e-mails have an @, only networks a stroke, and of the others only domains a dot. */
export async function bansOn(db: Reader, { email, url, address, hashes }: Traces, now: Date): Promise<Ban[]> {
  const domains = [...(email ? domainsAround(email.slice(email.lastIndexOf('@') + 1)) : []), ...(url ? domainsAround(hostOf(url)) : [])]
  const values = [...hashes, ...(email ? [emailKey(email)] : []), ...new Set(domains), ...networksAround(address)]
  return bansByValue(db, `${listSize(values.length)}`).execute({ ...filled('value', values), now: now.toISOString() })
}
