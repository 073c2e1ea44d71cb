import t from 'tap'
import { decisions, events } from '../src/db/tables.ts'
import { changed, comment, commentPolicy, decided, draft, expecting, published } from './helpers/make.ts'
import { type Call, newsroom } from './helpers/newsroom.ts'

const noName = { pointer: '#/authorName', code: 'required', detail: 'Please enter your name here' }
const noBody = { pointer: '#/body', code: 'required', detail: 'Please enter your comment!' }

t.test('whoever leaves out the name and the comment is told both at once, in the words of the form', async (t) => {
  const { reader, editor, moderator } = await newsroom(t)
  const { slug } = (await published(editor)).body
  const url = `/articles/${slug}/comments`
  const blanks = [...' \t\n\u00A0\u00AD\u034F\u115F\u180E\u200B\u200D\u2028\u2060\u2800\u3164\uFE0F\uFEFF\uFFA0\u{E0020}\u{E0100}']

  t.same((await reader('POST', url, {})).body.errors, [noName, noBody], 'missing')
  for (const nothing of [null, '', '   ', '\u200B\u2800 \u3164', ...blanks]) {
    const refused = await reader('POST', url, { authorName: nothing, body: nothing })
    t.match(refused, { status: 400, body: { code: 'invalid-request' } })
    t.same(refused.body.errors, [noName, noBody], Array.from(nothing ?? 'null', (sign) => sign.codePointAt(0)!.toString(16)).join(' '))
  }
  t.same((await reader('POST', url, { authorName: 'Ann', body: ' ' })).body.errors, [noBody])
  t.same((await reader('POST', url, { body: 'Well put.' })).body.errors, [noName])
  t.same((await reader('POST', url, { authorName: '\u3164', body: 'Well put.', authorEmail: 'nowhere' })).body.errors.length, 2)
  for (const state of ['pending', 'approved', 'spam', 'rejected'])
    t.same((await moderator('GET', `/moderation/comments?state=${state}`)).body.items, [], 'nothing was stored')
})

t.test('every other mistake has its pointer, and nothing is cut off', async (t) => {
  const { reader, editor, moderator } = await newsroom(t)
  const { slug } = (await published(editor)).body
  const url = `/articles/${slug}/comments`
  const cases: [words: Record<string, unknown>, ...pointers: string[]][] = [
    [{ authorEmail: 'ann@' }, '#/authorEmail'],
    [{ authorEmail: 'a b@example.com' }, '#/authorEmail'],
    [{ authorUrl: 'javascript:alert(1)' }, '#/authorUrl'],
    [{ authorUrl: 'example' }, '#/authorUrl'],
    [{ authorEmail: '@', authorUrl: '//', authorName: 1 }, '#/authorName', '#/authorEmail', '#/authorUrl'],
    [{ inReplyTo: 'the first one' }, '#/inReplyTo'],
    [{ state: 'approved' }, '#/state'],
    [{ badge: 'staff', 'a/b~c': 1 }, '#/badge', '#/a~1b~0c'],
    [{ body: ['Well put.'] }, '#/body'],
    [{ authorName: 'n'.repeat(81) }, '#/authorName'],
    [{ body: 'b'.repeat(16_385) }, '#/body'],
    [{ subject: 1 }, '#/subject'],
  ]
  for (const [words, ...pointers] of cases) {
    const refused = await reader('POST', url, { authorName: 'Ann', body: 'Well put.', ...words })
    t.equal(refused.status, 400, JSON.stringify(words).slice(0, 60))
    t.same(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort(), pointers.sort())
  }
  t.match((await reader('POST', url, { authorName: 'Ann', body: 'Well put.', boddy: 'x' })).body.errors, [
    { pointer: '#/boddy', code: 'unknown', detail: /`body`/ },
  ])

  const flags = '🇵🇹'.repeat(3000)
  t.match(await reader('POST', url, { authorName: 'Ann', body: `${flags}🇵🇹` }), {
    status: 422,
    body: { code: 'unprocessable', errors: [{ pointer: '#/body', code: 'too-long', detail: /3000/ }] },
  })
  t.same((await moderator('GET', '/moderation/comments')).body.items, [])
  t.equal((await comment(reader, slug, { body: flags })).body, flags, 'three thousand as a reader counts them')
  await commentPolicy(editor, { length: 10 })
  t.equal((await reader('POST', url, { authorName: 'Ann', body: 'elf Zeichen' })).status, 422)

  const kept = await comment(reader, slug, { authorName: '  Ann\n\tofthe  Quay ', body: 'Cafe\u0301', authorEmail: null, authorUrl: null })
  t.match(kept, { authorName: 'Ann ofthe Quay', body: 'Caf\u00E9', authorUrl: null }, 'a name is one line; the text is composed')
})

