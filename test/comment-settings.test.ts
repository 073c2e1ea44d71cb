import { isDeepStrictEqual } from 'node:util'
import t, { type Test } from 'tap'
import { events } from '../src/db/tables.ts'
import { changed, comment, commentPolicy, expecting, published, term } from './helpers/make.ts'
import { type Call, newsroom } from './helpers/newsroom.ts'
import { nowhere } from './helpers/worlds.ts'

const settings = '/moderation/settings'

/** Changes settings, whatever they are now. */
async function set(moderator: Call, place: string, patch: Record<string, unknown>) {
  return expecting(200, await moderator('PATCH', place, patch, { 'if-match': '*' }))
}

/** A newspaper with a story three sections deep, and the places that it inherits from, from the outside in. */
async function newspaper(t: Test, options: NonNullable<Parameters<typeof newsroom>[1]> = {}) {
  const room = await newsroom(t, options)
  const news = await term(room.editor, 'sections', { name: 'News' })
  const harbour = await term(room.editor, 'sections', { name: 'Harbour', parentId: news.id })
  const ferries = await term(room.editor, 'sections', { name: 'Ferries', parentId: harbour.id })
  const story = (await published(room.editor, { headline: 'The early ferry', sectionId: ferries.id })).body
  const ofStory = `${settings}/articles/${story.id}`
  const ofSection = (section: { id: string }) => `${settings}/sections/${section.id}`
  const places = [settings, ofSection(news), ofSection(harbour), ofSection(ferries), ofStory] as const
  return { ...room, news, harbour, ferries, story, ofStory, ofSection, places }
}

/** A setting, as it is asked for: by its name, or by those of its group and its own. */
const wrapped = (name: string, value: unknown) => {
  const [group, member] = name.split('.') as [string, string?]
  return { [group]: member === undefined ? value : { [member]: value } }
}

const found = (from: object, name: string) =>
  name.split('.').reduce<unknown>((part, member) => (part as Record<string, unknown> | undefined)?.[member], from)

t.test('each setting comes from the nearest place that sets it, stricter or laxer, and null inherits it again', async (t) => {
  const { moderator, news, harbour, ferries, ofStory, places } = await newspaper(t)
  /** The default, and a value for each place from the outside in. */
  const values: Record<string, readonly unknown[]> = {
    mode: ['first_time', 'pre', 'closed', 'post', 'pre', 'first_time'],
    closeAfterDays: [14, 'never', 7, 30, 1, 'never'],
    depth: [3, 1, 2, 3, 1, 2],
    length: [3000, 500, 5000, 10, 10_000, 200],
    editWindowSeconds: [300, 0, 600, 60, 86_400, 0],
    linksHoldAt: [2, 1, 5, 2, 100, 1],
    duplicateHours: [24, 0, 720, 1, 48, 0],
    reportsHideAt: [3, 1, 10, 2, 1000, 1],
    'trust.approved': [2, 5, 1, 10, 3, 1],
    'trust.windowDays': [180, 30, 365, 7, 90, 1],
    'trust.rejectedDays': [30, 365, 0, 60, 1, 90],
    'rate.per15Seconds': [1, 2, 1, 3, 1, 100],
    'rate.per10Minutes': [5, 1, 10, 2, 50, 300],
    'rate.perDay': [30, 5, 100, 1, 50, 1000],
  }
  const told = expecting(200, await moderator('GET', ofStory)).body
  const names = Object.entries(told.effective).flatMap(([name, each]) =>
    Object.hasOwn(each as object, 'from') ? [name] : Object.keys(each as object).map((member) => `${name}.${member}`),
  )
  t.same(names.sort(), [...Object.keys(values), 'emergency'].sort(), 'every setting is tried here')
  const origins = [
    { from: 'default', of: null },
    { from: 'site', of: null },
    ...[news, harbour, ferries].map(({ id, slug }) => ({ from: 'section', of: { id, slug } })),
    { from: 'article', of: null },
  ]
  const wrong: string[] = []
  const insist = (name: string, actual: unknown, expected: unknown, why: string) => {
    if (!isDeepStrictEqual(actual, expected)) wrong.push(`${name} ${why}: ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`)
  }
  for (const [name, byPlace] of Object.entries(values)) {
    const holds = async (level: number, why: string) => {
      const { effective } = (await moderator('GET', ofStory)).body
      insist(name, found(effective, name), { value: byPlace[level], ...origins[level] }, why)
    }
    await holds(0, 'as in a new newspaper')
    for (const [outside, place] of places.entries()) {
      const { own } = (await set(moderator, place, wrapped(name, byPlace[outside + 1]))).body
      insist(name, found(own, name), byPlace[outside + 1], `told as it was set at ${place}`)
      await holds(outside + 1, `set at ${place}`)
    }
    for (const [inside, place] of places.toReversed().entries()) {
      await set(moderator, place, wrapped(name, null))
      await holds(places.length - 1 - inside, `inherited again at ${place}`)
    }
  }
  t.same(wrong, [])
  for (const place of places) t.same((await moderator('GET', place)).body.own, {}, 'nothing is left of it')

  await set(moderator, settings, { rate: { perDay: 5, per10Minutes: 2 }, trust: { approved: 7 } })
  await set(moderator, ofStory, { rate: { perDay: 9 } })
  const { own, effective } = (await set(moderator, settings, { rate: { perDay: null }, trust: null })).body
  t.same(own, { rate: { per10Minutes: 2 } }, 'a member goes alone, a group as a whole')
  t.match(effective.trust.approved, { value: 2, from: 'default' })
  t.match((await moderator('GET', ofStory)).body.effective.rate, {
    perDay: { value: 9, from: 'article' },
    per10Minutes: { value: 2, from: 'site' },
    per15Seconds: { value: 1, from: 'default' },
  })
})

