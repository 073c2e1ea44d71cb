import { type Static, type TSchema, Type } from 'typebox'
import { type MenuEntry, menuTargets } from '../db/tables.ts'
import { closed, Id, line, Moment, named, nullable, oneOf, partial, ref, title } from '../http/schema.ts'
import { days, privateSettings, publicSettings } from './comment-settings.schema.ts'
import { ImageRules } from './image-rules.ts'

export { ImageRules }

const LanguageTag = Type.String({ pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$', maxLength: 35, description: 'BCP 47', examples: ['en'] })

export const Language = LanguageTag

const TimeZone = Type.String({ minLength: 1, maxLength: 60, description: 'IANA time zone', examples: ['Europe/Lisbon'] })

const Place = closed({
  name: title(80, { examples: ['Ellermouth'] }),
  latitude: nullable(Type.Number({ minimum: -90, maximum: 90 })),
  longitude: nullable(Type.Number({ minimum: -180, maximum: 180 })),
})

export const Href = Type.String({
  minLength: 1,
  maxLength: 2000,
  pattern: '^(https?://|/|#)[^\\s]*$',
  description: 'An address, or a path on the newspaper’s site',
  examples: ['/sections/news'],
})

export const label = title(80, { examples: ['News'] })

/** The entries of the menu, three levels deep. */
const Navigation = Type.Array(
  closed({
    label,
    href: Href,
    children: Type.Optional(
      Type.Array(closed({ label, href: Href, children: Type.Optional(Type.Array(closed({ label, href: Href }), { maxItems: 50 })) }), {
        maxItems: 50,
      }),
    ),
  }),
  { maxItems: 50, description: 'The menu' },
)

/** What an entry of a menu leads to, whatever its address is. */
export const MenuTarget = closed({ kind: oneOf(menuTargets), id: Id })

const keptEntry = { label: Type.Optional(label), href: Type.Optional(Href), target: Type.Optional(MenuTarget) }

/** The entries of a menu as they are kept. */
export const keptMenu = Type.Unsafe<MenuEntry[]>(threeLevels((below) => closed({ ...keptEntry, ...below }), { description: 'The menu' }))

/** A list of entries with lists of entries in them, three levels deep, fifty to a list. */
export function threeLevels(entry: (below: { children?: TSchema }) => TSchema, options: object = {}): TSchema {
  const level = (below: { children?: TSchema }, more: object = {}) => Type.Array(entry(below), { maxItems: 50, ...more })
  const children = (list: TSchema) => ({ children: Type.Optional(list) })
  return level(children(level(children(level({})))), options)
}

const Temperature = closed({ value: Type.Number({ minimum: -150, maximum: 150, examples: [68.8] }), unit: oneOf(['C', 'F']) })

export const Weather = named(
  'Weather',
  Type.Object(
    { temperature: Temperature, condition: nullable(Type.String({ examples: ['Light rain'] })), observedAt: Moment },
    { description: 'The weather at the newspaper’s place' },
  ),
)

export const NewWeather = named(
  'NewWeather',
  closed(
    { temperature: Temperature, condition: Type.Optional(nullable(line(80))), observedAt: Type.Optional(Moment) },
    { description: 'A reading; without `observedAt` it was taken now' },
  ),
)

const { mode, ...others } = publicSettings
const policy = {
  mode,
  closeAfterDays: nullable(Type.Integer({ ...days, description: 'Days from publication; null for never' })),
  ...others,
}

export const CommentPolicy = named(
  'CommentPolicy',
  closed({ ...policy, reportsHideAt: privateSettings.reportsHideAt }, { description: 'How comments are taken where nothing else is set' }),
)

/** Without what would tell how many it takes to hide a comment. */
export const PublicCommentPolicy = named(
  'PublicCommentPolicy',
  Type.Object(policy, { description: 'What readers may know of how comments are taken' }),
)

const masthead = {
  name: Type.String({ examples: ['The Harbour Gazette'] }),
  tagline: Type.String(),
  language: LanguageTag,
  timeZone: TimeZone,
  place: nullable(Place),
  navigation: Navigation,
  commentPolicy: ref(CommentPolicy),
  imageRules: ref(ImageRules),
}

export const Masthead = named(
  'Masthead',
  Type.Object({ ...masthead, navigation: keptMenu }, { description: 'What the newspaper says of itself, as it is kept' }),
)

export const Site = named(
  'Site',
  Type.Object(
    {
      ...masthead,
      commentPolicy: ref(PublicCommentPolicy),
      dateline: Type.String({
        description: 'Today’s date written out, in the newspaper’s language and time zone',
        examples: ['Friday, November 1, 2024'],
      }),
      weather: nullable(ref(Weather)),
      sections: Type.Array(Type.Object({ slug: Type.String(), name: Type.String(), parent: nullable(Type.String()) }), {
        description: 'The sections that have something to read, in order',
      }),
    },
    { description: 'The masthead, today' },
  ),
)

export const SitePatch = named(
  'SitePatch',
  partial(
    {
      name: title(120),
      tagline: line(300),
      language: LanguageTag,
      timeZone: TimeZone,
      place: nullable(Place),
      navigation: Navigation,
      commentPolicy: partial(CommentPolicy.properties),
      imageRules: partial(ImageRules.properties),
    },
    { minProperties: 1, description: 'What is to change of the masthead' },
  ),
)

export type CommentPolicy = Static<typeof CommentPolicy>
export type NewWeather = Static<typeof NewWeather>
export type SitePatch = Static<typeof SitePatch>
export type Navigation = Static<typeof Navigation>
