import { newspaperAt } from '../articles/appearance/appearance.store.ts'
import { trueUntil } from '../http/fresh.ts'
import { answer, closed, Slug } from '../http/schema.ts'
import { frontPage } from '../layout/front-page.ts'
import { Front } from '../layout/fronts.schema.ts'
import { Menu, MenuName } from '../layout/menus.schema.ts'
import { keptMenu } from '../layout/menus.store.ts'
import { shownMenu } from '../layout/menus.ts'
import { Problem } from '../problem.ts'
import type { Routes } from '../services.ts'
import { publicTerm } from './store.ts'

/** Front pages and menus as readers get them. */
export const layoutReads: Routes = async (app, services) => {
  const { db, now, config } = services

  app.get(
    '/front',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'getFront',
        tags: ['Site'],
        summary: 'The front page',
        description: 'What an editor has pinned, in slots from the top down, and the latest in the places that are left free.',
        response: { 200: answer('The front page', Front) },
      },
    },
    async (_request, reply) => {
      const { slots, changes } = await frontPage(db, undefined, { config, now: now() })
      trueUntil(services, reply, changes)
      return { section: null, slots }
    },
  )

  app.get(
    '/front/:slug',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'getSectionFront',
        tags: ['Site'],
        summary: 'The front page of a section',
        description: 'Filled up by the latest of the section and of those below it.',
        params: closed({ slug: Slug }),
        response: { 200: answer('The front page', Front) },
      },
    },
    async ({ params }, reply) => {
      const at = now()
      const section = await publicTerm(db, 'section', params.slug, at)
      if (!section) throw new Problem('not-found', `No section is called “${params.slug}”.`)
      const { slug, name } = section
      const { slots, changes } = await frontPage(db, section, { config, now: at })
      trueUntil(services, reply, changes)
      return { section: { slug, name }, slots }
    },
  )

  app.get(
    '/menus/:name',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'getMenu',
        tags: ['Site'],
        summary: 'A menu',
        description: 'With the addresses of today. `main` is the one that the masthead has, too.',
        params: closed({ name: MenuName }),
        response: { 200: answer('The menu', Menu) },
      },
    },
    async ({ params: { name } }, reply) => {
      const at = now()
      const menu = await keptMenu(db, name)
      if (!menu) throw new Problem('not-found', `No menu is called “${name}”.`)
      trueUntil(services, reply, (await newspaperAt(db, at)).nextChanges)
      return { name, items: await shownMenu(db, menu.items, at) }
    },
  )
}
