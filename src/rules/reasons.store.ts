import { and, eq } from 'drizzle-orm'
import type { Reader, Writer } from '../db/database.ts'
import { rejectionReasons } from '../db/tables.ts'
import { record } from '../events/record.ts'
import { insistOn } from '../http/fresh.ts'
import { Problem } from '../problem.ts'
import type { NewRejectionReasons } from './reasons.schema.ts'

/** What is offered until the site has a list of its own: revision 1. */
const usual = [
  'Off topic',
  'Insulting or threatening',
  'Hateful towards a group of people',
  'Against the law',
  'Somebody’s private matters',
  'Advertising',
  'Not understandable',
].map((text): { text: string; statement?: string | null } => ({ text }))

/** What the author is told besides a reason that is among those that are offered, or null. */
export async function statementFor(db: Reader, reason: string | null): Promise<string | null> {
  const { items } = await reasons(db)
  return items.find(({ text }) => text === reason)?.statement ?? null
}

const begun = '1970-01-01T00:00:00.000Z'

/** The reasons that are offered for a rejection, and their revision. */
export async function reasons(db: Reader) {
  const [row] = await db.select().from(rejectionReasons).where(eq(rejectionReasons.id, 'reasons'))
  return row ?? { items: usual, objection: null, revision: 1, updatedAt: begun }
}

/** Replaces the list. Throws `changed-meanwhile`. */
export async function changeReasons(tx: Writer, { items, objection = null }: NewRejectionReasons, expected: number | undefined, now: Date) {
  const current = await reasons(tx)
  insistOn(expected, current.revision, current.updatedAt)
  const changed = { items, objection, revision: current.revision + 1, updatedAt: now.toISOString() }
  const [row] = await tx
    .insert(rejectionReasons)
    .values({ id: 'reasons', ...changed })
    .onConflictDoUpdate({
      target: rejectionReasons.id,
      set: changed,
      setWhere: and(eq(rejectionReasons.id, 'reasons'), eq(rejectionReasons.revision, current.revision)),
    })
    .returning()
  if (!row) throw new Problem('changed-meanwhile')
  await record(tx, 'moderation.reasonsChanged', 'moderation', { revision: row.revision }, now)
  return row
}
