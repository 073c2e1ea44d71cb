import { and, eq, inArray, ne, notInArray } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { filled, listSize, places, prepared, preparedShapes } from '../db/prepared.ts'
import { commentReports, commentSignals, decisions, rejectionReasons, staff } from '../db/tables.ts'

/** What says nothing about the words. */
const silentRules = ['mode', 'first_time', 'reports', 'provider_error']

const foundByMachine = preparedShapes((db, size: `${number}`) => {
  const { commentId, revision, rule, verdict } = commentSignals
  return db
    .selectDistinct({ commentId, revision })
    .from(commentSignals)
    .where(and(inArray(commentId, places('id', Number(size))), ne(verdict, 'allow'), notInArray(rule, silentRules)))
    .prepare(`found_by_machine_on_${size}`)
})

const reportedByReaders = preparedShapes((db, size: `${number}`) => {
  const { commentId, revision } = commentReports
  return db
    .selectDistinct({ commentId, revision })
    .from(commentReports)
    .where(inArray(commentId, places('id', Number(size))))
    .prepare(`reported_by_readers_on_${size}`)
})

/** By what means words of comments came to a moderator's eyes: which revisions a rule has found something in, and which readers have reported. Two statements. */
export async function findingsOn(db: Reader, commentIds: readonly string[]) {
  const [size, ids] = [listSize(commentIds.length), filled('id', commentIds)]
  return { byMachine: await foundByMachine(db, `${size}`).execute(ids), byReaders: await reportedByReaders(db, `${size}`).execute(ids) }
}

const rejectedByServices = preparedShapes((db, size: `${number}`) =>
  db
    .select({ id: decisions.id })
    .from(decisions)
    .innerJoin(staff, and(eq(staff.id, decisions.staffId), eq(staff.kind, 'service')))
    .where(and(inArray(decisions.commentId, places('id', Number(size))), eq(decisions.action, 'reject')))
    .prepare(`rejected_by_services_of_${size}`),
)

/** Which rejections of comments a service has made, and no person. One statement. */
export async function rejectionsByServices(db: Reader, commentIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await rejectedByServices(db, `${listSize(commentIds.length)}`).execute(filled('id', commentIds))
  return new Set(rows.map(({ id }) => id))
}

const objection = prepared((db) =>
  db
    .select({ objection: rejectionReasons.objection })
    .from(rejectionReasons)
    .where(eq(rejectionReasons.id, 'reasons'))
    .prepare('objection'),
)

/** How the newspaper takes objections, if it says so. */
export async function objectionTaken(db: Reader): Promise<string | null> {
  const [row] = await objection(db).execute()
  return row?.objection ?? null
}
