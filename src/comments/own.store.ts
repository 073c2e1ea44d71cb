import { and, asc, eq, sql } from 'drizzle-orm'
import type { Reader, Writer } from '../db/database.ts'
import { prepared, preparedInsert } from '../db/prepared.ts'
import { commentRevisions, comments } from '../db/tables.ts'
import { record } from '../events/record.ts'
import type { Signal } from '../screening/signals.ts'
import { addSignals } from './changes.store.ts'
import { prioritise } from './priority.store.ts'
import type { CommentRow } from './store.ts'

const { placeholder } = sql

const byComment = prepared((db) =>
  db
    .select({ number: commentRevisions.number, body: commentRevisions.body, createdAt: commentRevisions.createdAt })
    .from(commentRevisions)
    .where(eq(commentRevisions.commentId, placeholder('id')))
    .orderBy(asc(commentRevisions.number))
    .prepare('revisions_of_comment'),
)

/** Everything that a comment has said, oldest first. */
export function revisionsOf(db: Reader, id: string) {
  return byComment(db).execute({ id })
}

const insertRevision = preparedInsert(commentRevisions)

/** Makes these words the newest of a comment that is as it was read, and public too if `approvedRevision` says so; with what the screening found in them. */
export async function addRevision(
  tx: Writer,
  comment: CommentRow,
  revision: { number: number; body: string; fingerprint: string; approvedRevision: number | null },
  signals: readonly Signal[],
  now: Date,
) {
  const { id, version, articleId } = comment
  const { number, body, fingerprint, approvedRevision } = revision
  await tx
    .update(comments)
    .set({ revision: number, approvedRevision, fingerprint, version: version + 1 })
    .where(and(eq(comments.id, id), eq(comments.version, version)))
  await insertRevision(tx, { commentId: id, number, body, fingerprint, createdAt: now.toISOString() })
  await addSignals(tx, id, number, signals)
  await prioritise(tx, { ...comment, revision: number })
  const state = approvedRevision === number ? 'approved' : 'pending'
  await record(tx, 'comment.edited', id, { articleId, revision: number, state, version: version + 1 }, now)
}
