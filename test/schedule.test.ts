import { isDeepStrictEqual } from 'node:util'
import { and, gt, inArray } from 'drizzle-orm'
import t from 'tap'
import { announce } from '../src/articles/appearance/announcing.ts'
import { openSqlite } from '../src/db/sqlite.ts'
import { events } from '../src/db/tables.ts'
import { chancesOf } from './faults/experiment.ts'
import { happened } from './helpers/events.ts'
import { changed, draft, expecting, published, term } from './helpers/make.ts'
import { type Answer, newsroom } from './helpers/newsroom.ts'
import { listOf, nextChange, Story, type Words } from './helpers/publication-model.ts'

const desk = '/editorial/articles'
const nobody = new AbortController().signal

const slugsOf = ({ body }: Pick<Answer, 'body'>): string[] => body.items.map(({ slug }: { slug: string }) => slug)

type Room = Awaited<ReturnType<typeof newsroom>>

for (const seed of [1, 6]) {
  t.test(
    `whatever editors and the clock do, readers see exactly what was promised, and the events tell it (${seed})`,
    { timeout: 120_000 },
    async (t) => {
      const room = await newsroom(t, { settings: { BROADSHEET_MAX_AGE: '60', BROADSHEET_STALE_WHILE_REVALIDATE: '600' } })
      const trail: string[] = []
      try {
        const seen = await lead(room, chancesOf(seed), 120, trail)
        t.ok(seen.public > 100 && seen.events > 15 && seen.refused > 5, JSON.stringify(seen))
      } catch (error) {
        t.fail(`with the seed ${seed}, after ${trail.slice(-12).join('; ')}: ${(error as Error).message}`)
      }
    },
  )
}

t.test('what was planned is told once and in order, however late, by however many, and whatever the clock does', async (t) => {
  const { reader, editor, services, db, file, clock } = await newsroom(t)
  const story = async (slug: string, publication: Record<string, unknown>) =>
    (await published(editor, { headline: slug, slug }, publication)).body.id
  const brief = await story('brief', { at: clock.in(10), until: clock.in(30) })
  const long = await story('long', { at: clock.in(20) })
  const moved = await story('moved', { at: clock.in(25) })
  const gone = await story('gone', {})
  t.same(await announce(services, nobody), { told: 0, next: 10_000 }, 'nothing yet, and when there will be')

  expecting(200, await changed(editor, 'PUT', `${desk}/${moved}/publication`, { at: clock.in(15) }))
  const slugOf = new Map(Object.entries({ brief, long, moved, gone }).map(([slug, id]) => [id, slug]))
  const told = async (work: () => Promise<unknown>) => {
    const seen = await happened(db, work)
    return seen
      .filter(({ type }) => /appeared/.test(type))
      .map(({ type, subjectId, data: { moment, why } }) => {
        const seconds = (Date.parse(moment as string) - start) / 1000
        return `${slugOf.get(subjectId)} ${type === 'article.appeared' ? 'came' : `went (${why})`} ${seconds}`
      })
  }
  const start = Date.parse(clock.in(0))
  clock.pass(20.5)
  const beside = openSqlite(file)
  const other = { db: beside, now: services.now }
  const both = () => Promise.all([announce(services, nobody), announce(other, nobody), announce(services, nobody), announce(other, nobody)])
  t.same(await told(both), ['brief came 10', 'moved came 15', 'long came 20'], 'though two look at once')
  await beside.close()

  clock.pass(-15)
  t.equal((await reader('GET', '/articles/long')).status, 404, 'readers go by the clock')
  t.same(await told(() => announce(services, nobody)), [])
  clock.pass(15)
  t.same(await told(() => announce(services, nobody)), [], 'what was told before the clock was set back is not told again')

  clock.pass(5)
  const late = await story('late', { at: clock.in(2), until: clock.in(4) })
  slugOf.set(late, 'late')
  clock.pass(3600)
  t.same(
    await told(() => announce(services, nobody)),
    ['late came 27.5', 'late went (until) 29.5', 'brief went (until) 30'],
    'both when both were missed, in the order of the moments',
  )
  t.same(await announce(services, nobody), { told: 0, next: undefined }, 'nothing is planned any more')

  const untold = await story('untold', { at: clock.in(1) })
  slugOf.set(untold, 'untold')
  clock.pass(2)
  const now = (Date.parse(clock.in(0)) - start) / 1000
  const takeOff = () => changed(editor, 'DELETE', `${desk}/${untold}/publication`)
  t.same(await told(takeOff), [`untold came ${now - 1}`, `untold went (desk) ${now}`], 'what readers saw for a moment has been there')
  t.same(await told(() => changed(editor, 'PUT', `${desk}/${gone}/archive`)), [`gone went (desk) ${now}`])
  t.same(await told(() => changed(editor, 'PUT', `${desk}/${gone}/publication`, { at: clock.in(60) })), [])
  t.same(await told(() => changed(editor, 'DELETE', `${desk}/${gone}`)), [], 'what never came does not go')
  t.same(await told(() => announce(services, nobody)), [])
  const stopped = AbortSignal.abort()
  await story('soon', { at: clock.in(1) })
  clock.pass(2)
  t.same(await announce(services, stopped), { told: 0, next: -1000 }, 'who is told to stop tells nothing more')
})

