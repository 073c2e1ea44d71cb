import { and, asc, eq, inArray } from 'drizzle-orm'
import type { Reader, Writer } from '../db/database.ts'
import { articles, imports, site, terms } from '../db/tables.ts'

const source = 'sample'

/** Whether anything has been written yet. */
export async function hasArticles(db: Reader) {
  return (await db.select({ id: articles.id }).from(articles).limit(1)).length > 0
}

/** Whether the sample newspaper stands here. */
export async function hasSample(db: Reader) {
  return (await db.$count(imports, eq(imports.source, source))) > 0
}

/** Notes what belongs to the sample, so that it can be removed without touching anything else. */
export async function noteSample(tx: Writer, kind: 'article' | 'term', ids: readonly string[]) {
  await tx.insert(imports).values(ids.map((id) => ({ source, kind, externalId: id, targetId: id })))
}

/** Removes what belongs to the sample, comments and all; answers with how many articles went. */
export async function removeSample(tx: Writer, now: Date) {
  const rows = await tx.select().from(imports).where(eq(imports.source, source)).orderBy(asc(imports.externalId))
  const ids = (kind: string) => rows.filter((row) => row.kind === kind).map(({ externalId }) => externalId)
  const gone = await tx
    .delete(articles)
    .where(inArray(articles.id, ids('article')))
    .returning({ id: articles.id })
  await tx.delete(terms).where(inArray(terms.id, ids('term')))
  await tx.delete(imports).where(eq(imports.source, source))
  const blank = { name: 'A new newspaper', tagline: '', place: null, weather: null, navigation: [], updatedAt: now.toISOString() }
  await tx
    .update(site)
    .set(blank)
    .where(and(eq(site.id, 'site')))
  return gone.length
}
