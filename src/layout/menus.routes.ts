import type { FastifyReply } from 'fastify'
import type { Reader } from '../db/database.ts'
import { atRevision, expectedOrFirst, expectedRevision } from '../http/fresh.ts'
import { answer, closed, nothing, ref } from '../http/schema.ts'
import { Problem } from '../problem.ts'
import type { Routes } from '../services.ts'
import { DeskMenu, DeskMenus, MenuLayout, MenuName } from './menus.schema.ts'
import { changeMenu, keptMenu, keptMenus, removeMenu } from './menus.store.ts'
import { checkedEntries, deskMenu, entriesIn } from './menus.ts'

const tags = ['Editorial: layout']
const byName = closed({ name: MenuName })

/** Keeping the menus. */
export const menuRoutes: Routes = async (app, { db, now, newId }) => {
  const given = async (reader: Reader, reply: FastifyReply, name: string) => {
    const menu = await keptMenu(reader, name)
    if (!menu) throw new Problem('not-found', `There is no menu “${name}”.`)
    atRevision(reply, menu.revision)
    return { ...menu, items: await deskMenu(reader, menu.items, now()) }
  }

  app.get(
    '/editorial/menus',
    {
      config: { access: 'articles:read' },
      schema: {
        operationId: 'listDeskMenus',
        tags,
        summary: 'The menus',
        description: 'The main one first, then the others by name.',
        response: { 200: answer('All menus', DeskMenus) },
      },
    },
    async () => {
      const menus = await keptMenus(db)
      return { items: menus.map(({ items, ...menu }) => ({ ...menu, entries: entriesIn(items) })) }
    },
  )

  app.get(
    '/editorial/menus/:name',
    {
      config: { access: 'articles:read' },
      schema: {
        operationId: 'getDeskMenu',
        tags,
        summary: 'One menu, as it is kept',
        description: 'With what readers see of each entry, or why they do not, and the ETag that a change needs.',
        params: byName,
        response: { 200: answer('The menu', DeskMenu) },
      },
    },
    ({ params }, reply) => given(db, reply, params.name),
  )

  app.put(
    '/editorial/menus/:name',
    {
      config: { access: 'site:write', ifMatch: true, begins: true, problems: ['unprocessable'] },
      schema: {
        operationId: 'putMenu',
        tags,
        summary: 'Set a menu',
        description:
          'All its entries; each has an `href` or leads to a `target`, whose address of the day it then has. `If-None-Match: *` in place of `If-Match` begins a new menu. The main one shares its revision with the masthead.',
        params: byName,
        body: ref(MenuLayout),
        response: { 200: answer('The menu as it is now', DeskMenu) },
      },
    },
    async (request, reply) => {
      const expected = expectedOrFirst(request)
      const { name } = request.params
      const by = { caller: request.caller!, entryId: newId() }
      return db.write(async (tx) => {
        await changeMenu(tx, name, () => checkedEntries(tx, request.body), expected, now(), by)
        return given(tx, reply, name)
      })
    },
  )

  app.delete(
    '/editorial/menus/:name',
    {
      config: { access: 'site:write', ifMatch: true, problems: ['state-forbids'] },
      schema: {
        operationId: 'deleteMenu',
        tags,
        summary: 'Remove a menu',
        description: 'Not the main one, which can be emptied.',
        params: byName,
        response: { 204: nothing('It is removed') },
      },
    },
    async (request, reply) => {
      const expected = expectedRevision(request)
      const by = { caller: request.caller!, entryId: newId() }
      await db.write((tx) => removeMenu(tx, request.params.name, expected, now(), by))
      return reply.code(204).send(null)
    },
  )
}