t.test('rights keep an article between two moments, whatever it is published for', async (t) => {
  const { reader, editor, hire, services, db, clock } = await newsroom(t)
  const author = await hire('author')
  const until = clock.in(7200)
  const { body: story } = await published(editor, { slug: 'agency' }, { until })
  const address = `${desk}/${story.id}`
  const rights = (wanted: object) => changed(editor, 'PUT', `${address}/rights`, wanted)
  const look = async () => (await reader('GET', '/articles/agency')).status
  t.match(story, { rights: null, until, publicUntil: until, hiddenBy: null })
  t.equal((await editor('PUT', `${address}/rights`, {})).status, 428)
  t.equal((await editor('PUT', `${address}/rights`, {}, { 'if-match': '"r1-x"' })).status, 412)
  t.equal((await changed(author, 'PUT', `${address}/rights`, {})).status, 403)
  t.match(await rights({ from: clock.in(5), until: clock.in(5) }), {
    status: 422,
    body: { errors: [{ pointer: '#/until', code: 'too-early' }] },
  })
  t.match(await rights({ sometime: 1 }), { status: 400 })
  t.same((await editor('GET', '/editorial/rights/expiring')).body.items, [], 'no rights end')

  const end = clock.in(60)
  t.match(await rights({ until: end, note: 'Thirty days' }), {
    status: 200,
    body: { state: 'published', rights: { from: null, until: end, note: 'Thirty days' }, until, publicUntil: end, hiddenBy: null },
  })
  t.match((await reader('GET', '/articles')).headers, { 'cache-control': 'public, max-age=10, stale-while-revalidate=20' })
  clock.pass(50.5)
  for (const url of [
    '/articles',
    '/articles/agency',
    '/articles/agency/comments',
    '/articles/agency?include=latest',
    '/articles/agency/related',
    '/search?q=agency',
    '/front',
    '/menus/main',
  ])
    t.match((await reader('GET', url)).headers, { 'cache-control': 'public, max-age=9, must-revalidate' }, url)
  clock.pass(9.5)
  t.equal(await look(), 404, 'to the millisecond')
  t.match((await editor('GET', address)).body, { state: 'archived', hiddenBy: 'rights', until, publicUntil: end })
  const gone = { type: 'article.disappeared', subjectId: story.id, data: { slug: 'agency', moment: end, why: 'rights' } }
  t.same(await happened(db, () => announce(services, nobody)), [gone], 'and the desk is told')

  t.match(await changed(editor, 'PUT', `${address}/publication`, {}), {
    body: { publishedAt: story.publishedAt, until, hiddenBy: 'rights' },
  })
  t.equal(await look(), 404, 'publishing it again does not lift them')
  await changed(editor, 'PUT', `${address}/archive`)
  await changed(editor, 'DELETE', address)
  await changed(editor, 'PUT', `/editorial/trash/${story.id}/restoration`)
  t.match(await changed(editor, 'PUT', `${address}/publication`, { at: story.publishedAt, until }), {
    body: { hiddenBy: 'rights', rights: { until: end } },
  })
  t.equal(await look(), 404, 'nor do archive and trash')
  const back = { type: 'article.appeared', subjectId: story.id, data: { slug: 'agency', moment: clock.in(0) } }
  const lifted = await happened(db, async () =>
    t.match(await changed(editor, 'DELETE', `${address}/rights`), { body: { rights: null, until, publicUntil: until, hiddenBy: null } }),
  )
  t.same(lifted, [back, { type: 'article.rightsChanged', subjectId: story.id, data: { from: null, until: null } }])
  t.equal(await look(), 200, 'lifted, it is as it was asked for')

  const from = clock.in(30)
  t.match(await rights({ from }), { body: { state: 'scheduled', hiddenBy: 'rights', publicFrom: from, publishedAt: story.publishedAt } })
  t.equal(await look(), 404)
  t.match((await reader('GET', '/articles')).headers, { 'cache-control': 'public, max-age=10, stale-while-revalidate=20' })
  clock.pass(29.5)
  t.match(
    (await reader('GET', '/articles')).headers,
    { 'cache-control': 'public, max-age=0, must-revalidate' },
    'less than a second is none',
  )
  clock.pass(0.5)
  t.match(await reader('GET', '/articles/agency'), { status: 200, body: { publishedAt: story.publishedAt } })

  const { body: held } = await draft(editor, { slug: 'held' })
  await changed(editor, 'PUT', `${desk}/${held.id}/rights`, { from: clock.in(500) })
  await changed(editor, 'PUT', `${desk}/${held.id}/publication`, {})
  t.equal((await reader('GET', '/articles/held')).status, 404)
  await changed(editor, 'DELETE', `${desk}/${held.id}/rights`)
  t.equal((await reader('GET', '/articles/held')).status, 200)
  await changed(editor, 'PATCH', `${desk}/${held.id}`, { slug: 'renamed' })
  await changed(editor, 'PUT', `${desk}/${held.id}/publication`, {})
  t.equal((await reader('GET', '/articles/held')).status, 308, 'readers have had that address')

  const { body: unseen } = await draft(editor, { slug: 'unseen' })
  await changed(editor, 'PUT', `${desk}/${unseen.id}/rights`, { until: clock.in(-5) })
  await changed(editor, 'PUT', `${desk}/${unseen.id}/publication`, {})
  expecting(200, await editor('PUT', `${desk}/${unseen.id}/slugs/unseen-too`))
  t.match((await editor('GET', `${desk}/${unseen.id}/slugs`)).body.items, [{ publicSince: null }, { publicSince: null }])
  const withdrawal = { reason: 'error' }
  t.equal((await changed(editor, 'PUT', `${desk}/${unseen.id}/withdrawal`, withdrawal)).status, 409, 'nobody has ever seen it')
  t.equal((await editor('POST', `${desk}/${unseen.id}/corrections`, { kind: 'correction', note: 'No.' })).status, 409)
  await changed(editor, 'DELETE', `${desk}/${unseen.id}/rights`)
  t.equal((await reader('GET', '/articles/unseen-too')).status, 308, 'but when they are lifted')
  t.equal((await changed(editor, 'PUT', `${desk}/${unseen.id}/withdrawal`, withdrawal)).status, 200)

  const { body: planned } = await published(editor, { slug: 'planned' }, { at: clock.in(60) })
  const limited = await changed(editor, 'PUT', `${desk}/${planned.id}/rights`, { from: clock.in(90), until: clock.in(120) })
  t.match(limited.body, { state: 'scheduled', hiddenBy: 'at', publicFrom: clock.in(90), publicUntil: clock.in(120), until: null })
  t.match(
    (await changed(editor, 'PUT', `${desk}/${planned.id}/rights`, { until: clock.in(30) })).body,
    { state: 'archived' },
    'it will never be seen',
  )
  t.same(slugsOf(await editor('GET', '/editorial/articles?state=archived')), ['planned'])
  t.same(slugsOf(await editor('GET', '/editorial/articles?state=scheduled')), [])
  await changed(editor, 'PUT', `${desk}/${planned.id}/rights`, { from: clock.in(-5) })
  clock.pass(60)
  t.match(await reader('GET', '/articles/planned'), { status: 200, body: { publishedAt: clock.in(0), updatedAt: clock.in(0) } })
})

