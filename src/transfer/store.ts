import { and, asc, eq, gte, inArray, lt, sql } from 'drizzle-orm'
import type { Reader, Writer } from '../db/database.ts'
import { filled, listSize, places, preparedShapes } from '../db/prepared.ts'
import { articles, imports } from '../db/tables.ts'

export type ImportRow = typeof imports.$inferSelect
export type NewImport = typeof imports.$inferInsert

const { placeholder } = sql

/** As many ids as one statement takes. */
const most = 500

const byExternalIds = preparedShapes((db, size: `${number}`) =>
  db
    .select()
    .from(imports)
    .where(
      and(
        eq(imports.source, placeholder('source')),
        eq(imports.kind, placeholder('kind')),
        inArray(imports.externalId, places('id', Number(size))),
      ),
    )
    .prepare(`imports_by_${size}_ids`),
)

/** Those of a kind that have been imported, by their ids in the export. */
export async function imported(db: Reader, source: string, kind: string, externalIds: Iterable<string>): Promise<Map<string, ImportRow>> {
  const wanted = [...new Set(externalIds)]
  const found = new Map<string, ImportRow>()
  for (let at = 0; at < wanted.length; at += most) {
    const some = wanted.slice(at, at + most)
    const rows = await byExternalIds(db, `${listSize(some.length)}`).execute({ source, kind, ...filled('id', some) })
    for (const row of rows) found.set(row.externalId, row)
  }
  return found
}

/** Whether anything of this kind in the export has become `targetId`. */
export async function isImported(db: Reader, source: string, kind: string, targetId: string) {
  return (await db.$count(imports, and(eq(imports.source, source), eq(imports.kind, kind), eq(imports.targetId, targetId)))) > 0
}

/** Notes what has become of things in the export, in the transaction that keeps them. */
export async function noteImports(tx: Writer, rows: readonly NewImport[]) {
  for (let at = 0; at < rows.length; at += most) await tx.insert(imports).values(rows.slice(at, at + most))
}

/** What was imported of a kind with ids from `from` up to `to` (without), in their order. */
export function importedBetween(db: Reader, source: string, kind: string, from: string, to: string, limit: number) {
  return db
    .select()
    .from(imports)
    .where(and(eq(imports.source, source), eq(imports.kind, kind), gte(imports.externalId, from), lt(imports.externalId, to)))
    .orderBy(asc(imports.externalId))
    .limit(limit)
}

/** Completes an article that was begun in this transaction: whether it takes comments, and the date that a draft had on the former site. */
export async function settleArticle(tx: Writer, id: string, settled: { commentsOpen?: boolean; publishedAt?: string }) {
  await tx.update(articles).set(settled).where(eq(articles.id, id))
}

/** Those of the articles that are here still. */
export async function articlesThere(db: Reader, ids: readonly string[]) {
  if (ids.length === 0) return new Set<string>()
  const rows = await db
    .select({ id: articles.id })
    .from(articles)
    .where(inArray(articles.id, [...ids]))
  return new Set(rows.map(({ id }) => id))
}
