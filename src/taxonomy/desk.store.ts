import { and, eq, gte, inArray, lt, ne, or, sql } from 'drizzle-orm'
import type { Writer } from '../db/database.ts'
import { isDuplicate } from '../db/failures.ts'
import { articles, listings, revisions, terms } from '../db/tables.ts'
import { record } from '../events/record.ts'
import { insistOn } from '../http/fresh.ts'
import { Problem } from '../problem.ts'
import type { NewTerm, TermPatch } from './schema.ts'
import { firstFree, insistOnSlug, nearSlugs, slugOf } from './slug.ts'

import { deskTerm, type Term, type TermKind, termsById, withAncestors } from './store.ts'

/** Adds a term. A given slug that is taken throws `slug-taken`; one made of the name gets a number instead. */
export async function addTerm(tx: Writer, kind: TermKind, wanted: NewTerm, id: string, now: Date): Promise<Term> {
  await checkParent(tx, id, wanted.parentId)
  const slug = wanted.slug === undefined ? await freeSlug(tx, kind, slugOf(wanted.name, kind)) : insistOnSlug(wanted.slug)
  const { name, description = '', parentId = null, position = 0 } = wanted
  const term = { id, kind, slug, name, description, parentId, position, commentSettings: {}, revision: 1, updatedAt: now.toISOString() }
  await unlessTaken(slug, () => tx.insert(terms).values(term))
  await record(tx, `${kind}.changed`, id, { slug }, now)
  return term
}

/** Changes a term. Throws `not-found`, `changed-meanwhile`, `slug-taken` and, for a section above itself, `unprocessable`. */
export async function changeTerm(
  tx: Writer,
  kind: TermKind,
  id: string,
  patch: TermPatch,
  expected: number | undefined,
  now: Date,
): Promise<Term> {
  const current = await deskTerm(tx, kind, id)
  insistOn(expected, current.revision, current.updatedAt)
  await checkParent(tx, id, patch.parentId)
  const above = await withAncestors(tx, id)
  const slug = patch.slug === undefined ? current.slug : insistOnSlug(patch.slug)
  const changes = { ...patch, slug, revision: current.revision + 1, updatedAt: now.toISOString() }
  const [term] = await unlessTaken(slug, () => tx.update(terms).set(changes).where(unchanged(current)).returning())
  if (!term) throw new Problem('changed-meanwhile')
  if (patch.parentId !== undefined) await refile(tx, id, above)
  await record(tx, `${kind}.changed`, id, { slug }, now)
  return term
}

/** Removes a term; a tag vanishes from its stories. Throws `not-found`, `changed-meanwhile`, and `in-use` for a section or an author of any story. */
export async function removeTerm(tx: Writer, kind: TermKind, id: string, expected: number | undefined, now: Date) {
  const current = await deskTerm(tx, kind, id)
  insistOn(expected, current.revision, current.updatedAt)
  const children = await tx.$count(terms, eq(terms.parentId, id))
  if (children > 0) throw new Problem('in-use', `${children} sections stand below ${current.name}. Move them first.`)
  const stories = kind === 'tag' ? 0 : await storiesNaming(tx, id)
  if (stories > 0) throw new Problem('in-use', `${stories} stories name ${current.name}. Change them first.`)
  const [removed] = await tx.delete(terms).where(unchanged(current)).returning({ id: terms.id })
  if (!removed) throw new Problem('changed-meanwhile')
  await record(tx, `${kind}.removed`, id, { slug: current.slug }, now)
}

/** That a term is still as it was read. */
function unchanged({ id, revision }: Term) {
  return and(eq(terms.id, id), eq(terms.revision, revision))
}

/**
 * How many stories name a section or an author, for the readers or in the newest draft. What is not published is filed by its draft; beside
 * that only those published articles count whose newest draft differs. The cross join is an inner one by its condition; it keeps SQLite
 * from walking all revisions first.
 */
async function storiesNaming(tx: Writer, id: string) {
  const filed = tx.select({ articleId: listings.articleId }).from(listings).where(eq(listings.termId, id))
  const drafted = tx
    .select({ articleId: articles.id })
    .from(articles)
    .crossJoin(revisions)
    .where(
      and(
        eq(revisions.articleId, articles.id),
        eq(revisions.number, articles.draftRevision),
        ne(articles.draftRevision, articles.publishedRevision),
        or(eq(revisions.sectionId, id), sql`${revisions.bylines} like ${`%"${id}"%`}`),
      ),
    )
  return (await filed.union(drafted)).length
}

/** Files the stories of a section under the sections it now stands below. */
async function refile(tx: Writer, sectionId: string, before: readonly string[]) {
  const after = await withAncestors(tx, sectionId)
  const stories = tx.select({ articleId: listings.articleId }).from(listings).where(eq(listings.termId, sectionId))
  const left = before.filter((id) => !after.includes(id))
  if (left.length > 0) await tx.delete(listings).where(and(inArray(listings.termId, left), inArray(listings.articleId, stories)))
  for (const entered of after.filter((id) => !before.includes(id))) {
    const copies = tx
      .select({ termId: sql<string>`${entered}`.as('term_id'), listedAt: listings.listedAt, articleId: listings.articleId })
      .from(listings)
    await tx.insert(listings).select(copies.where(eq(listings.termId, sectionId)))
  }
}

async function checkParent(tx: Writer, id: string, parentId: string | null | undefined) {
  if (parentId === undefined || parentId === null) return
  const above = await withAncestors(tx, parentId)
  if ((await termsById(tx, [parentId])).get(parentId)?.kind !== 'section')
    throw new Problem('unprocessable', undefined, [{ pointer: '#/parentId', code: 'unknown', detail: `There is no section ${parentId}.` }])
  if (above.includes(id))
    throw new Problem('unprocessable', undefined, [
      { pointer: '#/parentId', code: 'circle', detail: 'A section cannot stand below itself.' },
    ])
}

async function freeSlug(tx: Writer, kind: TermKind, slug: string) {
  const [from, to] = nearSlugs(slug)
  const near = await tx
    .select({ slug: terms.slug })
    .from(terms)
    .where(and(eq(terms.kind, kind), gte(terms.slug, from), lt(terms.slug, to)))
  return firstFree(slug, new Set(near.map((term) => term.slug)))
}

async function unlessTaken<Result>(slug: string, work: () => Promise<Result>) {
  try {
    return await work()
  } catch (error) {
    if (isDuplicate(error))
      throw new Problem('slug-taken', `“${slug}” is taken.`, [
        { pointer: '#/slug', code: 'taken', detail: `“${slug}” belongs to another. Choose another slug.` },
      ])
    throw error
  }
}