t.test('the desk sees whose rights end next, and whose have ended', async (t) => {
  const { editor, hire, clock } = await newsroom(t)
  const ends: Record<string, number> = { second: 3600, first: -60, fourth: 86_400, third: 7200, unpublished: 60 }
  for (const [slug, seconds] of Object.entries(ends)) {
    const { body } = await (slug === 'unpublished' ? draft : published)(editor, { slug })
    expecting(200, await changed(editor, 'PUT', `${desk}/${body.id}/rights`, { until: clock.in(seconds) }))
  }
  const list = '/editorial/rights/expiring'
  const reader = await hire('reader')
  const { body } = await reader('GET', list)
  t.same(slugsOf({ body }), ['first', 'second', 'third', 'fourth'])
  t.match(body.items, [
    { hasEnded: true, state: 'archived', rights: { until: clock.in(-60), note: null } },
    { hasEnded: false, state: 'published' },
    {},
    {},
  ])
  t.same(slugsOf(await reader('GET', `${list}?before=${clock.in(7200)}`)), ['first', 'second'], 'without what ends at that very moment')
  const first = (await reader('GET', `${list}?limit=3`)).body
  t.same(slugsOf(await reader('GET', `${list}?limit=3&cursor=${first.page.next}`)), ['fourth'])
  t.match(await reader('GET', `${list}?cursor=${first.page.next}&before=${clock.in(1)}`), { status: 400, body: { code: 'bad-cursor' } })
  t.equal((await (await hire('moderator'))('GET', list)).status, 403)
})

