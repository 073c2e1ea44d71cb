import { type Static, Type } from 'typebox'
import { articleKinds, articleTypes } from '../db/tables.ts'
import { closed, Id, line, listOf, Moment, named, nullable, oneOf, partial, Slug, title, Url } from '../http/schema.ts'
import { shownStates } from './publishing.ts'

const Kind = oneOf(articleKinds, { description: 'What kind of piece it is' })
const Language = Type.String({ pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$', maxLength: 35, description: 'BCP 47', examples: ['en'] })

const TermRef = Type.Object({ slug: Type.String(), name: Type.String() })
const Byline = Type.Object({ name: Type.String(), slug: Type.String(), role: nullable(Type.String()) })
const text = nullable(line(500))

const source = {
  name: title(120, { examples: ['IRNA'] }),
  url: nullable(Url),
  licence: text,
  usageTerms: text,
}
const leadImage = {
  url: Url,
  alt: line(500, { description: 'What can be seen, for those who cannot see it' }),
  caption: nullable(line(1000)),
  credit: text,
  width: nullable(Type.Integer({ minimum: 1, maximum: 100_000 })),
  height: nullable(Type.Integer({ minimum: 1, maximum: 100_000 })),
}
const seo = { title: nullable(line(200)), description: nullable(line(500)), canonicalUrl: nullable(Url), noIndex: Type.Boolean() }

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
}

export const Heading = named(
  'Heading',
  Type.Object(
    { level: Type.Integer({ minimum: 2, maximum: 6 }), id: Type.String(), text: Type.String() },
    { description: 'A subheading, and the id it has in the HTML' },
  ),
)

const Body = Type.Object({
  html: Type.String({ description: 'Safe to be put into a page as it is' }),
  text: Type.String(),
  headings: Type.Array(Type.Unsafe<Static<typeof Heading>>({ $ref: 'Heading#' })),
})

/** What lists show. */
export const ArticleSummary = named('ArticleSummary', Type.Object(summary, { description: 'An article, without its body' }))

/** What the article’s own page shows, whatever is included beside. */
export const wholeArticle = {
  ...summary,
  body: Body,
  seo: Type.Object(seo),
  jsonLd: Type.Record(Type.String(), Type.Unknown(), { description: 'schema.org/NewsArticle, for the page’s head' }),
}

// The desk

const BodySource = closed({
  format: oneOf(['markdown', 'html']),
  source: Type.String({ maxLength: 500_000, description: 'Kept as written; readers get safe HTML made of it' }),
})

const optional = Type.Partial(
  Type.Object({
    slug: Slug,
    kind: Kind,
    language: Language,
    standfirst: line(1000),
    dateline: line(120),
    body: BodySource,
    sectionId: nullable(Id),
    tagIds: Type.Array(Id, { maxItems: 30, uniqueItems: true }),
    bylines: Type.Array(closed({ authorId: Id, role: Type.Optional(nullable(line(80))) }), { maxItems: 20, description: 'In order' }),
    source: nullable(closed({ ...Type.Partial(Type.Object(source)).properties, name: source.name })),
    leadImage: nullable(closed({ ...Type.Partial(Type.Object(leadImage)).properties, url: leadImage.url })),
    seo: partial(seo),
    pinned: Type.Boolean(),
  }),
).properties

const headline = title(300, { examples: ['The harbour lights return'] })

export const NewArticle = named(
  'NewArticle',
  closed({ type: Type.Optional(oneOf(articleTypes)), headline, ...optional }, { description: 'A headline is enough to begin with' }),
)

export const ArticlePatch = named(
  'ArticlePatch',
  closed(
    {
      headline: Type.Optional(headline),
      ...optional,
      body: Type.Optional(partial(BodySource.properties)),
      source: Type.Optional(nullable(partial(source))),
      leadImage: Type.Optional(nullable(partial(leadImage))),
    },
    { minProperties: 1, description: 'What is to change of the draft (RFC 7396)' },
  ),
)

export const Publication = named(
  'Publication',
  closed(
    {
      at: Type.Optional(Moment),
      until: Type.Optional(nullable(Moment)),
      embargo: Type.Optional(nullable(Moment)),
    },
    { description: 'Public from the later of `at` and `embargo` until `until`; `at` is now unless given' },
  ),
)

export const CommentSettings = named(
  'CommentSettings',
  closed(
    {
      open: Type.Boolean(),
      closesAt: Type.Optional(
        Type.Unsafe<string | null>({
          type: ['string', 'null'],
          maxLength: 40,
          description: 'RFC 3339, or `never`; null follows the site’s policy',
          examples: ['never'],
        }),
      ),
    },
    { description: 'Whether an article takes comments, and until when' },
  ),
)

export const DeskArticleSummary = named(
  'DeskArticleSummary',
  Type.Object(
    {
      id: Id,
      type: oneOf(articleTypes),
      state: oneOf(shownStates),
      slug: Type.String(),
      headline: Type.String(),
      revision: Type.Integer({ minimum: 1, description: 'Counts every change; the number in the ETag' }),
      hasUnpublishedChanges: Type.Boolean(),
      publishedAt: nullable(Moment),
      createdAt: Moment,
      createdBy: nullable(Id),
      updatedAt: Moment,
    },
    { description: 'An article in the lists of the desk' },
  ),
)

export const DeskArticleSummaryList = listOf('DeskArticleSummaryList', DeskArticleSummary)

export const DeskArticle = named(
  'DeskArticle',
  Type.Object(
    {
      ...DeskArticleSummary.properties,
      draftRevision: Type.Integer({ minimum: 1 }),
      publishedRevision: nullable(Type.Integer({ minimum: 1 })),
      embargo: nullable(Moment),
      publicFrom: nullable(Moment),
      publicUntil: nullable(Moment),
      kind: Kind,
      language: Language,
      standfirst: Type.String(),
      dateline: Type.String(),
      excerpt: Type.String(),
      wordCount: Type.Integer({ minimum: 0 }),
      body: Type.Object({ format: oneOf(['markdown', 'html']), source: Type.String(), ...Body.properties }),
      sectionId: nullable(Id),
      tagIds: Type.Array(Id),
      bylines: Type.Array(Type.Object({ authorId: Id, role: nullable(Type.String()) })),
      source: nullable(Type.Object(source)),
      leadImage: nullable(Type.Object(leadImage)),
      seo: Type.Object(seo),
      pinned: Type.Boolean(),
      comments: Type.Object({
        open: Type.Boolean(),
        closesAt: nullable(Type.String({ description: 'RFC 3339, or `never`' })),
        count: Type.Integer({ minimum: 0 }),
      }),
    },
    { description: 'An article as the desk works on it: the newest draft' },
  ),
)

export type NewArticle = Static<typeof NewArticle>
export type ArticlePatch = Static<typeof ArticlePatch>
export type CommentSettings = Static<typeof CommentSettings>
export type ArticleSummary = Static<typeof ArticleSummary>
