import { type Static, Type } from 'typebox'
import { actions, commentStates } from '../comments/states.ts'
import type { EventType } from '../events/catalogue.ts'
import { Id, Moment, named, nullable, oneOf } from '../http/schema.ts'

/** What of all that happens moderators are told at once. */
export const eventTypes = [
  'comment.submitted',
  'comment.edited',
  'comment.withdrawn',
  'comment.erased',
  'comment.reported',
  'comment.decided',
  'comment.claimed',
  'comment.released',
] as const satisfies readonly EventType[]

export const QueueEvent = named(
  'QueueEvent',
  Type.Object(
    {
      type: oneOf(eventTypes),
      at: Moment,
      commentId: Id,
      articleId: Id,
      state: nullable(
        oneOf(commentStates, {
          description:
            'What the comment has become; of an edit, whether readers have the new words (`approved`) or they wait. Null where nothing became of it',
        }),
      ),
      fromState: nullable(oneOf(commentStates, { description: 'What it was before, of a decision and of what is erased' })),
      version: nullable(Type.Integer({ description: 'The version that this made; null where it made none' })),
      decisionId: nullable(Type.String({ format: 'uuid' })),
      action: nullable(
        oneOf([...actions, 'undo'], { description: 'What was decided; null when readers’ reports took it back to the queue' }),
      ),
      staffId: nullable(Type.String({ format: 'uuid', description: 'Who decided, or works on it' })),
      staffName: nullable(Type.String()),
      until: nullable({ ...Moment, description: 'Until when it is claimed' }),
    },
    {
      description:
        'The `data` of an event about a comment, as JSON. A decision ends the claim on its comment, and so does its `until`, without an event of their own',
    },
  ),
)

export type QueueEvent = Static<typeof QueueEvent>
