import { type Static, Type } from 'typebox'
import { closed, Id, listOf, Moment, named, nullable, oneOf, ref, Url } from '../http/schema.ts'

/** Something that can be seen: not white space, not a control, filler or joiner alone. */
const visible =
  '[^\\s\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0]'

/** What a form shows beside what was left out. */
export const missing = { authorName: 'Please enter your name here', body: 'Please enter your comment!' } as const

const replies = Type.Array(Type.Unsafe<unknown>({ $ref: 'Comment#' }), {
  description: 'The answers to it that are in this page, oldest first',
})

export const Comment = named(
  'Comment',
  Type.Object(
    {
      id: Id,
      parentId: nullable(Type.String({ format: 'uuid', description: 'The comment it hangs on' })),
      inReplyTo: nullable(
        Type.String({ format: 'uuid', description: 'The comment it answers; at the deepest level not always the one it hangs on' }),
      ),
      depth: Type.Integer({ minimum: 1 }),
      deleted: Type.Boolean({
        description: 'True when its author has withdrawn it: only its place is left, for the answers that hang on it',
      }),
      authorName: nullable(Type.String({ examples: ['Ann'], description: 'Null when it is deleted' })),
      authorUrl: nullable(Type.String({ format: 'uri' })),
      badge: nullable(oneOf(['staff'])),
      body: nullable(Type.String({ description: 'Plain text; line breaks are kept. Null when it is deleted', examples: ['Well put.'] })),
      createdAt: Moment,
      editedAt: nullable(Type.String({ ...Moment, description: 'When its author wrote these words, if they are not the first' })),
      replyCount: Type.Integer({ minimum: 0, description: 'Under a root: all answers in its thread; elsewhere those in this page' }),
      replies,
      moreReplies: nullable(
        Type.String({
          description: 'Under a root with more answers than are shown: send it as `cursor` to `GET /v1/comments/{id}/replies`',
        }),
      ),
    },
    { description: 'A comment that can be read' },
  ),
)

export const CommentList = listOf('CommentList', Comment)

export const NewComment = named(
  'NewComment',
  closed(
    {
      authorName: Type.String({
        minLength: 1,
        maxLength: 80,
        pattern: visible,
        'x-missing': missing.authorName,
        examples: ['Ann'],
      }),
      body: Type.String({
        minLength: 1,
        maxLength: 16_384,
        pattern: visible,
        'x-missing': missing.body,
        examples: ['Well put.'],
      }),
      authorEmail: Type.Optional(nullable(Type.String({ format: 'email', maxLength: 254, description: 'Never shown' }))),
      authorUrl: Type.Optional(nullable(Url)),
      inReplyTo: Type.Optional(nullable(Id)),
      subject: Type.Optional(
        Type.String({ maxLength: 500, description: 'Leave it out. A form has it hidden, so that only machines fill it in' }),
      ),
    },
    { description: 'What a reader wants to say' },
  ),
)

export const SubmittedComment = named(
  'SubmittedComment',
  Type.Object(
    {
      id: Id,
      state: oneOf(['pending', 'approved'], { description: 'Whether it waits for a moderator or can be read at once' }),
      parentId: nullable(Type.String({ format: 'uuid' })),
      inReplyTo: nullable(Type.String({ format: 'uuid' })),
      depth: Type.Integer({ minimum: 1 }),
      authorName: Type.String(),
      authorUrl: nullable(Type.String({ format: 'uri' })),
      body: Type.String(),
      createdAt: Moment,
      token: nullable(
        Type.String({
          description:
            'Opens this one comment to its author: send it as `Comment-Token` to `/v1/comments/{id}`, and keep it secret. Null when the comment was sent before',
        }),
      ),
    },
    { description: 'A comment as it was taken' },
  ),
)

export const CommentCount = named(
  'CommentCount',
  Type.Object({ articleId: Id, count: Type.Integer({ minimum: 0 }) }, { description: 'How many comments of an article can be read' }),
)
export const CommentCounts = named(
  'CommentCounts',
  Type.Object({ items: Type.Array(ref(CommentCount)) }, { description: 'Those of the articles that are public' }),
)

export type NewComment = Static<typeof NewComment>
