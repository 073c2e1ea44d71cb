import { eq } from 'drizzle-orm'
import t from 'tap'
import { articles } from '../src/db/tables.ts'
import { happened } from './helpers/events.ts'
import { changed, draft, expecting, published, term } from './helpers/make.ts'
import { newsroom } from './helpers/newsroom.ts'

const desk = '/editorial/articles'
const nobody = '019342a0-5b00-7c1e-8000-000000000001'

t.test('a headline is enough to begin with', async (t) => {
  const { editor } = await newsroom(t)
  const begun = await editor('POST', desk, { headline: 'The harbour lights return' })
  t.match(begun, { status: 201, headers: { location: `/v1${desk}/${begun.body.id}`, etag: /^"r1-[\w-]{22}"$/ } })
  t.match(begun.body, {
    ...{
      type: 'article',
      state: 'draft',
      slug: 'the-harbour-lights-return',
      revision: 1,
      version: 1,
      draftRevision: 1,
      publishedRevision: null,
    },
    ...{
      kind: 'news',
      language: 'en',
      standfirst: '',
      dateline: '',
      excerpt: '',
      wordCount: 0,
      pinned: false,
      hasUnpublishedChanges: false,
    },
    ...{ sectionId: null, source: null, leadImage: null, publishedAt: null, publicFrom: null, publicUntil: null, embargo: null },
    seo: { title: null, description: null, canonicalUrl: null, noIndex: false },
    body: { format: 'markdown', source: '', html: '', text: '' },
    comments: { open: true, closesAt: null, count: 0 },
  })
  t.same([begun.body.tagIds, begun.body.bylines, begun.body.body.headings], [[], [], []])
  const read = await editor('GET', `${desk}/${begun.body.id}`)
  t.same([read.body, read.etag], [begun.body, begun.etag])
})

t.test('everything that an article can say comes back to the desk, and to the readers', async (t) => {
  const { editor, reader } = await newsroom(t)
  const section = await term(editor, 'sections', { name: 'Harbour' })
  const [sailing, weather] = [await term(editor, 'tags', { name: 'Sailing' }), await term(editor, 'tags', { name: 'Weather' })]
  const [ines, tobias] = [await term(editor, 'authors', { name: 'Ines' }), await term(editor, 'authors', { name: 'Tobias' })]
  const words = {
    ...{ type: 'article', headline: 'Lights', slug: 'lights-on', kind: 'analysis', language: 'pt-BR', standfirst: 'They are back.' },
    ...{ dateline: 'ELLERMOUTH', pinned: true, sectionId: section.id, tagIds: [weather.id, sailing.id] },
    bylines: [
      { authorId: tobias.id, role: 'Words' },
      { authorId: ines.id, role: null },
    ],
    source: { name: 'IRNA', url: 'https://irna.example/1', licence: 'CC BY 4.0', usageTerms: 'Name us' },
    leadImage: { url: 'https://media.example/1.jpg', alt: 'A lamp', caption: 'The lamp', credit: 'Ann', width: 1600, height: 900 },
    seo: { title: 'Lights on', description: 'Harbour', canonicalUrl: 'https://news.example/lights', noIndex: true },
  }
  const body = { format: 'markdown', source: '## Back\n\nThey **shine**.' }
  const { body: story } = await published(editor, { ...words, body })
  t.match(story, { ...words, body: { ...body, headings: [{ level: 2, text: 'Back' }] } })
  t.same([story.tagIds, story.bylines], [words.tagIds, words.bylines])

  const { type, tagIds, sectionId, bylines, ...same } = words
  const { body: shown } = await reader('GET', '/articles/lights-on')
  t.match(shown, {
    ...same,
    section: { slug: 'harbour', name: 'Harbour' },
    tags: [{ slug: 'weather' }, { slug: 'sailing' }],
    bylines: [
      { slug: 'tobias', name: 'Tobias', role: 'Words' },
      { slug: 'ines', name: 'Ines', role: null },
    ],
    body: { html: story.body.html, text: story.body.text },
    jsonLd: { '@type': 'AnalysisNewsArticle', headline: 'Lights', author: [{ name: 'Tobias' }, { name: 'Ines' }] },
  })
  t.notOk('source' in shown.body || 'revision' in shown || 'draftRevision' in shown)
})

t.test('a change is a merge patch, under either media type', async (t) => {
  const { editor } = await newsroom(t)
  const [sailing, weather] = [await term(editor, 'tags', { name: 'Sailing' }), await term(editor, 'tags', { name: 'Weather' })]
  for (const mediaType of ['application/merge-patch+json', 'application/json']) {
    const { body: begun, etag } = await draft(editor, {
      ...{ standfirst: 'They are back.', tagIds: [sailing.id, weather.id], body: { format: 'html', source: '<p>One</p>' } },
      source: { name: 'IRNA', url: 'https://irna.example/1', licence: 'CC BY 4.0' },
      leadImage: { url: 'https://media.example/1.jpg', alt: 'A lamp', width: 1600 },
      seo: { title: 'Lights', noIndex: true },
    })
    const patch = async (words: object, ifMatch: string) =>
      expecting(
        200,
        await editor('PATCH', `${desk}/${begun.id}`, JSON.stringify(words), { 'content-type': mediaType, 'if-match': ifMatch }),
      )
    const once = await patch({ tagIds: [weather.id], source: { url: null }, seo: { title: null, description: 'New' } }, etag)
    t.match(once.body, {
      ...{ headline: begun.headline, standfirst: 'They are back.', revision: 2 },
      source: { name: 'IRNA', url: null, licence: 'CC BY 4.0', usageTerms: null },
      seo: { title: null, description: 'New', noIndex: true },
    })
    t.same([once.body.tagIds, once.body.leadImage, once.body.body], [[weather.id], begun.leadImage, begun.body])

    const twice = await patch({ source: null, leadImage: { alt: '' }, body: { source: '<p>Two</p>' }, tagIds: [] }, once.etag)
    t.match(twice.body, {
      source: null,
      leadImage: { url: begun.leadImage.url, alt: '', width: 1600 },
      body: { format: 'html', text: 'Two' },
    })
    t.same(twice.body.tagIds, [])
    const read = await editor('GET', `${desk}/${begun.id}`)
    t.same([read.body, read.etag], [twice.body, twice.etag])

    const nameless = await editor('PATCH', `${desk}/${begun.id}`, { source: { url: null } }, { 'if-match': twice.etag })
    t.match(nameless, { status: 422, body: { errors: [{ pointer: '#/source/name', code: 'required' }] } })
  }
})

