import { and, eq, notExists, or, type SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { alias } from '../../db/columns.ts'
import type { Reader, Writer } from '../../db/database.ts'
import { articles, bookmarks, commentRevisions, comments, revisions, site, staff } from '../../db/tables.ts'
import { countOf, type Kind, kindNames, kinds, type Row } from './kinds.store.ts'

/** Whether nothing has happened here yet; the masthead of a new newspaper is nothing. */
export async function isBlank(db: Reader) {
  for (const kind of kindNames) if (kind !== 'site' && (await countOf(db, kind)) > 0) return false
  return true
}

/** Takes the masthead of the new newspaper away, to make place for another. Who has begun to follow its events begins anew, behind those that come. */
export async function removeMasthead(tx: Writer) {
  await tx.delete(bookmarks)
  await tx.delete(site)
}

/** Keeps rows of a kind exactly as they are. */
export async function addRows(tx: Writer, kind: Kind, rows: readonly Row[]) {
  await tx.insert(kinds[kind] as PgTable).values([...rows])
}

/** What points to something that is not here and that no foreign key holds: a sentence about the first; undefined when all is there. */
export async function missingIn(db: Reader): Promise<string | undefined> {
  const hasRevision = (number: SQL) =>
    db
      .select({ one: sql`1` })
      .from(revisions)
      .where(and(eq(revisions.articleId, articles.id), eq(revisions.number, number)))
  const [article] = await db
    .select({ id: articles.id })
    .from(articles)
    .where(
      or(
        notExists(hasRevision(sql`${articles.draftRevision}`)),
        notExists(hasRevision(sql`coalesce(${articles.publishedRevision}, ${articles.draftRevision})`)),
      ),
    )
    .limit(1)
  if (article) return `The article ${article.id} has a revision that is not in the export.`
  const roots = alias(comments, 'roots')
  const hasWords = db
    .select({ one: sql`1` })
    .from(commentRevisions)
    .where(and(eq(commentRevisions.commentId, comments.id), eq(commentRevisions.number, comments.revision)))
  const hasRoot = db.select({ one: sql`1` }).from(roots).where(eq(roots.id, comments.rootId))
  const [comment] = await db
    .select({ id: comments.id })
    .from(comments)
    .where(or(notExists(hasWords), notExists(hasRoot)))
    .limit(1)
  return comment && `The comment ${comment.id} lacks its words or the beginning of its thread in the export.`
}

/** Those who may make tokens for others. */
export function owners(db: Reader) {
  return db
    .select({ id: staff.id, name: staff.name })
    .from(staff)
    .where(eq(staff.role, 'owner'))
    .orderBy(staff.createdAt, staff.id)
    .limit(10)
}
