import { and, eq, gt, gte, isNull, lt, ne } from 'drizzle-orm'
import type { Reader, Writer } from '../db/database.ts'
import { slugs } from '../db/tables.ts'
import { Problem } from '../problem.ts'
import { firstFree, nearSlugs } from '../taxonomy/slug.ts'

export type ArticleType = 'article' | 'page'

/** Makes a slug the article's own. Throws `slug-taken` when another has it, or was ever public under it. */
export async function claimSlug(tx: Writer, type: ArticleType, slug: string, articleId: string) {
  const [owner] = await tx
    .select({ articleId: slugs.articleId })
    .from(slugs)
    .where(and(eq(slugs.type, type), eq(slugs.slug, slug)))
  if (!owner) await tx.insert(slugs).values({ type, slug, articleId, publicSince: null })
  else if (owner.articleId !== articleId) {
    throw new Problem('slug-taken', `“${slug}” belongs to another ${type}.`, [
      { pointer: '#/slug', code: 'taken', detail: `“${slug}” is, or was, the address of another ${type}. Choose another slug.` },
    ])
  }
}

/** The slug itself when nobody has it, else with the lowest number behind it that is free. */
export async function freeSlug(db: Reader, type: ArticleType, slug: string): Promise<string> {
  const [from, to] = nearSlugs(slug)
  const near = await db
    .select({ slug: slugs.slug })
    .from(slugs)
    .where(and(eq(slugs.type, type), gte(slugs.slug, from), lt(slugs.slug, to)))
  return firstFree(slug, new Set(near.map((row) => row.slug)))
}

/** Lets go of the slugs that only former drafts had. */
export async function releaseDraftSlugs(tx: Writer, articleId: string, keep: string) {
  await tx.delete(slugs).where(and(eq(slugs.articleId, articleId), isNull(slugs.publicSince), ne(slugs.slug, keep)))
}

/** The same for those that were to be public at a time that will not come. */
export async function releaseUnseenSlugs(tx: Writer, articleId: string, keep: string, now: Date) {
  await tx
    .update(slugs)
    .set({ publicSince: null })
    .where(and(eq(slugs.articleId, articleId), gt(slugs.publicSince, now.toISOString())))
  await releaseDraftSlugs(tx, articleId, keep)
}

/** From that moment on the slug stays the article’s for good: readers may have it. */
export async function keepSlugForGood(tx: Writer, articleId: string, slug: string, publicSince: string) {
  await tx
    .update(slugs)
    .set({ publicSince })
    .where(and(eq(slugs.articleId, articleId), eq(slugs.slug, slug), isNull(slugs.publicSince)))
}

/** What readers have not seen yet is theirs from another moment on. */
export async function postponeSlugs(tx: Writer, articleId: string, publicSince: string, now: Date) {
  await tx
    .update(slugs)
    .set({ publicSince })
    .where(and(eq(slugs.articleId, articleId), gt(slugs.publicSince, now.toISOString())))
}
