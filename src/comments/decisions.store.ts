import { asc, inArray } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { filled, listSize, places, preparedShapes } from '../db/prepared.ts'
import { decisions } from '../db/tables.ts'

export type Decision = typeof decisions.$inferSelect

const byComments = preparedShapes((db, size: `${number}`) =>
  db
    .select()
    .from(decisions)
    .where(inArray(decisions.commentId, places('id', Number(size))))
    .orderBy(asc(decisions.at), asc(decisions.id))
    .prepare(`decisions_on_${size}`),
)

/** All that was decided about comments, oldest first. One statement. */
export function decisionsOn(db: Reader, commentIds: readonly string[]): Promise<Decision[]> {
  return byComments(db, `${listSize(commentIds.length)}`).execute(filled('id', commentIds))
}
