import type { FastifyReply } from 'fastify'
import { atRevision, expectedRevision } from '../http/fresh.ts'
import { answer, closed, Id, ref } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { ConversationSettings, ConversationSettingsPatch, SiteConversationSettingsPatch } from './settings.schema.ts'
import * as store from './settings.store.ts'
import { settingsIn } from './settings.ts'

const tags = ['Moderation']
const byId = closed({ id: Id })
const access = 'comments:moderate'

const places = [
  {
    path: '/moderation/settings/sections/:id',
    name: 'Section',
    where: 'in a section',
    standing: store.sectionStanding,
    change: store.changeSectionSettings,
  },
  {
    path: '/moderation/settings/articles/:id',
    name: 'Article',
    where: 'under an article or a page',
    standing: store.articleStanding,
    change: store.changeArticleSettings,
  },
]

/** How comments are taken: for the site, and otherwise in a section or under an article. */
export const settingsRoutes: Routes = async (app, { db, now, newId }) => {
  app.get(
    '/moderation/settings',
    {
      config: { access },
      schema: {
        operationId: 'getSettings',
        tags,
        summary: 'How comments are taken on the site',
        description: 'Everything that is set for the whole site, and what holds there. With the ETag that a change needs.',
        response: { 200: answer('The settings', ConversationSettings) },
      },
    },
    async (_request, reply) => answered(reply, await store.siteStanding(db)),
  )

  app.patch(
    '/moderation/settings',
    {
      config: { access, ifMatch: true },
      schema: {
        operationId: 'updateSettings',
        tags,
        summary: 'Change how comments are taken on the site',
        description:
          'Sections and articles inherit each setting that they have not set themselves. `emergency` is above all of them, at once. `commentPolicy` of the masthead tells of the same settings.',
        body: ref(SiteConversationSettingsPatch),
        response: { 200: answer('The settings as they are now', ConversationSettings) },
      },
    },
    async (request, reply) => {
      const expected = expectedRevision(request)
      const by = { caller: request.caller!, entryId: newId() }
      return answered(reply, await db.write((tx) => store.changeSiteSettings(tx, request.body, expected, now(), by)))
    },
  )

  for (const { path, name, where, standing, change } of places) {
    app.get(
      path,
      {
        config: { access },
        schema: {
          operationId: `get${name}Settings`,
          tags,
          summary: `How comments are taken ${where}`,
          description: 'What is set there, and what holds there and where it is from. With the ETag that a change needs.',
          params: byId,
          response: { 200: answer('The settings', ConversationSettings) },
        },
      },
      async ({ params }, reply) => answered(reply, await standing(db, params.id)),
    )

    app.patch(
      path,
      {
        config: { access, ifMatch: true },
        schema: {
          operationId: `update${name}Settings`,
          tags,
          summary: `Change how comments are taken ${where}`,
          description: 'Stricter or laxer than what is inherited, each setting by itself; null inherits it again.',
          params: byId,
          body: ref(ConversationSettingsPatch),
          response: { 200: answer('The settings as they are now', ConversationSettings) },
        },
      },
      async (request, reply) => {
        const expected = expectedRevision(request)
        const by = { caller: request.caller!, entryId: newId() }
        return answered(reply, await db.write((tx) => change(tx, request.params.id, request.body, expected, now(), by)))
      },
    )
  }
}

function answered(reply: FastifyReply, { places, revision }: store.Standing) {
  atRevision(reply, revision)
  return settingsIn(places)
}