t.test('a change says what it was made upon, and every change answers with the ETag of what is there then', async (t) => {
  const { editor } = await newsroom(t)
  const { body: story, etag } = await draft(editor)
  const article = `${desk}/${story.id}`
  const steps = [
    ['PATCH', article, { headline: 'New' }],
    ['PUT', `${article}/related`, { items: [] }],
    ['PUT', `${article}/review`],
    ['PUT', `${article}/publication`, {}],
    ['PUT', `${article}/comment-settings`, { open: false }],
    ['PUT', `${article}/archive`],
    ['DELETE', `${article}/publication`],
    ['DELETE', article],
    ['PUT', `/editorial/trash/${story.id}/restoration`],
  ] as const
  let revision = 1
  for (const [method, url, payload] of steps) {
    t.match(await editor(method, url, payload), { status: 428, body: { code: 'if-match-needed' } }, `${method} ${url} without`)
    const stale = await editor(method, url, payload, { 'if-match': '"r99-x"' })
    t.match(
      stale,
      { status: 412, body: { code: 'changed-meanwhile', detail: RegExp(`version ${revision} since`) } },
      `${method} ${url} stale`,
    )
    const foreign = await editor(method, url, payload, { 'if-match': '"something-else"' })
    t.match(foreign, { status: 412, body: { errors: [{ header: 'If-Match' }] } })
    const before = await editor('GET', article)
    const done = expecting(200, await editor(method, url, payload, { 'if-match': before.etag }))
    revision++
    const after = await editor('GET', url.endsWith('/related') ? url : article)
    t.equal(done.etag, after.etag, `${method} ${url}`)
    t.ok(done.etag.startsWith(`"r${revision}-`))
    t.not(done.etag, before.etag)
  }
  t.equal((await editor('PATCH', article, { headline: 'Any' }, { 'if-match': '*' })).status, 200)
  t.equal((await editor('PATCH', article, { headline: 'Old' }, { 'if-match': etag })).status, 412)

  const { etag: now } = await editor('GET', article)
  const rivals = await Promise.all(['One', 'Two'].map((headline) => editor('PATCH', article, { headline }, { 'if-match': now })))
  t.same(rivals.map(({ status }) => status).sort(), [200, 412])
})

