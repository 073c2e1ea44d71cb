import { and, eq, sql } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { commentReports, commentSignals, rejectionReasons } from '../db/tables.ts'

const { placeholder } = sql

const findings = prepared((db) => {
  const ofRevision = (table: typeof commentSignals | typeof commentReports) =>
    and(eq(table.commentId, placeholder('commentId')), eq(table.revision, placeholder('revision')))
  const one = { one: sql`1` }
  const found = db
    .select(one)
    .from(commentSignals)
    .where(
      and(
        ofRevision(commentSignals),
        sql`${commentSignals.verdict} <> 'allow' and ${commentSignals.rule} not in ('mode', 'first_time', 'reports', 'provider_error')`,
      ),
    )
  const reported = db.select(one).from(commentReports).where(ofRevision(commentReports))
  const objection = db.select({ objection: rejectionReasons.objection }).from(rejectionReasons).where(eq(rejectionReasons.id, 'reasons'))
  return db
    .select({
      byMachine: sql<number>`exists ${found}`,
      byReaders: sql<number>`exists ${reported}`,
      objection: sql<string | null>`${objection}`,
    })
    .from(sql`(select 1)`)
    .prepare('findings_of_revision')
})

/** By what means words came to a moderator's eyes, and how the newspaper takes objections. */
export async function findingsOf(db: Reader, commentId: string, revision: number) {
  const [row] = await findings(db).execute({ commentId, revision })
  const { byMachine, byReaders, objection } = row!
  return { byMachine: byMachine === 1, byReaders: byReaders === 1, objection }
}
