import { type Static, Type } from 'typebox'
import { reportReasons } from '../comments/reports.schema.ts'
import { actions, commentStates } from '../comments/states.ts'
import { closed, Id, line, Moment, named, nullable, oneOf, Page, ref } from '../http/schema.ts'
import { Signal } from '../screening/schema.ts'

const State = oneOf(commentStates)
const Action = oneOf(actions)
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
      state: State,
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
      allowedActions: Type.Array(Action),
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

/** What a decision says, alone or among many. */
export const decisionMembers = {
  action: Action,
  revision: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'The text that you read' }),
  version: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'The state that you saw' }),
  reason: Type.Optional(nullable(line(300, { description: 'Needed to reject: the author is owed one (DSA, Art. 17)' }))),
  note: Type.Optional(nullable(Type.String({ maxLength: 2000, description: 'For the colleagues' }))),
  despiteClaim: Type.Optional(Type.Boolean({ description: 'Decide although a colleague is working on it' })),
}

export const NewDecision = named('NewDecision', closed(decisionMembers, { description: 'A decision about what was read' }))

export const DecisionResult = named(
  'DecisionResult',
  Type.Object(
    {
      changed: Type.Boolean({ description: 'False when it held already' }),
      decisionId: nullable(Type.String({ format: 'uuid', description: 'What can be undone; null when nothing was changed' })),
      comment: ref(QueuedComment),
    },
    { description: 'What has become of it' },
  ),
)

/** What narrows the queue, and what is handed out of it. */
export const queueFilter = {
  state: Type.Optional(
    oneOf([...commentStates, 'any'], {
      description:
        'Where they stand; what waits, if it is left out, unless reported ones or the sort by priority are asked for. `any` is all but the deleted',
    }),
  ),
  rule: Type.Optional(
    Type.String({ pattern: '^[a-z_]{1,40}$', maxLength: 40, description: 'Held or flagged by this rule', examples: ['links'] }),
  ),
  article: Type.Optional(Type.Array(Id, { maxItems: 20, description: 'Ids of articles' })),
  section: Type.Optional(Type.String({ ...Id, description: 'Id of a section: what was said in it, and in those below' })),
  author: Type.Optional(Type.String({ ...Id, description: 'Id of a comment: what came from the same e-mail or the same network address' })),
  q: Type.Optional(
    Type.String({
      minLength: 2,
      maxLength: 128,
      description: 'In the text or the name, as written; A to Z in either case',
      examples: ['ferry'],
    }),
  ),
  createdFrom: Type.Optional(Type.String({ ...Moment, description: 'At this moment or later' })),
  createdBefore: Type.Optional(Type.String({ ...Moment, description: 'Before this moment' })),
  reported: Type.Optional(Type.Boolean({ description: 'Whether readers have reported them since they were last decided' })),
}

/** What the queue is looked at by, besides. */
export const queueView = {
  claimed: Type.Optional(oneOf(['free', 'mine', 'others'], { description: 'In nobody’s hands, in yours, or in a colleague’s' })),
  sort: Type.Optional(
    oneOf(['oldest', 'newest', 'reports', 'priority'], {
      default: 'oldest',
      description:
        'Which come first. `reports` lists only what was reported, the most often reported first. `priority` lists what waits and what was reported, by the minute in which it came, less what was found: an hour for a mark, three for a reason to hold it or call it spam, up to six for a spam score, and six for each open report, of ten at most',
    }),
  ),
}

const Filter = closed(queueFilter)
export type QueueFilter = Static<typeof Filter>
export type NewDecision = Static<typeof NewDecision>