t.test('what is wrong with an article is said all at once', async (t) => {
  const { editor } = await newsroom(t)
  const author = await term(editor, 'authors', { name: 'Ines' })
  const wrong = {
    ...{ headline: 'Lights', sectionId: nobody, tagIds: [author.id, nobody] },
    bylines: [{ authorId: author.id }, { authorId: nobody }],
  }
  const unknown = [
    { pointer: '#/sectionId', code: 'unknown' },
    { pointer: '#/tagIds/0', code: 'unknown' },
    { pointer: '#/tagIds/1', code: 'unknown' },
    { pointer: '#/bylines/1/authorId', code: 'unknown' },
  ]
  const created = await editor('POST', desk, wrong)
  t.match(created, { status: 422, body: { code: 'unprocessable', errors: unknown } })
  t.equal(created.body.errors.length, 4)
  const { body: story, etag } = await draft(editor)
  const { headline, ...patch } = wrong
  t.match(await editor('PATCH', `${desk}/${story.id}`, patch, { 'if-match': etag }), { status: 422, body: { errors: unknown } })
  t.equal((await editor('GET', `${desk}/${story.id}`)).etag, etag)

  const shapeless = await editor('POST', desk, { headlin: 'Lights', kind: 'novel', seo: { titel: 'x' }, bylines: [{ author: 'Ines' }] })
  t.equal(shapeless.status, 400)
  t.same(shapeless.body.errors.map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`).sort(), [
    '#/bylines/0/author unknown',
    '#/bylines/0/authorId required',
    '#/headlin unknown',
    '#/headline required',
    '#/kind enum',
    '#/seo/titel unknown',
  ])
  const detailOf = (pointer: string) => shapeless.body.errors.find((error: { pointer: string }) => error.pointer === pointer).detail
  t.match(detailOf('#/headlin'), 'Did you mean `headline`?')
  t.match(detailOf('#/seo/titel'), 'Did you mean `title`?')
  for (const [path, body, detail] of [
    ['/editorial/sections', { name: ' ' }, 'It is blank.'],
    ['/editorial/sections', { name: 'Har\nbour' }, 'It must be one line, without control characters.'],
    ['/editorial/sections', { name: 'Harbour', parentId: 'town' }, 'It must be an id (a UUID), such as'],
    ['/editorial/sections', { name: 'Harbour', slug: 'The Harbour' }, 'letters and digits of any script, lower case, joined by hyphens'],
    ['/editorial/articles', { headline: 'Lights', language: 'plain English' }, 'taken here: BCP 47, such as en.'],
    ['/moderation/bans', { email: 'eve', effect: 'hold', reason: 'spam' }, 'It must be an e-mail address.'],
  ] as const)
    t.match(await editor('POST', path, body), { status: 400, body: { errors: [{ detail }] } }, JSON.stringify(body))
  for (const at of ['2016-12-31T23:59:60Z', '9999-12-31T23:59:59-23:00', 'tomorrow', '2026-13-01T00:00:00Z', '2026-01-01T00:00:00+01'])
    t.match(await editor('PUT', `${desk}/${story.id}/publication`, { at }, { 'if-match': etag }), { status: 400 }, at)
  const moments = ['tomorrow', '2026-01-05', '2026-01-05T10:00:00', '2016-12-31T23:59:60Z', '9999-12-31T23:59:59-23:00']
  for (const closesAt of [
    ...moments,
    '2026-02-30T00:00:00Z',
    '2026-02-29T10:00:00+01:00',
    '2026-01-31T24:00:00Z',
    '2026-01-31T10:00:00+99:00',
  ]) {
    const settings = await editor('PUT', `${desk}/${story.id}/comment-settings`, { open: true, closesAt }, { 'if-match': etag })
    t.match(settings, { status: 422, body: { errors: [{ pointer: '#/closesAt', code: 'moment' }] } }, closesAt)
  }
  t.equal((await editor('GET', `${desk}/${story.id}`)).etag, etag)
})

t.test('readers see nothing of the draft of a published article until it is published again', async (t) => {
  const { reader, editor, clock } = await newsroom(t)
  const harbour = await term(editor, 'sections', { name: 'Harbour' })
  const town = await term(editor, 'sections', { name: 'Town' })
  const [sailing, weather] = [await term(editor, 'tags', { name: 'Sailing' }), await term(editor, 'tags', { name: 'Weather' })]
  const ines = await term(editor, 'authors', { name: 'Ines' })
  const { body: other } = await published(editor, { headline: 'The ferry', tagIds: [sailing.id] })
  const { body: story } = await published(editor, { headline: 'Lights', sectionId: harbour.id, tagIds: [sailing.id] })
  const public_ = async () => {
    const answers = []
    for (const url of [
      ...['/articles/lights?include=related,comments,latest', '/articles/lights-out', '/articles/lights/related', '/articles?view=full'],
      ...[
        '/articles?section=harbour',
        '/articles?section=town',
        '/articles?tag=weather',
        '/articles?author=ines',
        '/articles?kind=opinion',
      ],
      ...['/articles?language=fa', '/sections', '/tags', '/authors', '/tags/weather', '/site', '/articles?tag=sailing&sort=publishedAt'],
    ]) {
      const { status, body, etag, headers } = await reader('GET', url)
      const { requestId, ...said } = body
      answers.push({ url, status, said: JSON.stringify(said), etag, link: headers.link })
    }
    return answers
  }
  const before = await public_()
  clock.pass(60)
  const article = `${desk}/${story.id}`
  const patch = {
    ...{ headline: 'Lights out', slug: 'lights-out', standfirst: 'Dark.', kind: 'opinion', language: 'fa', pinned: true, dateline: 'X' },
    ...{ sectionId: town.id, tagIds: [weather.id], bylines: [{ authorId: ines.id }], body: { source: 'Dark.' } },
    ...{ source: { name: 'IRNA' }, leadImage: { url: 'https://media.example/2.jpg', alt: 'Dark' }, seo: { noIndex: true } },
  }
  const saved = expecting(200, await changed(editor, 'PATCH', article, patch))
  t.match(saved.body, { state: 'published', hasUnpublishedChanges: true, draftRevision: 2, publishedRevision: 1 })
  expecting(200, await changed(editor, 'PUT', `${article}/related`, { items: [{ articleId: other.id, relation: 'series', note: 'Soon' }] }))
  t.same(await public_(), before)

  t.match(await changed(editor, 'PUT', `${article}/publication`, {}), { body: { hasUnpublishedChanges: false, publishedRevision: 3 } })
  const { body: shown } = await reader('GET', '/articles/lights-out')
  const { tagIds, sectionId, bylines, body, ...same } = patch
  t.match(shown, {
    ...same,
    ...{ section: { slug: 'town' }, tags: [{ slug: 'weather' }], bylines: [{ slug: 'ines' }], body: { text: 'Dark.' } },
    ...{ publishedAt: '2026-01-05T09:00:00.000Z', updatedAt: '2026-01-05T09:01:00.000Z' },
  })
  t.match((await reader('GET', '/articles/lights-out/related')).body.items[0], { relation: 'series', note: 'Soon', chosenBy: 'editor' })
  t.same((await reader('GET', '/articles?section=harbour')).body.items, [])
  t.match((await reader('GET', '/articles?section=town&kind=opinion&language=fa&author=ines')).body.items, [{ slug: 'lights-out' }])
})

t.test('a story appears and goes by the clock, to the millisecond', async (t) => {
  const { reader, editor, clock } = await newsroom(t)
  const status = async (slug: string) => (await reader('GET', `/articles/${slug}`)).status
  const state = async (id: string) => (await editor('GET', `${desk}/${id}`)).body.state
  const [at, embargo, until] = [clock.in(60), clock.in(120), clock.in(180)]
  const { body: planned } = await published(editor, { headline: 'Planned' }, { at: at.replace('.000Z', '+00:00') })
  t.match(planned, { state: 'scheduled', publishedAt: at, publicFrom: at, publicUntil: null })
  const { body: held } = await published(editor, { headline: 'Held' }, { at, embargo, until })
  t.match(held, { state: 'scheduled', publishedAt: at, publicFrom: embargo, publicUntil: until, embargo })
  const { body: brief } = await published(editor, { headline: 'Brief' }, { until })
  t.match(brief, { state: 'published', publishedAt: '2026-01-05T09:00:00.000Z' })

  clock.pass(59.999)
  t.same([await status('planned'), await status('held'), await status('brief')], [404, 404, 200])
  clock.pass(0.001)
  t.same(
    [await status('planned'), await status('held'), await state(planned.id), await state(held.id)],
    [200, 404, 'published', 'scheduled'],
  )
  t.match((await reader('GET', '/articles/planned')).body, { publishedAt: at, updatedAt: at })
  clock.pass(60)
  t.match(await reader('GET', '/articles/held'), { status: 200, body: { publishedAt: at, updatedAt: embargo } })
  clock.pass(59.999)
  t.same([await status('held'), await status('brief')], [200, 200])
  clock.pass(0.001)
  t.same([await status('held'), await status('brief'), await state(brief.id)], [404, 404, 'archived'])
  t.same(
    (await reader('GET', '/articles')).body.items.map(({ slug }: { slug: string }) => slug),
    ['planned'],
  )

  const later = await changed(editor, 'PUT', `${desk}/${planned.id}/publication`, { at: clock.in(1) })
  t.match(later, { status: 409, body: { code: 'state-forbids' } })
  t.match(await changed(editor, 'PUT', `${desk}/${planned.id}/publication`, { embargo: clock.in(1) }), { status: 409 })
  t.equal(await status('planned'), 200)
  const backwards = await changed(editor, 'PUT', `${desk}/${planned.id}/publication`, { until: at })
  t.match(backwards, { status: 422, body: { errors: [{ pointer: '#/until', code: 'too-early' }] } })
  // The last moments that there are, in UTC; an offset would lead out of the years that are answered.
  const [late, last] = ['8999-12-31T23:00:00-02:00', '8999-12-31T23:59:59.999Z']
  t.match(await changed(editor, 'PUT', `${desk}/${planned.id}/publication`, { at, until: late }), {
    status: 400,
    body: { errors: [{ pointer: '#/until' }] },
  })
  t.match(await changed(editor, 'PUT', `${desk}/${planned.id}/publication`, { at, until: last }), {
    status: 200,
    body: { publicUntil: last },
  })

  expecting(200, await changed(editor, 'DELETE', `${desk}/${planned.id}/publication`))
  t.same([await status('planned'), await state(planned.id)], [404, 'draft'])
  t.match(await changed(editor, 'PUT', `${desk}/${planned.id}/publication`, { at }), { body: { state: 'published', publishedAt: at } })
  const { etag } = await reader('GET', '/articles/planned')
  clock.pass(1)
  t.match(await changed(editor, 'PUT', `${desk}/${planned.id}/publication`, {}), { status: 200, body: { publishedAt: at } })
  t.equal((await reader('GET', '/articles/planned')).etag, etag, 'to publish again what is public already changes nothing')
  t.match(await changed(editor, 'PUT', `${desk}/${brief.id}/publication`, {}), { body: { publishedAt: clock.in(0), publicUntil: null } })
})

t.test('an article goes from state to state only where that makes sense', async (t) => {
  const { editor, clock, reader } = await newsroom(t)
  const article = (id: string) => `${desk}/${id}`
  const ways = {
    draft: async (_id: string) => {},
    inReview: (id: string) => changed(editor, 'PUT', `${article(id)}/review`),
    scheduled: (id: string) => changed(editor, 'PUT', `${article(id)}/publication`, { at: clock.in(60) }),
    published: (id: string) => changed(editor, 'PUT', `${article(id)}/publication`, {}),
    archived: (id: string) => changed(editor, 'PUT', `${article(id)}/archive`),
    trashed: (id: string) => changed(editor, 'DELETE', article(id)),
  }
  const steps = {
    publish: ways.published,
    takeOff: (id: string) => changed(editor, 'DELETE', `${article(id)}/publication`),
    archive: ways.archived,
    handIn: ways.inReview,
    trash: ways.trashed,
    restore: (id: string) => changed(editor, 'PUT', `/editorial/trash/${id}/restoration`),
    edit: (id: string) => changed(editor, 'PATCH', article(id), { headline: 'New' }),
    relate: (id: string) => changed(editor, 'PUT', `${article(id)}/related`, { items: [] }),
  }
  const no = 'state-forbids'
  const allowed = {
    draft: ['published', no, 'archived', 'inReview', 'trashed', no, 'draft', 200],
    inReview: ['published', 'draft', 'archived', no, 'trashed', no, 'inReview', 200],
    scheduled: ['published', 'draft', 'archived', no, 'trashed', no, 'scheduled', 200],
    published: ['published', 'draft', 'archived', no, 'trashed', no, 'published', 200],
    archived: ['published', 'draft', no, no, 'trashed', no, 'archived', 200],
    trashed: [no, no, no, no, no, 'draft', no, no],
  }
  for (const [from, outcomes] of Object.entries(allowed) as [keyof typeof ways, unknown[]][]) {
    for (const [position, [name, step]] of Object.entries(steps).entries()) {
      const { body: story } = await draft(editor, { headline: `${from} ${name}` })
      await ways[from](story.id)
      const { status, body } = await step(story.id)
      t.equal(status === 409 ? body.code : (body.state ?? status), outcomes[position], `${name} what is ${from}`)
      const isPublic =
        outcomes[position] === 'published' || (from === 'published' && !['draft', 'archived', 'trashed'].includes(body.state))
      if (name !== 'edit') t.equal((await reader('GET', `/articles/${story.slug}`)).status, isPublic ? 200 : 404, `${name} what is ${from}`)
    }
  }
  t.match(await editor('GET', article(nobody)), { status: 404, body: { code: 'not-found' } })
  t.match(await editor('PUT', `${article(nobody)}/publication`, {}, { 'if-match': '*' }), { status: 404 })
})

t.test('what each role may do at the desk', async (t) => {
  const { editor, moderator, reader, hire } = await newsroom(t)
  const [ines, tobias, looker] = [await hire('author', 'Ines'), await hire('author', 'Tobias'), await hire('reader', 'The proof-reader')]
  const { body: own, etag } = await draft(ines, { headline: 'Own' })
  const article = `${desk}/${own.id}`
  t.match(await ines('PATCH', article, { headline: 'Mine' }, { 'if-match': etag }), { status: 200, body: { createdBy: own.createdBy } })
  t.match(await changed(ines, 'PUT', `${article}/related`, { items: [] }), { status: 200 })
  t.match(await changed(ines, 'PUT', `${article}/review`), { status: 200, body: { state: 'inReview' } })
  const forbidden = { status: 403, body: { code: 'not-allowed' } }
  const publishing = [
    ['PUT', '/publication', {}],
    ['DELETE', '/publication', undefined],
    ['PUT', '/archive', undefined],
    ['PUT', '/comment-settings', { open: false }],
  ] as const
  for (const [method, resource, payload] of publishing)
    t.match(await changed(ines, method, article + resource, payload), forbidden, `an author: ${method} ${resource}`)

  const writing = [
    ['PATCH', article, { headline: 'Yours' }],
    ['PUT', `${article}/related`, { items: [] }],
    ['PUT', `${article}/review`, undefined],
    ['DELETE', article, undefined],
    ['PUT', `/editorial/trash/${own.id}/restoration`, undefined],
  ] as const
  for (const caller of [tobias, looker, moderator]) {
    for (const [method, url, payload] of writing) t.match(await caller(method, url, payload, { 'if-match': '*' }), forbidden)
    t.equal((await caller('POST', desk, { headline: 'New' })).status, caller === tobias ? 201 : 403)
    for (const url of [desk, article, `${article}/related`, `${article}/backlinks`, `${article}/related/suggestions`, '/editorial/tags'])
      t.equal((await caller('GET', url)).status, caller === moderator ? 403 : 200)
    t.match(await caller('POST', '/editorial/tags', { name: 'New' }), forbidden)
    t.match(await caller('PATCH', '/site', { name: 'New' }, { 'if-match': '*' }), forbidden)
  }
  t.match(await changed(ines, 'DELETE', article), { status: 200, body: { state: 'trashed' } })
  t.match(await changed(ines, 'PUT', `/editorial/trash/${own.id}/restoration`), { status: 200, body: { state: 'draft' } })

  for (const publication of [{}, { at: '2027-01-01T00:00:00Z' }]) {
    expecting(200, await changed(editor, 'PUT', `${article}/publication`, publication))
    expecting(200, await changed(editor, 'DELETE', `${article}/publication`))
    for (const [method, url, payload] of writing)
      t.match(await ines(method, url, payload, { 'if-match': '*' }), forbidden, 'once published')
  }
  t.match(await reader('GET', desk), { status: 401, headers: { 'www-authenticate': /^Bearer/ }, body: { code: 'token-needed' } })
})

t.test('the desk’s list is complete, by state, term and writer', async (t) => {
  const { editor, hire, clock } = await newsroom(t)
  const ines = await hire('author', 'Ines')
  const harbour = await term(editor, 'sections', { name: 'Harbour' })
  const quay = await term(editor, 'sections', { name: 'Quay', parentId: harbour.id })
  const made: string[] = []
  for (let number = 0; number < 9; number++) made.push((await draft(number % 3 ? editor : ines, { headline: `Story ${number}` })).body.id)
  clock.pass(1)
  made.push((await draft(editor, { headline: 'Later', sectionId: quay.id })).body.id)
  await draft(editor, { type: 'page', headline: 'Imprint' })

  const walk = async (query: string) => {
    const found: string[] = []
    let url = `${desk}?limit=2${query}`
    for (let pages = 0; pages < 20; pages++) {
      const { body, headers } = expecting(200, await editor('GET', url))
      found.push(...body.items.map(({ id }: { id: string }) => id))
      if (!body.page.hasMore) return found
      const link = headers.link!.match(/^<https:\/\/news\.example\/v1(.+)>; rel="next"$/)![1]!
      t.equal(new URL(link, 'https://news.example').searchParams.get('cursor'), body.page.next)
      url = link
    }
    throw new Error('The list does not end')
  }
  t.same(await walk(''), [...made].reverse(), 'last changed first, those of one millisecond too, none twice and none left out')
  const hers = made.filter((_, number) => number < 9 && number % 3 === 0)
  const { createdBy } = (await editor('GET', `${desk}/${hers[0]}`)).body
  t.same(await walk(`&createdBy=${createdBy}`), [...hers].reverse())
  t.same([await walk(`&term=${harbour.id}`), await walk(`&term=${quay.id}`)], [[made[9]], [made[9]]])
  t.match((await editor('GET', `${desk}?type=page`)).body.items, [{ headline: 'Imprint', type: 'page' }])

  const [published_, expired, scheduled, archived, trashed, reviewed] = made as [string, string, string, string, string, string]
  await changed(editor, 'PUT', `${desk}/${published_}/publication`, {})
  await changed(editor, 'PUT', `${desk}/${expired}/publication`, { until: clock.in(1) })
  await changed(editor, 'PUT', `${desk}/${scheduled}/publication`, { at: clock.in(3) })
  await changed(editor, 'PUT', `${desk}/${archived}/archive`)
  await changed(editor, 'DELETE', `${desk}/${trashed}`)
  await changed(editor, 'PUT', `${desk}/${reviewed}/review`)
  clock.pass(2)
  t.same(await walk('&state=published'), [published_])
  t.same(await walk('&state=scheduled'), [scheduled])
  t.same(await walk('&state=archived'), [archived, expired])
  t.same(await walk('&state=trashed'), [trashed])
  t.same(await walk('&state=inReview'), [reviewed])
  t.same(await walk('&state=draft'), [made[9], ...made.slice(6, 9).reverse()])
  clock.pass(1)
  t.same([await walk('&state=scheduled'), await walk('&state=published')], [[], [scheduled, published_]])

  await changed(editor, 'PATCH', `${desk}/${published_}`, { sectionId: quay.id })
  t.same(await walk(`&term=${quay.id}`), [made[9]], 'what is published is filed as it was published')
  await changed(editor, 'DELETE', `${desk}/${published_}/publication`)
  t.same(await walk(`&term=${quay.id}`), [published_, made[9]])
  await changed(editor, 'PATCH', `${desk}/${published_}`, { sectionId: null })
  t.same(await walk(`&term=${quay.id}`), [made[9]])
})

t.test('a slug is made of the headline, in any script, and numbered when it is taken', async (t) => {
  const { editor, reader } = await newsroom(t)
  const long = 'word '.repeat(60).trim()
  const cases = {
    'The Harbour’s 2nd light: “on”!': 'the-harbour-s-2nd-light-on',
    'Café crème': 'café-crème',
    'Cafe\u0301 creme': 'café-creme',
    'ÅNGSTRÖM Straße': 'ångström-straße',
    'چراغ‌های بندر': 'چراغ-های-بندر',
    'बंदरगाह की बत्तियाँ': 'बंदरगाह-की-बत्तियाँ',
    港の灯り: '港の灯り',
    'Свет ґ': 'свет-ґ',
    İstanbul: 'i̇stanbul',
    'The ℝ of 𝐁': 'the-ℝ-of-𝐁',
    '!!!': 'article',
    [long]: Array(24).fill('word').join('-'),
    ['字'.repeat(200)]: '字'.repeat(120),
    ['𞤀'.repeat(100)]: '𞤢'.repeat(60),
  }
  for (const [headline, slug] of Object.entries(cases)) {
    const made: string[] = []
    while (made.length < (headline.length > 100 ? 11 : 2)) made.push((await draft(editor, { headline })).body.slug)
    t.equal(made[0], slug)
    t.ok(
      made.slice(1).every((each, position) => each.endsWith(`-${position + 2}`) && each.length <= 120 && each.isWellFormed()),
      headline,
    )
    const { body: last } = await published(editor, { headline })
    const address = encodeURIComponent(last.slug)
    t.match(await reader('GET', `/articles/${address}`), {
      status: 200,
      body: { slug: last.slug, url: `https://news.example/v1/articles/${address}` },
    })
  }
  const taken = await editor('POST', desk, { headline: 'Another', slug: 'café-crème' })
  t.match(taken, { status: 409, body: { code: 'slug-taken', errors: [{ pointer: '#/slug', code: 'taken' }] } })
  t.match(
    await editor('POST', desk, { headline: 'Another', slug: 'cafe\u0301-crème' }),
    { status: 409 },
    'the same letters written otherwise',
  )
  t.match(await editor('POST', desk, { type: 'page', headline: 'Café crème' }), { status: 201, body: { slug: 'café-crème' } })
  const { body: story } = await draft(editor)
  t.match(await changed(editor, 'PATCH', `${desk}/${story.id}`, { slug: 'café-crème' }), { status: 409, body: { code: 'slug-taken' } })
  for (const slug of ['Upper', 'two--hyphens', '-x', 'x-', 'a b', 'a/b', 'ünder_score', ''])
    t.ok([400, 422].includes((await editor('POST', desk, { headline: 'Another', slug })).status), slug)
})

