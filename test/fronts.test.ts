import t from 'tap'
import { nextFrontChange } from '../src/layout/fronts.store.ts'
import { happened } from './helpers/events.ts'
import { changed, draft, expecting, published, term } from './helpers/make.ts'
import { type Answer, type Call, newsroom } from './helpers/newsroom.ts'

const desk = '/editorial/articles'
const nobody = '019342a0-5b00-7c1e-8000-000000000001'

interface Slot {
  kind: string
  items: { article: { headline: string }; chosenBy: string; headline: string | null }[]
}

/** A front page in short: `lead: Fire* | row: Fog, Wind`; what an editor chose has a star. */
const page = ({ body }: Answer) =>
  (body.slots as Slot[])
    .map(({ kind, items }) =>
      `${kind}: ${items.map(({ article, chosenBy, headline }) => (headline ?? article.headline) + (chosenBy === 'editor' ? '*' : '')).join(', ')}`.trim(),
    )
    .join(' | ')

const front = async (reader: Call, section = '') => page(expecting(200, await reader('GET', `/front${section}`)))

/** Arranges the front page upon what is there now. */
const arranged = (editor: Call, slots: object[], address = '/editorial/front') => changed(editor, 'PUT', address, { slots })

const pointersOf = ({ status, body }: Answer) => [
  status,
  ...body.errors.map((error: Record<string, string>) => `${error.pointer} ${error.code}`),
]

