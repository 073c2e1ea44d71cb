import { type Static, Type } from 'typebox'
import { filters, publishedFilters } from '../articles/filters.schema.ts'
import { ArticleSummary, alternates, Language, wholeArticle } from '../articles/schema.ts'
import { Comment } from '../comments/schema.ts'
import { paging } from '../http/page.ts'
import { closed, Id, listOf, Moment, named, oneOf, Page, ref } from '../http/schema.ts'
import { RelatedArticle } from '../links/schema.ts'

export const inclusions = ['related', 'comments', 'latest'] as const

const included = Type.Object(
  {
    related: Type.Optional(Type.Object({ items: Type.Array(ref(RelatedArticle)) })),
    comments: Type.Optional(Type.Object({ items: Type.Array(ref(Comment)), page: ref(Page) })),
    latest: Type.Optional(Type.Object({ items: Type.Array(ref(ArticleSummary)) })),
  },
  { description: 'What `include` asked for' },
)

export const Article = named(
  'Article',
  Type.Object({ ...wholeArticle, alternates, included: Type.Optional(included) }, { description: 'An article as its page shows it' }),
)

export const ListedArticle = named(
  'ListedArticle',
  Type.Object(
    {
      ...ArticleSummary.properties,
      ...Type.Partial(
        Type.Object({
          ...{ body: wholeArticle.body, corrections: wholeArticle.corrections, seo: wholeArticle.seo },
          ...{ alternates, jsonLd: wholeArticle.jsonLd },
        }),
      ).properties,
    },
    { description: 'An article in a list; `body`, `corrections`, `seo`, `alternates` and `jsonLd` only with `view=full`' },
  ),
)

export const ArticleList = listOf('ArticleList', ListedArticle)

export const StaticPage = named(
  'StaticPage',
  Type.Object(
    {
      id: Id,
      slug: Type.String(),
      url: Type.String({ format: 'uri' }),
      headline: Type.String(),
      language: Type.String(),
      alternates,
      body: wholeArticle.body,
      corrections: wholeArticle.corrections,
      seo: wholeArticle.seo,
      publishedAt: Moment,
      updatedAt: Moment,
      comments: ArticleSummary.properties.comments,
    },
    { description: 'A page that stands by itself, such as the imprint; never in lists of articles' },
  ),
)

export const PageSummary = named(
  'PageSummary',
  Type.Object(
    {
      id: Id,
      slug: Type.String(),
      url: Type.String({ format: 'uri' }),
      language: Language,
      headline: Type.String(),
      publishedAt: Moment,
      updatedAt: Moment,
    },
    { description: 'A static page in a list' },
  ),
)

export const PageSummaryList = listOf('PageSummaryList', PageSummary)

export const Found = named(
  'Found',
  Type.Object(
    {
      kind: oneOf(['article', 'page', 'section', 'tag', 'author']),
      slug: Type.String(),
      path: Type.String({ description: 'Where this API has it', examples: ['/v1/articles/harbour-lights-return'] }),
    },
    { description: 'What an address of the former site has become' },
  ),
)

export const pageListQuery = closed({ ...paging, language: filters.language })

export const listQuery = closed({
  ...paging,
  ...filters,
  ...publishedFilters,
  id: Type.Optional(Type.Array(Id, { maxItems: 100, description: 'Just these, in this order; no other filter goes with it' })),
  sort: Type.Optional(oneOf(['-publishedAt', 'publishedAt'], { default: '-publishedAt', description: 'Latest or oldest first' })),
  view: Type.Optional(
    oneOf(['summary', 'full'], { default: 'summary', description: 'With or without bodies; with them a page holds 20 at most' }),
  ),
})

export type ListQuery = Static<typeof listQuery>
