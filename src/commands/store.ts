import { and, asc, eq, exists, inArray, isNull, notExists, sql } from 'drizzle-orm'
import { forgetWords } from '../articles/text-index/text-index.store.ts'
import type { Reader, Writer } from '../db/database.ts'
import { articles, frontArrangements, fronts, imports, listings, menus, terms } from '../db/tables.ts'
import { record } from '../events/record.ts'
import { clearSite, readSite } from '../site/store.ts'

const source = 'sample'

/** Whether anything has been written yet. */
export async function hasArticles(db: Reader) {
  return (await db.select({ id: articles.id }).from(articles).limit(1)).length > 0
}

/** Whether the sample newspaper stands here. */
export async function hasSample(db: Reader) {
  return (await db.$count(imports, eq(imports.source, source))) > 0
}

/** That the newest arrangement of a front page is the sample’s. */
function arrangedByNobody(tx: Writer) {
  const { place, revision, arrangedBy } = frontArrangements
  return tx
    .select({ one: sql`1` })
    .from(frontArrangements)
    .where(and(eq(place, fronts.place), eq(revision, fronts.revision), isNull(arrangedBy)))
}

/** Notes what belongs to the sample, so that it can be removed without touching anything else. */
export async function noteSample(tx: Writer, kind: 'article' | 'term' | 'menu', ids: readonly string[]) {
  await tx.insert(imports).values(ids.map((id) => ({ source, kind, externalId: id, targetId: id })))
}

/**
 * Removes what belongs to the sample, comments and all; answers with how many articles and pages went. What somebody has filed a story
 * of their own under stays, and so does a masthead, a menu or a front page that is no longer the sample’s.
 */
export async function removeSample(tx: Writer, sampleName: string, now: Date) {
  const rows = await tx.select().from(imports).where(eq(imports.source, source)).orderBy(asc(imports.externalId))
  const ids = (kind: string) => rows.filter((row) => row.kind === kind).map(({ externalId }) => externalId)
  await forgetWords(tx, ids('article'))
  const gone = await tx
    .delete(articles)
    .where(inArray(articles.id, ids('article')))
    .returning({ id: articles.id, slug: articles.slug })
  const filed = tx.select({ one: sql`1` }).from(listings).where(eq(listings.termId, terms.id))
  const unused = await tx
    .delete(terms)
    .where(and(inArray(terms.id, ids('term')), notExists(filed)))
    .returning()
  for (const { id, slug } of gone) await record(tx, 'article.removed', id, { slug }, now)
  for (const { kind, id, slug } of unused) await record(tx, `${kind}.removed`, id, { slug }, now)
  await tx.delete(imports).where(eq(imports.source, source))
  if (rows.length > 0 && (await readSite(tx)).name === sampleName) await clearSite(tx, now)
  for (const name of ids('menu')) await tx.delete(menus).where(and(eq(menus.name, name), eq(menus.revision, 1)))
  if (rows.length > 0) await tx.delete(fronts).where(and(eq(fronts.place, 'site'), exists(arrangedByNobody(tx))))
  return gone.length
}