t.test('the policy of the site says whose comments wait', async (t) => {
  const { reader, editor, moderator } = await newsroom(t)
  const { slug } = (await published(editor)).body
  const url = `/articles/${slug}/comments`
  const rules = async (id: string) =>
    (await moderator('GET', `/moderation/comments/${id}`)).body.signals.map(({ rule }: { rule: string }) => rule)

  const first = expecting(202, await reader('POST', url, { authorName: 'Ann', body: 'Held by default.' })).body
  t.match(first, { state: 'pending', depth: 1, parentId: null, inReplyTo: null, authorName: 'Ann', body: 'Held by default.' })
  t.same(await rules(first.id), ['first_time'])
  await commentPolicy(editor, { mode: 'pre' })
  const second = expecting(202, await reader('POST', url, { authorName: 'Ben', body: 'Held for all.' })).body
  t.same(await rules(second.id), ['mode'])
  t.same((await reader('GET', url)).body, { items: [], page: { next: null, hasMore: false } })
  t.equal((await reader('GET', `/comments/${first.id}/replies`)).status, 404)

  await commentPolicy(editor, { mode: 'post' })
  const third = expecting(201, await reader('POST', url, { authorName: 'Cem', body: 'Read at once.' })).body
  t.match(third, { state: 'approved' })
  t.match((await reader('GET', url)).body.items, [{ id: third.id, badge: null, replies: [], replyCount: 0, moreReplies: null }])
  t.equal((await reader('GET', url)).body.items.length, 1)

  await commentPolicy(editor, { mode: 'closed' })
  t.match(await reader('POST', url, { authorName: 'Dan', body: 'Too late.' }), { status: 409, body: { code: 'comments-closed' } })
  t.match((await reader('GET', `/articles/${slug}`)).body.comments, { open: false, count: 1 })
  t.equal((await reader('GET', url)).body.items.length, 1, 'what was said can still be read')
  t.equal((await moderator('GET', '/moderation/comments')).body.items.length, 2)
})

t.test('a conversation closes by the clock, or as its article says', async (t) => {
  const { reader, editor, clock } = await newsroom(t)
  await commentPolicy(editor, { closeAfterDays: 2 })
  const { id, slug } = (await published(editor)).body
  const say = async (at = slug) =>
    (await reader('POST', `/articles/${at}/comments`, { authorName: 'Ann', body: `At ${clock.in(0)}` })).status
  const settings = (comments: object) => changed(editor, 'PUT', `/editorial/articles/${id}/comment-settings`, comments)
  const shown = async () => (await reader('GET', `/articles/${slug}`)).body.comments

  t.match(await shown(), { open: true, closesAt: clock.in(2 * 86_400) })
  clock.pass(2 * 86_400 - 0.001)
  t.equal(await say(), 202)
  clock.pass(0.001)
  t.equal(await say(), 409)
  t.match(await shown(), { open: false })
  await commentPolicy(editor, { closeAfterDays: null })
  t.equal(await say(), 202)
  t.match(await shown(), { open: true, closesAt: null })
  await commentPolicy(editor, { closeAfterDays: 2 })
  expecting(200, await settings({ open: true, closesAt: 'never' }))
  t.equal(await say(), 202)
  expecting(200, await settings({ open: false, closesAt: 'never' }))
  t.equal(await say(), 409)
  expecting(200, await settings({ open: true, closesAt: clock.in(60) }))
  clock.pass(59.999)
  t.equal(await say(), 202)
  clock.pass(0.001)
  t.equal(await say(), 409)
  expecting(200, await settings({ open: true, closesAt: null }))
  t.equal(await say(), 409, 'as the policy says again')
  t.equal((await settings({ open: true, closesAt: 'tomorrow' })).status, 422)

  const hidden = (await draft(editor, { headline: 'Not yet' })).body
  t.equal(await say(hidden.slug), 404)
  t.equal((await reader('GET', `/articles/${hidden.slug}/comments`)).status, 404)
  await published(editor, { headline: 'Tomorrow' }, { at: clock.in(86_400) })
  t.equal(await say('tomorrow'), 404)
  t.equal(await say('nowhere'), 404)
})

t.test('a comment finds its article under a former slug, and a page takes comments as well', async (t) => {
  const { reader, editor, moderator } = await newsroom(t)
  const { id, slug } = (await published(editor, { headline: 'Lights' })).body
  expecting(200, await changed(editor, 'PATCH', `/editorial/articles/${id}`, { slug: 'the-lights' }))
  expecting(200, await changed(editor, 'PUT', `/editorial/articles/${id}/publication`, {}))
  const late = await comment(reader, slug, { body: 'From an old bookmark.' })
  await decided(moderator, late.id, 'approve')
  for (const name of [slug, 'the-lights']) t.match((await reader('GET', `/articles/${name}/comments`)).body.items, [{ id: late.id }])

  const page = (await published(editor, { type: 'page', headline: 'About' })).body
  await commentPolicy(editor, { mode: 'post' })
  t.equal((await reader('POST', '/pages/about/comments', { authorName: 'Ann', body: 'Hello?' })).status, 409, 'when it is opened')
  expecting(200, await changed(editor, 'PUT', `/editorial/articles/${page.id}/comment-settings`, { open: true }))
  const { body: said } = expecting(201, await reader('POST', '/pages/about/comments', { authorName: 'Ann', body: 'Good to know.' }))
  t.match((await reader('GET', '/pages/about/comments')).body.items, [{ id: said.id }])
  t.equal((await reader('GET', '/articles/about/comments')).status, 404, 'a page is no article')
  t.equal((await reader('POST', '/pages/the-lights/comments', { authorName: 'Ann', body: 'Here?' })).status, 404)
  t.match((await reader('GET', '/pages/about')).body.comments, { count: 1 })

  expecting(200, await changed(editor, 'DELETE', `/editorial/articles/${id}/publication`))
  t.equal((await reader('GET', `/articles/${slug}/comments`)).status, 404)
  t.equal((await reader('GET', `/comments/${late.id}/replies`)).status, 404, 'with its article goes its conversation')
})