t.test('what readers get says how long it is true, and never longer', async (t) => {
  const { reader, editor, clock } = await newsroom(t, { settings: { BROADSHEET_MAX_AGE: '60', BROADSHEET_STALE_WHILE_REVALIDATE: '600' } })
  const [whole, cut] = ['public, max-age=60, stale-while-revalidate=600', 'public, max-age=60, stale-while-revalidate=40']
  const keep = async (url: string) => (await reader('GET', url)).headers['cache-control']
  const section = await term(editor, 'sections', { name: 'Harbour' })
  const { body: story } = await published(editor, { slug: 'story', sectionId: section.id })
  await published(editor, { type: 'page', slug: 'imprint' })
  t.equal(await keep('/site'), whole)

  const lists = [
    '/articles',
    '/articles?section=harbour',
    `/articles?id=${story.id}`,
    '/sections',
    '/sections/harbour',
    '/pages',
    '/site',
    `/comment-counts?article=${story.id}`,
  ]
  const own = [
    '/articles/story',
    '/articles/story?include=comments',
    '/articles/story/comments',
    '/pages/imprint',
    '/pages/imprint/comments',
  ]
  await published(editor, { slug: 'next' }, { at: clock.in(100.5) })
  for (const url of [...lists, '/articles/story?include=latest', '/articles/story?include=related', '/articles/story/related'])
    t.equal(await keep(url), cut, url)
  for (const url of own) t.equal(await keep(url), whole, `${url} is not of what comes next`)
  const { etag } = await reader('GET', '/articles')
  t.match(await reader('GET', '/articles', undefined, { 'if-none-match': etag }), { status: 304, headers: { 'cache-control': cut } })
  t.equal((await reader('HEAD', '/articles')).headers['cache-control'], cut)
  t.equal((await editor('GET', '/articles')).headers['cache-control'], 'private, no-store')
  t.equal(await keep('/articles/nowhere'), 'no-store')
  t.equal(await keep('/articles?limit=0'), 'no-store')

  clock.pass(101)
  t.equal(await keep('/articles'), whole)
  await changed(editor, 'PUT', `${desk}/${story.id}/comment-settings`, { open: true, closesAt: clock.in(100.9) })
  for (const url of ['/articles', '/articles/story', '/articles?view=full', '/articles/next?include=latest'])
    t.equal(await keep(url), cut, `${url} tells when comments close`)
  t.equal(await keep('/articles/next'), whole)
  await changed(editor, 'PUT', `${desk}/${story.id}/comment-settings`, { open: false, closesAt: clock.in(100.9) })
  t.equal(await keep('/articles'), whole, 'what is closed does not close')

  const weather = { temperature: { value: 20, unit: 'C' }, observedAt: clock.in(100 - 3 * 3600) }
  expecting(200, await editor('PUT', '/site/weather', weather))
  t.equal(await keep('/site'), cut, 'until the weather is stale')
  clock.pass(100)
  t.match(await reader('GET', '/site'), { body: { weather: null }, headers: { 'cache-control': whole } })
  expecting(200, await editor('PATCH', '/site', { timeZone: 'Asia/Kathmandu' }, { 'if-match': '*' }))
  clock.pass((Date.parse('2026-01-05T18:13:20Z') - Date.parse(clock.in(0))) / 1000)
  t.match(
    await reader('GET', '/site'),
    { body: { dateline: 'Monday, January 5, 2026' }, headers: { 'cache-control': cut } },
    'until the day ends there',
  )
  clock.pass(100)
  t.match(await reader('GET', '/site'), { body: { dateline: 'Tuesday, January 6, 2026' }, headers: { 'cache-control': whole } })
})

