import { type Static, Type } from 'typebox'
import { closed, Id, Moment, named, nullable, ref, title } from '../http/schema.ts'
import { banEffect } from '../rules/bans.schema.ts'
import { decisionMembers } from './decisions.schema.ts'
import { queueFilter } from './queue.schema.ts'
import { QueuedComment } from './schema.ts'

const { action, reason, note } = decisionMembers

const count = (description: string) => Type.Integer({ minimum: 0, description })

export const NewPreview = named(
  'NewPreview',
  closed(
    {
      filter: closed(queueFilter, { description: 'Which comments: the filters of the queue, `author` among them' }),
      action,
      reason,
      note,
      ban: Type.Optional(
        closed(
          {
            byEmail: Type.Optional(Type.Boolean({ description: 'The e-mail of the author' })),
            byAddress: Type.Optional(Type.Boolean({ description: 'The network address of the author, as long as it is known' })),
            effect: banEffect,
            reason: title(300, { description: 'For the colleagues', examples: ['Sells pills'] }),
            expiresAt: Type.Optional(nullable(Type.String({ ...Moment, description: 'When it ends; never unless given' }))),
          },
          { description: 'A ban of the author by whom the comments are filtered, made along with the first of the decisions' },
        ),
      ),
    },
    { description: 'A decision about all that a filter of the queue finds' },
  ),
)

export const Preview = named(
  'Preview',
  Type.Object(
    {
      count: count('How many comments it would change'),
      more: Type.Boolean({
        description:
          'Whether the filter was asked of so many comments, 5,000, that the oldest of them were taken and others are left for another preview',
      }),
      examples: Type.Array(ref(QueuedComment), { description: 'The oldest of them, five at most' }),
      token: Type.String({ description: 'Send it to `POST /v1/moderation/decisions/batches`' }),
      expiresAt: Moment,
    },
    { description: 'What a decision about all that a filter finds would do' },
  ),
)

export const NewBatch = named(
  'NewBatch',
  closed(
    {
      token: Type.String({
        maxLength: 20_000,
        pattern: '^[\\w-]+\\.[\\w-]{43}$',
        description: 'From the preview; it holds for whoever asked for that, for fifteen minutes',
      }),
    },
    { description: 'What was previewed, to be carried out' },
  ),
)

export const BatchResult = named(
  'BatchResult',
  Type.Object(
    {
      id: Type.String({ ...Id, description: 'Of the batch, by which all of it is taken back' }),
      changed: count('Decided, of those that were counted in the preview'),
      skipped: count('Left as they are: they have changed since the preview, or a colleague is working on them'),
      left: count('Not yet decided. Send the token again until there are none'),
      banIds: Type.Array(Id, { description: 'The bans that were made along with it' }),
    },
    { description: 'How far a batch of decisions has come' },
  ),
)

export const BatchUndone = named(
  'BatchUndone',
  Type.Object(
    {
      id: Id,
      undone: count('Taken back'),
      skipped: count('Left as they are: something has happened to them since'),
      left: count('Not yet taken back. Send the request again until there are none'),
    },
    { description: 'How far the taking back of a batch has come' },
  ),
)

export type NewPreview = Static<typeof NewPreview>