t.test('answers hang three deep, and only on what can be read', async (t) => {
  const { reader, editor, moderator } = await newsroom(t)
  const { slug } = (await published(editor)).body
  await published(editor, { headline: 'Elsewhere' })
  await commentPolicy(editor, { mode: 'post' })
  const url = `/articles/${slug}/comments`
  const answer = (inReplyTo: string | null, at = url) =>
    reader('POST', at, { authorName: 'Ann', body: `An answer to ${inReplyTo}, ${Math.random()}`, inReplyTo })

  const root = expecting(201, await answer(null)).body
  const second = expecting(201, await answer(root.id)).body
  const third = expecting(201, await answer(second.id)).body
  const fourth = expecting(201, await answer(third.id)).body
  t.match(second, { depth: 2, parentId: root.id, inReplyTo: root.id })
  t.match(third, { depth: 3, parentId: second.id, inReplyTo: second.id })
  t.match(fourth, { depth: 3, parentId: second.id, inReplyTo: third.id })
  t.match((await reader('GET', url)).body.items, [
    { id: root.id, replyCount: 3, replies: [{ id: second.id, replyCount: 2, replies: [{ id: third.id }, { id: fourth.id }] }] },
  ])
  t.match((await reader('GET', `/comments/${root.id}/replies`)).body.items, [{ id: second.id }, { id: third.id }, { id: fourth.id }])
  t.match((await moderator('GET', `/moderation/comments/${fourth.id}`)).body, { parent: { id: third.id, authorName: 'Ann' }, depth: 3 })

  const refused = { status: 422, body: { errors: [{ pointer: '#/inReplyTo', code: 'unknown' }] } }
  await commentPolicy(editor, { mode: 'pre' })
  const waiting = expecting(202, await answer(root.id)).body
  t.match(await answer(waiting.id), refused, 'it waits')
  t.match(await answer(root.id, '/articles/elsewhere/comments'), refused, 'it stands under another article')
  t.match(await answer('019342a0-5b00-7c1e-8000-000000000001'), refused, 'it never was')
  await decided(moderator, third.id, 'reject')
  t.match(await answer(third.id), refused, 'it was removed')
  await decided(moderator, root.id, 'spam')
  t.match(await answer(second.id), refused, 'what it hangs on was removed')

  await commentPolicy(editor, { mode: 'post', depth: 1 })
  const flat = expecting(201, await answer(null)).body
  t.match(expecting(201, await answer(flat.id)).body, { depth: 1, parentId: null, inReplyTo: flat.id })
  t.equal((await reader('GET', url)).body.items.length, 2, 'without depth, answers stand in the row')
  await decided(moderator, flat.id, 'reject')
  t.match((await reader('GET', url)).body.items, [{ inReplyTo: flat.id }], 'and stay there on their own')
  t.equal((await reader('GET', `/articles/${slug}`)).body.comments.count, 1)
})

t.test('what is removed takes its answers out of sight, and the counts with them, whatever is decided in whatever order', async (t) => {
  const { reader, editor, moderator } = await newsroom(t)
  const stories = [(await published(editor)).body, (await published(editor, { headline: 'Another' })).body]
  await commentPolicy(editor, { mode: 'post' })
  const left: { id: string; parentId: string | null; articleId: string; state: string }[] = []
  const leave = async (story: { id: string; slug: string }, inReplyTo: string | null) => {
    const words = { authorName: 'Ann', body: `Number ${left.length} of the day`, inReplyTo }
    const { id, parentId } = expecting(201, await reader('POST', `/articles/${story.slug}/comments`, words)).body
    left.push({ id, parentId, articleId: story.id, state: 'approved' })
    return id as string
  }
  for (const story of stories)
    for (const root of [await leave(story, null), await leave(story, null)])
      for (const second of [await leave(story, root), await leave(story, root)]) await leave(story, second)

  const byId = (id: string | null) => left.find((one) => one.id === id)
  const isVisible = ({ state, parentId }: (typeof left)[number]): boolean =>
    state === 'approved' && (parentId === null || isVisible(byId(parentId)!))
  const compare = async (when: string) => {
    const { body: counts } = await reader('GET', `/comment-counts?${stories.map(({ id }) => `article=${id}`).join('&')}`)
    for (const { id, slug } of stories) {
      const expected = left.filter((one) => one.articleId === id && isVisible(one)).map((one) => one.id)
      const { items } = (await reader('GET', `/articles/${slug}/comments`)).body
      t.same(idsIn(items).sort(), expected.sort(), `${when}: the conversation`)
      t.match(
        counts.items.find((one: { articleId: string }) => one.articleId === id),
        { count: expected.length },
        `${when}: the count`,
      )
      t.equal((await reader('GET', `/articles/${slug}`)).body.comments.count, expected.length, `${when}: the article’s own count`)
      for (const root of items) t.equal(root.replyCount, idsIn(root.replies).length, `${when}: the thread’s count`)
    }
  }
  await compare('at first')
  let chance = 42
  const pick = <One>(among: readonly One[]) => {
    chance = (chance * 1_103_515_245 + 12_345) % 2_147_483_648
    return among[Math.floor((chance / 2_147_483_648) * among.length)]!
  }
  for (let step = 1; step <= 30; step++) {
    const one = pick(left)
    const action = pick(['approve', 'approve', 'reject', 'spam', 'hold'] as const)
    one.state = (await decided(moderator, one.id, action)).comment.state
    if (step % 3 === 0) await compare(`after ${step} decisions`)
  }
})

