import { and, asc, eq, inArray } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { filled, listSize, places, preparedShapes } from '../db/prepared.ts'
import { commentSignals, comments } from '../db/tables.ts'

const signalsByComment = preparedShapes((db, size: `${number}`) =>
  db
    .select({ signal: commentSignals })
    .from(commentSignals)
    .innerJoin(comments, and(eq(comments.id, commentSignals.commentId), eq(comments.revision, commentSignals.revision)))
    .where(inArray(commentSignals.commentId, places('id', Number(size))))
    .orderBy(asc(commentSignals.position))
    .prepare(`signals_of_${size}`),
)

/** What the screening found in the newest words of comments, in the order of its rules. */
export function signalsOf(db: Reader, ids: readonly string[]) {
  return signalsByComment(db, `${listSize(ids.length)}`).execute(filled('id', ids))
}