t.test('an editor arranges the front page: pins by the clock, the latest in the free places, nothing twice', async (t) => {
  const { reader, editor, hire, clock, db } = await newsroom(t)
  t.equal(await front(reader), 'lead: | second: | row:', 'an empty newspaper has one, too')
  t.match((await editor('GET', '/editorial/front')).body, { revision: 1, arrangedAt: null, arrangedBy: null, section: null })

  const ids: Record<string, string> = {}
  const write = async (headline: string, publication?: object) => {
    ids[headline] = (
      publication ? await published(editor, { headline }, publication as Record<string, unknown>) : await draft(editor, { headline })
    ).body.id
    clock.pass(1)
  }
  for (const headline of ['Fog', 'Wind', 'Rain', 'Snow', 'Fire', 'Ice']) await write(headline, {})
  t.equal(await front(reader), 'lead: Ice | second: Fire, Snow | row: Rain, Wind, Fog')
  await write('Draft')
  await write('Soon', { at: clock.in(100) })

  const start = clock.in(200)
  const layout = [
    { kind: 'breaking', places: 1, fill: false, pins: [{ articleId: ids.Draft }] },
    {
      kind: 'lead',
      places: 1,
      pins: [
        { articleId: ids.Fog, until: clock.in(50), headline: 'Fog lifts', kicker: 'At last' },
        { articleId: ids.Wind, from: start },
      ],
    },
    { kind: 'second', places: 2, pins: [{ articleId: ids.Soon }, { articleId: ids.Rain }] },
    { kind: 'row', places: 3 },
  ]
  const [first, second] = [await hire('editor', 'Ines'), await hire('editor', 'Tobias')]
  const { etag } = await first('GET', '/editorial/front')
  t.equal((await first('PUT', '/editorial/front', { slots: layout })).status, 428)
  const events = await happened(db, async () => {
    expecting(200, await first('PUT', '/editorial/front', { slots: layout }, { 'if-match': etag }))
    t.match(await second('PUT', '/editorial/front', { slots: [] }, { 'if-match': etag }), {
      status: 412,
      body: { code: 'changed-meanwhile' },
    })
  })
  t.match(events, [{ type: 'front.changed', subjectId: 'front', data: { revision: 2 } }])
  t.equal(events.length, 1, 'who came second has changed nothing')

  const kept = await editor('GET', '/editorial/front')
  t.match(kept.body, { revision: 2, arrangedBy: { name: 'Ines' }, arrangedAt: clock.in(0) })
  t.match(kept.body.slots, [
    { pins: [{ shown: false, article: { headline: 'Draft', state: 'draft' } }] },
    {
      pins: [
        { shown: true, article: { state: 'published' } },
        { from: start, shown: false },
      ],
    },
    { fill: true, pins: [{ shown: false, article: { state: 'scheduled' } }, { shown: true }] },
    { pins: [] },
  ])
  t.same(kept.body.shown, (await reader('GET', '/front')).body.slots, 'the desk sees what readers see')
  t.match(kept.body.shown[1].items, [{ headline: 'Fog lifts', kicker: 'At last', article: { headline: 'Fog' } }])

  t.equal(await front(reader), 'breaking: | lead: Fog lifts* | second: Rain*, Ice | row: Fire, Snow, Wind')
  const lifetime = async () => (await reader('GET', '/front')).headers['cache-control']
  t.equal(await nextFrontChange(db, clock.now()), kept.body.slots[1].pins[0].until)
  t.equal(await lifetime(), 'public, max-age=10, stale-while-revalidate=20')
  clock.pass(42)
  t.equal(await lifetime(), 'public, max-age=8, must-revalidate', 'until a pin ends')
  clock.pass(7.999)
  t.match(await front(reader), 'lead: Fog lifts*')
  clock.pass(0.001)
  t.equal(await front(reader), 'breaking: | lead: Ice | second: Rain*, Fire | row: Snow, Wind, Fog', 'its time is over')
  t.equal(await nextFrontChange(db, clock.now()), start)
  clock.pass(49)
  t.equal(await front(reader), 'breaking: | lead: Ice | second: Soon*, Rain* | row: Fire, Snow, Wind', 'to its second')
  clock.pass(101)
  t.equal(await front(reader), 'breaking: | lead: Wind* | second: Soon*, Rain* | row: Ice, Fire, Snow')
  t.equal(await nextFrontChange(db, clock.now()), undefined)
  await changed(editor, 'DELETE', `${desk}/${ids.Rain}/publication`)
  t.equal(await front(reader), 'breaking: | lead: Wind* | second: Soon*, Ice | row: Fire, Snow, Fog', 'taken off')
  await changed(editor, 'PUT', `${desk}/${ids.Rain}/publication`, {})
  await changed(editor, 'PUT', `${desk}/${ids.Draft}/publication`, {})
  t.equal(await front(reader), 'breaking: Draft* | lead: Wind* | second: Soon*, Rain* | row: Ice, Fire, Snow', 'and back')

  const before = expecting(200, await reader('GET', '/front'))
  const { body: secret } = await draft(editor, { headline: 'Secret' })
  const privately = [
    { articleId: secret.id, headline: 'Hush', until: clock.in(300) },
    { articleId: ids.Fog, from: clock.in(500), kicker: 'Later' },
    { articleId: ids.Ice, until: clock.in(-500) },
  ]
  const [breaking, lead, ...others] = kept.body.slots.map(({ pins, ...slot }: { pins: Record<string, unknown>[] }) => ({
    ...slot,
    pins: pins.map(({ shown, article, ...pin }) => pin).filter(({ articleId }) => articleId !== ids.Fog),
  }))
  clock.pass(5)
  expecting(200, await arranged(editor, [{ ...breaking, pins: [...privately, ...breaking.pins] }, lead, ...others]))
  const after = await reader('GET', '/front')
  t.same([after.body, after.etag], [before.body, before.etag], 'what is not shown changes no byte')
  t.equal(await nextFrontChange(db, clock.now()), clock.in(495), 'nor a moment')
})

