import { and, asc, count, eq, ne, sql } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { comments, decisions } from '../db/tables.ts'

/** How many decisions of a batch were made, and how many taken back along with it. */
export async function sizeOfBatch(db: Reader, batch: string) {
  const [row] = await db
    .select({ all: count(), undone: sql<number>`coalesce(sum(${decisions.action} = 'undo'), 0)` })
    .from(decisions)
    .where(eq(decisions.batch, batch))
  const { all, undone } = row!
  return { made: all - undone, undone }
}

/** The first decisions of a batch whose comments are still as they left them. */
export function undoableOf(db: Reader, batch: string, limit: number) {
  return db
    .select({ id: decisions.id })
    .from(decisions)
    .innerJoin(comments, eq(comments.id, decisions.commentId))
    .where(isUndoable(batch))
    .orderBy(asc(decisions.id))
    .limit(limit)
}

/** How many of them there are. */
export async function countUndoable(db: Reader, batch: string): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(decisions)
    .innerJoin(comments, eq(comments.id, decisions.commentId))
    .where(isUndoable(batch))
  return row!.count
}

function isUndoable(batch: string) {
  return and(eq(decisions.batch, batch), ne(decisions.action, 'undo'), eq(comments.version, decisions.version))
}
