import { and, eq, isNull, or } from 'drizzle-orm'
import { alias } from '../db/columns.ts'
import { comments } from '../db/tables.ts'

const parent = alias(comments, 'parent')
const root = alias(comments, 'root')

/** The joins that `visible` looks through: what a comment hangs on, and where its thread begins. Threads are three deep, so that is everything above it. */
export const above = {
  parent: { table: parent, on: eq(parent.id, comments.parentId) },
  root: { table: root, on: eq(root.id, comments.rootId) },
}

/** Which comments the public sees of a public article: approved, and so is all they hang on. The one predicate of lists and counts. */
export const visible = and(
  eq(comments.state, 'approved'),
  eq(root.state, 'approved'),
  or(isNull(comments.parentId), eq(parent.state, 'approved')),
)!
