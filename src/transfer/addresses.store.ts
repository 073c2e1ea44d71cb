import { inArray } from 'drizzle-orm'
import type { ArticleType } from '../articles/addresses/slugs.store.ts'
import type { Reader, Writer } from '../db/database.ts'
import { formerAddresses, slugs } from '../db/tables.ts'

export type FormerAddress = typeof formerAddresses.$inferInsert

/** A slug under which an article was public on the former site. */
export interface OldSlug {
  type: ArticleType
  slug: string
  articleId: string
  publicSince: string
}

/** Keeps what former addresses have become, the first of each, and answers with how many are new. */
export async function keepAddresses(tx: Writer, addresses: readonly FormerAddress[]) {
  if (addresses.length === 0) return 0
  const kept = await tx
    .insert(formerAddresses)
    .values([...addresses])
    .onConflictDoNothing()
    .returning({ path: formerAddresses.path })
  return kept.length
}

/** Whose each of the slugs is that somebody has, by `type slug`. */
export async function slugOwners(db: Reader, wanted: readonly OldSlug[]): Promise<Map<string, string>> {
  if (wanted.length === 0) return new Map()
  const rows = await db
    .select()
    .from(slugs)
    .where(inArray(slugs.slug, [...new Set(wanted.map(({ slug }) => slug))]))
  return new Map(rows.map(({ type, slug, articleId }) => [`${type} ${slug}`, articleId]))
}

/** Makes slugs that nobody has lead to the articles that had them. */
export async function keepOldSlugs(tx: Writer, wanted: readonly OldSlug[]) {
  await tx
    .insert(slugs)
    .values([...wanted])
    .onConflictDoNothing()
}
