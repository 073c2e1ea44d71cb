import { Type } from 'typebox'
import { DeskArticle } from '../articles/desk/desk.schema.ts'
import { saveWords } from '../articles/desk/desk.ts'
import { deskAnswer } from '../articles/desk/desk-answer.ts'
import { changedFields } from '../articles/desk/fields.ts'
import { articleWithDraft } from '../articles/store.ts'
import { wordsOf } from '../articles/words.ts'
import { expectedRevision } from '../http/fresh.ts'
import { pageOf, paging, positionOf } from '../http/page.ts'
import { answer, closed, Id } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { comparisonOf } from './comparison.ts'
import { restoredWords } from './restoration.ts'
import { revisionOf, summaryOf } from './revision.ts'
import { Revision, RevisionSummaryList } from './schema.ts'
import { publicationsOf, saveOf, savesOf } from './store.ts'

const tags = ['Editorial: articles']
const RevisionNumber = Type.Integer({ minimum: 1, maximum: 1_000_000_000, description: 'Number of a revision' })
const byNumber = closed({ id: Id, number: RevisionNumber })

/** Looking back: what an article said at each save, what has become of it, and how to have it back. */
export const revisionRoutes: Routes = async (app, services) => {
  const { db, now } = services

  app.get(
    '/editorial/articles/:id/revisions',
    {
      config: { access: 'articles:read' },
      schema: {
        operationId: 'listRevisions',
        tags,
        summary: 'Every save of an article, newest first',
        description: 'Who saved it when, what they said of it, which is the draft, which was published last, and which ever were.',
        params: closed({ id: Id }),
        querystring: closed(paging),
        response: { 200: answer('A page of revisions', RevisionSummaryList) },
      },
    },
    async (request, reply) => {
      const { article } = await articleWithDraft(db, request.params.id)
      const before = positionOf(services, request)?.[0]
      const rows = await savesOf(db, article.id, request.query.limit + 1, before === undefined ? undefined : Number(before))
      const { items, page } = pageOf(services, request, reply, rows, ({ number }) => [String(number)])
      const published = await publicationsOf(db, article.id)
      return { items: items.map((row) => summaryOf(article, row, published)), page }
    },
  )

  app.get(
    '/editorial/articles/:id/revisions/:number',
    {
      config: { access: 'articles:read' },
      schema: {
        operationId: 'getRevision',
        tags,
        summary: 'One revision, whole, and what differs from another',
        description: 'With `compare`, `comparison` says what became of that revision in this one, by field; of texts by words.',
        params: byNumber,
        querystring: closed({ compare: Type.Optional({ ...RevisionNumber, description: 'Number of the revision to compare it with' }) }),
        response: { 200: answer('The revision', Revision) },
      },
    },
    async ({ params, query }) => {
      const { article } = await articleWithDraft(db, params.id)
      const save = await saveOf(db, article, params.number)
      const other = query.compare === undefined ? undefined : (await saveOf(db, article, query.compare)).revision
      const compared = other && { with: other.number, ...(await comparisonOf(wordsOf(other), wordsOf(save.revision))) }
      return { ...revisionOf(article, save, await publicationsOf(db, article.id)), comparison: compared ?? null }
    },
  )

  app.put(
    '/editorial/articles/:id/revisions/:number/restoration',
    {
      config: { access: 'articles:write', ifMatch: 'explained', problems: ['slug-taken', 'unprocessable', 'state-forbids'] },
      schema: {
        operationId: 'restoreRevision',
        tags,
        summary: 'Have the words of a revision back',
        description:
          'They become the newest draft, with a note that says so; nothing is lost, and readers see it when it is published. What has been removed since, such as a tag, is left out, and the note says that, too.',
        params: byNumber,
        response: { 200: answer('The article as it is now', DeskArticle) },
      },
    },
    async (request, reply) => {
      const { params, caller } = request
      const expected = expectedRevision(request)
      const changed = await db.write(async (tx) => {
        const standing = await articleWithDraft(tx, params.id)
        const { revision } = await saveOf(tx, standing.article, params.number)
        const { words, note } = await restoredWords(tx, standing, revision)
        const intent = { fields: changedFields(wordsOf(standing.draft), words) }
        return saveWords(tx, params.id, { change: () => words, intent, note }, expected, caller!, now())
      })
      return deskAnswer(reply, changed, now())
    },
  )
}
