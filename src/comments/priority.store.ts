import { and, eq, sql } from 'drizzle-orm'
import type { Writer } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { commentSignals, comments } from '../db/tables.ts'
import { priorityOf } from './priority.ts'
import type { CommentRow } from './store.ts'

const { placeholder } = sql

const findings = prepared((db) =>
  db
    .select({ rule: commentSignals.rule, verdict: commentSignals.verdict, score: commentSignals.score })
    .from(commentSignals)
    .where(and(eq(commentSignals.commentId, placeholder('id')), eq(commentSignals.revision, placeholder('revision'))))
    .prepare('findings_of_comment'),
)

const keep = prepared((tx: Writer) =>
  tx
    .update(comments)
    .set({ priority: sql`${placeholder('priority')}` })
    .where(eq(comments.id, placeholder('id')))
    .prepare('keep_priority'),
)

/** Sets anew where a comment stands among what needs a moderator: call it with the comment as it is when its newest words, their findings or its reports are others. */
export async function prioritise(tx: Writer, comment: Pick<CommentRow, 'id' | 'revision' | 'reports' | 'createdAt'>) {
  const { id, revision, reports, createdAt } = comment
  const found = await findings(tx).execute({ id, revision })
  await keep(tx).execute({ id, priority: priorityOf(createdAt, found as Parameters<typeof priorityOf>[1], reports ?? 0) })
}
