import { type Static, Type } from 'typebox'
import { articleTypes } from '../db/tables.ts'
import { closed, Id, line, listOf, Moment, named, nullable, oneOf, partial, Slug, title } from '../http/schema.ts'
import { FocalPoint, Variant } from '../media/schema.ts'
import { shownStates } from './publishing.ts'
import { Body, imageWords, Kind, Language, seo, source } from './schema.ts'

/** So many tags a story takes. */
export const mostTags = 100

/** What an editor writes as a body. */
export const BodySource = closed({
  format: oneOf(['markdown', 'html']),
  source: Type.String({ maxLength: 500_000, description: 'Kept as written; readers get safe HTML made of it' }),
})

/** The picture above a story: any by its address, or one that was uploaded. */
const image = {
  ...imageWords,
  url: Type.String({
    format: 'uri-reference',
    pattern: '^(?:https?://|/media/)',
    maxLength: 2000,
    description: 'An address. Of media it is a path at this API, and given by `mediaId`, as are width and height',
    examples: ['https://news.example/lights.jpg'],
  }),
  mediaId: nullable({
    ...Id,
    description: 'A picture that was uploaded. Its alt text, caption, credit and focal point hold where none are said here',
  }),
  focalPoint: nullable(FocalPoint),
}

const optional = Type.Partial(
  Type.Object({
    slug: Slug,
    kind: Kind,
    language: Language,
    standfirst: line(1000),
    dateline: line(120),
    body: BodySource,
    sectionId: nullable(Id),
    tagIds: Type.Array(Id, { maxItems: mostTags, uniqueItems: true }),
    bylines: Type.Array(closed({ authorId: Id, role: Type.Optional(nullable(line(80))) }), { maxItems: 20, description: 'In order' }),
    source: nullable(closed({ ...Type.Partial(Type.Object(source)).properties, name: source.name })),
    leadImage: nullable(partial(image)),
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
      leadImage: Type.Optional(nullable(partial(image))),
    },
    { minProperties: 1, description: 'What is to change of the draft (RFC 7396)' },
  ),
)

export const Publication = named(
  'Publication',
  closed(
    {
      at: Type.Optional({
        ...Moment,
        description: 'When it appears. Left out, what is public keeps its time, and anything else appears now',
      }),
      until: Type.Optional(
        nullable({ ...Moment, description: 'When it goes. Left out, what is scheduled or public keeps its end; null: never' }),
      ),
      embargo: Type.Optional(
        nullable({ ...Moment, description: 'Not before. Left out, what is scheduled or public keeps its embargo; null lifts it' }),
      ),
    },
    { description: 'Public from the later of `at` and `embargo` until `until`, RFC 3339' },
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
      leadImage: nullable(Type.Object({ ...image, variants: Type.Array(Type.Object({ ...Variant.properties, url: image.url })) })),
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
