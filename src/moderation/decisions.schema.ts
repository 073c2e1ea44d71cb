import { type Static, Type } from 'typebox'
import { closed, Id, named, nullable } from '../http/schema.ts'
import { decisionMembers, type QueuedComment } from './schema.ts'

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
  Type.Object(
    {
      code: Type.String({ description: 'As in problems', examples: ['decided-meanwhile'] }),
      status: Type.Integer({ minimum: 400, maximum: 599 }),
      title: Type.String(),
      detail: Type.String(),
      errors: Type.Array(
        Type.Object({
          pointer: Type.Optional(Type.String({ description: 'Into the decision', examples: ['#/reason'] })),
          code: Type.String(),
          detail: Type.String(),
        }),
      ),
    },
    { description: 'Why one of many decisions was not made' },
  ),
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

export type NewBulkDecision = Static<typeof NewBulkDecision>
