import t from 'tap'
import { formerAddresses } from '../src/db/tables.ts'
import { changed, comment, decided, draft, expecting, published } from './helpers/make.ts'
import { newsroom } from './helpers/newsroom.ts'

const desk = '/editorial/articles'
const forbidden = { status: 409, body: { code: 'state-forbids' } }

t.test('a correction corrects what readers have read: in the article, in lists and for search engines, at once', async (t) => {
  const { editor, moderator, reader, hire, clock } = await newsroom(t)
  const ines = await hire('author', 'Ines')
  const { body: story } = await published(editor, { headline: 'The ferry sails at six', slug: 'ferry' }, { at: clock.in(-3600) })
  const article = `${desk}/${story.id}`
  const corrections = `${article}/corrections`
  const seen = async () => (await reader('GET', '/articles/ferry')).body
  const before = await reader('GET', '/articles/ferry')
  t.match(before.body, { corrections: [], correctedAt: null, retracted: false })
  t.equal(before.body.jsonLd.correction, undefined)
  t.same((await editor('GET', corrections)).body, { items: [], page: { next: null, hasMore: false } })

  const wrong = { kind: 'correction', note: 'The ferry sails at seven.\nWe regret the error.', before: 'at six', after: 'at seven' }
  const first = expecting(201, await editor('POST', corrections, wrong))
  t.match(first.headers.location, new RegExp(`^/v1${corrections}/${first.body.id}$`))
  t.match(first.etag, /^"r1-/)
  t.match(first.body, { ...wrong, revision: 1, at: clock.in(0), removedAt: null })
  clock.pass(60)
  expecting(201, await editor('POST', corrections, { kind: 'update', note: 'It sails on Sundays, too.' }))
  const after = await reader('GET', '/articles/ferry')
  t.not(after.etag, before.etag, 'what is kept of it anywhere is stale')
  t.match(after.body, { updatedAt: clock.in(0), correctedAt: clock.in(-60), publishedAt: before.body.publishedAt })
  t.same(
    after.body.corrections.map((each: { kind: string }) => each.kind),
    ['update', 'correction'],
    'the latest first',
  )
  t.same(after.body.corrections[1], { id: first.body.id, ...wrong, at: clock.in(-60) }, 'and nothing of who made it')
  t.match(after.body.jsonLd, {
    dateModified: clock.in(0),
    correction: [{ text: 'It sails on Sundays, too.' }, { '@type': 'CorrectionComment', text: wrong.note, datePublished: clock.in(-60) }],
  })
  t.match((await reader('GET', '/articles')).body.items, [{ correctedAt: clock.in(-60), retracted: false, corrections: undefined }])
  t.match((await reader('GET', '/articles?view=full')).body.items, [{ corrections: [{}, {}] }])
  t.equal((await editor('GET', article)).etag.split('-')[0], '"r2', 'whoever works on the draft is not disturbed')

  const one = `${corrections}/${first.body.id}`
  t.match(await editor('PATCH', one, { note: 'x' }), { status: 428 })
  t.match(await editor('PATCH', one, { note: 'x' }, { 'if-match': '"r7"' }), { status: 412, body: { code: 'changed-meanwhile' } })
  clock.pass(60)
  const retraction = { kind: 'retraction', note: 'There is no ferry.', before: null }
  t.match(await editor('PATCH', one, retraction, { 'if-match': first.etag }), { status: 200, body: { ...retraction, revision: 2 } })
  t.match(await editor('DELETE', one, undefined, { 'if-match': first.etag }), { status: 412 })
  t.match(await seen(), { retracted: true, correctedAt: clock.in(-120), updatedAt: clock.in(0) })
  t.match((await reader('GET', '/articles')).body.items, [{ retracted: true }])
  t.equal((await editor('DELETE', one, undefined, { 'if-match': '"r2"' })).status, 204)
  t.match(await seen(), { retracted: false, correctedAt: null, corrections: [{ kind: 'update' }] })
  t.match((await editor('GET', `${corrections}?limit=1`)).body, { items: [{ kind: 'update' }], page: { hasMore: true } })
  t.match((await editor('GET', corrections)).body.items[1], { kind: 'retraction', removedAt: clock.in(0) }, 'the desk forgets none')
  t.equal((await editor('PATCH', one, { note: 'x' }, { 'if-match': '*' })).status, 404, 'what was taken back is not changed')
  const { items: trail } = (await moderator('GET', '/moderation/audit?what=correction')).body
  t.same(
    trail.map((entry: { action: string }) => entry.action).sort(),
    ['changed', 'created', 'created', 'removed'],
    'nor does the audit forget',
  )
  t.match(
    trail.find(({ action }: { action: string }) => action === 'changed'),
    { before: { note: wrong.note, before: 'at six' }, after: { note: 'There is no ferry.', before: null }, staffName: 'The editor' },
  )

  // What has never been public is changed, not corrected; what was, is corrected while it is not, and tells so when it returns.
  const { body: other } = await draft(ines, { headline: 'A draft' })
  const planned = (await published(editor, { headline: 'Planned' }, { at: clock.in(60) })).body
  for (const { id } of [other, planned]) t.match(await editor('POST', `${desk}/${id}/corrections`, wrong), forbidden)
  expecting(200, await changed(editor, 'DELETE', `${article}/publication`))
  expecting(201, await editor('POST', corrections, wrong))
  t.equal((await reader('GET', '/articles/ferry')).status, 404)
  expecting(200, await changed(editor, 'PUT', `${article}/publication`, {}))
  t.equal((await seen()).corrections.length, 2)
  for (const bad of [{ kind: 'correction' }, { ...wrong, note: ' ' }, { ...wrong, kind: 'oops' }, { ...wrong, at: clock.in(0) }])
    t.match(await editor('POST', corrections, bad), { status: 400 })
  t.match(await ines('POST', corrections, wrong), { status: 403 })
  t.match(await ines('GET', corrections), { status: 200 })
  t.equal((await editor('PATCH', `${desk}/${planned.id}/corrections/${first.body.id}`, { note: 'x' }, { 'if-match': '*' })).status, 404)
  expecting(200, await changed(editor, 'DELETE', article))
  t.match(await editor('POST', corrections, wrong), forbidden)

  const page = (await published(editor, { type: 'page', headline: 'Imprint', slug: 'imprint' })).body
  for (let count = 0; count < 50; count++) expecting(201, await editor('POST', `${desk}/${page.id}/corrections`, wrong))
  t.match(await editor('POST', `${desk}/${page.id}/corrections`, wrong), { status: 409, body: { detail: /50 corrections/ } })
  t.equal((await reader('GET', '/pages/imprint')).body.corrections.length, 50)
})

t.test('what is withdrawn says so for good under every address that readers had, and nothing else', async (t) => {
  const asked: string[] = []
  const { editor, moderator, reader, hire, clock, db } = await newsroom(t, { onStatement: (statement) => asked.push(statement) })
  const story = (await published(editor, { headline: 'Alleged theft', slug: 'theft', standfirst: 'Mr Doe' })).body
  const article = `${desk}/${story.id}`
  const withdrawal = `${article}/withdrawal`
  const said = await comment(reader, 'theft', { body: 'So it was him.' })
  await decided(moderator, said.id, 'approve')
  const left = await comment(reader, 'theft')
  clock.pass(1)
  expecting(200, await changed(editor, 'PATCH', article, { slug: 'alleged' }))
  expecting(200, await changed(editor, 'PUT', `${article}/publication`, {}))
  expecting(200, await editor('PUT', `${article}/slugs/doe`))
  expecting(200, await changed(editor, 'PATCH', article, { slug: 'never-seen' }))
  const other = (await published(editor, { headline: 'Background' })).body
  expecting(200, await changed(editor, 'PUT', `${desk}/${other.id}/related`, { items: [{ articleId: story.id, relation: 'background' }] }))
  expecting(200, await changed(editor, 'PUT', `${desk}/${other.id}/publication`, {}))
  await db.write(async (tx) => void (await tx.insert(formerAddresses).values({ path: '/2019/theft', kind: 'article', targetId: story.id })))
  const count = async (url: string) => (await reader('GET', url)).body.items.length
  t.same([await count('/articles'), await count(`/articles/${other.slug}/related`)], [2, 1])

  const why = { reason: 'legal', note: 'A court has ordered it.' }
  t.match(await editor('PUT', withdrawal, why), { status: 428 })
  t.match(await editor('PUT', withdrawal, why, { 'if-match': '"r1"' }), { status: 412 })
  t.match(await editor('PUT', withdrawal, { reason: 'shame' }, { 'if-match': '*' }), { status: 400 })
  t.match(await (await hire('author'))('PUT', withdrawal, why, { 'if-match': '*' }), { status: 403 })
  const gone = expecting(200, await changed(editor, 'PUT', withdrawal, why)).body
  t.match(gone, { state: 'withdrawn', withdrawal: { at: clock.in(0), ...why }, publicFrom: null })
  t.ok(gone.withdrawal.by)
  t.match((await editor('GET', `${desk}?state=withdrawn`)).body.items, [{ id: story.id, state: 'withdrawn' }])

  const withdrawnAt = clock.in(0)
  const isGone = async (note = why.note) => {
    const stone = (slug: string) => ({ status: 410, body: { code: 'withdrawn', tombstone: { slug, withdrawnAt, reason: 'legal', note } } })
    for (const slug of ['theft', 'alleged', 'doe']) {
      const answer = await reader('GET', `/articles/${slug}`)
      t.match(answer, { ...stone(slug), headers: { 'cache-control': 'no-store' } }, slug)
      t.notMatch(JSON.stringify(answer.body), /Alleged theft|Doe|never-seen/, 'no word of it')
      t.match(await reader('GET', `/articles/${slug}/related`), stone(slug))
      t.match(await reader('GET', `/articles/${slug}/comments`), stone(slug))
      t.match(await reader('POST', `/articles/${slug}/comments`, { authorName: 'Ann', body: 'Why?' }), stone(slug))
    }
    t.match(await reader('GET', '/lookup?path=/2019/theft'), stone('alleged'), 'nor does the former site lead there')
    for (const slug of ['never-seen', 'nowhere']) t.match(await reader('GET', `/articles/${slug}`), { status: 404 }, slug)
    t.match(await reader('GET', '/pages/theft'), { status: 404 }, 'a page would be something else')
    t.same([await count('/articles'), await count(`/articles/${other.slug}/related`)], [1, 0])
    t.same((await reader('GET', `/comment-counts?article=${story.id}`)).body.items, [])
    t.match(await reader('GET', `/comments/${said.id}/replies`), { status: 404 }, 'the conversation has gone with it')
  }
  await isGone()
  for (const slug of ['theft', 'never-seen', 'nowhere']) {
    asked.length = 0
    await reader('GET', `/articles/${slug}`)
    t.equal(asked.length, 2, `${slug}: what was never there costs as much as what has gone`)
  }
  t.match((await moderator('GET', '/moderation/comments')).body.items, [{ id: left.id }], 'and is kept, for moderators')
  await decided(moderator, left.id, 'approve')

  // However it goes on at the desk, the tombstone stands until the withdrawal is taken back.
  for (const [method, resource, body] of [
    ['PUT', 'publication', {}],
    ['DELETE', 'publication', undefined],
    ['PUT', 'archive', undefined],
    ['PUT', 'review', undefined],
  ] as const)
    t.match(await changed(editor, method, `${article}/${resource}`, body), forbidden, `${method} ${resource}`)
  t.match(await draft(editor, { headline: 'Another', slug: 'fresh' }), { status: 201 })
  t.match(await editor('POST', desk, { headline: 'Another', slug: 'theft' }), { status: 409, body: { code: 'slug-taken' } })
  expecting(200, await changed(editor, 'PATCH', article, { slug: 'next', headline: 'Otherwise' }))
  await isGone()
  expecting(200, await changed(editor, 'DELETE', article))
  await isGone()
  t.match(await editor('PUT', withdrawal, why, { 'if-match': '*' }), forbidden)
  t.match(await changed(editor, 'PUT', `/editorial/trash/${story.id}/restoration`), { status: 200, body: { state: 'withdrawn' } })
  await isGone()
  clock.pass(60)
  const better = { ...why, note: 'A court has ordered it, in case 12/34.' }
  const before = (await editor('GET', article)).etag
  t.match(await changed(editor, 'PUT', withdrawal, better), {
    status: 200,
    body: { withdrawal: { at: withdrawnAt, by: gone.withdrawal.by } },
  })
  await isGone(better.note)

  t.match(await editor('PATCH', article, { headline: 'Late' }, { 'if-match': before }), {
    status: 412,
    body: { theirs: ['withdrawal'], disjoint: true },
  })
  t.match(await changed(editor, 'DELETE', withdrawal), { status: 200, body: { state: 'draft', withdrawal: null } })
  t.match(await changed(editor, 'DELETE', withdrawal), forbidden)
  t.match(await reader('GET', '/articles/theft'), { status: 404 })
  expecting(200, await changed(editor, 'PUT', `${article}/publication`, {}))
  t.match(await reader('GET', '/articles/doe'), { status: 308, headers: { location: '/v1/articles/next' } })
  t.equal((await reader('GET', '/articles/next/comments')).body.items.length, 2, 'all comments are there again')
  t.equal(await count(`/articles/${other.slug}/related`), 1)
  const trail = (await moderator('GET', `/moderation/audit?what=withdrawal&subject=${story.id}`)).body.items
  t.same(
    trail.map((entry: { action: string; after: { note?: string } }) => [entry.action, entry.after.note]),
    [
      ['ended', undefined],
      ['changed', better.note],
      ['created', why.note],
    ],
  )

  for (const { body } of [await draft(editor), await published(editor, { headline: 'Planned' }, { at: clock.in(60) })])
    t.match(await editor('PUT', `${desk}/${body.id}/withdrawal`, { reason: 'other' }, { 'if-match': '*' }), forbidden)
  const page = (await published(editor, { type: 'page', headline: 'Imprint', slug: 'imprint' })).body
  expecting(200, await changed(editor, 'DELETE', `${desk}/${page.id}/publication`))
  expecting(200, await changed(editor, 'PUT', `${desk}/${page.id}/withdrawal`, { reason: 'duplicate' }))
  t.match(await reader('GET', '/pages/imprint'), { status: 410, body: { tombstone: { slug: 'imprint', reason: 'duplicate', note: null } } })
  t.match(await reader('GET', '/pages/imprint/comments'), { status: 410 })
})

t.test('an article has the addresses that it was given: each leads to it in one step, or is given up for good', async (t) => {
  const { editor, reader, hire, clock } = await newsroom(t)
  for (const type of ['article', 'page'] as const) {
    const story = (await draft(editor, { type, headline: 'The ferry', slug: 'a' })).body
    const [article, slugs] = [`${desk}/${story.id}`, `${desk}/${story.id}/slugs`]
    const at = (slug: string) => `/${type}s/${slug}`
    const kinds = async () => {
      const { items } = (await editor('GET', `${slugs}?limit=100`)).body
      return Object.fromEntries(items.map((each: { slug: string; kind: string }) => [each.slug, each.kind]))
    }
    const leads = async (from: string, to: string) =>
      t.match(await reader('GET', at(from)), { status: 308, headers: { location: `/v1${at(to)}` } }, `${from} leads to ${to}`)
    const rename = async (slug: string) => {
      expecting(200, await changed(editor, 'PATCH', article, { slug }))
      expecting(200, await changed(editor, 'PUT', `${article}/publication`, {}))
    }

    // On purpose, before it is public.
    t.match(await editor('PUT', `${slugs}/ferry`), { status: 200, body: { slug: 'ferry', kind: 'alias', publicSince: null } })
    t.match(await editor('PUT', `${slugs}/boat`), { status: 200 })
    t.match(await editor('DELETE', `${slugs}/boat`), { status: 204 }, 'nobody was ever led by it')
    t.equal((await reader('GET', at('ferry'))).status, 404)
    expecting(200, await changed(editor, 'PATCH', article, { headline: 'The old ferry' }))
    expecting(200, await changed(editor, 'PUT', `${article}/publication`, {}))
    await leads('ferry', 'a')
    t.equal((await reader('GET', at('boat'))).status, 404)
    const { etag } = await editor('GET', article)
    t.match(await editor('PUT', `${slugs}/ferry`), { status: 200, body: { publicSince: clock.in(0) } }, 'twice is once')
    t.equal((await editor('GET', article)).etag, etag)

    // There and back again, then on and on.
    await rename('b')
    await leads('a', 'b')
    await rename('a')
    await leads('b', 'a')
    t.equal((await reader('GET', at('a'))).status, 200, 'without a loop')
    const renames = Array.from({ length: 15 }, (_, count) => `name-${count}`)
    for (const slug of renames) await rename(slug)
    const last = renames.pop()!
    for (const slug of ['a', 'b', 'ferry', ...renames]) await leads(slug, last)
    t.match(await reader('GET', `${at('a')}/comments`), { status: 200 })

    expecting(200, await changed(editor, 'PATCH', article, { slug: 'later' }))
    t.match(await kinds(), { [last]: 'current', later: 'draft', ferry: 'alias', a: 'former' })
    for (const slug of [last, 'later']) t.match(await editor('DELETE', `${slugs}/${slug}`), forbidden, 'not while it goes by it')
    const page = (await editor('GET', `${slugs}?limit=2`)).body
    t.same([page.items.map(({ slug }: { slug: string }) => slug), page.page.hasMore], [['a', 'b'], true])

    // Given up: gone for readers, and for nobody else to have.
    for (const slug of ['a', 'ferry']) t.equal((await editor('DELETE', `${slugs}/${slug}`)).status, 204)
    t.equal((await editor('DELETE', `${slugs}/a`)).status, 204, 'twice is once')
    for (const slug of ['a', 'ferry']) {
      t.match(await reader('GET', at(slug)), { status: 410, body: { code: 'slug-retired', tombstone: undefined } })
      t.match(await reader('POST', `${at(slug)}/comments`, { authorName: 'Ann', body: 'Ahoy' }), { status: 410 })
    }
    t.match((await editor('GET', slugs)).body.items[0], { slug: 'a', kind: 'retired', retiredAt: clock.in(0) })
    t.match(await editor('POST', desk, { type, headline: 'x', slug: 'a' }), { status: 409, body: { code: 'slug-taken' } })
    t.equal((await draft(editor, { type, headline: 'Ferry' })).body.slug, 'ferry-2')
    t.match(await editor('PUT', `${slugs}/a`), { status: 200, body: { kind: 'alias', retiredAt: null } })
    await leads('a', last)
    await rename('ferry')
    t.equal((await reader('GET', at('ferry'))).status, 200, 'whoever takes it as a slug again, has it again')
    t.match(await kinds(), { ferry: 'current', a: 'alias', later: undefined })

    const taken = (await draft(editor, { type, headline: 'Somebody else', slug: 'else' })).body
    t.match(await editor('PUT', `${slugs}/else`), { status: 409, body: { code: 'slug-taken', errors: [{ parameter: 'slug' }] } })
    t.match(await editor('DELETE', `${slugs}/else`), { status: 404 })
    t.match(await editor('PUT', `${desk}/${taken.id}/slugs/a`), { status: 409 })
    t.match(await editor('PUT', `${slugs}/É`), { status: 422, body: { errors: [{ parameter: 'slug', detail: /“é” would be/ }] } })
  }

  // Words that websites need for themselves.
  const [ines, { body: story }] = [await hire('author'), await published(editor, { headline: 'Sitemap' })]
  t.equal(story.slug, 'sitemap-2')
  const reserved = { status: 422, body: { errors: [{ code: 'reserved', detail: /“feed” is reserved/ }] } }
  t.match(await editor('POST', desk, { headline: 'x', slug: 'feed' }), reserved)
  t.match(await editor('PATCH', `${desk}/${story.id}`, { slug: 'feed' }, { 'if-match': '*' }), reserved)
  t.match(await editor('PUT', `${desk}/${story.id}/slugs/feed`), reserved)
  t.match(await ines('PUT', `${desk}/${story.id}/slugs/mine`), { status: 403 })
  expecting(200, await editor('PUT', `${desk}/${story.id}/slugs/map`))
  expecting(200, await changed(editor, 'DELETE', `${desk}/${story.id}`))
  t.match(await editor('PUT', `${desk}/${story.id}/slugs/mine`), forbidden)
})
