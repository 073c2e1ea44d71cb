import { Type } from 'typebox'
import { closed, Id, Moment, named, nullable, oneOf } from '../http/schema.ts'
import { NewComment } from './schema.ts'

export const OwnComment = named(
  'OwnComment',
  Type.Object(
    {
      id: Id,
      articleId: Id,
      state: oneOf(['pending', 'approved'], { description: 'Whether the newest words wait for a moderator or can be read' }),
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
