import { atRevision, expectedRevision } from '../http/fresh.ts'
import { answer, ref } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { Masthead, NewWeather, SitePatch, Weather } from './schema.ts'
import { changeSite, keepWeather } from './store.ts'

const tags = ['Site']

/** Changing what stands at the top of the front page. */
export const siteRoutes: Routes = async (app, { db, now, newId }) => {
  app.patch(
    '/site',
    {
      config: { access: 'site:write', ifMatch: true, problems: ['unprocessable'] },
      schema: {
        operationId: 'updateSite',
        tags,
        summary: 'Change the masthead',
        description: 'Name, language, place, menu, and how comments are taken.',
        body: ref(SitePatch),
        response: { 200: answer('The masthead as it is now', Masthead) },
      },
    },
    async (request, reply) => {
      const expected = expectedRevision(request)
      const by = { caller: request.caller!, entryId: newId() }
      const site = await db.write((tx) => changeSite(tx, request.body, expected, now(), by))
      atRevision(reply, site.revision)
      return site
    },
  )

  app.put(
    '/site/weather',
    {
      config: { access: 'site:write', problems: ['unprocessable'] },
      schema: {
        operationId: 'putWeather',
        tags,
        summary: 'Say what the weather is',
        description: 'The newest reading counts, whatever arrives last; after three hours it is no longer shown.',
        body: ref(NewWeather),
        response: { 200: answer('The reading that is kept', Weather) },
      },
    },
    ({ body }) => db.write((tx) => keepWeather(tx, body, now())),
  )
}
