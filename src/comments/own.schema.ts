import { type Static, Type } from 'typebox'
import { closed, Id, Moment, named, nullable, oneOf } from '../http/schema.ts'
import { NewComment } from './schema.ts'

export const StatementOfReasons = named(
  'StatementOfReasons',
  Type.Object(
    {
      revision: Type.Integer({ minimum: 1, description: 'Which of the revisions it is about' }),
      decidedAt: Moment,
      decidedBy: oneOf(['moderator'], { description: 'No machine decides this' }),
      reason: Type.String({ description: 'The rule of the site that it broke, as it was given' }),
      explanation: nullable(Type.String({ description: 'That rule in full, as it stood then; null where none was written' })),
      foundByMachine: Type.Boolean({ description: 'Whether automatic means had found something in these words before' }),
      reportedByReaders: Type.Boolean({ description: 'Whether readers had reported these words' }),
      objection: nullable(Type.String({ description: 'How to object; null where the site does not say' })),
    },
    { description: 'Why a moderator has rejected a comment or its edit (DSA, Art. 17)' },
  ),
)

export const OwnComment = named(
  'OwnComment',
  Type.Object(
    {
      id: Id,
      articleId: Id,
      state: oneOf(['pending', 'approved', 'rejected'], {
        description: 'Whether the newest words wait for a moderator or can be read, or a moderator has rejected them',
      }),
      statement: Type.Unsafe<Static<typeof StatementOfReasons> | null>({
        anyOf: [{ $ref: 'StatementOfReasons#' }, { type: 'null' }],
        description: 'Why, once a moderator has rejected it, or an edit of it while the words before can be read',
      }),
      parentId: nullable(Type.String({ format: 'uuid' })),
      inReplyTo: nullable(Type.String({ format: 'uuid' })),
      depth: Type.Integer({ minimum: 1 }),
      authorName: Type.String(),
      authorUrl: nullable(Type.String({ format: 'uri' })),
      authorEmail: nullable(Type.String({ description: 'Never shown to others' })),
      userAgent: nullable(Type.String({ description: 'The browser it was sent with' })),
      addressKept: Type.Boolean({
        description: 'Whether a keyed hash of the network address is kept, from which nobody can read the address',
      }),
      body: Type.String({ description: 'The newest words' }),
      createdAt: Moment,
      editableUntil: Moment,
      publicRevision: nullable(Type.Integer({ minimum: 1, description: 'Which of the revisions can be read; null while none can' })),
      revisions: Type.Array(Type.Object({ number: Type.Integer({ minimum: 1 }), body: Type.String(), createdAt: Moment }), {
        description: 'The words of each save, oldest first',
      }),
    },
    { description: 'A comment as its author holds it: all that is kept about them with it' },
  ),
)

export const CommentEdit = named(
  'CommentEdit',
  closed({ body: NewComment.properties.body }, { description: 'What a reader wants to have said' }),
)
