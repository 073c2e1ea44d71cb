import { Type } from 'typebox'
import { Id, listOf, Moment, named, nullable, oneOf, ref } from '../http/schema.ts'
import { OwnComment } from './own.schema.ts'

export const ReaderComment = named(
  'ReaderComment',
  Type.Object(
    {
      ...OwnComment.properties,
      isCertain: Type.Boolean({
        description: 'Whether it is yours for certain: you left it with your token, or confirmed it by a mailed link',
      }),
    },
    { description: 'A comment under your e-mail address, and all that is kept about you with it' },
  ),
)

export const ReaderCommentList = listOf('ReaderCommentList', ReaderComment)

export const ReaderExport = named(
  'ReaderExport',
  Type.Object(
    {
      exportedAt: Moment,
      reader: Type.Object({
        id: Id,
        email: Type.String({ format: 'email' }),
        verifiedAt: Moment,
        seenAt: Moment,
        tellApproval: Type.Boolean(),
        tellRejection: Type.Boolean(),
        tellReplies: Type.Boolean(),
      }),
      links: Type.Array(
        Type.Object({
          purpose: oneOf(['comment', 'reader']),
          commentId: nullable(Type.String({ format: 'uuid' })),
          createdAt: Moment,
          expiresAt: Moment,
        }),
        { description: 'Links that were mailed to you and not opened' },
      ),
      comments: Type.Array(ref(ReaderComment)),
    },
    { description: 'All that is kept about you' },
  ),
)
