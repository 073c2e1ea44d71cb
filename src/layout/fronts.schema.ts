import { type Static, Type } from 'typebox'
import { DeskArticleSummary } from '../articles/desk/desk.schema.ts'
import { ArticleSummary } from '../articles/schema.ts'
import { closed, Id, Moment, named, nullable, oneOf, ref, title } from '../http/schema.ts'

/** So many articles stand on a front page, and so many are pinned to it, at most. */
export const [mostPlaces, mostPins] = [100, 100] as const

const kind = Type.String({
  pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$',
  maxLength: 40,
  description: 'What the frontend calls it: `lead`, `second`, `row` or any other word',
  examples: ['lead'],
})

const headline = nullable(title(300, { description: 'What it is called here; null: by its own headline' }))
const kicker = nullable(title(80, { description: 'What stands above the headline', examples: ['Exclusive'] }))

const pin = {
  articleId: Id,
  from: nullable({ ...Moment, description: 'It stands here from then on; null: at once' }),
  until: nullable({ ...Moment, description: 'It falls away then; null: never by itself' }),
  headline,
  kicker,
}

const slot = {
  kind,
  places: Type.Integer({ minimum: 1, maximum: 20, description: 'How many articles stand in it at most', examples: [1] }),
  fill: Type.Boolean({ description: 'Whether the latest take the places that pins leave free' }),
}

const { articleId, ...options } = pin
const newPin = closed({ articleId, ...Type.Partial(Type.Object(options)).properties })

export const FrontLayout = named(
  'FrontLayout',
  closed(
    {
      slots: Type.Array(
        closed({
          ...slot,
          fill: Type.Optional({ ...slot.fill, default: true }),
          pins: Type.Optional(
            Type.Array(newPin, {
              maxItems: 20,
              description: 'In order; of those whose time it is and that are public, the first take the places',
            }),
          ),
        }),
        { maxItems: 30, description: 'From the top down' },
      ),
    },
    { description: 'A front page as it is to be arranged, whole' },
  ),
)

export const FrontItem = named(
  'FrontItem',
  Type.Object(
    { article: ref(ArticleSummary), chosenBy: oneOf(['editor', 'latest'], { description: 'Why it stands here' }), headline, kicker },
    { description: 'An article at its place on a front page' },
  ),
)

const shownSlots = Type.Array(Type.Object({ kind, items: Type.Array(ref(FrontItem)) }), { description: 'From the top down' })

export const Front = named(
  'Front',
  Type.Object(
    { section: nullable(Type.Object({ slug: Type.String(), name: Type.String() })), slots: shownSlots },
    {
      description:
        'A front page: what an editor has pinned, and the latest in the places that are left free. No article stands on it twice',
    },
  ),
)

const arranged = {
  arrangedAt: nullable({ ...Moment, description: 'Null while it is as in a new newspaper' }),
  arrangedBy: nullable(Type.Object({ id: Id, name: Type.String() })),
}

export const DeskFront = named(
  'DeskFront',
  Type.Object(
    {
      revision: Type.Integer({ minimum: 1, description: 'Counts the arrangements; the number in the ETag' }),
      section: nullable(Type.Object({ id: Id, slug: Type.String(), name: Type.String() })),
      ...arranged,
      slots: Type.Array(
        Type.Object({
          ...slot,
          pins: Type.Array(
            Type.Object({
              ...pin,
              shown: Type.Boolean({ description: 'Whether readers see it in this place now' }),
              article: ref(DeskArticleSummary),
            }),
          ),
        }),
      ),
      shown: { ...shownSlots, description: 'What readers see now' },
    },
    { description: 'A front page as it is arranged, with where its pins stand, and what readers see of it' },
  ),
)

export const FrontArrangements = named(
  'FrontArrangements',
  Type.Object(
    {
      items: Type.Array(
        Type.Object({
          revision: Type.Integer({ minimum: 1 }),
          ...arranged,
          slots: Type.Array(Type.Object({ ...slot, pins: Type.Array(Type.Object(pin)) })),
        }),
      ),
    },
    { description: 'How a front page was arranged, newest first' },
  ),
)

export type FrontLayout = Static<typeof FrontLayout>