t.test('nobody talks over the others: one comment in 15 seconds, five in ten minutes, thirty in a day', async (t) => {
  const { as, editor, clock, moderator } = await newsroom(t, { settings: { BROADSHEET_TRUSTED_PROXIES: '203.0.113.0/24' } })
  const { slug } = (await published(editor)).body
  await commentPolicy(editor, { mode: 'post' })
  const say = async (reader: Call, words: Record<string, unknown> = {}, headers = {}) => {
    const text = `${clock.in(0)} ${Math.random()}`
    const {
      status,
      body,
      headers: answered,
    } = await reader('POST', `/articles/${slug}/comments`, { authorName: 'Ann', body: text, ...words }, headers)
    return status === 429 ? `${body.code} ${answered['retry-after']}` : status
  }
  const ann = as(undefined, '192.0.2.1')
  t.equal(await say(ann), 201)
  t.equal(await say(ann), 'too-many-requests 15')
  t.equal(await say(as(undefined, '::ffff:192.0.2.1')), 'too-many-requests 15', 'the same address, written otherwise')
  t.equal(await say(as(undefined, '192.0.2.2')), 201, 'a neighbour')
  clock.pass(14.999)
  t.equal(await say(ann), 'too-many-requests 1')
  clock.pass(0.001)
  for (const _ of [2, 3, 4, 5]) {
    t.equal(await say(ann), 201)
    clock.pass(15)
  }
  t.equal(await say(ann), 'too-many-requests 525')
  clock.pass(525)
  for (let left = 5; left < 30; left++) {
    t.equal(await say(ann), 201)
    clock.pass(120)
  }
  t.equal(await say(ann), `too-many-requests ${86_400 - 600 - 25 * 120}`)
  clock.pass(86_400)

  t.equal(await say(as(undefined, '2001:db8:1:2::1')), 201)
  t.equal(await say(as(undefined, '2001:db8:1:2:ffff:1:2:3')), 'too-many-requests 15', 'one household of IPv6')
  t.equal(await say(as(undefined, '2001:db8:1:3::1')), 201)
  t.equal(await say(as(), { authorEmail: 'Maud@Example.com' }), 201)
  t.equal(
    await say(as(), { authorEmail: 'maud@example.com' }),
    201,
    'whoever gives her e-mail elsewhere learns nothing of her, and does not silence her',
  )
  t.equal(await say(as(undefined, '203.0.113.5'), {}, { 'x-forwarded-for': '198.51.100.1' }), 201)
  t.equal(await say(as(undefined, '203.0.113.5'), {}, { 'x-forwarded-for': '198.51.100.2' }), 201, 'two readers behind our proxy')
  t.equal(await say(as(undefined, '198.51.100.9'), {}, { 'x-forwarded-for': '198.51.100.3' }), 201)
  t.equal(await say(as(undefined, '198.51.100.9'), {}, { 'x-forwarded-for': '198.51.100.4' }), 'too-many-requests 15', 'a stranger’s word')
  t.equal(await say(as(moderator.token, '192.0.2.77')), 201)
  t.equal(await say(as(moderator.token, '192.0.2.77')), 201, 'the newsroom does not wait')
})