t.test('readers meet what holds under the story, whoever set it', async (t) => {
  const { as, reader, moderator, story, places } = await newspaper(t)
  await set(moderator, settings, { mode: 'post' })
  let said = 0
  const say = (words: Record<string, unknown> = {}, from: Call = reader) =>
    from('POST', `/articles/${story.slug}/comments`, { authorName: 'Ann', body: `I saw it, ${++said}.`, ...words })
  const left = async (words: Record<string, unknown> = {}) => expecting(201, await say(words)).body
  const window = async () => (await reader('GET', `/articles/${story.slug}`)).body.comments
  let readers = 0
  const somebody = () => as(undefined, `172.16.0.${++readers}`)

  const cases: Record<
    string,
    { strict: unknown; lax: unknown; meets: () => Promise<unknown>; met: readonly [strict: unknown, lax: unknown] }
  > = {
    mode: { strict: 'pre', lax: 'post', meets: async () => (await say()).status, met: [202, 201] },
    'mode of a closed conversation': {
      strict: 'closed',
      lax: 'post',
      meets: async () =>
        [(await say()).status, (await window()).open, (await reader('GET', '/articles')).body.items[0].comments.open].join(' '),
      met: ['409 false false', '201 true true'],
    },
    closeAfterDays: {
      strict: 1,
      lax: 'never',
      meets: async () => [(await window()).closesAt, (await reader('GET', '/articles')).body.items[0].comments.closesAt].join(' '),
      met: ['2026-01-06T09:00:00.000Z 2026-01-06T09:00:00.000Z', ' '],
    },
    depth: { strict: 1, lax: 2, meets: async () => (await left({ inReplyTo: (await left()).id })).depth, met: [1, 2] },
    length: {
      strict: 10,
      lax: 1000,
      meets: async () => {
        const { status, body } = await say({ body: 'Longer than ten characters.' })
        return status === 422 ? body.errors[0].pointer : status
      },
      met: ['#/body', 201],
    },
    editWindowSeconds: {
      strict: 0,
      lax: 600,
      meets: async () => {
        const { id, token, createdAt } = await left()
        const key = { 'comment-token': token }
        const { editableUntil } = (await reader('GET', `/comments/${id}`, undefined, key)).body
        const { status } = await reader('PATCH', `/comments/${id}`, { body: `Or rather: ${++said}.` }, key)
        return [status, (Date.parse(editableUntil) - Date.parse(createdAt)) / 1000].join(' ')
      },
      met: ['409 0', '200 600'],
    },
    duplicateHours: {
      strict: 24,
      lax: 0,
      meets: async () => {
        const [from, words] = [somebody(), { body: `The same words, ${++said}.` }]
        await set(moderator, settings, { rate: { per15Seconds: 2 } })
        const [first, second] = [await say(words, from), await say(words, from)]
        return first.body.id === second.body.id
      },
      met: [true, false],
    },
    reportsHideAt: {
      strict: 1,
      lax: 2,
      meets: async () => {
        const { id } = await left()
        expecting(202, await reader('POST', `/comments/${id}/reports`, { reason: 'abuse' }))
        return (await moderator('GET', `/moderation/comments/${id}`)).body.state
      },
      met: ['pending', 'approved'],
    },
    'rate.per15Seconds': {
      strict: 1,
      lax: 3,
      meets: async () => {
        const from = somebody()
        const answers = []
        for (let count = 0; count < 4; count++) answers.push((await say({}, from)).status)
        return answers.join(' ')
      },
      met: ['201 429 429 429', '201 201 201 429'],
    },
  }
  for (const [name, { strict, lax, meets, met }] of Object.entries(cases)) {
    const key = name.split(' ')[0]!
    const [site, news, , ferries, article] = places
    const steps = [
      [site, 'strict'],
      [news, 'lax'],
      [ferries, 'strict'],
      [article, 'lax'],
      [article, 'strict'],
      [article, null, 'strict'],
      [ferries, null, 'lax'],
      [news, null, 'strict'],
      [site, 'lax'],
    ] as const
    for (const [place, wanted, holds = wanted] of steps) {
      await set(moderator, place, wrapped(key, wanted && { strict, lax }[wanted]))
      t.same(await meets(), met[holds === 'strict' ? 0 : 1], `${name} is ${wanted ?? 'inherited'} at ${place}`)
    }
    await set(moderator, site, wrapped(key, key === 'mode' ? 'post' : null))
  }
})