t.test('every slug that an article was ever public under leads to it, in one hop', async (t) => {
  const { editor, reader } = await newsroom(t)
  const { body: story } = await published(editor, { headline: 'One' })
  const article = `${desk}/${story.id}`
  const rename = async (slug: string) => {
    expecting(200, await changed(editor, 'PATCH', article, { slug }))
    expecting(200, await changed(editor, 'PUT', `${article}/publication`, {}))
  }
  await rename('two')
  await rename('drei-müssen')
  const query = '?include=related,latest'
  for (const former of ['one', 'two']) {
    for (const rest of ['', '/related']) {
      const moved = await reader('GET', `/articles/${former}${rest}${rest ? '' : query}`)
      t.same([moved.status, moved.headers.location], [308, `/v1/articles/drei-m%C3%BCssen${rest}${rest ? '' : query}`])
      t.equal((await reader('HEAD', `/articles/${former}${rest}`)).status, 308)
      t.match(await reader('GET', moved.headers.location!.slice(3)), { status: 200 })
    }
  }
  await rename('one')
  t.match(await reader('GET', '/articles/one'), { status: 200, body: { slug: 'one' } })
  for (const former of ['two', 'drei-m%C3%BCssen'])
    t.match(await reader('GET', `/articles/${former}`), { status: 308, headers: { location: '/v1/articles/one' } })

  for (const slug of ['one', 'two', 'drei-müssen'])
    t.match(await editor('POST', desk, { headline: 'Other', slug }), { status: 409, body: { code: 'slug-taken' } })
  t.match((await draft(editor, { headline: 'Two' })).body, { slug: 'two-2' })
  expecting(200, await changed(editor, 'DELETE', article))
  t.match(await reader('GET', '/articles/two'), { status: 404 })
  t.match(await editor('POST', desk, { headline: 'Other', slug: 'two' }), { status: 409 }, 'nor while it is in the trash')

  const { body: page } = await published(editor, { type: 'page', headline: 'Two' })
  t.match(page, { slug: 'two' })
  t.match(await reader('GET', '/pages/two'), { status: 200, body: { headline: 'Two' } })
  await changed(editor, 'PATCH', `${desk}/${page.id}`, { slug: 'zwei' })
  await changed(editor, 'PUT', `${desk}/${page.id}/publication`, {})
  t.match(await reader('GET', '/pages/two'), { status: 308, headers: { location: '/v1/pages/zwei' } })
  t.equal((await reader('GET', '/articles/zwei')).status, 404)
})

