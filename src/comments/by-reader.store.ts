import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { beyond } from '../db/keyset.ts'
import { filled, listSize, places, preparedShapes } from '../db/prepared.ts'
import { commentRevisions, comments } from '../db/tables.ts'
import type { CommentRow } from './store.ts'

const { placeholder } = sql

const underEmail = preparedShapes((db, shape: 'first' | 'further') =>
  db
    .select()
    .from(comments)
    .where(
      and(
        eq(comments.authorEmail, placeholder('email')),
        shape === 'further'
          ? beyond([comments.createdAt, comments.id], 'before', [placeholder('createdAt'), placeholder('id')])
          : undefined,
      ),
    )
    .orderBy(desc(comments.createdAt), desc(comments.id))
    .limit(placeholder('limit'))
    .prepare('comments_under_email'),
)

/** The comments under an e-mail address, newest first: those that are certainly of its owner, and those that somebody left with it. */
export function commentsUnder(db: Reader, email: string, limit: number, after: readonly string[] | undefined): Promise<CommentRow[]> {
  const [createdAt, id] = after ?? []
  return underEmail(db, after ? 'further' : 'first').execute({ email, limit, createdAt, id })
}

const revisionsByComment = preparedShapes((db, size: `${number}`) =>
  db
    .select()
    .from(commentRevisions)
    .where(inArray(commentRevisions.commentId, places('id', Number(size))))
    .orderBy(asc(commentRevisions.number))
    .prepare(`revisions_of_${size}_comments`),
)

/** Everything that comments have said, each oldest first. */
export function revisionsOfAll(db: Reader, ids: readonly string[]) {
  return revisionsByComment(db, `${listSize(ids.length)}`).execute(filled('id', ids))
}
