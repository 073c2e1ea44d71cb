import { newspaperAt } from '../articles/appearance/appearance.store.ts'
import { deskSummary } from '../articles/desk/desk.ts'
import { closings, summaryOf, termIdsOf } from '../articles/summary.ts'
import { isTextIndexComplete } from '../articles/text-index/text-index.store.ts'
import { trueUntil } from '../http/fresh.ts'
import { pageOf, positionOf } from '../http/page.ts'
import { answer } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { termsById } from '../taxonomy/store.ts'
import { deskCandidates, foundDrafts, type Half } from './desk.store.ts'
import { sectionsAmong } from './facets.ts'
import { behind, type Candidate, inOrder, type Ranked } from './ranking.ts'
import { DeskSearchResults, deskSearchQuery, SearchResults, searchQuery } from './schema.ts'
import { rankedNewest, searchFor, shownWith } from './search.ts'
import { foundStories, publicCandidates } from './store.ts'

const at = ({ score, id }: Ranked<Candidate>) => [String(score), id]

/** Finding articles by their words. */
export const searchRoutes: Routes = async (app, services) => {
  const { db, now, config } = services

  app.get(
    '/search',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'search',
        tags: ['Articles'],
        summary: 'Published articles with these words',
        description:
          'Best first: words in the headline are worth more than those elsewhere, and newer articles more than old ones. Filters are those of the list.',
        querystring: searchQuery,
        response: { 200: answer('A page of what was found', SearchResults) },
      },
    },
    async (request, reply) => {
      const moment = now()
      const position = positionOf(services, request)
      const { asked, words } = await searchFor(db, request.query)
      const { ranked, capped } = rankedNewest(await publicCandidates(db, words, window(request.query), moment), asked)
      const { items, page } = pageOf(services, request, reply, behind(ranked, position), at)
      const stories = await foundStories(
        db,
        items.map(({ id }) => id),
        moment,
      )
      const rows = items.flatMap(({ id }) => stories.get(id) ?? [])
      const terms = await termsById(db, [...termIdsOf(rows), ...ranked.flatMap(({ sectionId }) => sectionId ?? [])])
      const { commentSettings: settings, nextChanges } = await newspaperAt(db, moment)
      const articles = rows.map(({ bodyText, ...row }) => summaryOf(row, { terms, settings, config, now: moment }))
      const shown = shownWith(asked, rows)
      trueUntil(services, reply, [...nextChanges, ...closings(articles)])
      return {
        items: articles.map((article, place) => ({ article, ...shown[place]! })),
        page,
        capped,
        complete: await isTextIndexComplete(db),
        facets: { sections: sectionsAmong(ranked, terms) },
      }
    },
  )

  app.get(
    '/editorial/search',
    {
      config: { access: 'articles:read' },
      schema: {
        operationId: 'searchDesk',
        tags: ['Editorial: articles'],
        summary: 'Articles of any state with these words',
        description: 'By their newest words, published or not; ranked like the search of readers.',
        querystring: deskSearchQuery,
        response: { 200: answer('A page of what was found', DeskSearchResults) },
      },
    },
    async (request, reply) => {
      const moment = now()
      const position = positionOf(services, request)
      const { asked, words } = await searchFor(db, request.query)
      const of = async (half: Half) => rankedNewest(await deskCandidates(db, half, words, request.query.state, moment), asked)
      const [published, others] = [await of('public'), await of('desk')]
      const ranked = inOrder([...published.ranked, ...others.ranked])
      const { items, page } = pageOf(services, request, reply, behind(ranked, position), at)
      const drafts = await foundDrafts(
        db,
        items.map(({ id }) => id),
      )
      const there = items.flatMap(({ id }) => drafts.get(id) ?? [])
      const shown = shownWith(asked, there)
      return {
        items: there.map((draft, place) => ({ article: deskSummary(draft, moment), ...shown[place]! })),
        page,
        capped: published.capped || others.capped,
        complete: await isTextIndexComplete(db),
      }
    },
  )
}

function window({ publishedFrom, publishedBefore }: { publishedFrom?: string; publishedBefore?: string }) {
  const instant = (moment: string | undefined) => (moment === undefined ? undefined : new Date(moment).toISOString())
  return { publishedFrom: instant(publishedFrom), publishedBefore: instant(publishedBefore) }
}