t.test('in an emergency a moderator closes every conversation at once, or lets all comments wait; nothing gets around it', async (t) => {
  const { reader, editor, moderator, story, ofStory, places } = await newspaper(t)
  const page = (await published(editor, { type: 'page', headline: 'Imprint' })).body
  expecting(200, await changed(editor, 'PUT', `/editorial/articles/${page.id}/comment-settings`, { open: true, closesAt: 'never' }))
  for (const place of places) await set(moderator, place, { mode: 'post' })
  const addresses = [`/articles/${story.slug}`, `/pages/${page.slug}`]
  const say = (address: string, from = reader) => from('POST', `${address}/comments`, { authorName: 'Ann', body: `Well. ${Math.random()}` })
  const open = async () => {
    const shown = [...(await Promise.all(addresses.map((address) => reader('GET', address)))).map(({ body }) => body)]
    const { items } = (await reader('GET', '/articles')).body
    return [...shown, ...items].map(({ comments }) => comments.open)
  }
  const mine = expecting(201, await say(addresses[0]!)).body
  const edit = () => reader('PATCH', `/comments/${mine.id}`, { body: `Or not. ${Math.random()}` }, { 'comment-token': mine.token })

  const { body } = await set(moderator, settings, { emergency: 'closed' })
  t.match(body.effective, { mode: { value: 'closed', from: 'emergency', of: null }, emergency: { value: 'closed', from: 'site' } })
  t.equal(body.own.mode, 'post', 'what was set stays')
  for (const place of places) t.match((await moderator('GET', place)).body.effective.mode, { value: 'closed', from: 'emergency' })
  for (const address of addresses) {
    t.match(await say(address), { status: 409, body: { code: 'comments-closed' } })
    t.match(await say(address, moderator), { status: 409 }, 'nor is the staff’s own taken')
  }
  t.match(await edit(), { status: 409, body: { code: 'comments-closed' } })
  t.same(await open(), [false, false, false], 'readers are told so, in lists too')
  t.equal((await reader('GET', '/site')).body.commentPolicy.mode, 'closed')
  await set(moderator, ofStory, { mode: 'post' })
  t.equal((await say(addresses[0]!)).status, 409, 'an article cannot step out of it')
  t.equal((await reader('GET', `${addresses[0]}/comments`)).body.items.length, 1, 'what was said can be read')
  const masthead = await editor('PATCH', '/site', { tagline: 'News of the harbour' }, { 'if-match': '*' })
  t.equal(masthead.body.commentPolicy.mode, 'post', 'whoever changes the masthead sees what holds afterwards')
  t.equal((await say(addresses[0]!)).status, 409, 'and does not lift it')

  await set(moderator, settings, { emergency: 'pre' })
  for (const address of addresses) t.equal((await say(address)).status, 202, 'all comments wait')
  t.equal((await say(addresses[0]!, moderator)).status, 201, 'but those of the staff')
  t.match(await edit(), { status: 200, body: { state: 'pending', publicRevision: 1 } }, 'so do edits')
  t.equal((await reader('GET', '/site')).body.commentPolicy.mode, 'pre')
  await set(moderator, ofStory, { mode: 'closed' })
  t.equal((await say(addresses[0]!)).status, 409, 'it opens nothing')
  t.match((await moderator('GET', ofStory)).body.effective.mode, { value: 'closed', from: 'article' })

  await set(moderator, ofStory, { mode: null })
  for (const lifted of ['off', null]) {
    await set(moderator, settings, { emergency: 'closed' })
    await set(moderator, settings, { emergency: lifted })
    for (const address of addresses) t.equal((await say(address)).status, 201, 'as before')
    t.same(await open(), [true, true, true])
    t.equal((await reader('GET', '/site')).body.commentPolicy.mode, 'post')
  }
})

