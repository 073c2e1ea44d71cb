import { inArray } from 'drizzle-orm'
import type { CommentRow } from '../comments/store.ts'
import type { Reader, Writer } from '../db/database.ts'
import { commentRevisions, comments } from '../db/tables.ts'

/** Where a comment stands in its thread. */
export type Place = Pick<CommentRow, 'id' | 'rootId' | 'parentId' | 'depth'>

/** As many comments as one statement takes. */
const most = 200

/** The places of comments that are here, by id. */
export async function placesOf(db: Reader, ids: readonly string[]): Promise<Map<string, Place>> {
  const found = new Map<string, Place>()
  for (let at = 0; at < ids.length; at += most) {
    const rows = await db
      .select({ id: comments.id, rootId: comments.rootId, parentId: comments.parentId, depth: comments.depth })
      .from(comments)
      .where(inArray(comments.id, ids.slice(at, at + most)))
    for (const row of rows) found.set(row.id, row)
  }
  return found
}

/** Keeps comments with their words, uncounted: `recount` follows. */
export async function addComments(tx: Writer, arrived: readonly { comment: CommentRow; body: string }[]) {
  for (let at = 0; at < arrived.length; at += most) {
    const some = arrived.slice(at, at + most)
    await tx.insert(comments).values(some.map(({ comment }) => comment))
    await tx
      .insert(commentRevisions)
      .values(some.map(({ comment: { id, fingerprint, createdAt }, body }) => ({ commentId: id, number: 1, body, fingerprint, createdAt })))
  }
}
