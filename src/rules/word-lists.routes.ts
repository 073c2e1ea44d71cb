import { atRevision, expectedRevision } from '../http/fresh.ts'
import { postOnce } from '../http/idempotency.ts'
import { pageOf, paging, positionOf } from '../http/page.ts'
import { answer, closed, Id, nothing, ref } from '../http/schema.ts'
import { readyWords } from '../screening/word-lists.store.ts'
import type { Routes } from '../services.ts'
import { dryRun } from './dry-run.ts'
import { DryRun, DryRunOfList, NewDryRun, NewWordList, WordList, WordListList, WordListPatch } from './word-lists.schema.ts'
import { addWordList, allWordLists, changeWordList, digestOf, insistOnWords, removeWordList, wordListById } from './word-lists.store.ts'

const tags = ['Moderation']
const byId = closed({ id: Id })

/** The words that comments are looked through for, and what a list would have done. */
export const wordListRoutes: Routes = async (app, services) => {
  const { db, now, newId } = services
  const post = postOnce(app, services)

  /** Before the write: thousands of words take a while. */
  const check = async (words: readonly string[] | undefined) => {
    insistOnWords(words)
    if (words) await readyWords(digestOf(words), words)
  }

  app.get(
    '/moderation/word-lists',
    {
      config: { access: 'comments:moderate' },
      schema: {
        operationId: 'listWordLists',
        tags,
        summary: 'Every word list',
        description: 'In the order of their making, without their words. There are twenty at most.',
        querystring: closed(paging),
        response: { 200: answer('A page of word lists', WordListList) },
      },
    },
    async (request, reply) => {
      const rows = await allWordLists(db, request.query.limit + 1, positionOf(services, request))
      return pageOf(services, request, reply, rows, ({ id }) => [id])
    },
  )

  app.get(
    '/moderation/word-lists/:id',
    {
      config: { access: 'comments:moderate' },
      schema: {
        operationId: 'getWordList',
        tags,
        summary: 'One word list',
        description: 'With its words, and the ETag that a change needs.',
        params: byId,
        response: { 200: answer('The list', WordList) },
      },
    },
    async ({ params }, reply) => {
      const list = await wordListById(db, params.id)
      atRevision(reply, list.revision)
      return list
    },
  )

  post(
    '/moderation/word-lists',
    {
      config: { access: 'comments:moderate', problems: ['unprocessable', 'state-forbids'] },
      schema: {
        operationId: 'createWordList',
        tags,
        summary: 'Add a word list',
        description: 'It is not in force unless `enabled`: try it first with a dry run.',
        body: ref(NewWordList),
        response: { 201: answer('The list', WordList) },
      },
      beforehand: ({ body }) => check(body.words),
    },
    async ({ body, caller }, tx) => {
      const list = await addWordList(tx, body, newId(), { caller: caller!, entryId: newId() }, now())
      return { status: 201, location: `/v1/moderation/word-lists/${list.id}`, revision: list.revision, body: list }
    },
  )

  app.patch(
    '/moderation/word-lists/:id',
    {
      config: { access: 'comments:moderate', ifMatch: true, problems: ['unprocessable'] },
      schema: {
        operationId: 'updateWordList',
        tags,
        summary: 'Change a word list',
        description: 'The next comment is screened by it; those that are here are not screened again.',
        params: byId,
        body: ref(WordListPatch),
        response: { 200: answer('The list as it is now', WordList) },
      },
    },
    async (request, reply) => {
      const expected = expectedRevision(request)
      const { params, body, caller } = request
      await check(body.words)
      const by = { caller: caller!, entryId: newId() }
      const list = await db.write((tx) => changeWordList(tx, params.id, body, expected, by, now()))
      atRevision(reply, list.revision)
      return list
    },
  )

  app.delete(
    '/moderation/word-lists/:id',
    {
      config: { access: 'comments:moderate', ifMatch: true },
      schema: {
        operationId: 'deleteWordList',
        tags,
        summary: 'Remove a word list',
        description: 'The audit keeps what was on it.',
        params: byId,
        response: { 204: nothing('It is removed') },
      },
    },
    async (request, reply) => {
      const expected = expectedRevision(request)
      const by = { caller: request.caller!, entryId: newId() }
      await db.write((tx) => removeWordList(tx, request.params.id, expected, by, now()))
      return reply.code(204).send(null)
    },
  )

  post(
    '/moderation/word-lists/dry-run',
    {
      config: { access: 'comments:moderate', problems: ['unprocessable'] },
      schema: {
        operationId: 'tryWords',
        tags,
        summary: 'What a new list would have done',
        description: 'To the newest comments, beside the lists in force. Nothing is saved, and no comment changes.',
        body: ref(NewDryRun),
        response: { 200: answer('What would have become of them', DryRun) },
      },
      beforehand: async ({ body: { comments = 200, ...list } }) => {
        insistOnWords(list.words)
        return dryRun(db, { ...list, enabled: true }, comments)
      },
    },
    async (_, __, result) => ({ status: 200, body: result }),
  )

  post(
    '/moderation/word-lists/:id/dry-run',
    {
      config: { access: 'comments:moderate', problems: ['unprocessable'] },
      schema: {
        operationId: 'tryWordList',
        tags,
        summary: 'What a list would have done, as it is or changed',
        description: 'To the newest comments, compared with what the lists in force do. With `enabled: false` it says what would be freed.',
        params: byId,
        body: ref(DryRunOfList),
        response: { 200: answer('What would have become of them', DryRun) },
      },
      beforehand: async ({ params, body: { comments = 200, ...changes } }) => {
        const { id, effect, words } = await wordListById(db, params.id)
        insistOnWords(changes.words)
        return dryRun(db, { id, effect, words, enabled: true, ...changes }, comments)
      },
    },
    async (_, __, result) => ({ status: 200, body: result }),
  )
}
