import { saveWords } from '../articles/desk/desk.ts'
import { summaryOf, termIdsOf } from '../articles/summary.ts'
import type { Words } from '../articles/words.ts'
import { atRevision, expectedRevision } from '../http/fresh.ts'
import { answer, closed, Id, ref } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { readSite } from '../site/store.ts'
import { termsById } from '../taxonomy/store.ts'
import { checkedLinks, draftLinks } from './related.ts'
import { DeskLinks, RelatedLinks, Suggestions } from './schema.ts'
import { suggestionsFor } from './suggestions.ts'

const tags = ['Editorial: articles']
const byId = closed({ id: Id })

/** Choosing what goes with a story. */
export const linkRoutes: Routes = async (app, { db, now, config }) => {
  app.get(
    '/editorial/articles/:id/related',
    {
      config: { access: 'articles:read' },
      schema: {
        operationId: 'getRelated',
        tags,
        summary: 'The related links of the draft',
        description: 'In order, with the ETag that a change needs.',
        params: byId,
        response: { 200: answer('The links', DeskLinks) },
      },
    },
    async ({ params }, reply) => {
      const links = await draftLinks(db, params.id, now())
      atRevision(reply, links.version)
      return links
    },
  )

  app.put(
    '/editorial/articles/:id/related',
    {
      config: { access: 'articles:write', ifMatch: 'explained', problems: ['unprocessable', 'state-forbids'] },
      schema: {
        operationId: 'putRelated',
        tags,
        summary: 'Set the related links, all of them',
        description: 'Readers see them when the article is published next. A target that is not public is hidden until it is.',
        params: byId,
        body: ref(RelatedLinks),
        response: { 200: answer('The links as they are now', DeskLinks) },
      },
    },
    async (request, reply) => {
      const expected = expectedRevision(request)
      const { id } = request.params
      const links = await db.write(async (tx) => {
        const change = async (words: Words) => ({ ...words, related: await checkedLinks(tx, id, request.body) })
        const intent = { fields: ['related'], pointer: () => '#/items' }
        await saveWords(tx, id, { change, intent }, expected, request.caller!, now())
        return draftLinks(tx, id, now())
      })
      atRevision(reply, links.version)
      return links
    },
  )

  app.get(
    '/editorial/articles/:id/related/suggestions',
    {
      config: { access: 'articles:read' },
      schema: {
        operationId: 'suggestRelated',
        tags,
        summary: 'Stories like this one',
        description: 'By what they say, shared tags, section, language and time, with a score and its reasons.',
        params: byId,
        response: { 200: answer('Suggestions, best first', Suggestions) },
      },
    },
    async ({ params }) => {
      const best = await suggestionsFor(db, params.id, now())
      const terms = await termsById(db, termIdsOf(best.map(({ row }) => row)))
      const setting = { terms, settings: (await readSite(db)).commentSettings, config, now: now() }
      return { items: best.map(({ row, score, reasons }) => ({ article: summaryOf(row, setting), score, reasons })) }
    },
  )
}