t.test('a comment that is sent twice is one comment, and the same text everywhere is spam', async (t) => {
  const { as, reader, editor, moderator, clock } = await newsroom(t)
  for (const headline of ['One', 'Two', 'Three', 'Four']) await published(editor, { headline })
  const ann = as(undefined, '192.0.2.1')
  const say = (who: Call, slug: string, body: string, words = {}) =>
    who('POST', `/articles/${slug}/comments`, { authorName: 'Ann', body, ...words })
  const stateOf = async (id: string) => (await moderator('GET', `/moderation/comments/${id}`)).body

  const first = expecting(202, await say(ann, 'one', 'Well put, harbour master.')).body
  const again = expecting(202, await say(ann, 'one', 'well put  harbour master!')).body
  t.same(again, { ...first, token: null }, 'answered with the first, as it was written, but not with what opens it')
  t.equal((await moderator('GET', '/moderation/comments')).body.items.length, 1)
  await decided(moderator, first.id, 'approve')
  t.match(await say(ann, 'one', 'Well put, harbour master.'), { status: 201, body: { id: first.id, state: 'approved' } })
  const other = expecting(202, await say(as(undefined, '192.0.2.2'), 'one', 'Well put, harbour master.')).body
  t.not(other.id, first.id, 'another reader may say the same')
  clock.pass(15)
  const thumb = expecting(202, await say(ann, 'one', '👍')).body
  clock.pass(15)
  t.not(expecting(202, await say(ann, 'one', '🎉 !')).body.id, thumb.id, 'signs without letters are not all the same')
  t.equal(expecting(202, await say(ann, 'one', '👍')).body.id, thumb.id)
  clock.pass(86_400)
  t.not(expecting(202, await say(ann, 'one', 'Well put, harbour master.')).body.id, first.id, 'a day later it is said anew')

  const advert = 'Our casino pays everybody back, come and see.'
  const held = expecting(202, await say(reader, 'two', advert)).body
  const same = expecting(202, await say(reader, 'three', advert.toUpperCase())).body
  const spam = expecting(202, await say(reader, 'four', advert)).body
  t.same(Object.keys(spam).sort(), Object.keys(held).sort(), 'the reader sees no difference')
  t.equal(spam.state, 'pending')
  t.match(await stateOf(held.id), { state: 'pending' })
  t.match(await stateOf(same.id), { state: 'pending', signals: [{ rule: 'duplicate', verdict: 'hold' }, {}] })
  t.match(await stateOf(spam.id), { state: 'spam', signals: [{ rule: 'duplicate', verdict: 'spam' }, { rule: 'first_time' }] })
  for (const slug of ['two', 'three', 'four'])
    t.match(await stateOf(expecting(202, await say(reader, slug, 'Thank you!')).body.id), {
      state: 'pending',
      signals: [{ rule: 'first_time' }],
    })

  await commentPolicy(editor, { mode: 'post' })
  const machine = expecting(202, await say(reader, 'one', 'A form that fills in everything.', { subject: 'x' })).body
  t.match(machine, { state: 'pending' })
  t.match(await stateOf(machine.id), { state: 'spam', signals: [{ rule: 'honeypot', verdict: 'spam' }] })
  t.equal(expecting(201, await say(reader, 'one', 'A form that leaves it empty.', { subject: '' })).body.state, 'approved')
})

t.test('links hold a comment and show where they are; the newsroom’s own words bear its badge', async (t) => {
  const { reader, editor, moderator, hire } = await newsroom(t)
  const { slug } = (await published(editor)).body
  await commentPolicy(editor, { mode: 'post' })
  const url = `/articles/${slug}/comments`
  const body = 'See https://casino.example/win for it.'
  const held = await comment(reader, slug, { authorName: 'The m\u043Fderator', body })
  const queued = (await moderator('GET', `/moderation/comments/${held.id}`)).body
  t.match(queued.signals, [
    { rule: 'links', verdict: 'hold', spans: [{ field: 'body', start: 4, end: 30, text: 'https://casino.example/win' }] },
  ])
  for (const { spans } of queued.signals) for (const { field, start, end, text } of spans) t.equal(queued[field].slice(start, end), text)

  const imitation = await comment(reader, slug, { authorName: 'The Moderat\u043Er' })
  t.match((await moderator('GET', `/moderation/comments/${imitation.id}`)).body.signals, [{ rule: 'staff_name', verdict: 'hold' }])
  await commentPolicy(editor, { mode: 'pre' })
  const own = expecting(
    201,
    await moderator('POST', url, { authorName: 'The moderator', body: 'Please stay kind: https://news.example/rules' }),
  )
  t.equal(own.body.state, 'approved')
  t.match((await reader('GET', url)).body.items, [{ id: own.body.id, badge: 'staff' }])
  t.match((await moderator('GET', `/moderation/comments/${own.body.id}`)).body.signals, [{ rule: 'links' }], 'scanned all the same')
  const author = await hire('author')
  t.equal((await author('POST', url, { authorName: 'An author', body: 'I wait like everybody.' })).status, 202)
})

t.test('a reader’s e-mail, address and browser are nobody’s business', async (t) => {
  const { as, editor, moderator, reader } = await newsroom(t)
  const { id, slug } = (await published(editor)).body
  const words = { authorEmail: 'Canary-Mail@example.com', authorUrl: 'https://ann.example/' }
  const posted = await comment(as(undefined, '198.51.100.77'), slug, words, { 'user-agent': 'Canary-Browser' })
  await decided(moderator, posted.id, 'approve')
  await comment(as(undefined, '198.51.100.78'), slug, { ...words, authorEmail: 'canary-mail2@example.com', body: 'Canary that waits' })
  const approved = await reader('GET', `/articles/${slug}/comments`)
  t.match(approved.body.items, [{ id: posted.id, authorUrl: 'https://ann.example/' }])
  const answers = [
    { body: posted },
    approved,
    await reader('GET', `/articles/${slug}?include=comments,related,latest`),
    await reader('GET', `/comments/${posted.id}/replies`),
    await reader('GET', `/comment-counts?article=${id}`),
    await reader('GET', '/articles'),
    await reader('POST', `/articles/${slug}/comments`, { ...words, authorName: 'Ann', body: 'Who is this?' }),
  ]
  for (const { body } of answers) t.notMatch(JSON.stringify({ ...body, token: '' }), /canary|198\.51|hash|version|signals/i)
  t.match((await moderator('GET', `/moderation/comments/${posted.id}`)).body, { authorEmail: 'canary-mail@example.com' })
})

