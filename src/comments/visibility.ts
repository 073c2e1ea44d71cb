import { type AnyColumn, and, eq, isNotNull, isNull, or, sql } from 'drizzle-orm'
import { alias } from '../db/columns.ts'
import { comments } from '../db/tables.ts'

const parent = alias(comments, 'parent')
const root = alias(comments, 'root')
const below = alias(comments, 'below')
const between = alias(comments, 'between')

/** The joins that `visible` looks through: what a comment hangs on, and where its thread begins. Threads are three deep, so that is everything above it. */
export const above = {
  parent: { table: parent, on: eq(parent.id, comments.parentId) },
  root: { table: root, on: eq(root.id, comments.rootId) },
}

const hangs = and(stands(root), or(isNull(comments.parentId), stands(parent)))!

/** Which comments the public sees of a public article: approved, and what they hang on is, or was until it was withdrawn. The one predicate of lists and counts. */
export const visible = and(eq(comments.state, 'approved'), hangs)!

/** What was readable when its author withdrew it, and has answers that still are. */
const tombstone = and(
  eq(comments.state, 'deleted'),
  isNotNull(comments.approvedRevision),
  sql`exists (select 1 from ${comments} as ${below} left join ${comments} as ${between} on ${between.id} = ${below.parentId}
    where ${below.rootId} = ${comments.rootId} and ${below.state} = 'approved'
    and (${below.parentId} = ${comments.id} or (${comments.depth} = 1 and ${stands(between)})))`,
)!

/** What a conversation shows: what can be read, and the empty places of what was withdrawn, where answers hang on them. */
export const shown = and(or(eq(comments.state, 'approved'), tombstone), hangs)!

/** The same of what begins a thread, in the words of its index. */
export const shownRoot = and(
  sql`${comments.depth} = 1 and (${comments.state} = 'approved' or (${comments.state} = 'deleted' and ${comments.approvedRevision} is not null)) is true`,
  or(eq(comments.state, 'approved'), tombstone),
)!

function stands(table: { state: AnyColumn; approvedRevision: AnyColumn }) {
  return or(eq(table.state, 'approved'), and(eq(table.state, 'deleted'), isNotNull(table.approvedRevision)))!
}
