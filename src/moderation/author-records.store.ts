import { and, eq, inArray, isNull, min, ne, or, type SQL, sql } from 'drizzle-orm'
import { alias } from '../db/columns.ts'
import type { Reader } from '../db/database.ts'
import { filled, listSize, places, preparedShapes } from '../db/prepared.ts'
import { authorNotes, comments } from '../db/tables.ts'

const states = ['approved', 'rejected', 'spam', 'pending'] as const

/** So many comments of one author are counted in each state; what is written by more is written “100”. */
export const countedUpTo = 100

/** What has become of all that came from an author’s e-mail or network address, and when the first of it came. */
export type AuthorRecord = Record<(typeof states)[number], number> & { id: string; firstSeenAt: string; notes: number }

const others = alias(comments, 'others')

const records = preparedShapes((db, size: `${number}`) => {
  const ofEmail = eq(others.authorEmail, comments.authorEmail)
  const ofAddress = eq(others.addressHash, comments.addressHash)
  const some = (whose: SQL, state: (typeof states)[number]) =>
    db
      .select({ email: others.authorEmail })
      .from(others)
      .where(and(whose, eq(others.state, state)))
      .limit(countedUpTo)
      .as('some')
  const counted = (whose: SQL, state: (typeof states)[number]) => {
    const found = some(whose, state)
    const isAnother = or(isNull(found.email), isNull(comments.authorEmail), ne(found.email, comments.authorEmail))
    const one = db.select({ one: sql`1` }).from(found)
    return sql<number>`(select count(*) from ${whose === ofEmail ? one : one.where(isAnother)})`
  }
  const first = (whose: SQL, state: (typeof states)[number]) => {
    const earliest = db
      .select({ at: min(others.createdAt) })
      .from(others)
      .where(and(whose, eq(others.state, state)))
    return sql<string | null>`${earliest}`
  }
  const columns = states.flatMap((state) => [
    [`${state} byEmail`, counted(ofEmail, state)] as const,
    [`${state} byAddress`, counted(ofAddress, state)] as const,
    [`${state} firstByEmail`, first(ofEmail, state)] as const,
    [`${state} firstByAddress`, first(ofAddress, state)] as const,
  ])
  const noted = db
    .select({ one: sql`1` })
    .from(authorNotes)
    .where(or(eq(authorNotes.email, comments.authorEmail), eq(authorNotes.addressHash, comments.addressHash)))
    .limit(countedUpTo)
  const notes = sql<number>`(select count(*) from ${noted})`
  return db
    .select({ notes, id: comments.id, state: comments.state, createdAt: comments.createdAt, ...Object.fromEntries(columns) })
    .from(comments)
    .where(inArray(comments.id, places('id', Number(size))))
    .prepare(`author_records_of_${size}`)
})

/**
 * The records of the authors of comments, by the id of the comment. One statement, along the indexes of e-mails and addresses; neither is
 * verified, so a record says what came from there, not who wrote it.
 */
export async function recordsOf(db: Reader, ids: readonly string[]): Promise<Map<string, AuthorRecord>> {
  const rows = (await records(db, `${listSize(ids.length)}`).execute(filled('id', ids))) as Record<string, string | number | null>[]
  return new Map(rows.map((row) => [String(row.id), recordIn(row)]))
}

function recordIn(row: Record<string, string | number | null>): AuthorRecord {
  const own = { [String(row.state)]: 1 }
  const counts = states.map((state) => {
    const found = Number(row[`${state} byEmail`]) + Number(row[`${state} byAddress`])
    return [state, Math.min(Math.max(found, own[state] ?? 0), countedUpTo)] as const
  })
  const moments = [row.createdAt, ...states.flatMap((state) => [row[`${state} firstByEmail`], row[`${state} firstByAddress`]])]
  const firstSeenAt = moments.filter((moment) => typeof moment === 'string').sort()[0]!
  return {
    id: String(row.id),
    notes: Number(row.notes),
    ...(Object.fromEntries(counts) as Record<(typeof states)[number], number>),
    firstSeenAt,
  }
}