t.test('a section has a front page of its own, which goes with it', async (t) => {
  const { reader, editor, owner, moderator, hire, clock } = await newsroom(t)
  const harbour = await term(editor, 'sections', { name: 'Harbour' })
  const quay = await term(editor, 'sections', { name: 'Quay', parentId: harbour.id })
  const town = await term(editor, 'sections', { name: 'Town' })
  const of = (section: { id: string }) => `/editorial/front/sections/${section.id}`
  t.equal((await reader('GET', '/front/harbour')).status, 404, 'nothing is in it')
  const crane = (await published(editor, { headline: 'Crane', sectionId: quay.id })).body
  clock.pass(1)
  const fair = (await published(editor, { headline: 'Fair', sectionId: town.id })).body
  t.match((await reader('GET', '/front/harbour')).body, { section: { slug: 'harbour', name: 'Harbour' } })
  t.equal(await front(reader, '/harbour'), 'lead: Crane | second: | row:', 'with what stands below it')

  expecting(200, await arranged(editor, [{ kind: 'lead', places: 2, pins: [{ articleId: fair.id }] }], of(harbour)))
  t.equal(await front(reader, '/harbour'), 'lead: Fair*, Crane', 'anything may be pinned')
  t.equal(await front(reader, '/quay'), 'lead: Crane | second: | row:')
  t.equal(await front(reader), 'lead: Fair | second: Crane | row:')
  t.match((await editor('GET', of(harbour))).body, { section: { id: harbour.id, slug: 'harbour' }, revision: 2 })

  for (const [call, read, write] of [
    [reader, 401, 401],
    [moderator, 403, 403],
    [await hire('reader'), 200, 403],
    [await hire('author'), 200, 403],
    [owner, 200, 200],
  ] as const)
    for (const address of ['/editorial/front', of(harbour)]) {
      t.equal((await call('GET', address)).status, read)
      t.equal((await call('GET', `${address}/arrangements`)).status, read)
      t.equal((await call('PUT', `${address}/arrangements/1/restoration`, undefined, { 'if-match': '*' })).status, write)
    }
  for (const address of [`/editorial/front/sections/${nobody}`, `/editorial/front/sections/${crane.id}`])
    t.equal((await editor('GET', address)).status, 404)

  await arranged(editor, [{ kind: 'row', places: 3, pins: [{ articleId: fair.id }] }], of(quay))
  await changed(editor, 'PATCH', `${desk}/${crane.id}`, { sectionId: harbour.id })
  await changed(editor, 'PUT', `${desk}/${crane.id}/publication`, {})
  t.equal((await reader('GET', '/front/quay')).status, 404)
  expecting(204, await changed(editor, 'DELETE', `/editorial/sections/${quay.id}`))
  t.equal((await editor('GET', of(quay))).status, 404)
  t.equal(await front(reader), 'lead: Fair | second: Crane | row:')
})