t.test('long conversations come in pages, without a gap among comments of the same moment', async (t) => {
  const { reader, editor } = await newsroom(t)
  const { slug } = (await published(editor)).body
  await commentPolicy(editor, { mode: 'post' })
  const url = `/articles/${slug}/comments`
  const roots: string[] = []
  for (let count = 0; count < 22; count++) {
    roots.push(expecting(201, await reader('POST', url, { authorName: 'Ann', body: `Thought ${count}` })).body.id)
  }
  for (const [sort, expected] of [
    ['oldest', roots],
    ['newest', roots.toReversed()],
  ] as const) {
    t.same(await walked(reader, `${url}?sort=${sort}&limit=5`), expected, sort)
    t.same(await walked(reader, `${url}?sort=${sort}&limit=11`), expected, sort)
  }
  const { next } = (await reader('GET', `${url}?sort=newest&limit=5`)).body.page
  t.match(await reader('GET', `${url}?sort=oldest&cursor=${next}`), { status: 400, body: { code: 'bad-cursor' } })
  t.match(await reader('GET', `${url}?cursor=${next.replace(/.$/, next.endsWith('A') ? 'B' : 'A')}`), { status: 400 })
  const included = (await reader('GET', `/articles/${slug}?include=comments`)).body.included.comments
  t.same(idsIn(included.items), roots.slice(0, 20))
  t.same(
    idsIn((await reader('GET', `${url}?cursor=${included.page.next}`)).body.items),
    roots.slice(20),
    'the article’s page goes on there',
  )

  const [first] = roots
  const replies: string[] = []
  for (let count = 0; count < 21; count++) {
    const words = { authorName: 'Ben', body: `Answer ${count}`, inReplyTo: count % 2 ? replies.at(-1) : first }
    replies.push(expecting(201, await reader('POST', url, words)).body.id)
  }
  const [thread, next_] = (await reader('GET', url)).body.items
  t.match(thread, { id: first, replyCount: 21, moreReplies: String })
  t.match(next_, { replyCount: 0, moreReplies: null })
  t.same(idsIn(thread.replies).sort(), replies.slice(0, 20).sort())
  t.match((await reader('GET', `/comments/${first}/replies?cursor=${thread.moreReplies}`)).body, {
    items: [{ id: replies[20] }],
    page: { next: null, hasMore: false },
  })
  t.same(await walked(reader, `/comments/${first}/replies?limit=4`), replies)
})

t.test('many counts are one question', async (t) => {
  const { reader, editor } = await newsroom(t)
  await commentPolicy(editor, { mode: 'post' })
  const one = (await published(editor, { headline: 'One' })).body
  const two = (await published(editor, { headline: 'Two' })).body
  const hidden = (await draft(editor, { headline: 'Three' })).body
  for (const slug of ['one', 'one', 'two'])
    expecting(201, await reader('POST', `/articles/${slug}/comments`, { authorName: 'Ann', body: `Said ${Math.random()}` }))
  const { items } = (await reader('GET', `/comment-counts?article=${one.id}&article=${two.id}&article=${hidden.id}`)).body
  t.same(
    new Map(items.map(({ articleId, count }: { articleId: string; count: number }) => [articleId, count])),
    new Map([
      [one.id, 2],
      [two.id, 1],
    ]),
  )
  t.match((await reader('GET', `/comment-counts?article=${one.id}`)).body.items, [{ count: 2 }])
  t.match(await reader('GET', '/comment-counts'), { status: 400, body: { errors: [{ parameter: 'article', code: 'required' }] } })
  t.equal((await reader('GET', '/comment-counts?article=one')).status, 400)
  const many = (length: number) => Array.from({ length }, () => `article=${one.id}`).join('&')
  t.equal((await reader('GET', `/comment-counts?${many(80)}`)).body.items.length, 1)
  const hundred = Array.from({ length: 100 }, () => one.id).join(',')
  t.equal((await reader('GET', `/comment-counts?article=${hundred}`)).body.items.length, 1, 'a hundred fit into an address')
  t.match(await reader('GET', `/comment-counts?article=${hundred},${one.id}`), {
    status: 400,
    body: { errors: [{ parameter: 'article' }] },
  })
})

