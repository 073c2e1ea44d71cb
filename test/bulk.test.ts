import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { bookmarks } from '../src/db/tables.ts'
import { happened } from './helpers/events.ts'
import { draft, expecting, published, term } from './helpers/make.ts'
import { type Answer, type Call, newsroom } from './helpers/newsroom.ts'

const desk = '/editorial/articles'
const nobody = '019342a0-5b00-7c1e-8000-000000000001'

const sent = (who: Call, operations: object[], more: object = {}, headers: Record<string, string> = {}) =>
  who('POST', `${desk}/bulk`, { operations, ...more }, headers)

/** What has become of each, in a word or two: its state and revision, or the code of the problem. */
async function told(who: Call, operations: object[], more: object = {}) {
  const { results } = expecting(200, await sent(who, operations, more)).body
  return results.map(({ article, problem }: { article: { state: string; revision: number } | null; problem: { code: string } | null }) =>
    article ? `${article.state} ${article.revision}` : problem?.code,
  )
}

t.test('many articles are filed, published and thrown away, each as if it were alone', async (t) => {
  const { db, reader, editor, hire, clock } = await newsroom(t)
  const [harbour, town] = [await term(editor, 'sections', { name: 'Harbour' }), await term(editor, 'sections', { name: 'Town' })]
  const [sailing, ferry, fish] = [
    await term(editor, 'tags', { name: 'Sailing' }),
    await term(editor, 'tags', { name: 'Ferry' }),
    await term(editor, 'tags', { name: 'Fish' }),
  ]
  const ids: string[] = []
  for (const headline of ['A', 'B', 'C', 'D'])
    ids.push((await draft(editor, { headline, sectionId: town.id, tagIds: [sailing.id, ferry.id] })).body.id)
  const [a, b, c, d] = ids
  const filed = async (id: string | undefined) => (await editor('GET', `${desk}/${id}`)).body

  await t.test('in order, one article more than once, some with a problem of their own', async (t) => {
    let answer = {} as Answer
    const events = await happened(db, async () => {
      answer = await sent(editor, [
        { articleId: a, version: 1, action: 'file', sectionId: harbour.id, addTagIds: [fish.id], removeTagIds: [sailing.id] },
        { articleId: a, version: 2, action: 'publish', until: clock.in(3600) },
        { articleId: b, version: 7, action: 'trash' },
        { articleId: b, version: null, action: 'file', tagIds: [], sectionId: null },
        { articleId: nobody, version: null, action: 'trash' },
        { articleId: c, version: 1, action: 'publish', at: clock.in(60) },
        { articleId: d, version: 1, action: 'file', addTagIds: [ferry.id, nobody, harbour.id] },
        { articleId: d, version: 1, action: 'trash' },
        { articleId: d, version: 2, action: 'publish' },
        { articleId: d, version: null, action: 'unpublish' },
      ])
    })
    t.equal(answer.status, 200)
    t.match(answer.body.results, [
      { articleId: a, problem: null, article: { state: 'draft', revision: 2, headline: 'A' } },
      { articleId: a, problem: null, article: { state: 'published', revision: 3, hasUnpublishedChanges: false } },
      { articleId: b, article: null, problem: { code: 'changed-meanwhile', status: 412, detail: /at version 1/ } },
      { articleId: b, problem: null, article: { revision: 2 } },
      { articleId: nobody, article: null, problem: { code: 'not-found', status: 404 } },
      { articleId: c, problem: null, article: { state: 'scheduled', publishedAt: clock.in(60) } },
      {
        problem: {
          status: 422,
          errors: [
            { pointer: '#/addTagIds/1', code: 'unknown' },
            { pointer: '#/addTagIds/2', code: 'unknown' },
          ],
        },
      },
      { articleId: d, problem: null, article: { state: 'trashed', revision: 2 } },
      { articleId: d, article: null, problem: { code: 'state-forbids', status: 409, detail: /trashed/ } },
      { articleId: d, article: null, problem: { code: 'state-forbids', detail: 'It is in the trash. Restore it first.' } },
    ])
    t.match(await filed(a), { sectionId: harbour.id, tagIds: [ferry.id, fish.id], publicUntil: clock.in(3600), revision: 3 })
    t.match(await filed(b), { sectionId: null, tagIds: [], state: 'draft' })
    t.same((await filed(d)).tagIds, [sailing.id, ferry.id], 'what had a problem is as it was')
    t.same(
      events.map(({ type, subjectId }) => `${type} ${ids.indexOf(subjectId)}`),
      ['article.drafted 0', 'article.appeared 0', 'article.published 0', 'article.drafted 1', 'article.published 2', 'article.moved 3'],
      'each with its event, and none of what was not done',
    )
    t.equal((await reader('GET', '/articles?section=harbour')).body.items.length, 1)
    t.same(
      await told(editor, [
        { articleId: d, version: 2, action: 'restore' },
        { articleId: d, version: 3, action: 'handIn' },
      ]),
      [...['draft 3', 'inReview 4']],
    )
    t.same(
      await told(
        editor,
        [a, c].map((articleId) => ({ articleId, version: null, action: 'archive' })),
      ),
      ['archived 4', 'archived 3'],
    )
  })

  await t.test('all or nothing when they belong together', async (t) => {
    const operations = [
      { articleId: b, version: 2, action: 'publish' },
      { articleId: d, version: 3, action: 'trash' },
      { articleId: c, version: null, action: 'file', addTagIds: [ferry.id, nobody] },
    ]
    let refused = {} as Answer
    const events = await happened(db, async () => {
      refused = await sent(editor, operations, { atomic: true })
    })
    t.match(refused, {
      status: 409,
      body: {
        code: 'none-changed',
        errors: [
          { pointer: '#/operations/1', code: 'changed-meanwhile', detail: /version 4/ },
          { pointer: '#/operations/2', code: 'unprocessable' },
        ],
      },
    })
    t.same(events, [])
    t.match(await filed(b), { state: 'draft', revision: 2 })
    t.same(await told(editor, operations.slice(0, 1), { atomic: true }), ['published 3'])
  })

  await t.test('with the rights of whoever asks, and never more', async (t) => {
    const [ines, colleague] = [await hire('author', 'Ines'), await hire('reader', 'Rosa')]
    const { body: own } = await draft(ines, { headline: 'Own' })
    const { body: out } = await draft(ines, { headline: 'Out' })
    expecting(200, await editor('PUT', `${desk}/${out.id}/publication`, {}, { 'if-match': '*' }))
    const asked = (articleId: string, action: string, more: object = {}) => ({ articleId, version: null, action, ...more })
    t.same(
      await told(ines, [
        asked(own.id, 'publish'),
        asked(own.id, 'archive'),
        asked(own.id, 'file', { addTagIds: [fish.id] }),
        asked(out.id, 'file', { addTagIds: [fish.id] }),
        asked(out.id, 'unpublish'),
        asked(out.id, 'trash'),
        asked(b!, 'trash'),
        asked(b!, 'file', { sectionId: null }),
        asked(own.id, 'trash'),
      ]),
      ['not-allowed', 'not-allowed', 'draft 2', ...Array(5).fill('not-allowed'), 'trashed 3'],
    )
    t.match((await sent(ines, [asked(own.id, 'publish')])).body.results, [{ problem: { status: 403, detail: /articles:publish/ } }])
    t.equal((await sent(colleague, [asked(own.id, 'trash')])).status, 403)
    t.equal((await sent(reader, [asked(own.id, 'trash')])).status, 401)
  })

  await t.test('what does not fit is refused: the whole of it by its form, one by its sense', async (t) => {
    const one = { articleId: a, version: null, action: 'trash' }
    t.match(await sent(editor, Array(101).fill(one)), {
      status: 400,
      body: { errors: [{ pointer: '#/operations', code: 'maxItems', detail: /100/ }] },
    })
    for (const operations of [[], [{ articleId: a, action: 'trash' }], [{ ...one, action: 'delete' }], [{ ...one, slug: 'x' }]])
      t.equal((await sent(editor, operations)).status, 400, JSON.stringify(operations))
    const { results } = (
      await sent(editor, [
        { ...one, at: clock.in(1), addTagIds: [fish.id] },
        { ...one, action: 'file' },
        { ...one, action: 'file', tagIds: [], addTagIds: [fish.id] },
        { ...one, action: 'publish', sectionId: null },
        { ...one, action: 'publish', at: clock.in(60), until: clock.in(1) },
        { ...one, action: 'file', sectionId: nobody },
        { ...one, action: 'file', tagIds: [harbour.id] },
      ])
    ).body
    t.same(
      results.map(({ problem: { status, errors } }: { problem: { status: number; errors: { pointer: string }[] } }) =>
        [status, ...errors.map(({ pointer }) => pointer)].join(' '),
      ),
      [...['422 #/at #/addTagIds', '422 #/action', '422 #/tagIds', '422 #/sectionId', '422 #/until', '422 #/sectionId', '422 #/tagIds/0']],
    )
    t.match(await filed(a), { state: 'archived', revision: 4 })
  })
})