t.test('who breaks the front page at night has yesterday’s back, and is told what cannot be', async (t) => {
  const { reader, editor } = await newsroom(t)
  const story = (await published(editor, { headline: 'Fog' })).body
  const imprint = (await published(editor, { headline: 'Imprint', type: 'page' })).body
  const one = [{ kind: 'lead', places: 1, pins: [{ articleId: story.id }] }]
  expecting(200, await arranged(editor, one))
  expecting(200, await arranged(editor, []))
  t.same((await reader('GET', '/front')).body, { section: null, slots: [] }, 'broken')
  const former = (await editor('GET', '/editorial/front/arrangements')).body.items
  t.match(
    former.map(({ revision, slots }: { revision: number; slots: object[] }) => [revision, slots.length]),
    [
      [3, 0],
      [2, 1],
      [1, 3],
    ],
  )
  const restore = (number: number, headers = { 'if-match': '*' }) =>
    editor('PUT', `/editorial/front/arrangements/${number}/restoration`, undefined, headers)
  t.match(await restore(2, { 'if-match': '"r2-x"' }), { status: 412 })
  t.match(await restore(7), { status: 404 })
  t.match(await restore(2), { status: 200, body: { revision: 4, slots: [{ kind: 'lead', pins: [{ articleId: story.id, shown: true }] }] } })
  t.equal(await front(reader), 'lead: Fog*')
  t.match(await restore(1), { status: 200, body: { revision: 5 } })
  t.equal(await front(reader), 'lead: Fog | second: | row:', 'as in a new newspaper')
  for (let count = 0; count < 20; count++) expecting(200, await editor('PUT', '/editorial/front', { slots: one }, { 'if-match': '*' }))
  const { items } = (await editor('GET', '/editorial/front/arrangements')).body
  t.same([items.length, items[0].revision, items[19].revision], [20, 25, 6], 'the last twenty are kept')
  t.equal((await restore(5)).status, 404)

  const slot = (pins: object[], more = {}) => ({ kind: 'row', places: 20, pins, ...more })
  const pin = (articleId: string, more = {}) => ({ articleId, ...more })
  const refused: [slots: object[], ...expected: (number | string)[]][] = [
    [[slot([pin(nobody)])], 422, '#/slots/0/pins/0/articleId unknown'],
    [[slot([pin(story.id)]), slot([pin(story.id)])], 422, '#/slots/1/pins/0/articleId twice'],
    [[slot([pin(imprint.id)])], 422, '#/slots/0/pins/0/articleId page'],
    [
      [slot([pin(story.id, { from: '2026-02-01T10:00:00Z', until: '2026-02-01T11:00:00+02:00' })])],
      422,
      '#/slots/0/pins/0/until too-early',
    ],
    [Array.from({ length: 6 }, () => slot([])), 422, '#/slots too-many-places'],
    [Array.from({ length: 31 }, () => slot([])), 400, '#/slots maxItems'],
    [[slot([], { kind: 'Row One' })], 400, '#/slots/0/kind pattern'],
    [[slot([], { places: 0 })], 400, '#/slots/0/places minimum'],
    [[slot([], { places: 21 })], 400, '#/slots/0/places maximum'],
  ]
  for (const [slots, ...expected] of refused) t.same(pointersOf(await arranged(editor, slots)), expected)
  t.equal(await front(reader), 'lead: Fog*', 'nothing of it was kept')
})

