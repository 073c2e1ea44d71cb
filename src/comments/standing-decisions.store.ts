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

/** What was decided about each of the comments and not taken back, oldest first; what was taken back and then brought back stands, too. One statement. */
export async function standingDecisions(db: Reader, commentIds: readonly string[]): Promise<Map<string, Decision[]>> {
  const made = await byComments(db, `${listSize(commentIds.length)}`).execute(filled('id', commentIds))
  const takenBack = new Set<string>()
  for (const { id, undoes } of made.toReversed()) if (undoes !== null && !takenBack.has(id)) takenBack.add(undoes)
  const standing = made.filter(({ id, action }) => action !== 'undo' && !takenBack.has(id))
  return new Map(commentIds.map((id) => [id, standing.filter(({ commentId }) => commentId === id)]))
}