t.test('a slug that readers never saw is free again', async (t) => {
  const { editor, reader, clock } = await newsroom(t)
  const { body: story } = await published(editor, { headline: 'One' })
  const article = `${desk}/${story.id}`
  await changed(editor, 'PATCH', article, { slug: 'only-a-draft' })
  t.match(await editor('POST', desk, { headline: 'Other', slug: 'only-a-draft' }), { status: 409 })
  t.match((await draft(editor, { headline: 'Only a draft' })).body, { slug: 'only-a-draft-2' })
  await changed(editor, 'PATCH', article, { slug: 'another' })
  t.match(await editor('POST', desk, { headline: 'Other', slug: 'only-a-draft' }), { status: 201 })
  expecting(200, await changed(editor, 'PUT', `${article}/publication`, {}))
  t.equal((await reader('GET', '/articles/only-a-draft')).status, 404)
  t.equal((await reader('GET', '/articles/one')).status, 308)

  const { body: planned } = await published(editor, { headline: 'Working title' }, { at: clock.in(60) })
  await changed(editor, 'PATCH', `${desk}/${planned.id}`, { slug: 'final-title' })
  await changed(editor, 'PUT', `${desk}/${planned.id}/publication`, { at: clock.in(120) })
  clock.pass(120)
  t.equal((await reader('GET', '/articles/final-title')).status, 200)
  t.equal((await reader('GET', '/articles/working-title')).status, 404, 'a time that never came')
  t.match((await draft(editor, { headline: 'Working title' })).body, { slug: 'working-title' })

  const { body: dropped } = await published(editor, { headline: 'Dropped' }, { at: clock.in(60) })
  await changed(editor, 'DELETE', `${desk}/${dropped.id}/publication`)
  clock.pass(60)
  await changed(editor, 'PATCH', `${desk}/${dropped.id}`, { slug: 'kept' })
  t.match((await draft(editor, { headline: 'Dropped' })).body, { slug: 'dropped' })

  const { body: seen } = await published(editor, { headline: 'Seen' }, { at: clock.in(60) })
  clock.pass(60)
  await changed(editor, 'PATCH', `${desk}/${seen.id}`, { slug: 'renamed' })
  t.equal((await reader('GET', '/articles/seen')).status, 200)
  await changed(editor, 'PUT', `${desk}/${seen.id}/publication`, {})
  t.match(await reader('GET', '/articles/seen'), { status: 308, headers: { location: '/v1/articles/renamed' } })
})

