import { and, eq, gt, gte, isNull, lt, lte, ne, or } from 'drizzle-orm'
import { never } from '../../db/columns.ts'
import type { Reader, Writer } from '../../db/database.ts'
import { slugs } from '../../db/tables.ts'
import { Problem } from '../../problem.ts'
import { firstFree, nearSlugs } from '../../taxonomy/slug.ts'
import type { Times } from '../publishing.ts'
import { reservedSlugs } from './reserved-slugs.ts'

export type ArticleType = 'article' | 'page'

/** Makes a slug the article's own. Throws `slug-taken` when another has it, or was ever public under it. */
export async function claimSlug(tx: Writer, type: ArticleType, slug: string, articleId: string, by: string | null, now: Date) {
  const owner = await slugOwner(tx, type, slug)
  if (owner === undefined)
    await tx.insert(slugs).values({ type, slug, articleId, publicSince: null, createdAt: now.toISOString(), createdBy: by })
  else if (owner !== articleId) {
    throw new Problem('slug-taken', `“${slug}” belongs to another ${type}.`, [
      { pointer: '#/slug', code: 'taken', detail: `“${slug}” is, or was, the address of another ${type}. Choose another slug.` },
    ])
  }
}

/** The id of the article that a slug belongs to; undefined when it is nobody’s. */
export async function slugOwner(db: Reader, type: ArticleType, slug: string): Promise<string | undefined> {
  const [owner] = await db
    .select({ articleId: slugs.articleId })
    .from(slugs)
    .where(and(eq(slugs.type, type), eq(slugs.slug, slug)))
  return owner?.articleId
}

/** The slug itself when nobody has it and it is not reserved, else with the lowest number behind it that is free. */
export async function freeSlug(
  db: Reader,
  type: ArticleType,
  slug: string,
  reserved: ReadonlySet<string> = reservedSlugs,
): Promise<string> {
  const [from, to] = nearSlugs(slug)
  const near = await db
    .select({ slug: slugs.slug })
    .from(slugs)
    .where(and(eq(slugs.type, type), gte(slugs.slug, from), lt(slugs.slug, to)))
  return firstFree(slug, new Set([...reserved, ...near.map((row) => row.slug)]))
}

/** Lets go of the slugs that only former drafts had; what was given on purpose stays. */
export async function releaseDraftSlugs(tx: Writer, articleId: string, keep: string) {
  await tx.delete(slugs).where(and(eq(slugs.articleId, articleId), isNull(slugs.publicSince), ne(slugs.slug, keep), eq(slugs.alias, false)))
}

/** The same for those that were to be public at a time that will not come. */
export async function releaseUnseenSlugs(tx: Writer, articleId: string, keep: string, now: Date) {
  await tx
    .update(slugs)
    .set({ publicSince: null })
    .where(and(eq(slugs.articleId, articleId), gt(slugs.publicSince, now.toISOString())))
  await releaseDraftSlugs(tx, articleId, keep)
}

/** From that moment on the slug, and each that was given on purpose, stays the article’s for good: readers may have it. It leads there again, if it was retired. */
export async function keepSlugForGood(tx: Writer, articleId: string, slug: string, publicSince: string) {
  await tx
    .update(slugs)
    .set({ publicSince })
    .where(and(eq(slugs.articleId, articleId), or(eq(slugs.slug, slug), eq(slugs.alias, true)), isNull(slugs.publicSince)))
  await tx
    .update(slugs)
    .set({ retiredAt: null, retiredBy: null })
    .where(and(eq(slugs.articleId, articleId), eq(slugs.slug, slug)))
}

/** From when on readers are led by what is theirs with these times; `never` when the rights let nobody see it, so that it does not count as seen. */
export function seenFrom({ publicFrom, publicUntil }: Pick<Times, 'publicFrom' | 'publicUntil'>, now: Date): string {
  return publicUntil <= publicFrom || publicUntil <= now.toISOString() ? never : publicFrom
}

/** Whether readers were ever let see an article, under whatever slug. */
export async function wasEverPublic(db: Reader, articleId: string, now: Date): Promise<boolean> {
  const [slug] = await db
    .select({ slug: slugs.slug })
    .from(slugs)
    .where(and(eq(slugs.articleId, articleId), lte(slugs.publicSince, now.toISOString())))
    .limit(1)
  return slug !== undefined
}

/** What readers have not seen yet is theirs from another moment on. */
export async function postponeSlugs(tx: Writer, articleId: string, publicSince: string, now: Date) {
  await tx
    .update(slugs)
    .set({ publicSince })
    .where(and(eq(slugs.articleId, articleId), gt(slugs.publicSince, now.toISOString())))
}
