import { type Static, Type } from 'typebox'
import { articleKinds, correctionKinds } from '../db/tables.ts'
import { Id, line, Moment, named, nullable, oneOf, title, Url } from '../http/schema.ts'
import { FocalPoint, Variant } from '../media/schema.ts'

export const Kind = oneOf(articleKinds, { description: 'What kind of piece it is' })
export const Language = Type.String({
  pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$',
  maxLength: 35,
  description: 'BCP 47',
  examples: ['en'],
})

const TermRef = Type.Object({ slug: Type.String(), name: Type.String() })
const Byline = Type.Object({ name: Type.String(), slug: Type.String(), role: nullable(Type.String()) })
const text = nullable(line(500))

/** Where a story was taken from. */
export const source = {
  name: title(120, { examples: ['IRNA'] }),
  url: nullable(Url),
  licence: text,
  usageTerms: text,
}
/** What is said of the picture above a story. */
export const imageWords = {
  url: Url,
  alt: line(500, { description: 'What can be seen, for those who cannot see it' }),
  caption: nullable(line(1000)),
  credit: text,
  width: nullable(Type.Integer({ minimum: 1, maximum: 100_000 })),
  height: nullable(Type.Integer({ minimum: 1, maximum: 100_000 })),
}
/** The picture above a story, as readers get it. */
export const leadImage = {
  ...imageWords,
  focalPoint: nullable(FocalPoint),
  variants: Type.Array(Variant, { description: 'Copies in other sizes and kinds, for `srcset`' }),
}
/** What search engines are told. */
export const seo = { title: nullable(line(200)), description: nullable(line(500)), canonicalUrl: nullable(Url), noIndex: Type.Boolean() }

const Comments = Type.Object({
  open: Type.Boolean({ description: 'Whether a comment would be taken now' }),
  closesAt: nullable(Moment),
  count: Type.Integer({ minimum: 0, description: 'How many can be read' }),
})

const summary = {
  id: Id,
  slug: Type.String({ examples: ['harbour-lights-return'] }),
  url: Type.String({ format: 'uri' }),
  language: Language,
  kind: Kind,
  headline: Type.String(),
  standfirst: Type.String(),
  excerpt: Type.String({ description: 'The first sentences, as text' }),
  dateline: Type.String({ description: 'Where it was reported from' }),
  bylines: Type.Array(Byline),
  source: nullable(Type.Object(source)),
  section: nullable(TermRef),
  tags: Type.Array(TermRef),
  leadImage: nullable(Type.Object(leadImage)),
  pinned: Type.Boolean({ description: 'Whether the newspaper keeps it in front' }),
  publishedAt: Moment,
  updatedAt: Moment,
  wordCount: Type.Integer({ minimum: 0 }),
  readingMinutes: Type.Integer({ minimum: 0 }),
  comments: Comments,
  correctedAt: nullable({ ...Moment, description: 'When it was last put right; null when it never was. An `update` does not count' }),
  retracted: Type.Boolean({ description: 'Whether the newspaper stands by it no more' }),
}

export const Heading = named(
  'Heading',
  Type.Object(
    { level: Type.Integer({ minimum: 2, maximum: 6 }), id: Type.String(), text: Type.String() },
    { description: 'A subheading, and the id it has in the HTML' },
  ),
)

/** What was put right, as its public statement says it. */
export const correction = {
  id: Id,
  kind: oneOf(correctionKinds, {
    description: 'A mistake put right, something said more clearly, something new, or all of it taken back',
  }),
  note: Type.String({ description: 'What was wrong, or is new; plain text' }),
  before: nullable(Type.String({ description: 'What it said' })),
  after: nullable(Type.String({ description: 'What it says' })),
  at: Moment,
}

export const Correction = named('Correction', Type.Object(correction, { description: 'What was put right in an article, and when' }))

export const Body = Type.Object({
  html: Type.String({ description: 'Safe to be put into a page as it is' }),
  text: Type.String(),
  headings: Type.Array(Type.Unsafe<Static<typeof Heading>>({ $ref: 'Heading#' })),
})

export const Alternate = named(
  'Alternate',
  Type.Object(
    {
      language: Language,
      slug: Type.String(),
      url: Type.String({ format: 'uri' }),
      headline: Type.String(),
      isDefault: Type.Boolean({ description: 'In the newspaper’s language: give it as `x-default`, too' }),
    },
    { description: 'A language that a story can be read in: a `<link rel="alternate" hreflang>` of its page' },
  ),
)

/** What only a page of its own shows. */
export const alternates = Type.Array(Type.Unsafe<Static<typeof Alternate>>({ $ref: 'Alternate#' }), {
  description: 'The languages in which the story can be read now, this one included, the oldest first; empty when it is the only one',
})

/** What lists show. */
export const ArticleSummary = named('ArticleSummary', Type.Object(summary, { description: 'An article, without its body' }))

/** What the article’s own page shows, whatever is included beside. */
export const wholeArticle = {
  ...summary,
  body: Body,
  corrections: Type.Array(Type.Unsafe<Static<typeof Correction>>({ $ref: 'Correction#' }), { description: 'The latest first' }),
  seo: Type.Object(seo),
  jsonLd: Type.Record(Type.String(), Type.Unknown(), {
    description: 'schema.org/NewsArticle, for the page’s head. Its texts are plain: in a script element, write their `<` as `\\u003c`',
  }),
}

export type ArticleSummary = Static<typeof ArticleSummary>