t.test('each change of an article leaves one event, one more when readers see it come or go, and one that fails leaves none', async (t) => {
  const { editor, hire, clock, db } = await newsroom(t)
  const author = await hire('author')
  const { body: story } = await draft(editor, { headline: 'Lights' })
  const address = `${desk}/${story.id}`
  const publication = `${address}/publication`
  const restoration = `/editorial/trash/${story.id}/restoration`
  const [at, until] = [clock.in(60), clock.in(120)]
  const handedIn = { type: 'article.handedIn', data: { revision: 2 } }
  const published = { revision: 2, slug: 'lights', publicFrom: clock.in(0), publicUntil: '9999-12-31T23:59:59.999Z' }
  const moved = (from: string, to: string) => ({ type: 'article.moved', data: { from, to } })
  const unpublished = (state: string) => ({ type: 'article.unpublished', data: { state } })
  const seenToGo = { type: 'article.disappeared', data: { slug: 'lights', moment: clock.in(0), why: 'desk' } }
  const seenToCome = { type: 'article.appeared', data: { slug: 'lights', moment: clock.in(0) } }
  type Event = { type: string; data: object }
  const steps: [method: 'PUT' | 'PATCH' | 'DELETE', url: string, payload: object | undefined, event: Event, seen?: Event][] = [
    ['PATCH', address, { standfirst: 'They are back.' }, { type: 'article.drafted', data: { revision: 2 } }],
    ['PUT', `${address}/review`, undefined, handedIn],
    ['DELETE', publication, undefined, moved('inReview', 'draft')],
    ['PUT', publication, { at, until }, { type: 'article.published', data: { ...published, publicFrom: at, publicUntil: until } }],
    ['DELETE', publication, undefined, unpublished('draft')],
    ['PUT', publication, {}, { type: 'article.published', data: published }, seenToCome],
    ['PUT', `${address}/archive`, undefined, unpublished('archived'), seenToGo],
    ['DELETE', address, undefined, moved('archived', 'trashed')],
    ['PUT', restoration, undefined, { type: 'article.restored', data: {} }],
    [
      'PUT',
      `${address}/comment-settings`,
      { open: true, closesAt: '2026-02-01T01:00:00+01:00' },
      { type: 'article.commentsChanged', data: { open: true, closesAt: '2026-02-01T00:00:00.000Z' } },
    ],
    [
      'PUT',
      `${address}/comment-settings`,
      { open: false, closesAt: 'never' },
      { type: 'article.commentsChanged', data: { open: false, closesAt: 'never' } },
    ],
    ['DELETE', address, undefined, moved('draft', 'trashed')],
  ]
  for (const [method, url, payload, event, first] of steps) {
    const seen = await happened(db, async () => expecting(200, await changed(editor, method, url, payload)))
    const expected = first ? [first, event] : [event]
    t.same(
      seen,
      expected.map((one) => ({ ...one, subjectId: story.id })),
      `${method} ${url}`,
    )
  }

  let begun = ''
  const seen = await happened(db, async () => (begun = (await draft(editor, { headline: 'Ferry' })).body.id))
  t.same(seen, [{ type: 'article.drafted', subjectId: begun, data: { revision: 1 } }])
  const related = () => changed(editor, 'PUT', `${desk}/${begun}/related`, { items: [{ articleId: story.id }] })
  t.same(await happened(db, related), [{ type: 'article.drafted', subjectId: begun, data: { revision: 2 } }])
  const failures: [status: number, call: () => ReturnType<typeof editor>][] = [
    [409, () => editor('POST', desk, { headline: 'Lights', slug: 'lights' })],
    [422, () => editor('POST', desk, { headline: 'Lights', sectionId: nobody })],
    [409, () => changed(editor, 'PATCH', address, { headline: 'In the trash' })],
    [409, () => changed(editor, 'PATCH', `${desk}/${begun}`, { slug: 'lights' })],
    [412, () => editor('PUT', `${desk}/${begun}/publication`, {}, { 'if-match': '"r7-x"' })],
    [422, () => changed(editor, 'PUT', `${desk}/${begun}/publication`, { at, until: at })],
    [422, () => changed(editor, 'PUT', `${desk}/${begun}/comment-settings`, { open: true, closesAt: 'soon' })],
    [403, () => changed(author, 'PUT', `${desk}/${begun}/review`)],
    [403, () => changed(author, 'PUT', `${desk}/${begun}/related`, { items: [{ articleId: nobody }] })],
    [422, () => changed(editor, 'PUT', `${desk}/${begun}/related`, { items: [{ articleId: nobody }] })],
  ]
  for (const [status, call] of failures) t.same(await happened(db, async () => expecting(status, await call())), [])
})

