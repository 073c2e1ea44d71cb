import { and, eq, exists, inArray, lte, sql } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { filled, listSize, places, preparedShapes } from '../db/prepared.ts'
import { articles, listings, terms } from '../db/tables.ts'
import type { Term } from '../taxonomy/store.ts'
import { publicNow } from './visibility.ts'

const { placeholder } = sql

/** That something public stands in the term. */
export const inhabited = (db: Reader) =>
  exists(
    db
      .select({ one: sql`1` })
      .from(listings)
      .innerJoin(articles, eq(articles.id, listings.articleId))
      .where(and(eq(listings.termId, terms.id), lte(listings.listedAt, placeholder('now')), publicNow)),
  )

const byIds = preparedShapes((db, size: `${number}`) =>
  db
    .select()
    .from(terms)
    .where(and(inArray(terms.id, places('id', Number(size))), inhabited(db)))
    .prepare(`public_terms_by_${size}_ids`),
)

/** Those of the ids that are of terms in which something public stands, by id. */
export async function publicTermsById(db: Reader, ids: readonly string[], now: Date): Promise<Map<string, Term>> {
  if (ids.length === 0) return new Map()
  const rows = await byIds(db, `${listSize(ids.length)}`).execute({ ...filled('id', ids), now: now.toISOString() })
  return new Map(rows.map((term) => [term.id, term]))
}
