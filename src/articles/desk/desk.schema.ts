import { type Static, Type } from 'typebox'
import { articleTypes, withdrawalReasons } from '../../db/tables.ts'
import { closed, Id, line, listOf, Moment, named, nullable, oneOf, partial, Slug, title } from '../../http/schema.ts'
import { FocalPoint, Variant } from '../../media/schema.ts'
import { hiddenBy, shownStates } from '../publishing.ts'
import { Body, imageWords, Kind, Language, seo, source } from '../schema.ts'

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
    note: nullable(line(500, { description: 'What you say of this save, for your colleagues; readers never see it' })),
  }),
).properties

/** Between which moments an article may be shown. */
export const rights = {
  from: nullable(Moment),
  until: nullable(Moment),
  note: nullable(line(500, { description: 'For the desk alone', examples: ['Agency contract, thirty days'] })),
}

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

export const Version = Type.Integer({ minimum: 1, description: 'Counts every change, of words and of state; the number in the ETag' })
export const FormerVersion = Type.Integer({ minimum: 1, deprecated: true, description: 'The same as `version`, under its former name' })

export const NewWithdrawal = named(
  'NewWithdrawal',
  closed(
    {
      reason: oneOf(withdrawalReasons, { description: 'Readers are told' }),
      note: Type.Optional(nullable(line(1000, { description: 'What readers are told besides' }))),
    },
    { description: 'Why an article is withdrawn' },
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
      revision: FormerVersion,
      hasUnpublishedChanges: Type.Boolean(),
      publishedAt: nullable(Moment),
      createdAt: Moment,
      createdBy: nullable(Id),
      updatedAt: Moment,
      version: Version,
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
      until: nullable({ ...Moment, description: 'The end that was asked for; `publicUntil` is sooner where the rights are' }),
      rights: nullable(Type.Object(rights, { description: 'Between which moments it may be shown; null when nothing is said' })),
      hiddenBy: nullable(oneOf(hiddenBy, { description: 'What keeps readers from it now; null when they can see it' })),
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
      withdrawal: nullable(
        Type.Object({
          at: Moment,
          by: nullable({ ...Id, description: 'Id of whoever withdrew it' }),
          reason: oneOf(withdrawalReasons),
          note: nullable(Type.String()),
        }),
      ),
    },
    { description: 'An article as the desk works on it: the newest draft' },
  ),
)

export type NewArticle = Static<typeof NewArticle>
export type ArticlePatch = Static<typeof ArticlePatch>
export type NewWithdrawal = Static<typeof NewWithdrawal>
export type CommentSettings = Static<typeof CommentSettings>