t.test('the queue is what waits, oldest first, and can be narrowed', async (t) => {
  const { reader, editor, moderator, clock } = await newsroom(t)
  const one = (await published(editor, { headline: 'One' })).body
  const two = (await published(editor, { headline: 'Two' })).body
  const early = clock.in(0)
  const ids: string[] = []
  for (const slug of ['one', 'two', 'one', 'two', 'one']) ids.push((await comment(reader, slug)).id)
  clock.pass(60)
  const late = clock.in(0)
  const linked = (await comment(reader, 'two', { body: 'See https://example.com/ now' })).id
  const machine = (await comment(reader, 'one', { subject: 'Buy!' })).id
  const queue = async (filter: string) => idsIn(expecting(200, await moderator('GET', `/moderation/comments${filter}`)).body.items)

  t.same(await queue(''), [...ids, linked])
  t.same(await queue('?sort=newest'), [...ids, linked].reverse())
  t.same(await queue('?state=spam'), [machine])
  t.same(await queue('?state=approved'), [])
  t.same(await queue('?rule=links'), [linked])
  t.same(await queue('?rule=honeypot'), [])
  t.same(await queue('?state=spam&rule=honeypot'), [machine])
  t.same(await queue(`?article=${two.id}`), [ids[1], ids[3], linked])
  t.same(await queue(`?article=${two.id}&article=${one.id}`), [...ids, linked])
  t.same(await queue(`?createdFrom=${late}`), [linked], 'from then on')
  t.same(await queue(`?createdBefore=${late}`), ids, 'until just before')
  t.same(await queue(`?createdFrom=${early}&createdBefore=${encodeURIComponent('2026-01-05T10:01:00+01:00')}&article=${one.id}`), [
    ids[0],
    ids[2],
    ids[4],
  ])
  for (const sort of ['oldest', 'newest']) {
    const expected = sort === 'oldest' ? [...ids, linked] : [...ids, linked].reverse()
    t.same(await walked(moderator, `/moderation/comments?sort=${sort}&limit=2`), expected, `${sort}, two at a time`)
  }
  for (const wrong of ['state=held', 'rule=Links!', 'article=one', 'createdFrom=yesterday', 'sort=best', 'q=x', 'limit=0', 'limit=101'])
    t.equal((await moderator('GET', `/moderation/comments?${wrong}`)).status, 400, wrong)
  const { next } = (await moderator('GET', '/moderation/comments?limit=2')).body.page
  t.match(await moderator('GET', `/moderation/comments?state=spam&cursor=${next}`), { status: 400, body: { code: 'bad-cursor' } })
})

t.test('a decision is made once, about what was read, and stays on record', async (t) => {
  const { reader, editor, moderator, hire, db, clock } = await newsroom(t)
  const { slug } = (await published(editor)).body
  const root = (await comment(reader, slug, { body: `${'a'.repeat(199)}😀 and more` })).id
  const url = `/moderation/comments/${root}`
  const decide = (words: object, who: Call = moderator) =>
    who('PUT', `${url}/decision`, { action: 'approve', version: 1, revision: 1, ...words })

  t.match((await moderator('GET', url)).body, {
    state: 'pending',
    version: 1,
    revision: 1,
    history: [],
    allowedActions: ['approve', 'reject', 'spam'],
    article: { slug, headline: 'The harbour lights return', type: 'article' },
    parent: null,
  })
  for (const reason of [undefined, null, '', ' ', '\u200B'])
    t.match(await decide({ action: 'reject', reason }), { status: 422, body: { errors: [{ pointer: '#/reason', code: 'required' }] } })
  for (const wrong of [{ action: 'delete' }, { version: 0 }, { revision: '1' }, { reason: 'r'.repeat(301) }, { staffName: 'x' }])
    t.equal((await decide(wrong)).status, 400, JSON.stringify(wrong).slice(0, 40))

  const before = await db.$count(events)
  const approved = expecting(200, await decide({ note: 'A regular' })).body
  t.match(approved, { changed: true, comment: { id: root, state: 'approved', version: 2, allowedActions: ['reject', 'spam', 'hold'] } })
  t.match(approved.comment.history, [
    {
      staffName: 'The moderator',
      action: 'approve',
      fromState: 'pending',
      toState: 'approved',
      revision: 1,
      reason: null,
      note: 'A regular',
    },
  ])
  t.match(await decide({}), { status: 200, body: { changed: false, comment: { version: 2 } } }, 'with the version of before')
  t.match(await decide({ version: 2 }), { status: 200, body: { changed: false, comment: { version: 2, history: { length: 1 } } } })
  t.equal(await db.$count(events), before + 1)

  clock.pass(60)
  t.match(await decide({ action: 'spam', version: 1 }), {
    status: 409,
    body: { code: 'decided-meanwhile', detail: /approved now, at version 2.*The moderator decided “approve” at 2026-01-05T09:00:00.000Z/ },
  })
  t.match(await decide({ action: 'spam', version: 2, revision: 2 }), { status: 409 }, 'a text that nobody has written')
  t.match(expecting(200, await decide({ action: 'reject', version: 2, reason: 'Off topic' }, editor)).body, {
    changed: true,
    comment: { state: 'rejected', allowedActions: ['approve', 'spam', 'hold'] },
  })
  t.match(expecting(200, await decide({ action: 'spam', version: 3 })).body.comment, { allowedActions: ['approve', 'reject', 'hold'] })
  t.match(expecting(200, await decide({ action: 'hold', version: 4 })).body.comment.history, [
    { action: 'approve', at: '2026-01-05T09:00:00.000Z' },
    { action: 'reject', staffName: 'The editor', reason: 'Off topic', at: clock.in(0) },
    { action: 'spam', fromState: 'rejected', toState: 'spam' },
    { action: 'hold', toState: 'pending' },
  ])

  await decided(moderator, root, 'approve')
  const answer = (await comment(reader, slug, { inReplyTo: root })).id
  const { parent } = (await moderator('GET', `/moderation/comments/${answer}`)).body
  t.same(parent, { id: root, authorName: 'Ann', excerpt: `${'a'.repeat(199)}😀` }, 'no character is cut in two')
  for (const role of ['owner', 'editor', 'moderator'] as const)
    t.equal((await decide({ version: 6 }, await hire(role))).status, 200, `the ${role} decides`)
  for (const role of ['author', 'reader'] as const) t.equal((await decide({}, await hire(role))).status, 403, `the ${role} does not`)
  t.equal((await decide({}, reader)).status, 401)
  const nobody = '/moderation/comments/019342a0-5b00-7c1e-8000-000000000001'
  t.equal((await moderator('GET', nobody)).status, 404)
  t.equal((await moderator('PUT', `${nobody}/decision`, { action: 'approve', version: 1, revision: 1 })).status, 404)
  t.equal((await moderator('GET', '/moderation/comments/1')).status, 400)
})