t.test('a menu leads to things: their names and addresses of today, and nothing that readers cannot open', async (t) => {
  const { reader, editor, owner, moderator, hire, clock, db } = await newsroom(t)
  const harbour = await term(editor, 'sections', { name: 'Harbour' })
  const sailing = await term(editor, 'tags', { name: 'Sailing' })
  const story = (await published(editor, { headline: 'Lights', tagIds: [sailing.id], sectionId: harbour.id })).body
  const imprint = (await published(editor, { headline: 'Imprint', type: 'page' })).body
  const about = (await published(editor, { headline: 'About us', type: 'page' }, { at: clock.in(60) })).body
  const to = (kind: string, { id }: { id: string }, more = {}) => ({ target: { kind, id }, ...more })
  const items = [
    to('section', harbour, { children: [to('tag', sailing, { label: 'Boats', children: [to('article', story)] })] }),
    to('page', about, { children: [{ label: 'Elsewhere', href: 'https://elsewhere.example' }] }),
    to('page', imprint, { label: null, href: null }),
  ]
  const footer = '/editorial/menus/footer'
  t.equal((await editor('PUT', footer, { items })).status, 428)
  t.match(await editor('PUT', footer, { items }, { 'if-match': '*' }), { status: 404, body: { detail: /If-None-Match/ } })
  const made = expecting(200, await editor('PUT', footer, { items }, { 'if-none-match': '*' }))
  t.match(made, { etag: /^"r1-/ })
  t.match(await editor('PUT', footer, { items }, { 'if-none-match': '*' }), { status: 412 })
  const shown = async () => expecting(200, await reader('GET', '/menus/footer')).body
  const below = [
    {
      label: 'Harbour',
      href: '/sections/harbour',
      children: [{ label: 'Boats', href: '/tags/sailing', children: [{ label: 'Lights', href: '/articles/lights' }] }],
    },
  ]
  const last = { label: 'Imprint', href: '/pages/imprint' }
  t.same(await shown(), { name: 'footer', items: [...below, last] })
  t.match(made.body.items[1], { shown: null, hidden: 'scheduled', children: [{ shown: null, hidden: 'above' }] })
  t.match(made.body.items[2], { label: null, href: null, shown: last, hidden: null })
  clock.pass(60)
  t.same((await shown()).items[1], {
    label: 'About us',
    href: '/pages/about-us',
    children: [{ label: 'Elsewhere', href: 'https://elsewhere.example' }],
  })

  await changed(editor, 'PATCH', `${desk}/${imprint.id}`, { slug: 'legal', headline: 'Legal notice' })
  t.same((await shown()).items[2], last, 'a draft changes nothing')
  await changed(editor, 'PUT', `${desk}/${imprint.id}/publication`, {})
  await changed(editor, 'PATCH', `/editorial/sections/${harbour.id}`, { slug: 'port', name: 'The port' })
  t.match((await shown()).items, [{ label: 'The port', href: '/sections/port' }, {}, { label: 'Legal notice', href: '/pages/legal' }])
  await changed(editor, 'PUT', `${desk}/${story.id}/archive`)
  await changed(editor, 'DELETE', `${desk}/${about.id}`)
  expecting(204, await changed(editor, 'DELETE', `/editorial/tags/${sailing.id}`))
  t.match((await shown()).items, [{ label: 'Legal notice' }])
  t.match((await editor('GET', footer)).body.items, [
    { hidden: 'empty', children: [{ hidden: 'above', children: [{ hidden: 'above' }] }] },
    { hidden: 'trashed' },
    { hidden: null },
  ])

  const masthead = expecting(200, await editor('GET', '/editorial/menus/main'))
  const events = await happened(db, async () => {
    const main = { items: [to('page', imprint, { label: 'Law' }), { label: 'Home', href: '/' }] }
    expecting(200, await editor('PUT', '/editorial/menus/main', main, { 'if-match': masthead.etag }))
    t.equal((await owner('PATCH', '/site', { tagline: 'Daily' }, { 'if-match': masthead.etag })).status, 412)
    await changed(editor, 'PUT', footer, { items: [] })
    expecting(204, await changed(editor, 'DELETE', footer))
  })
  t.match(events, [
    { type: 'site.changed', data: { revision: masthead.body.revision + 1 } },
    { type: 'menu.changed', subjectId: 'footer', data: { revision: 2 } },
    { type: 'menu.removed', subjectId: 'footer' },
  ])
  const inFront = [
    { label: 'Law', href: '/pages/legal' },
    { label: 'Home', href: '/' },
  ]
  t.same((await reader('GET', '/site')).body.navigation, inFront)
  t.same((await reader('GET', '/menus/main')).body, { name: 'main', items: inFront })
  const patched = await changed(owner, 'PATCH', '/site', { tagline: 'Daily' })
  t.match(patched, { status: 200, body: { navigation: [{ label: 'Law', target: { kind: 'page', id: imprint.id } }, { href: '/' }] } })
  expecting(200, await changed(owner, 'PATCH', '/site', { navigation: [{ label: 'News', href: '/news' }] }))
  t.same((await reader('GET', '/menus/main')).body.items, [{ label: 'News', href: '/news' }], 'they are one menu')
  t.match(await changed(editor, 'DELETE', '/editorial/menus/main'), { status: 409 })
  t.match((await editor('GET', '/editorial/menus')).body, { items: [{ name: 'main', entries: 1 }] })
  t.match((await moderator('GET', '/moderation/audit?what=menu')).body.items, [
    { action: 'removed', subjectId: 'footer' },
    { action: 'changed', staffName: 'The editor' },
    { action: 'created' },
  ])
  for (const call of [reader, editor]) t.equal((await call('GET', '/menus/footer')).status, 404)
  t.equal((await editor('GET', footer)).status, 404)
  const author = await hire('author')
  t.equal((await author('GET', '/editorial/menus/main')).status, 200)
  t.equal((await author('PUT', '/editorial/menus/main', { items: [] }, { 'if-match': '*' })).status, 403)

  const put = async (...entries: object[]) =>
    pointersOf(await editor('PUT', '/editorial/menus/main', { items: entries }, { 'if-match': '*' }))
  const deep = { label: 'a', href: '/', children: [{ label: 'b', href: '/', children: [{ label: 'c', href: '/', children: [] }] }] }
  t.same(await put({ label: 'Nowhere' }, to('tag', { id: nobody }), to('article', imprint)), [
    422,
    '#/items/0 leads-nowhere',
    '#/items/1/target/id unknown',
    '#/items/2/target/id unknown',
  ])
  t.same(await put({ href: '/', children: [to('page', imprint, { href: '/' })] }), [
    422,
    '#/items/0/label required',
    '#/items/0/children/0/href unexpected',
  ])
  t.same(await put({ label: 'Bad', href: 'javascript:alert(1)' }, deep), [
    400,
    '#/items/0/href pattern',
    '#/items/1/children/0/children/0/children unknown',
  ])
  const many = Array.from({ length: 50 }, () => ({ label: 'a', href: '/' }))
  t.same(await put(...many.slice(0, 11).map((entry) => ({ ...entry, children: many }))), [422, '#/items too-many'])
  for (const name of ['Main', 'a--b', 'x'.repeat(37)]) t.equal((await editor('GET', `/menus/${name}`)).status, 400)
})

t.test('a static page is edited as an article is, and never stands among articles', async (t) => {
  const { reader, editor, clock } = await newsroom(t)
  const imprint = await draft(editor, { headline: 'Imprint', type: 'page', body: { format: 'markdown', source: 'We.' } })
  const page_ = `${desk}/${imprint.body.id}`
  expecting(200, await editor('PUT', `${page_}/publication`, { at: clock.in(60), until: clock.in(120) }, { 'if-match': imprint.etag }))
  t.equal((await editor('PATCH', page_, { headline: 'Law' }, { 'if-match': imprint.etag })).status, 412)
  t.equal((await reader('GET', '/pages/imprint')).status, 404)
  clock.pass(60)
  t.match(await reader('GET', '/pages/imprint'), { status: 200, body: { headline: 'Imprint' } })
  expecting(200, await changed(editor, 'PATCH', page_, { headline: 'Law', slug: 'law' }))
  t.match((await reader('GET', '/pages/imprint')).body.headline, 'Imprint')
  expecting(200, await changed(editor, 'PUT', `${page_}/publication`, {}))
  t.match(await reader('GET', '/pages/imprint'), { status: 308, headers: { location: '/v1/pages/law' } })
  t.match(await reader('GET', '/pages/law'), { body: { headline: 'Law', url: 'https://news.example/v1/pages/law' } })
  for (const address of ['/articles', `/articles?id=${imprint.body.id}`]) t.same((await reader('GET', address)).body.items, [], address)
  t.equal(await front(reader), 'lead: | second: | row:')
  t.equal((await reader('GET', '/articles/law')).status, 404)
  t.match((await editor('GET', `${desk}?type=page`)).body.items, [{ headline: 'Law', state: 'published', revision: 4 }])
  clock.pass(60)
  t.equal((await reader('GET', '/pages/law')).status, 404, 'its time is over')
  expecting(200, await changed(editor, 'PUT', `${page_}/publication`, {}))
  expecting(200, await changed(editor, 'PUT', `${page_}/archive`))
  expecting(200, await changed(editor, 'DELETE', page_))
  expecting(200, await changed(editor, 'PUT', `/editorial/trash/${imprint.body.id}/restoration`))
  t.equal((await reader('GET', '/pages')).body.items.length, 0)
})
