import { atRevision, expectedRevision } from '../http/fresh.ts'
import { answer, closed, Id, ref } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { setTranslations, translationsOf } from './grouping.ts'
import { DeskTranslations, Translations } from './schema.ts'

const tags = ['Editorial: articles']
const byId = closed({ id: Id })

/** Telling readers that a story can be read in other languages, too. */
export const translationRoutes: Routes = async (app, { db, now, newId }) => {
  app.get(
    '/editorial/articles/:id/translations',
    {
      config: { access: 'articles:read' },
      schema: {
        operationId: 'getTranslations',
        tags,
        summary: 'The same story in other languages',
        description: 'Whatever their state, with the ETag that a change needs.',
        params: byId,
        response: { 200: answer('The translations', DeskTranslations) },
      },
    },
    async ({ params }, reply) => {
      const translations = await translationsOf(db, params.id, now())
      atRevision(reply, translations.revision)
      return translations
    },
  )

  app.put(
    '/editorial/articles/:id/translations',
    {
      config: { access: 'articles:publish', ifMatch: true, problems: ['unprocessable', 'state-forbids'] },
      schema: {
        operationId: 'putTranslations',
        tags,
        summary: 'Say what tells the same story in other languages',
        description:
          'Takes effect at once, and for all of them; readers are told of those that are public. The ETag is that of `GET` on this address: these changes do not disturb whoever writes. To join what tells another story, name all of that; those left out stay together.',
        params: byId,
        body: ref(Translations),
        response: { 200: answer('The translations as they are now', DeskTranslations) },
      },
    },
    async (request, reply) => {
      const expected = expectedRevision(request)
      const { id } = request.params
      const translations = await db.write(async (tx) => {
        await setTranslations(tx, id, request.body, expected, newId, now())
        return translationsOf(tx, id, now())
      })
      atRevision(reply, translations.revision)
      return translations
    },
  )
}
