import { type Static, Type } from 'typebox'
import { closed, named, title } from '../http/schema.ts'

const items = (take: typeof closed | typeof Type.Object) =>
  Type.Array(take({ text: title(300, { description: 'As its author is told', examples: ['Off topic'] }) }), {
    maxItems: 50,
    description: 'In the order in which they are offered',
  })

export const NewRejectionReasons = named('NewRejectionReasons', closed({ items: items(closed) }, { description: 'The whole list' }))

export const RejectionReasons = named(
  'RejectionReasons',
  Type.Object({ items: items(Type.Object) }, { description: 'Reasons that moderators are offered when they reject a comment' }),
)

export type NewRejectionReasons = Static<typeof NewRejectionReasons>
