import { and, asc, eq, inArray, isNotNull, isNull, lt, notExists, or, sql } from 'drizzle-orm'
import type { Writer } from '../db/database.ts'
import { authorNotes, comments } from '../db/tables.ts'

/** Drops what moderators have noted about whoever wrote from here, unless something is left of them. */
export async function dropNotesAbout(tx: Writer, { email, addressHash }: { email: string | null; addressHash: string | null }) {
  if (email === null && addressHash === null) return
  const about = or(
    email === null ? undefined : eq(authorNotes.email, email),
    addressHash === null ? undefined : eq(authorNotes.addressHash, addressHash),
  )
  await tx.delete(authorNotes).where(and(about, nothingIsLeft(tx)))
}

/** Forgets which addresses the oldest notes are about, as many as `limit`, and says how many they were; what was about nothing else goes. */
export async function forgetNotedAddresses(tx: Writer, before: string, limit: number) {
  const old = await tx
    .select({ id: authorNotes.id })
    .from(authorNotes)
    .where(and(isNotNull(authorNotes.addressHash), lt(authorNotes.at, before)))
    .orderBy(asc(authorNotes.at))
    .limit(limit)
  if (old.length === 0) return 0
  const those = inArray(
    authorNotes.id,
    old.map(({ id }) => id),
  )
  await tx.delete(authorNotes).where(and(those, isNull(authorNotes.email)))
  await tx.update(authorNotes).set({ addressHash: null }).where(those)
  return old.length
}

/** An e-mail tells who somebody is; an address only where there is none. */
function nothingIsLeft(tx: Writer) {
  const some = (whose: ReturnType<typeof eq>) => tx.select({ one: sql`1` }).from(comments).where(whose)
  const byEmail = and(isNotNull(authorNotes.email), notExists(some(eq(comments.authorEmail, authorNotes.email))))
  const byAddress = and(isNull(authorNotes.email), notExists(some(eq(comments.addressHash, authorNotes.addressHash))))
  return or(byEmail, byAddress)
}
