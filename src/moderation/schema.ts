import { type Static, Type } from 'typebox'
import { reportReasons } from '../comments/reports.schema.ts'
import { actions, commentStates } from '../comments/states.ts'
import { closed, Id, line, listOf, Moment, named, nullable, oneOf, ref } from '../http/schema.ts'

const State = oneOf(commentStates)
const Action = oneOf(actions)
const verdicts = ['allow', 'flag', 'hold', 'spam', 'reject'] as const

export const Signal = named(
  'Signal',
  Type.Object(
    {
      rule: Type.String({ examples: ['links'] }),
      verdict: oneOf(verdicts),
      score: nullable(Type.Number()),
      detail: Type.String({ description: 'The reason, in a sentence' }),
      spans: Type.Array(
        Type.Object({
          field: oneOf(['body', 'authorName', 'authorUrl']),
          start: Type.Integer({ minimum: 0, description: 'In UTF-16 units' }),
          end: Type.Integer({ minimum: 0 }),
          text: Type.String(),
        }),
        { description: 'What the rule saw' },
      ),
    },
    { description: 'What one rule of the screening found' },
  ),
)

export const Decision = named(
  'Decision',
  Type.Object(
    {
      id: Id,
      at: Moment,
      staffId: nullable(Id),
      staffName: Type.String(),
      action: Action,
      fromState: Type.String(),
      toState: Type.String(),
      revision: Type.Integer(),
      reason: nullable(Type.String()),
      note: nullable(Type.String()),
    },
    { description: 'Who decided what about a comment, and when' },
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
      authorUrl: nullable(Type.String()),
      createdAt: Moment,
      depth: Type.Integer(),
      article: Type.Object({ id: Id, type: Type.String(), slug: Type.String(), headline: Type.String() }),
      parent: nullable(Type.Object({ id: Id, authorName: Type.String(), excerpt: Type.String() })),
      signals: Type.Array(ref(Signal)),
      openReports: Type.Integer({ minimum: 0, description: 'Readers who have reported it since it was last decided' }),
      reports: Type.Array(ref(Report), { description: 'The last twenty, newest first' }),
      history: Type.Array(ref(Decision), { description: 'Oldest first' }),
      allowedActions: Type.Array(Action),
    },
    { description: 'A comment on the moderators’ desk, and all that is known about it' },
  ),
)

export const QueuedCommentList = listOf('QueuedCommentList', QueuedComment)

export const NewDecision = named(
  'NewDecision',
  closed(
    {
      action: Action,
      revision: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'The text that you read' }),
      version: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'The state that you saw' }),
      reason: Type.Optional(nullable(line(300, { description: 'Needed to reject: the author is owed one (DSA, Art. 17)' }))),
      note: Type.Optional(nullable(Type.String({ maxLength: 2000, description: 'For the colleagues' }))),
    },
    { description: 'A decision about what was read' },
  ),
)

export const DecisionResult = named(
  'DecisionResult',
  Type.Object(
    { changed: Type.Boolean({ description: 'False when it held already' }), comment: ref(QueuedComment) },
    { description: 'What has become of it' },
  ),
)

export const queueFilter = {
  state: Type.Optional(
    oneOf(commentStates, { description: 'Where they stand; what waits, if it is left out, unless reported ones are asked for' }),
  ),
  rule: Type.Optional(
    Type.String({ pattern: '^[a-z_]{1,40}$', maxLength: 40, description: 'Held or flagged by this rule', examples: ['links'] }),
  ),
  article: Type.Optional(Type.Array(Id, { maxItems: 20, description: 'Ids of articles' })),
  createdFrom: Type.Optional(Type.String({ ...Moment, description: 'At this moment or later' })),
  createdBefore: Type.Optional(Type.String({ ...Moment, description: 'Before this moment' })),
  reported: Type.Optional(Type.Boolean({ description: 'Whether readers have reported them since they were last decided' })),
  sort: Type.Optional(
    oneOf(['oldest', 'newest', 'reports'], { default: 'oldest', description: 'Which come first; `reports` lists only what was reported' }),
  ),
}

export type NewDecision = Static<typeof NewDecision>