/** Leads a newspaper of a few stories through random steps, and holds it against the model after each. */
async function lead({ reader, editor, services, db, clock }: Room, chance: () => number, steps: number, trail: string[]) {
  const below = (count: number) => Math.floor(chance() * count)
  const moment = (from: number, to: number) => Date.parse(clock.in(from + below(to - from)))
  const perhaps = <Value>(value: () => Value) => (chance() < 0.4 ? value() : undefined)
  const iso = (milliseconds: number | null | undefined) => (milliseconds == null ? milliseconds : new Date(milliseconds).toISOString())
  const sections: Record<string, string> = {}
  for (const name of ['harbour', 'town']) sections[name] = (await term(editor, 'sections', { name })).id
  const filed = ({ section, ...words }: Partial<Words>) => ({ ...words, ...(section !== undefined && { sectionId: sections[section] }) })
  const stories: Story[] = []
  for (let number = 0; number < 4; number++) {
    const words = { headline: `Story ${number}`, slug: `s${number}-0`, section: 'harbour' }
    stories.push(new Story((await draft(editor, filed(words))).body.id, words))
  }
  const seen = { public: 0, events: 0, refused: 0 }
  let highest = 0
  let last = 0
  const folded = new Set<string>()

  /** Each says what is asked, and what the model answers; a new way to change an article is added here. */
  const operations: Record<
    string,
    (story: Story, now: number) => [method: 'PUT' | 'PATCH' | 'DELETE', url: string, body: unknown, status: number]
  > = {
    edit(story) {
      const words = {
        headline: `Words ${trail.length}`,
        ...perhaps(() => ({ slug: `${story.everHad.values().next().value!.slice(0, 2)}-${below(3)}` })),
      }
      const more = { ...words, ...perhaps(() => ({ section: ['harbour', 'town'][below(2)]! })) }
      return ['PATCH', '', filed(more), story.edit(more)]
    },
    publishNow: (story, now) => ['PUT', '/publication', {}, story.publish({}, now)],
    hold(story, now) {
      const embargo = moment(5, 40)
      return ['PUT', '/publication', { embargo: iso(embargo) }, story.publish({ embargo }, now)]
    },
    publish(story, now) {
      const wanted = {
        at: perhaps(() => moment(-20, 25)),
        embargo: perhaps(() => (chance() < 0.5 ? null : moment(-20, 25))),
        until: perhaps(() => (chance() < 0.2 ? null : moment(0, 50))),
      }
      const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
      const body = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, iso(value)]))
      return ['PUT', '/publication', body, story.publish(given, now)]
    },
    limit(story, now) {
      const [from, until] = [perhaps(() => moment(-20, 25)) ?? null, perhaps(() => moment(-5, 50)) ?? null]
      return ['PUT', '/rights', { from: iso(from), until: iso(until) }, story.limit(from, until, now)]
    },
    lift: (story, now) => ['DELETE', '/rights', undefined, story.limit(null, null, now)],
    takeOff: (story, now) => ['DELETE', '/publication', undefined, story.move('draft', now)],
    archive: (story, now) => ['PUT', '/archive', undefined, story.move('archived', now)],
    handIn: (story, now) => ['PUT', '/review', undefined, story.move('inReview', now)],
    trash: (story, now) => ['DELETE', '', undefined, story.move('trashed', now)],
    restore: (story, now) => ['PUT', 'restoration', undefined, story.restore(now)],
  }
  const names = [...Object.keys(operations), ...Array<string>(7).fill('publish'), 'publishNow', 'publishNow', 'limit', 'lift']

  let story = stories[0]!
  for (let step = 0; step < steps; step++) {
    if (chance() < 0.5) story = stories[below(stories.length)]!
    if (chance() < 0.5) {
      const seconds = chance() < 0.12 ? -below(25) : chance() < 0.2 ? 0.001 : below(22)
      trail.push(`the clock goes on by ${seconds} s`)
      clock.pass(seconds)
    } else {
      const name = story.state === 'trashed' && chance() < 0.8 ? 'restore' : names[below(names.length)]!
      const [method, path, body, status] = operations[name]!(story, Date.parse(clock.in(0)))
      trail.push(`${clock.in(0)} ${name} ${story.draft.slug} ${JSON.stringify(body) ?? ''}`)
      const url = path === 'restoration' ? `/editorial/trash/${story.id}/restoration` : `${desk}/${story.id}${path}`
      const answer = await editor(method, url, body, { 'if-match': '*' })
      if (answer.status !== status) throw new Error(`${status} was promised, ${answer.status} answered: ${answer.body.detail}`)
      if (status !== 200) seen.refused++
    }
    const now = Date.parse(clock.in(0))
    highest = Math.max(highest, now)
    await compareWhatIsPublic(step % 15 === 0 ? stories : [story], now)
    if (chance() < 0.5) await compareWhatIsTold(now)
  }
  return seen

  async function compareWhatIsPublic(looked: readonly Story[], now: number) {
    const expected = listOf(stories, now)
    seen.public += expected.length
    const list = expecting(200, await reader('GET', '/articles'))
    const shown = (items: { id: string; slug: string; headline: string; publishedAt: string }[]) =>
      items.map(({ id, slug, headline, publishedAt }) => ({ id, slug, headline, publishedAt }))
    const wanted = (all: readonly Story[]) =>
      all.map(({ id, plan, published }) => ({ id, slug: published!.slug, headline: published!.headline, publishedAt: iso(plan!.at) }))
    same(shown(list.body.items), wanted(expected), 'the list')
    if (now === highest) {
      const seconds = Math.floor((nextChange(stories, now) - now) / 1000)
      const fresh = Math.min(60, seconds)
      const stale = Math.min(600, seconds - fresh)
      same(
        list.headers['cache-control'],
        `public, max-age=${fresh}, ${stale > 0 ? `stale-while-revalidate=${stale}` : 'must-revalidate'}`,
        'how long it is true',
      )
    }
    for (const { id, updatedAt } of list.body.items)
      if (Date.parse(updatedAt) > highest) throw new Error(`${id} was changed in the time to come`)
    const inhabited = ['harbour', 'town'].filter((section) => listOf(stories, now, section).length > 0)
    if (looked.length > 1) {
      const sectionsShown = (await reader('GET', '/sections')).body.items.map(({ slug }: { slug: string }) => slug)
      same(sectionsShown, inhabited, 'the sections')
      const page = (await reader('GET', '/articles?limit=2')).body
      same([page.items.length, page.page.hasMore], [Math.min(2, expected.length), expected.length > 2], 'the first page')
    }
    const section = looked[0]!.published?.section ?? 'town'
    same(shown((await reader('GET', `/articles?section=${section}`)).body.items), wanted(listOf(stories, now, section)), section)
    for (const story of looked)
      for (const slug of story.everHad) {
        const { status, headers } = await reader('GET', `/articles/${slug}`)
        const there = story.isPublic(now) && story.slugs.has(slug)
        const isOwn = slug === story.published?.slug
        same(
          [status, headers.location],
          !there ? [404, undefined] : isOwn ? [200, undefined] : [308, `/v1/articles/${story.published!.slug}`],
          slug,
        )
      }
  }

  async function compareWhatIsTold(now: number) {
    await announce(services, nobody)
    for (const story of stories) story.follow(now)
    const types = ['article.appeared', 'article.disappeared']
    const rows = await db
      .select()
      .from(events)
      .where(and(gt(events.sequence, last), inArray(events.type, types)))
      .orderBy(events.sequence)
    last = rows.at(-1)?.sequence ?? last
    seen.events += rows.length
    for (const { id, told } of stories) {
      const own = rows.filter(({ subjectId }) => subjectId === id)
      same(
        own.map(({ type, data }) => ({ type, moment: Date.parse(data.moment as string) })),
        told.splice(0),
        `what is told of ${id}`,
      )
    }
    for (const row of rows) folded[row.type === 'article.appeared' ? 'add' : 'delete'](row.subjectId)
    if (now === highest)
      same(
        [...folded].sort(),
        listOf(stories, now)
          .map(({ id }) => id)
          .sort(),
        'the events, followed',
      )
  }
}

function same(found: unknown, wanted: unknown, what: string) {
  if (!isDeepStrictEqual(found, wanted)) throw new Error(`${what}: ${JSON.stringify(found)} is not ${JSON.stringify(wanted)}`)
}
