import { type Static, Type } from 'typebox'
import { reportReasons } from '../comments/reports.schema.ts'
import { actions, commentStates } from '../comments/states.ts'
import { Id, Moment, named, nullable, oneOf, Page, ref } from '../http/schema.ts'
import { Signal } from '../screening/schema.ts'

export const Decision = named(
  'Decision',
  Type.Object(
    {
      id: Id,
      at: Moment,
      staffId: nullable(Id),
      staffName: Type.String(),
      action: oneOf([...actions, 'undo']),
      fromState: Type.String(),
      toState: Type.String(),
      revision: Type.Integer(),
      reason: nullable(Type.String()),
      note: nullable(Type.String()),
      version: nullable(Type.Integer({ description: 'The version of the comment that it made: while that stands, it can be undone' })),
      undoes: nullable(Type.String({ format: 'uuid', description: 'The decision that it took back' })),
    },
    { description: 'Who decided what about a comment, and when; the spam service has no `staffId`' },
  ),
)

const upToHundred = Type.Integer({ minimum: 0, maximum: 100 })

export const AuthorRecord = named(
  'AuthorRecord',
  Type.Object(
    {
      id: Type.String({ ...Id, description: 'Of the author: send it to `/v1/moderation/authors/{id}`, or as `author` to the queue' }),
      ...{ approved: upToHundred, rejected: upToHundred, spam: upToHundred, pending: upToHundred },
      firstSeenAt: Moment,
      notes: Type.Integer({ minimum: 0, maximum: 100, description: 'How many notes of moderators there are about the author' }),
    },
    {
      description:
        'What has become of the comments from the same e-mail or the same network address, itself included; 100 means that many or more. Neither is verified',
    },
  ),
)

export const Claim = named(
  'Claim',
  Type.Object(
    { id: Id, by: Type.Object({ staffId: Id, name: Type.String() }), until: Moment },
    { description: 'Who works on a comment, and until when' },
  ),
)

export const Report = named(
  'Report',
  Type.Object(
    {
      reason: oneOf(reportReasons),
      note: nullable(Type.String()),
      revision: Type.Integer({ minimum: 1, description: 'The words that it is about' }),
      open: Type.Boolean({ description: 'False once a moderator has decided' }),
      at: Moment,
    },
    { description: 'What a reader has against a comment' },
  ),
)

export const QueuedComment = named(
  'QueuedComment',
  Type.Object(
    {
      id: Id,
      state: oneOf(commentStates),
      version: Type.Integer({ minimum: 1, description: 'Send it with a decision' }),
      revision: Type.Integer({ minimum: 1, description: 'Send it with a decision: the text that was read' }),
      body: Type.String(),
      approvedBody: nullable(Type.String({ description: 'While an edit waits: what readers read meanwhile' })),
      authorName: Type.String(),
      authorEmail: nullable(Type.String()),
      emailVerified: Type.Boolean({ description: 'Whether the owner of the e-mail has shown that they wrote it' }),
      authorUrl: nullable(Type.String()),
      createdAt: Moment,
      depth: Type.Integer(),
      article: Type.Object({ id: Id, type: Type.String(), slug: Type.String(), headline: Type.String() }),
      parent: nullable(Type.Object({ id: Id, authorName: Type.String(), excerpt: Type.String() })),
      signals: Type.Array(ref(Signal)),
      openReports: Type.Integer({ minimum: 0, description: 'Readers who have reported it since it was last decided' }),
      reports: Type.Array(ref(Report), { description: 'The last twenty, newest first' }),
      history: Type.Array(ref(Decision), { description: 'Oldest first' }),
      author: ref(AuthorRecord),
      claim: Type.Unsafe<Static<typeof Claim> | null>({ anyOf: [{ $ref: 'Claim#' }, { type: 'null' }] }),
      allowedActions: Type.Array(oneOf(actions)),
    },
    { description: 'A comment on the moderators’ desk, and all that is known about it' },
  ),
)

export const QueuedCommentList = named(
  'QueuedCommentList',
  Type.Object(
    {
      items: Type.Array(ref(QueuedComment)),
      page: ref(Page),
      capped: Type.Boolean({
        description: 'Whether so many comments were asked for a filter without an index that the page ends early: go on with `page.next`',
      }),
    },
    { description: 'A page of a list of QueuedComment' },
  ),
)
