import { Type } from 'typebox'
import { Moment, named, nullable } from '../http/schema.ts'

const amount = {
  count: Type.Integer({ minimum: 0, maximum: 10_000 }),
  more: Type.Boolean({ description: 'Whether counting ended there' }),
}
const Amount = Type.Object(amount)
const seconds = { description: 'Of those decided about, half had waited so long or less since they were left' }

const Pace = Type.Object({
  decisions: Type.Integer({ minimum: 0, description: 'That took a comment out of the queue' }),
  medianSeconds: nullable(Type.Number({ minimum: 0, ...seconds })),
  moderators: Type.Array(
    Type.Object({
      staffId: nullable(Type.String({ format: 'uuid' })),
      name: Type.String(),
      decisions: Type.Integer({ minimum: 1 }),
      medianSeconds: Type.Number({ minimum: 0, ...seconds }),
    }),
    { description: 'Who decided most comes first; a hundred at most' },
  ),
})

export const QueueNumbers = named(
  'QueueNumbers',
  Type.Object(
    {
      waiting: Type.Object({ ...amount, oldestAt: nullable(Moment) }),
      states: Type.Object({ pending: Amount, approved: Amount, rejected: Amount, spam: Amount, deleted: Amount }),
      last7Days: Pace,
      last30Days: Pace,
    },
    {
      description:
        'How the moderators’ desk stands. Up to 10,000 comments are counted in each state; of decisions, the newest 5,000 are looked at',
    },
  ),
)
