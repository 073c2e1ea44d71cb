import { type Static, Type } from 'typebox'
import { closed, Moment, named, nullable, ref } from '../http/schema.ts'
import { queueFilter } from './queue.schema.ts'
import { QueuedComment } from './schema.ts'

export const NewClaim = named(
  'NewClaim',
  closed(
    {
      count: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, description: 'How many comments; 20 unless told' })),
      minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 60, description: 'For how long; 15 unless told' })),
      ...queueFilter,
    },
    { description: 'How much work, of which kind' },
  ),
)

export const HandedOut = named(
  'HandedOut',
  Type.Object(
    {
      id: nullable(Type.String({ format: 'uuid', description: 'Gives them back; null when there was nothing to hand out' })),
      until: { ...Moment, description: 'They are yours alone until then' },
      items: Type.Array(ref(QueuedComment), { description: 'Oldest first' }),
      capped: Type.Boolean({ description: 'Whether the look for them ended early: there may be more that fit' }),
    },
    { description: 'Comments for one moderator' },
  ),
)

export type NewClaim = Static<typeof NewClaim>