t.test('a hundred at once are one write, and whoever reads meanwhile is answered between them', async (t) => {
  const { editor, reader, db } = await newsroom(t)
  const { body: story } = await published(editor, { headline: 'Read meanwhile', slug: 'meanwhile' })
  const ids: string[] = []
  for (let number = 0; number < 100; number++) ids.push((await draft(editor, { headline: `Story ${number}` })).body.id)
  const groups: number[] = []
  db.onGroup(({ size }) => groups.push(size))
  const order: string[] = []
  const operations = ids.map((articleId) => ({ articleId, version: 1, action: 'publish' }))
  const all = sent(editor, operations, {}, { 'idempotency-key': 'a-hundred-stories' }).then((answer) => {
    order.push('bulk')
    return answer
  })
  const reads = Promise.all(
    [5, 10, 20].map(async (turns) => {
      for (let turn = 0; turn < turns; turn++) await setImmediate()
      expecting(200, await reader('GET', `/articles/${story.slug}`))
      order.push('read')
    }),
  )
  const [answer] = await Promise.all([all, reads])
  const { body } = expecting(200, answer)
  t.same(order, ['read', 'read', 'read', 'bulk'])
  t.equal(body.results.filter(({ article }: { article: { state: string } }) => article.state === 'published').length, 100)
  t.same(groups, [1])
  t.match(await sent(editor, operations, {}, { 'idempotency-key': 'a-hundred-stories' }), {
    headers: { 'idempotency-replayed': 'true' },
    body,
  })

  await db.write(async (tx) => {
    const note = (name: string) => tx.insert(bookmarks).values({ name, sequence: 0 })
    await note('before')
    const failing = tx.apart(async () => {
      await note('within')
      throw new Error('It went wrong behind its first write')
    })
    await t.rejects(failing, /behind its first write/)
    await tx.apart(() => note('after'))
  })
  const names = (await db.select({ name: bookmarks.name }).from(bookmarks)).map(({ name }) => name)
  t.same(
    ['before', 'within', 'after'].filter((name) => names.includes(name)),
    ['before', 'after'],
    'what fails undoes itself alone',
  )
})