t.test('a publication that stands keeps its embargo and its end until they are cleared', async (t) => {
  const { editor, clock } = await newsroom(t)
  const [at, embargo, until] = [clock.in(60), clock.in(120), clock.in(600)]
  const { body: story } = await published(editor, { headline: 'Held' }, { at, embargo, until })
  const publish = async (wanted: object) => expecting(200, await changed(editor, 'PUT', `${desk}/${story.id}/publication`, wanted)).body
  const now = clock.in(0)
  t.match(await publish({}), { state: 'scheduled', publishedAt: now, embargo, publicFrom: embargo, publicUntil: until })
  t.match(await publish({ at }), { state: 'scheduled', publishedAt: at, embargo, publicUntil: until })
  t.match(await publish({ at, until: null }), { publicFrom: embargo, publicUntil: null })
  t.match(await publish({ at, embargo: null, until }), { state: 'scheduled', embargo: null, publicFrom: at, publicUntil: until })
  const backwards = await changed(editor, 'PUT', `${desk}/${story.id}/publication`, { at: until })
  t.match(backwards, { status: 422, body: { errors: [{ pointer: '#/until', code: 'too-early' }] } }, 'the end that is kept counts')
  t.match(await publish({}), { state: 'published', publishedAt: now, publicUntil: until }, 'without an embargo it appears')
  clock.pass(1)
  t.match(await publish({}), { state: 'published', publishedAt: now, publicUntil: until })
  t.match(await publish({ until: null }), { publicUntil: null })
  expecting(200, await changed(editor, 'DELETE', `${desk}/${story.id}/publication`))
  t.match(await publish({ embargo, until }), { state: 'scheduled', embargo })
  expecting(200, await changed(editor, 'DELETE', `${desk}/${story.id}/publication`))
  t.match(await publish({}), { state: 'published', embargo: null, publicUntil: null }, 'what is taken off has none to keep')
})

