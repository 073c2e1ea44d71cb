import { asc, eq, sql } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { decisions } from '../db/tables.ts'

const byComment = prepared((db) =>
  db
    .select()
    .from(decisions)
    .where(eq(decisions.commentId, sql.placeholder('commentId')))
    .orderBy(asc(decisions.at), asc(decisions.id))
    .prepare('decisions_on_comment'),
)

/** What moderators have decided about a comment and not taken back, oldest first; what was taken back and then brought back stands, too. */
export async function standingDecisions(db: Reader, commentId: string) {
  const made = await byComment(db).execute({ commentId })
  const takenBack = new Set<string>()
  for (const { id, undoes } of made.toReversed()) if (undoes !== null && !takenBack.has(id)) takenBack.add(undoes)
  return made.filter(({ id, action }) => action !== 'undo' && !takenBack.has(id))
}
