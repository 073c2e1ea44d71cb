import { type Static, Type } from 'typebox'
import { closed, named, nullable, title } from '../http/schema.ts'

const text = (maxLength: number, description: string) =>
  Type.Optional(nullable(Type.String({ minLength: 1, maxLength, pattern: '\\S', description })))

const items = (take: typeof closed | typeof Type.Object) =>
  Type.Array(
    take({
      text: title(300, { description: 'As its author is told', examples: ['Off topic'] }),
      statement: text(2000, 'What its author is told besides: the rule of the site that it broke, in full'),
    }),
    { maxItems: 50, description: 'In the order in which they are offered' },
  )

const objection = text(2000, 'How an author may object; told with every rejection')

export const NewRejectionReasons = named(
  'NewRejectionReasons',
  closed({ items: items(closed), objection }, { description: 'The whole list' }),
)

export const RejectionReasons = named(
  'RejectionReasons',
  Type.Object(
    { items: items(Type.Object), objection },
    { description: 'Reasons that moderators are offered when they reject a comment, and what their authors are told besides' },
  ),
)

export type NewRejectionReasons = Static<typeof NewRejectionReasons>