t.test('a story whose related stories have been removed can still be published', async (t) => {
  const { reader, editor, db } = await newsroom(t)
  const { body: story } = await draft(editor, { headline: 'Main' })
  const [gone, kept] = [await published(editor, { headline: 'Gone' }), await published(editor, { headline: 'Kept' })]
  const items = [{ articleId: gone.body.id }, { articleId: kept.body.id }]
  expecting(200, await changed(editor, 'PUT', `${desk}/${story.id}/related`, { items }))
  await db.write((tx) => tx.delete(articles).where(eq(articles.id, gone.body.id)))
  expecting(200, await changed(editor, 'PUT', `${desk}/${story.id}/publication`, {}))
  const { items: shown } = (await reader('GET', '/articles/main/related')).body
  t.match(shown, [{ article: { slug: 'kept' }, chosenBy: 'editor' }])
})

t.test('a language is kept in one spelling', async (t) => {
  const { editor } = await newsroom(t)
  const { body: story } = await draft(editor, { language: 'pt-br' })
  t.equal(story.language, 'pt-BR')
  t.match(await changed(editor, 'PATCH', `${desk}/${story.id}`, { language: 'ZH-hant-tw' }), {
    status: 200,
    body: { language: 'zh-Hant-TW' },
  })
  t.match((await changed(editor, 'PATCH', '/site', { language: 'en-gb' })).body, { language: 'en-GB' })
  t.match((await draft(editor)).body, { language: 'en-GB' })
  const impossible = { status: 422, body: { errors: [{ pointer: '#/language', code: 'unknown-language' }] } }
  t.match(await editor('POST', desk, { headline: 'x', language: 'en-12' }), impossible)
  t.match(await changed(editor, 'PATCH', `${desk}/${story.id}`, { language: 'en-aa-bb' }), impossible)
})