t.test('fifty moderators at once decide once', async (t) => {
  const { reader, editor, moderator, db } = await newsroom(t)
  const { slug } = (await published(editor)).body
  const [{ id: one }, { id: two }] = [await comment(reader, slug), await comment(reader, slug)]
  const decide = (id: string, action: string) =>
    moderator('PUT', `/moderation/comments/${id}/decision`, { action, version: 1, revision: 1 })
  const before = { events: await db.$count(events), decisions: await db.$count(decisions) }

  const alike = await Promise.all(Array.from({ length: 50 }, () => decide(one, 'approve')))
  t.same([...new Set(alike.map(({ status }) => status))], [200])
  t.equal(alike.filter(({ body }) => body.changed).length, 1)
  t.equal(await db.$count(decisions), before.decisions + 1)
  t.equal(await db.$count(events), before.events + 1)
  const divided = await Promise.all(Array.from({ length: 50 }, (_, turn) => decide(two, turn % 2 ? 'approve' : 'spam')))
  t.equal(divided.filter(({ body }) => body.changed).length, 1)
  t.equal(divided.filter(({ body }) => body.code === 'decided-meanwhile').length, 25)
  t.equal(await db.$count(decisions), before.decisions + 2)
  t.equal(await db.$count(events), before.events + 2)
  t.equal((await reader('GET', `/articles/${slug}`)).body.comments.count, 1)
})

/** The ids of comments and of all that hangs on them. */
function idsIn(comments: { id: string; replies?: never[] }[]): string[] {
  return comments.flatMap(({ id, replies = [] }) => [id, ...idsIn(replies)])
}

/** The ids of a list, page by page, following `page.next`, which the Link header must agree with. */
async function walked(reader: Call, url: string): Promise<string[]> {
  const { body, headers } = expecting(200, await reader('GET', url))
  const ids = body.items.map(({ id }: { id: string }) => id)
  if (!body.page.hasMore) return ids
  const next = headers.link?.match(/<https:\/\/news\.example\/v1([^>]+)>; rel="next"/)?.[1]
  if (!next?.includes(encodeURIComponent(body.page.next))) throw new Error(`${headers.link} and ${body.page.next} disagree`)
  return [...ids, ...(await walked(reader, next))]
}

t.test('two readers who say the same are two readers', async (t) => {
  const { as, editor, moderator } = await newsroom(t)
  await published(editor, { slug: 'one' })
  const household = as(undefined, '192.0.2.7')
  const wait = { mode: 'pre' } as const
  await commentPolicy(editor, wait)
  const first = await comment(household, 'one', { authorName: 'Alice', authorUrl: 'https://alice.example', body: 'I agree!' })
  const again = await comment(household, 'one', { authorName: 'Alice', body: 'i agree' })
  t.equal(again.id, first.id, 'the same reader, twice')
  const other = await household('POST', '/articles/one/comments', { authorName: 'Bob', body: 'i agree' })
  t.match(other, { status: 429 }, 'another reader waits for a turn, and is told so')
  t.notMatch(JSON.stringify(other.body), 'Alice')
  t.equal((await moderator('GET', '/moderation/comments')).body.items.length, 1)
})

t.test('a reader cannot sign as an author of the newspaper', async (t) => {
  const { reader, editor, moderator } = await newsroom(t)
  await published(editor, { slug: 'one' })
  await commentPolicy(editor, { mode: 'post' })
  await editor('POST', '/editorial/authors', { name: 'Ines Marrable' })
  const { id } = await comment(reader, 'one', { authorName: 'Ines Marrable', body: 'I wrote this.' })
  t.match((await moderator('GET', `/moderation/comments/${id}`)).body, {
    state: 'pending',
    signals: [{ rule: 'staff_name', verdict: 'hold' }],
  })
})

t.test('the moderators see the headline that readers saw', async (t) => {
  const { reader, editor, moderator } = await newsroom(t)
  const { body: story } = await published(editor, { slug: 'one', headline: 'Before' })
  await changed(editor, 'PATCH', `/editorial/articles/${story.id}`, { headline: 'A secret' })
  await comment(reader, 'one')
  t.match((await moderator('GET', '/moderation/comments')).body.items, [{ article: { headline: 'Before' } }])
})
