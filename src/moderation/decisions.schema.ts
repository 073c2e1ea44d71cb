import { type Static, Type } from 'typebox'
import { actions } from '../comments/states.ts'
import { closed, Id, line, named, nullable, oneOf, problemAmongMany, ref } from '../http/schema.ts'
import { QueuedComment } from './schema.ts'

/** What a decision says, alone or among many. */
export const decisionMembers = {
  action: oneOf(actions),
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

export const NewBulkDecision = named(
  'NewBulkDecision',
  closed(
    {
      decisions: Type.Array(closed({ commentId: Id, ...decisionMembers }), {
        minItems: 1,
        maxItems: 100,
        description: 'Made in this order, each about what was read of its comment',
      }),
      atomic: Type.Optional(Type.Boolean({ description: 'All of them or none; else each for itself' })),
    },
    { description: 'Decisions about many comments' },
  ),
)

export const DecisionProblem = named(
  'DecisionProblem',
  Type.Object(problemAmongMany, { description: 'Why one of many decisions was not made' }),
)

export const BulkDecisionResult = named(
  'BulkDecisionResult',
  Type.Object(
    {
      results: Type.Array(
        Type.Object({
          commentId: Id,
          changed: Type.Boolean({ description: 'False when it held already, or was not made' }),
          decisionId: nullable(Type.String({ format: 'uuid', description: 'What can be undone' })),
          comment: Type.Unsafe<Static<typeof QueuedComment> | null>({ anyOf: [{ $ref: 'QueuedComment#' }, { type: 'null' }] }),
          problem: Type.Unsafe<Static<typeof DecisionProblem> | null>({ anyOf: [{ $ref: 'DecisionProblem#' }, { type: 'null' }] }),
        }),
        { description: 'In the order of the decisions: a result, or a problem' },
      ),
    },
    { description: 'What has become of each' },
  ),
)

export type NewDecision = Static<typeof NewDecision>
export type NewBulkDecision = Static<typeof NewBulkDecision>
