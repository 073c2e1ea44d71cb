import { type Static, Type } from 'typebox'
import { DeskArticleSummary } from '../articles/desk/desk.schema.ts'
import { filters, publishedFilters } from '../articles/filters.schema.ts'
import { shownStates } from '../articles/publishing.ts'
import { ArticleSummary } from '../articles/schema.ts'
import { paging } from '../http/page.ts'
import { closed, named, oneOf, Page, ref } from '../http/schema.ts'

const html = (description: string, example: string) => Type.String({ description, examples: [example] })

const shown = {
  headlineHtml: html('The headline as HTML: what was found in `<mark>`, everything else escaped', 'The <mark>ferry</mark> is back'),
  snippetHtml: html('A stretch of the text, likewise', '… after eleven weeks the early <mark>ferry</mark> crosses …'),
}

const extent = {
  page: ref(Page),
  capped: Type.Boolean({ description: 'Whether there are more than were looked at: the newest thousand are' }),
  complete: Type.Boolean({ description: 'False while the index of words is being built: older articles may be missing' }),
}

const facet = Type.Object(
  { slug: Type.String(), name: Type.String(), count: Type.Integer({ minimum: 1 }) },
  { description: 'A section, and how many of the articles found stand in it' },
)

export const SearchResults = named(
  'SearchResults',
  Type.Object(
    {
      items: Type.Array(Type.Object({ article: ref(ArticleSummary), ...shown })),
      ...extent,
      facets: Type.Object({ sections: Type.Array(facet, { description: 'Most found first; without the sections below' }) }),
    },
    { description: 'Published articles with the words that were looked for, best first' },
  ),
)

export const DeskSearchResults = named(
  'DeskSearchResults',
  Type.Object(
    { items: Type.Array(Type.Object({ article: ref(DeskArticleSummary), ...shown })), ...extent },
    { description: 'Articles in any state whose newest words have what was looked for, best first' },
  ),
)

const asked = {
  q: Type.String({
    minLength: 1,
    maxLength: 128,
    description:
      'Words that must all be found, without regard to case and accents; the last may be the beginning of one. In quotes: side by side. With a hyphen in front: not at all. The first eight of them are looked for.',
    examples: ['ferry "harbour lights" -strike'],
  }),
  limit: { ...paging.limit, maximum: 50 },
  cursor: paging.cursor,
}

export const searchQuery = closed({ ...asked, ...filters, ...publishedFilters })

export const deskSearchQuery = closed({
  ...asked,
  ...filters,
  state: Type.Optional(oneOf(shownStates, { description: 'As the desk sees it' })),
})

export type SearchQuery = Static<typeof searchQuery>
