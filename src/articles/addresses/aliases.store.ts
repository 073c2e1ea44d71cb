import { and, asc, eq, gt, isNull } from 'drizzle-orm'
import type { Reader, Writer } from '../../db/database.ts'
import { slugs } from '../../db/tables.ts'
import { audit, type By } from '../../events/audit.ts'
import { record } from '../../events/record.ts'
import { Problem } from '../../problem.ts'
import { insistOnSlug } from '../../taxonomy/slug.ts'
import type { ArticleRow, ArticleWithDraft } from '../store.ts'
import { insistOnUnreserved } from './reserved-slugs.ts'
import { seenFrom } from './slugs.store.ts'

export type SlugRow = typeof slugs.$inferSelect

const place = { parameter: 'slug' }

/** A page of all slugs that an article has or had, by the alphabet. */
export function slugsOf(db: Reader, articleId: string, limit: number, after: readonly string[] | undefined): Promise<SlugRow[]> {
  return db
    .select()
    .from(slugs)
    .where(and(eq(slugs.articleId, articleId), after && gt(slugs.slug, after[0]!)))
    .orderBy(asc(slugs.slug))
    .limit(limit)
}

/**
 * Makes a slug an address of the article on purpose, also one that it had or has given up; readers are led by it while the article is public.
 * Throws `unprocessable` for what is no slug or reserved, `slug-taken`, and `state-forbids` for what is in the trash.
 */
export async function addAlias(tx: Writer, { article }: ArticleWithDraft, given: string, by: By, now: Date): Promise<SlugRow> {
  if (article.state === 'trashed') throw new Problem('state-forbids', 'It is in the trash. Restore it first.')
  const slug = insistOnSlug(given, place)
  const known = await slugRow(tx, article, slug)
  if (known && known.articleId !== article.id)
    throw new Problem('slug-taken', `“${slug}” belongs to another ${article.type}.`, [
      { ...place, code: 'taken', detail: `“${slug}” is, or was, the address of another ${article.type}. Choose another slug.` },
    ])
  if (known?.alias && known.retiredAt === null) return known
  if (!known) insistOnUnreserved(slug, undefined, place)
  const row = { type: article.type, slug, articleId: article.id, alias: true, publicSince: known?.publicSince ?? publicSince(article, now) }
  const [added] = known
    ? await tx
        .update(slugs)
        .set({ ...row, retiredAt: null, retiredBy: null })
        .where(and(eq(slugs.type, article.type), eq(slugs.slug, slug)))
        .returning()
    : await tx
        .insert(slugs)
        .values({ ...row, createdAt: now.toISOString(), createdBy: by.caller.staffId })
        .returning()
  await record(tx, 'article.slugAdded', article.id, { slug }, now)
  await audit(tx, by, { what: 'slug', action: 'created', subjectId: article.id, before: {}, after: { slug } }, now)
  return added!
}

/**
 * Gives a slug up. What readers were ever led by stays the article’s, and is 410 from then on; what they were not is anybody’s again. A second
 * time it changes nothing. Throws `not-found`, and `state-forbids` for the slug that the article or its draft goes by.
 */
export async function retireSlug(tx: Writer, { article, draft }: ArticleWithDraft, slug: string, by: By, now: Date) {
  const known = await slugRow(tx, article, slug)
  if (known?.articleId !== article.id) throw new Problem('not-found', `“${slug}” is no slug of this ${article.type}.`)
  if (slug === article.slug || slug === draft.slug)
    throw new Problem('state-forbids', `The ${article.type} or its draft goes by “${slug}”. Give it another slug first, and publish.`)
  if (known.retiredAt !== null) return
  const its = and(eq(slugs.type, article.type), eq(slugs.slug, slug), isNull(slugs.retiredAt))
  const wasSeen = known.publicSince !== null && known.publicSince <= now.toISOString()
  if (wasSeen) await tx.update(slugs).set({ alias: false, retiredAt: now.toISOString(), retiredBy: by.caller.staffId }).where(its)
  else await tx.delete(slugs).where(its)
  await record(tx, wasSeen ? 'article.slugRetired' : 'article.slugReleased', article.id, { slug }, now)
  const action = wasSeen ? 'ended' : 'removed'
  await audit(tx, by, { what: 'slug', action, subjectId: article.id, before: { slug }, after: {} }, now)
}

async function slugRow(tx: Writer, { type }: Pick<ArticleRow, 'type'>, slug: string): Promise<SlugRow | undefined> {
  const [row] = await tx
    .select()
    .from(slugs)
    .where(and(eq(slugs.type, type), eq(slugs.slug, slug)))
  return row
}

/** From when on readers are led by a slug that an article is given now: null until it is published anew. */
function publicSince(article: ArticleRow, now: Date) {
  if (article.state !== 'published') return null
  const [from, moment] = [seenFrom(article, now), now.toISOString()]
  return from > moment ? from : moment
}
