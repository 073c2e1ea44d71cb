import { and, desc, eq, gt, lte, sql } from 'drizzle-orm'
import type { Reader, Writer } from '../../db/database.ts'
import { articleChanges, revisions, staff } from '../../db/tables.ts'
import type { ArticleRow } from '../store.ts'

/** Columns of an article beside its words, and as what the desk knows them. */
const members = {
  state: 'state',
  publishedRevision: 'publication',
  publishedAt: 'publication',
  embargo: 'publication',
  publicFrom: 'publication',
  publicUntil: 'publication',
  askedUntil: 'publication',
  withdrawnAt: 'withdrawal',
  withdrawalReason: 'withdrawal',
  withdrawalNote: 'withdrawal',
  rightsFrom: 'rights',
  rightsUntil: 'rights',
  rightsNote: 'rights',
  commentsOpen: 'comments',
  commentsCloseAt: 'comments',
} as const satisfies Partial<Record<keyof ArticleRow, string>>

/** Keeps who changed an article, and what of it: `words` of the draft, and what differs between the rows. */
export async function noteChange(tx: Writer, before: ArticleRow, after: ArticleRow, words: readonly string[], staffId: string | null) {
  const columns = Object.entries(members) as [keyof typeof members, string][]
  const moved = columns.filter(([column]) => before[column] !== after[column]).map(([, member]) => member)
  const fields = [...new Set([...words, ...moved])]
  await tx.insert(articleChanges).values({ articleId: after.id, version: after.version, at: after.updatedAt, staffId, fields })
}

/** One change of an article, and who made it; null for nobody who is known. */
export interface ChangeMade {
  version: number
  at: string
  by: { id: string; name: string } | null
  fields: string[]
}

/** The changes that led from one version of an article to a later one, newest first, as many as `limit`. */
export async function changesBetween(db: Reader, articleId: string, from: number, to: number, limit: number): Promise<ChangeMade[]> {
  return db
    .select({
      version: articleChanges.version,
      at: articleChanges.at,
      by: { id: staff.id, name: staff.name },
      fields: articleChanges.fields,
    })
    .from(articleChanges)
    .leftJoin(staff, eq(staff.id, articleChanges.staffId))
    .where(and(eq(articleChanges.articleId, articleId), gt(articleChanges.version, from), lte(articleChanges.version, to)))
    .orderBy(desc(articleChanges.version))
    .limit(limit)
}

/** The number of the revision that was the draft at a version of the article; null when it is not kept any more, or not known. */
export async function draftAt(db: Reader, { id, draftRevision }: ArticleRow, version: number): Promise<number | null> {
  const known = and(eq(revisions.articleId, id), gt(revisions.version, 0))
  const [then] = await db
    .select({ number: revisions.number })
    .from(revisions)
    .where(and(known, lte(revisions.version, version)))
    .orderBy(desc(revisions.number))
    .limit(1)
  if (!then || then.number === draftRevision) return then?.number ?? null
  const [next] = await db
    .select({ one: sql`1` })
    .from(revisions)
    .where(and(known, eq(revisions.number, then.number + 1)))
  return next ? then.number : null
}
