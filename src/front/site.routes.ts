import { Type } from 'typebox'
import { withdrawalById } from '../articles/addresses/tombstones.store.ts'
import { newspaperAt } from '../articles/appearance/appearance.store.ts'
import { publicArticles } from '../articles/lists.store.ts'
import { atRevision, trueUntil } from '../http/fresh.ts'
import { answer, closed } from '../http/schema.ts'
import { shownMenu } from '../layout/menus.ts'
import { Problem } from '../problem.ts'
import type { Routes } from '../services.ts'
import { settingsUnder } from '../site/comment-settings.ts'
import { datelineEnds, datelineOf } from '../site/dateline.ts'
import { Site } from '../site/schema.ts'
import { currentWeather, weatherEnds } from '../site/store.ts'
import { type Term, termsById } from '../taxonomy/store.ts'
import { formerPath } from './former.ts'
import { Found } from './schema.ts'
import { formerAddress, publicTerm, publicTerms } from './store.ts'

/** The masthead, and the way from the former site. */
export const siteReads: Routes = async (app, services) => {
  const { db, now } = services

  app.get(
    '/site',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'getSite',
        tags: ['Site'],
        summary: 'The masthead',
        description: 'Name, today’s date written out, place and weather, menu and sections.',
        response: { 200: answer('The masthead, today', Site) },
      },
    },
    async (_request, reply) => {
      const at = now()
      const { nextChanges, ...site } = await newspaperAt(db, at)
      const sections = await publicTerms(db, 'section', 500, undefined, at)
      const weather = currentWeather(site.weather, at)
      atRevision(reply, site.revision)
      trueUntil(services, reply, [...nextChanges, datelineEnds(at, site.language, site.timeZone), weatherEnds(weather)])
      return {
        ...site,
        navigation: await shownMenu(db, site.navigation, now()),
        commentPolicy: settingsUnder(site.commentSettings),
        dateline: datelineOf(at, site.language, site.timeZone),
        weather,
        sections: withParents(sections),
      }
    },
  )

  app.get(
    '/lookup',
    {
      config: { access: 'public', problems: ['not-found', 'withdrawn'] },
      schema: {
        operationId: 'lookUp',
        tags: ['Site'],
        summary: 'What an address of the former site has become',
        description:
          'For redirects after moving from another system: give the path, and the query where that named the story. 410 when that was withdrawn.',
        querystring: closed({
          path: Type.String({
            minLength: 1,
            maxLength: 2000,
            pattern: '^/',
            description: 'Path of the former address',
            examples: ['/2024/11/01/old'],
          }),
        }),
        response: { 200: answer('What it is now', Found) },
      },
    },
    async ({ query: { path } }, reply) => {
      const at = now()
      const found = await formerTarget(formerPath(path), at)
      if (!found) throw new Problem('not-found', `Nothing is known of ${path.slice(0, 200)}.`)
      trueUntil(services, reply, (await newspaperAt(db, at)).nextChanges)
      return { ...found, path: `/v1/${found.kind}s/${encodeURIComponent(found.slug)}` }
    },
  )

  async function formerTarget(path: string, at: Date) {
    const address = await formerAddress(db, path)
    if (!address) return undefined
    const { kind, targetId } = address
    if (kind === 'article' || kind === 'page') {
      const [article] = await publicArticles(db, [targetId], at)
      if (article) return { kind, slug: article.slug }
      const withdrawal = await withdrawalById(db, kind, targetId, at)
      if (withdrawal) throw withdrawal
      return undefined
    }
    const term = (await termsById(db, [targetId])).get(targetId)
    const shown = term && (await publicTerm(db, kind, term.slug, at))
    return shown && { kind, slug: shown.slug }
  }
}

function withParents(sections: readonly Term[]) {
  const slugs = new Map(sections.map(({ id, slug }) => [id, slug]))
  return sections.map(({ slug, name, parentId }) => ({ slug, name, parent: (parentId && slugs.get(parentId)) || null }))
}