t.test('settings follow a section that moves or goes, and an article at its publication; pages cost no statement more', async (t) => {
  const asked: string[] = []
  const { reader, editor, moderator, news, harbour, ferries, story, ofStory, ofSection } = await newspaper(t, {
    onStatement: (statement) => void asked.push(statement),
  })
  const holds = async () => (await moderator('GET', ofStory)).body.effective.length
  const cost = async (send: () => Promise<unknown>) => {
    asked.length = 0
    await send()
    return asked.length
  }
  const address = `/articles/${story.slug}`
  const read = [`${address}?include=related,comments,latest`, address, '/articles', `${address}/comments`] as const
  const say = () => comment(reader, story.slug)
  await say()
  const costs = async () => {
    const all = []
    for (const url of read) all.push(await cost(async () => expecting(200, await reader('GET', url))))
    return [...all, await cost(say)]
  }
  const before = await costs()
  t.ok(before[0]! <= 8 && before[1]! <= 3 && before[2]! <= 3, `statements: ${before.join(', ')}`)
  await set(moderator, ofSection(news), { length: 100, closeAfterDays: 7 })
  await set(moderator, ofSection(ferries), { depth: 2 })
  await set(moderator, ofStory, { editWindowSeconds: 60 })
  t.same(await costs(), before, 'whatever is set, and wherever')
  const walks = asked.filter((statement) => /recursive/.test(statement))
  t.equal(walks.length, 1, 'a comment asks once for everything that is set')

  t.match(await holds(), { value: 100, of: { slug: 'news' } })
  const sport = await term(editor, 'sections', { name: 'Sport' })
  await set(moderator, ofSection(sport), { length: 200 })
  expecting(200, await changed(editor, 'PATCH', `/editorial/sections/${harbour.id}`, { parentId: sport.id }))
  t.match(await holds(), { value: 200, of: { slug: 'sport' } }, 'a section has moved')
  expecting(200, await changed(editor, 'PATCH', `/editorial/sections/${harbour.id}`, { parentId: null }))
  t.match(await holds(), { value: 3000, from: 'default' }, 'and stands by itself')

  expecting(200, await changed(editor, 'PATCH', `/editorial/articles/${story.id}`, { sectionId: news.id }))
  t.match(await holds(), { from: 'default' }, 'a draft is not yet where it will stand')
  t.equal((await reader('GET', address)).body.comments.closesAt, '2026-01-19T09:00:00.000Z')
  expecting(200, await changed(editor, 'PUT', `/editorial/articles/${story.id}/publication`, {}))
  t.match(await holds(), { value: 100, of: { slug: 'news' } }, 'published, it does')
  t.equal((await reader('GET', address)).body.comments.closesAt, '2026-01-12T09:00:00.000Z')
  t.match((await reader('POST', `${address}/comments`, { authorName: 'Ann', body: 'Long. '.repeat(30) })).status, 422)

  expecting(204, await changed(editor, 'DELETE', `/editorial/sections/${ferries.id}`))
  t.equal((await moderator('GET', ofSection(ferries))).status, 404, 'a section takes along what was set for it')
  const kept = (await moderator('GET', ofStory)).body.effective
  t.match(kept, { depth: { value: 3, from: 'default' }, editWindowSeconds: { value: 60, from: 'article' } })
  expecting(200, await changed(editor, 'PATCH', `/editorial/articles/${story.id}`, { sectionId: null }))
  expecting(200, await changed(editor, 'PUT', `/editorial/articles/${story.id}/publication`, {}))
  t.match(await holds(), { value: 3000, from: 'default' }, 'in no section, it inherits from the site')

  const page = (await published(editor, { type: 'page', headline: 'Imprint', sectionId: news.id })).body
  t.match((await moderator('GET', `${settings}/articles/${page.id}`)).body.effective.length, { value: 100 }, 'a page has a section, too')
  expecting(200, await changed(editor, 'PUT', `/editorial/articles/${page.id}/comment-settings`, { open: true }))
  t.equal((await reader('GET', `/pages/${page.slug}`)).body.comments.closesAt, '2026-01-12T09:00:00.000Z')
})

t.test(
  'a change of settings is made upon what was read, refused by name, and written down; readers learn of none that is private',
  async (t) => {
    const { reader, editor, moderator, hire, db, clock, news, story, ofStory, ofSection } = await newspaper(t)
    const [section, author] = [ofSection(news), await hire('author')]
    for (const place of [settings, section, ofStory]) {
      const { etag } = expecting(200, await moderator('GET', place))
      t.equal((await moderator('PATCH', place, { depth: 2 })).status, 428, 'a change names what it was made upon')
      const first = expecting(200, await editor('PATCH', place, { depth: 2 }, { 'if-match': etag }))
      const late = await moderator('PATCH', place, { depth: 1 }, { 'if-match': etag })
      t.match(late, { status: 412, body: { code: 'changed-meanwhile' } })
      t.equal((await moderator('GET', place)).etag, first.etag)
      t.equal((await moderator('GET', place, undefined, { 'if-none-match': first.etag })).status, 304)
      for (const [call, status] of [
        [reader, 401],
        [author, 403],
      ] as const) {
        t.equal((await call('GET', place)).status, status)
        t.equal((await call('PATCH', place, { depth: 1 }, { 'if-match': '*' })).status, status)
      }
      const refused: Record<string, Record<string, unknown>> = {
        '#/mode': { mode: 'open' },
        '#/closeAfterDays': { closeAfterDays: 'soon' },
        '#/depth': { depth: 4 },
        '#/length': { length: '300' },
        '#/trust/approved': { trust: { approved: 0 } },
        '#/rate/per15Seconds': { rate: { per15Seconds: 1.5 } },
        '#/rate/perHour': { rate: { perHour: 1 } },
        '#/retention': { retention: 1 },
        '#/emergency': { emergency: place === settings ? 'on' : 'closed' },
      }
      for (const [pointer, patch] of Object.entries(refused)) {
        const { status, body } = await moderator('PATCH', place, { editWindowSeconds: 1, ...patch }, { 'if-match': '*' })
        const pointers = body.errors?.map((failure: { pointer: string }) => failure.pointer)
        if (status !== 400 || !pointers.includes(pointer)) t.fail(`${pointer} is refused at ${place}`, { status, pointers })
      }
      t.equal((await moderator('PATCH', place, {}, { 'if-match': '*' })).status, 400, 'a change says what')
      t.same((await moderator('GET', place)).body.own, { depth: 2 }, 'what was refused has changed nothing')
    }
    for (const unknown of ['sections', 'articles'])
      t.equal((await moderator('GET', `${settings}/${unknown}/${nowhere}`)).status, 404, unknown)
    t.equal((await moderator('GET', `${settings}/articles/${news.id}`)).status, 404, 'a section is no article')
    const { etag } = await editor('GET', `/editorial/articles/${story.id}`)
    await set(moderator, ofStory, { length: 100 })
    expecting(200, await editor('PATCH', `/editorial/articles/${story.id}`, { headline: 'The late ferry' }, { 'if-match': etag }))

    await commentPolicy(editor, { closeAfterDays: null, length: 2000 })
    const { own } = (await moderator('GET', settings)).body
    t.same(own, { depth: 2, closeAfterDays: 'never', length: 2000 }, 'the masthead tells of the same settings, and changes no other')
    await set(moderator, settings, { length: null, reportsHideAt: 5, mode: 'post' })
    const { body } = await editor('PATCH', '/site', { tagline: 'Daily' }, { 'if-match': '*' })
    t.match(body.commentPolicy, { mode: 'post', closeAfterDays: null, depth: 2, length: 3000, reportsHideAt: 5 })

    clock.pass(60)
    await set(moderator, settings, { emergency: 'closed', trust: { approved: 4 } })
    const { items } = (await moderator('GET', '/moderation/audit?what=settings')).body
    t.match(items[0], {
      what: 'settings',
      action: 'changed',
      subjectId: 'site',
      staffName: 'The moderator',
      before: {},
      after: { emergency: 'closed', trust: { approved: 4 } },
    })
    t.same(Object.keys(items[0].after).sort(), ['emergency', 'trust'], 'what differs, and nothing else')
    const ofArticle = (await moderator('GET', `/moderation/audit?subject=${story.id}`)).body.items
    t.match(ofArticle, [{ after: { length: 100 } }, { staffName: 'The editor', before: {}, after: { depth: 2 } }])
    const recorded = (await db.select().from(events)).filter(({ type }) => /Settings/.test(type))
    t.match(recorded, [
      { subjectId: news.id, data: { of: 'section', revision: 2 } },
      { subjectId: story.id, data: { of: 'article', revision: 2 } },
      { subjectId: story.id, data: { of: 'article', revision: 3 } },
    ])
    t.equal(recorded.length, 3)

    await set(moderator, settings, { emergency: null })
    const told = async () => {
      const said = await reader('POST', `/articles/${story.slug}/comments`, { authorName: 'Ann', body: `Well. ${Math.random()}` })
      const urls = [
        '/site',
        '/articles',
        '/articles?view=full&limit=20',
        `/articles/${story.slug}?include=related,comments,latest`,
        '/sections',
        '/sections/news',
      ]
      const answers = [said, ...(await Promise.all(urls.map((url) => reader('GET', url))))]
      for (const { status } of answers) t.ok(status < 300)
      return answers.map(({ body, headers }) => JSON.stringify([body, headers])).join()
    }
    t.notMatch(
      await told(),
      /linksHoldAt|duplicateHours|reportsHideAt|trust|per15Seconds|perDay|windowDays|emergency|"own"|commentSettings/,
    )
    t.same(Object.keys((await reader('GET', '/site')).body.commentPolicy).sort(), [
      'closeAfterDays',
      'depth',
      'editWindowSeconds',
      'length',
      'mode',
    ])
  },
)
