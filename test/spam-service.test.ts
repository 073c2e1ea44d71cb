import type { LookupAddress } from 'node:dns'
import type { ServerResponse } from 'node:http'
import type { LookupFunction } from 'node:net'
import t, { type Test } from 'tap'
import { letGo } from '../src/comments/retention.ts'
import { spamChecks } from '../src/db/tables.ts'
import { outbound } from '../src/http/outbound.ts'
import { isPublicAddress } from '../src/http/public-address.ts'
import { askAndTell } from '../src/moderation/rechecks.ts'
import { commentPolicy, decided, expecting, published } from './helpers/make.ts'
import { type Answer, type Call, newsroom, type Options } from './helpers/newsroom.ts'
import { everythingIn } from './helpers/tables.ts'
import { somebodyOutside } from './helpers/world.ts'

const soon = { method: 'GET', within: 5000 } as const

t.test('nobody inside is called, however the address is written (S8: what is called out to)', async (t) => {
  const trap = await somebodyOutside(t, (_, response) => response.end('secret'))
  const call = outbound([])
  const loopback = [
    ...['127.0.0.1', '127.1', '127.0.1', '0x7f.1', '0x7f000001', '2130706433', '017700000001', '0177.0.0.1', '127.0.0.1.', '127.8.9.10'],
    ...['0.0.0.0', '0', '１２７.0.0.1', '127。0。0。1', '%31%32%37.0.0.1', 'user:word@127.0.0.1', 'localhost', 'LOCALHOST'],
    ...['[::1]', '[::]', '[0:0:0:0:0:0:0:1]', '[::ffff:7f00:1]', '[::ffff:127.0.0.1]', '[::127.0.0.1]', '[::7f00:1]'],
    ...['[64:ff9b::7f00:1]', '[64:ff9b:1::7f00:1]', '[2002:7f00:1::]', '[::ffff:0:127.0.0.1]', '[2001::7f00:1]', '[2a00:1::5efe:7f00:1]'],
  ]
  for (const host of loopback) {
    await t.rejects(call(`http://${host}:${trap.port}/`, soon), /is not on the public internet/, host)
    await t.rejects(call(`https://${host}:${trap.port}/`, soon), /is not on the public internet/, `${host}, encrypted`)
  }
  for (const url of [`ftp://127.0.0.1:${trap.port}/`, 'file:///etc/passwd', 'data:text/plain,x', 'javascript:1'])
    await t.rejects(call(url, soon), /is no way to call out/, url)
  t.equal(trap.callers(), 0, 'the trap has not even seen a connection')

  const inside = [
    ...['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '100.100.100.200', '169.254.169.254', '168.63.129.16'],
    ...['192.0.0.192', '198.18.0.1', '224.0.0.1', '239.1.1.1', '240.0.0.1', '255.255.255.255', '192.0.2.1', '203.0.113.9', '0.1.2.3'],
    ...[
      'fe80::1',
      'fe80::1%eth0',
      'fc00::1',
      'fd00:ec2::254',
      'ff02::1',
      'fec0::1',
      '100::1',
      '2001:db8::1',
      '3fff::1',
      '5f00::1',
      'nobody',
      '',
    ],
  ]
  for (const address of inside) t.notOk(isPublicAddress(address), `“${address}” is inside`)
  for (const address of ['1.1.1.1', '93.184.216.34', '172.32.0.1', '192.0.78.9', '2606:4700::1111', '2a00:1450:4001:80b::200e'])
    t.ok(isPublicAddress(address), `${address} is outside`)
})

t.test('a name is looked up once for a connection, and what was checked is what is connected to', async (t) => {
  const trap = await somebodyOutside(t, (_, response) => response.end('secret'))
  const nowhere = { address: '3ffe::1', family: 6 }
  const here = { address: '127.0.0.1', family: 4 }
  const known: LookupAddress[][] = [[nowhere], [here], [nowhere, here], []]
  let asked = 0
  const turning = ((_name, options, done) => {
    const found = known[asked++]!
    if (options.all) return done(null, found)
    done(null, found[0]!.address, found[0]!.family)
  }) as LookupFunction
  const call = outbound([], turning)
  const url = `http://rebinding.example:${trap.port}/`

  const first = await call(url, { ...soon, within: 300 }).catch((error: Error) => error.message)
  t.notMatch(first, /public internet/, 'an address outside may be connected to, though nobody is there')
  t.equal(asked, 1, 'and it was not looked up once more')
  for (const _ of known.slice(1)) await t.rejects(call(url, soon), /rebinding.example is not on the public internet/)
  t.equal(asked, known.length)
  t.equal(trap.callers(), 0)
})

t.test('what is trusted may be called by its host and port; nobody leads elsewhere, keeps us waiting or talks without end', async (t) => {
  const trap = await somebodyOutside(t, (_, response) => response.end('secret'))
  const trusted = await somebodyOutside(t, ({ url }, response) => {
    if (url === '/redirect') return response.writeHead(302, { location: trap.url }).end()
    if (url === '/endless') return response.write('x'.repeat(65_537))
    if (url === '/slow') return response.write('x')
    if (url !== '/silent') response.writeHead(418, { 'x-told': 'yes' }).end('short and stout')
  })
  const call = outbound([trusted.host])
  t.match(await call(`${trusted.url}/tea`, { method: 'POST', body: 'tea', headers: { 'x-asked': 'yes' }, within: 5000 }), {
    status: 418,
    headers: { 'x-told': 'yes' },
    text: 'short and stout',
  })
  t.match(trusted.heard, [{ method: 'POST', url: '/tea', body: 'tea', headers: { 'x-asked': 'yes' } }])
  await t.rejects(call(`${trusted.url}/redirect`, soon), /leads elsewhere \(302\)/)
  await t.rejects(call(`${trusted.url}/endless`, soon), /exceeded/)
  await t.rejects(call(`${trusted.url}/slow`, { ...soon, within: 50 }), /timeout/)
  await t.rejects(call(`${trusted.url}/silent`, { ...soon, within: 50 }), /timeout/)
  await t.rejects(call(`${trusted.url}/silent`, { ...soon, stopping: AbortSignal.abort() }), /aborted/)
  await t.rejects(call(trap.url, soon), /public internet/, 'the same host with another port is another target')
  t.equal(trap.callers(), 0)
})

/** A newspaper that shows its comments to a service; `say` is what that answers, by the words of the comment. */
async function watched(t: Test, settings: Record<string, string> = {}, options: Options = {}) {
  const trap = await somebodyOutside(t, (_, response) => response.end('true'))
  const sayings: Record<string, (response: ServerResponse) => void> = {
    ham: (response) => response.end('false'),
    spam: (response) => response.end('true\n'),
    discard: (response) => response.setHeader('x-akismet-pro-tip', 'discard').end('true'),
    garbage: (response) => response.end('<h1>true</h1>'),
    invalid: (response) => response.setHeader('x-akismet-debug-help', 'Your key is not known').end('invalid'),
    failing: (response) => response.writeHead(500).end('true'),
    redirect: (response) => response.writeHead(307, { location: trap.url }).end(),
    endless: (response) => response.write('true'.repeat(20_000)),
    silent: () => {},
    thanks: (response) => response.end('Thanks for making the web a better place.'),
  }
  const service = { says: 'ham', meanwhile: async () => {} }
  const outside = await somebodyOutside(t, async ({ url }, response) => {
    await service.meanwhile()
    sayings[url.includes('submit') && service.says !== 'failing' ? 'thanks' : service.says]!(response)
  })
  const room = await newsroom(t, {
    ...options,
    settings: {
      BROADSHEET_SPAM_SERVICE_KEY: 'secret-key-123',
      BROADSHEET_SPAM_SERVICE_URL: `${outside.url}/1.1`,
      BROADSHEET_SPAM_SERVICE_TIMEOUT: '250',
      BROADSHEET_TRUSTED_TARGETS: outside.host,
      ...settings,
    },
  })
  const { editor, reader, moderator, services } = room
  await commentPolicy(editor, { mode: 'post' })
  const { slug } = (await published(editor)).body
  let left = 0
  return {
    ...room,
    trap,
    outside,
    service,
    slug,
    sayings: Object.keys(sayings).filter((saying) => saying !== 'thanks'),
    /** What was sent to the service since the last time, as it reads it. */
    shown: (): Record<string, string>[] =>
      outside.heard
        .splice(0)
        .map(({ url, body }) => ({ call: url.replace('/1.1/', ''), ...Object.fromEntries(new URLSearchParams(body)) })),
    /** A comment of which the service says this. */
    leave: async (says: string, words: object = {}, who: Call = reader, headers: Record<string, string> = {}) => {
      service.says = says
      const body = `The ferry is late, for the ${String(++left).padStart(3, '0')}th time`
      return who('POST', `/articles/${slug}/comments`, { authorName: 'Ann', body, ...words }, headers)
    },
    queued: async ({ body: { id } }: Answer) => expecting(200, await moderator('GET', `/moderation/comments/${id}`)).body,
    work: () => askAndTell(services),
    checks: () => room.db.select().from(spamChecks),
  }
}

const verdictsOf = (signals: { rule: string; verdict: string }[]) => signals.map(({ rule, verdict }) => `${rule}: ${verdict}`)

t.test('what the service says is one signal of many, its silence holds, and readers are told the same of all', async (t) => {
  const statements: string[] = []
  const room = await watched(
    t,
    { BROADSHEET_METRICS_TOKEN: 'a-token-for-the-figures' },
    { onStatement: (statement) => void statements.push(statement) },
  )
  const { leave, queued, shown, sayings, as, moderator, editor, trap, outside, checks, slug, clock } = room

  const ann = as(undefined, '203.0.113.7')
  const words = { authorEmail: 'Ann@Reader.example', authorUrl: 'https://ann.example/', body: 'Cafe\u0301 at the pier' }
  expecting(201, await leave('ham', words, ann, { 'user-agent': 'Lynx', referer: 'https://news.example/ferry' }))
  t.same(shown(), [
    {
      call: 'comment-check',
      api_key: 'secret-key-123',
      blog: 'https://news.example',
      user_ip: '203.0.113.7',
      user_agent: 'Lynx',
      referrer: 'https://news.example/ferry',
      permalink: `https://news.example/v1/articles/${slug}`,
      comment_type: 'comment',
      comment_author: 'Ann',
      comment_author_email: 'ann@reader.example',
      comment_author_url: 'https://ann.example/',
      comment_content: 'Café at the pier',
      comment_date_gmt: clock.in(0),
      blog_charset: 'UTF-8',
    },
  ])

  const told: Record<string, unknown> = {}
  const costs: Record<string, number> = {}
  const kept: Record<string, unknown> = {}
  const ways: [name: string, says: string, words: object, who?: Call][] = [
    ...sayings.map((says): [string, string, object] => [says, says, {}]),
    ['honeypot', 'ham', { subject: 'x' }],
    ['held', 'ham', { authorName: 'The moderator' }],
    ['all at once', 'spam', { authorName: 'The moderator', subject: 'x' }],
  ]
  for (const effect of ['hold', 'reject']) {
    expecting(201, await moderator('POST', '/moderation/bans', { email: `${effect}@ban.example`, effect, reason: 'Sells pills' }))
    ways.push([`ban: ${effect}`, 'ham', { authorEmail: `${effect}@ban.example` }])
  }
  for (const [name, says, words] of ways) {
    statements.length = 0
    const answer = await leave(says, words)
    costs[name] = statements.length
    const { id, token, createdAt, body, authorName, ...rest } = answer.body
    const { etag, date, 'x-request-id': _, 'content-length': length, ...headers } = answer.headers
    told[name] = { status: answer.status, rest, headers }
    const { state, signals } = await queued(answer)
    kept[name] = [state, ...verdictsOf(signals)]
    if (name === 'invalid') t.match(signals[0].detail, 'it answered 200, and not as a spam service does. “Your key is not known”')
  }
  t.same(kept, {
    ham: ['approved', 'spam_service: allow'],
    spam: ['spam', 'spam_service: spam'],
    discard: ['spam', 'spam_service: spam'],
    ...Object.fromEntries(
      ['garbage', 'invalid', 'failing', 'redirect', 'endless', 'silent'].map((silence) => [silence, ['pending', 'provider_error: hold']]),
    ),
    honeypot: ['spam', 'honeypot: spam', 'spam_service: allow'],
    held: ['pending', 'staff_name: hold', 'spam_service: allow'],
    'all at once': ['spam', 'honeypot: spam', 'staff_name: hold', 'spam_service: spam'],
    'ban: hold': ['pending', 'ban: hold', 'spam_service: allow'],
    'ban: reject': ['rejected', 'ban: reject', 'spam_service: allow'],
  })
  const { ham, ...others } = told
  t.match(ham, { status: 201, rest: { state: 'approved' } })
  for (const [name, answer] of Object.entries(others)) t.same(answer, others.held, `${name} is told as what is held`)
  t.match(others.held, { status: 202, rest: { state: 'pending' } })
  const { ham: _, ...dear } = costs
  t.same(
    dear,
    Object.fromEntries(Object.keys(dear).map((name) => [name, costs.held])),
    'nothing costs the database more than anything else',
  )
  t.equal(shown().length, ways.length, 'each was shown once, whatever else was found in it')
  t.equal(trap.callers(), 0, 'the redirect was not followed')

  const lately = as(undefined, '203.0.113.8')
  const key = { 'idempotency-key': 'a-key-of-sixteen-letters' }
  const first = expecting(201, await leave('ham', { body: 'Once is enough' }, lately, key))
  expecting(201, await leave('ham', { body: 'Once is enough' }, lately, key))
  t.equal(expecting(201, await leave('ham', { body: 'Once is enough' }, lately)).body.id, first.body.id)
  expecting(429, await leave('ham', {}, lately))
  expecting(400, await leave('ham', { body: '\u3164' }))
  expecting(422, await leave('ham', { body: 'x'.repeat(3001) }))
  expecting(422, await leave('ham', { inReplyTo: '019342a0-5b00-7c1e-8000-000000000001' }))
  expecting(201, await leave('spam', { authorName: 'The moderator' }, moderator))
  await commentPolicy(editor, { mode: 'closed' })
  expecting(409, await leave('ham'))
  t.equal(shown().length, 1, 'only what passes the gates is shown, once, and nothing that the newsroom writes')
  t.equal((await checks()).length, ways.length + 2)
  const figures = (await as('a-token-for-the-figures')('GET', '//metrics')).body
  for (const [answer, count] of [
    ['ham', 7],
    ['spam', 2],
    ['discard', 1],
    ['error', 6],
  ])
    t.match(figures, `broadsheet_spam_service_answers_total{answer="${answer}"} ${count}\n`, `${answer} is counted`)
  t.ok(outside.callers() > 0)
})

t.test('without a key nobody is asked and nothing is kept', async (t) => {
  const { leave, outside, checks, moderator, work } = await watched(t, { BROADSHEET_SPAM_SERVICE_KEY: '' })
  const { id } = expecting(201, await leave('spam')).body
  await decided(moderator, id, 'spam')
  t.same(await work(), { judged: 0, told: 0, complaint: undefined })
  t.same([outside.callers(), await checks()], [0, []])
})

t.test('what waits for the service alone is asked about again, less and less often; a moderator who is faster has decided', async (t) => {
  const room = await watched(t)
  const { leave, queued, shown, work, clock, service, editor, moderator, reader, hire, checks, slug } = room
  const silent = async (words: object = {}) => expecting(202, await leave('failing', words))
  const waiting = {
    clean: await silent(),
    'spam after all': await silent(),
    'with a link': await silent({ body: 'See https://one.example/ for the timetable of the ferry' }),
    'decided before': await silent(),
    'decided while it is asked': await silent(),
    'approved while it is asked': await silent(),
    'put back while it is asked': await silent(),
    withdrawn: await silent(),
    edited: await silent(),
    'banned meanwhile': await silent({ authorEmail: 'bob@reader.example' }),
  }
  shown()
  t.same(await work(), { judged: 0, told: 0, complaint: undefined }, 'not at once')
  await decided(moderator, waiting['decided before'].body.id, 'reject')
  const held = ({ body: { id, token } }: Answer) => [`/comments/${id}`, { 'comment-token': token }] as const
  const [withdrawn, withToken] = held(waiting.withdrawn)
  expecting(204, await reader('DELETE', withdrawn, undefined, withToken))
  const [edited, toEdit] = held(waiting.edited)
  service.says = 'ham'
  expecting(200, await reader('PATCH', edited, { body: 'The ferry is on time' }, { ...toEdit, 'user-agent': 'Links' }))
  t.match(shown(), [{ call: 'comment-check', recheck_reason: 'edit', comment_content: 'The ferry is on time', user_agent: 'Links' }])

  clock.pass(60)
  service.says = 'failing'
  t.match(await work(), { judged: 0, complaint: /^it answered 500/ })
  t.equal(shown().length, 1, 'at the first failure the others wait for the next time')
  const ada = await hire('moderator', 'Ada')
  expecting(201, await ada('POST', '/moderation/bans', { email: 'bob@reader.example', effect: 'hold', reason: 'He threatened others' }))
  service.meanwhile = async () => {
    const asked = outsideWords()
    service.says = asked === 'spam after all' ? 'discard' : 'ham'
    if (asked === 'decided while it is asked') await decided(ada, waiting[asked].body.id, 'spam')
    if (asked === 'put back while it is asked') {
      await decided(ada, waiting[asked].body.id, 'approve')
      await decided(ada, waiting[asked].body.id, 'hold')
    }
    if (asked === 'approved while it is asked') {
      service.says = 'spam'
      await decided(ada, waiting[asked].body.id, 'approve')
    }
  }
  const outsideWords = () => {
    const content = new URLSearchParams(room.outside.heard.at(-1)!.body).get('comment_content')
    return Object.entries(waiting).find(([, { body }]) => body.body === content)?.[0] as keyof typeof waiting | undefined
  }
  t.same(await work(), { judged: 6, told: 0, complaint: undefined })
  t.same(await work(), { judged: 0, told: 0, complaint: undefined }, 'each once')
  clock.pass(120)
  t.same(await work(), { judged: 1, told: 0, complaint: undefined }, 'the one about which the service failed, two minutes later')
  t.ok(shown().every(({ recheck_reason: reason, user_ip: ip }) => reason === 'recheck' && /^10\./.test(ip!)))
  service.meanwhile = async () => {}

  const found: Record<string, unknown> = {}
  for (const [name, answer] of Object.entries(waiting)) {
    const { state, signals, history } = await queued(answer)
    found[name] = [
      state,
      ...verdictsOf(signals),
      ...history.map(({ staffName, action }: Record<string, string>) => `${staffName}: ${action}`),
    ]
  }
  t.same(found, {
    clean: ['approved', 'spam_service: allow', 'The spam service: approve'],
    'spam after all': ['spam', 'spam_service: spam', 'The spam service: spam'],
    'with a link': ['pending', 'links: hold', 'spam_service: allow'],
    'decided before': ['rejected', 'provider_error: hold', 'The moderator: reject'],
    'decided while it is asked': ['spam', 'provider_error: hold', 'Ada: spam'],
    'approved while it is asked': ['approved', 'provider_error: hold', 'Ada: approve'],
    'put back while it is asked': ['pending', 'provider_error: hold', 'Ada: approve', 'Ada: hold'],
    withdrawn: ['deleted'],
    edited: ['pending', 'spam_service: allow'],
    'banned meanwhile': ['pending', 'spam_service: allow'],
  })
  t.same(
    (await moderator('GET', '/moderation/comments?rule=spam_service')).body.items,
    [],
    'that the service has nothing against it is no reason to wait',
  )
  const { items } = (await reader('GET', `/articles/${slug}/comments`)).body
  t.equal(items.length, 2, 'and what is approved can be read')
  t.match((await moderator('GET', '/moderation/numbers')).body.last7Days, { decisions: 4 }, 'the service is no moderator')
  const { history, version, revision } = await queued(waiting.clean)
  t.match(history, [{ staffId: null, fromState: 'pending', toState: 'approved' }])
  t.match(await ada('PUT', `/moderation/comments/${waiting.clean.body.id}/decision`, { action: 'spam', version: 1, revision }), {
    status: 409,
    body: { detail: /^It is approved now, at version 2 .*: The spam service decided “approve” at/ },
  })
  expecting(200, await ada('POST', `/moderation/decisions/${history[0].id}/undo`))
  t.match(await queued(waiting.clean), { state: 'pending', version: version + 1 })

  clock.pass(3600)
  t.same(
    [
      (await work()).told,
      shown()
        .map(({ call }) => call)
        .sort(),
    ],
    [2, ['submit-ham', 'submit-spam']],
    'it hears that it was wrong',
  )
  const edit = async (mode: string) => {
    await commentPolicy(editor, { mode: 'post' })
    const left = expecting(201, await leave('ham'))
    const [own, token] = held(left)
    service.says = 'failing'
    expecting(200, await reader('PATCH', own, { body: `Edited while the paper says ${mode}` }, token))
    await commentPolicy(editor, { mode })
    service.says = 'ham'
    clock.pass(60)
    await work()
    return queued(left)
  }
  t.match(await edit('post'), { state: 'approved', approvedBody: null, signals: [{ rule: 'spam_service' }], history: [{ staffId: null }] })
  t.match(await edit('first_time'), { approvedBody: /^The ferry/, history: [] }, 'nor does it let strangers through who wait by now')
  t.match(await edit('pre'), { approvedBody: /^The ferry/, signals: [{ rule: 'spam_service', verdict: 'allow' }], history: [] })

  await commentPolicy(editor, { mode: 'post' })
  const lost = await silent()
  shown()
  const pauses: number[] = []
  for (let seconds = 0; seconds < 60 * 3600; seconds += 60) {
    clock.pass(60)
    await work()
    if (shown().length > 0) pauses.push((seconds + 60) / 60)
    if ((await checks()).every(({ dueAt }) => dueAt > '9999')) break
  }
  const gaps = pauses.map((at, place) => at - (pauses[place - 1] ?? 0))
  t.same(gaps, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360], 'minutes; then it is left to the moderators')
  t.match(await queued(lost), { state: 'pending', signals: [{ rule: 'provider_error' }] })
})

t.test(
  'the service hears once of each decision that contradicts it, with what it was shown, and nothing of what was withdrawn',
  async (t) => {
    const room = await watched(t)
    const { leave, shown, work, clock, moderator, editor, reader, as, checks, services, db, service } = room
    const bo = as(undefined, '203.0.113.9')
    const shownOf = async (answer: Answer) => (shown().length === 1 ? answer.body.id : t.fail('it was not shown'))
    const spamOfBo = await shownOf(
      await leave('spam', { authorEmail: 'bo@reader.example' }, bo, { 'user-agent': 'Lynx', referer: 'https://a.example/' }),
    )
    const passed = await shownOf(await leave('ham'))
    const rightly = [await shownOf(await leave('ham')), await shownOf(await leave('discard'))]
    const unjudged = [await shownOf(await leave('failing')), await shownOf(await leave('failing'))]
    const undone = await shownOf(await leave('ham'))
    const withdrawn = await leave('ham')
    await shownOf(withdrawn)

    await decided(moderator, spamOfBo, 'approve')
    await decided(moderator, passed, 'spam')
    await decided(moderator, rightly[0]!, 'hold')
    await decided(moderator, rightly[0]!, 'approve')
    await decided(moderator, rightly[1]!, 'hold')
    await decided(moderator, rightly[1]!, 'spam')
    await decided(moderator, unjudged[0]!, 'spam')
    await decided(moderator, unjudged[1]!, 'approve')
    const { decisionId } = await decided(moderator, undone, 'spam')
    await decided(moderator, withdrawn.body.id, 'spam')
    expecting(204, await reader('DELETE', `/comments/${withdrawn.body.id}`, undefined, { 'comment-token': withdrawn.body.token }))
    expecting(200, await moderator('POST', `/moderation/decisions/${decisionId}/undo`))
    service.says = 'ham'
    clock.pass(599)
    t.same([await work(), shown()], [{ judged: 0, told: 0, complaint: undefined }, []], 'a decision settles first')
    clock.pass(1)
    service.says = 'failing'
    t.match(await work(), { told: 0, complaint: /^it answered 500/ })
    t.equal(shown().length, 1)
    service.says = 'ham'
    await work()
    clock.pass(60)
    await work()
    const told = shown()
    t.same(told.map(({ call }) => call).sort(), ['submit-ham', 'submit-spam', 'submit-spam'])
    t.match(
      told.find(({ call }) => call === 'submit-ham'),
      {
        user_ip: '203.0.113.9',
        user_agent: 'Lynx',
        referrer: 'https://a.example/',
        comment_author_email: 'bo@reader.example',
        comment_date_gmt: '2026-01-05T09:00:00.000Z',
        api_key: 'secret-key-123',
      },
    )
    t.same(
      told.filter(({ recheck_reason: reason }) => reason),
      [],
    )
    clock.pass(86_400)
    t.same([await work(), shown()], [{ judged: 0, told: 0, complaint: undefined }, []], 'once')

    await decided(moderator, spamOfBo, 'hold')
    await decided(moderator, spamOfBo, 'approve')
    clock.pass(600)
    t.same([(await work()).told, shown()], [0, []], 'what it knows it is not told again')
    const { decisionId: again } = await decided(moderator, passed, 'approve')
    clock.pass(600)
    t.equal((await work()).told, 1)
    expecting(200, await moderator('POST', `/moderation/decisions/${again}/undo`))
    clock.pass(600)
    t.equal((await work()).told, 1)
    t.same(
      shown().map(({ call }) => call),
      ['submit-ham', 'submit-spam'],
      'a decision that was told is taken back by the other',
    )

    t.equal((await checks()).length, 7)
    t.notMatch(await everythingIn(db), withdrawn.body.body)
    t.equal((await checks()).filter(({ commentId }) => commentId === withdrawn.body.id).length, 0)
    await commentPolicy(editor, { mode: 'post' })
    clock.pass(31 * 86_400)
    t.match(await letGo(services), { checks: 7, senders: 7 })
    t.same(await checks(), [])
    t.notMatch(await everythingIn(db), /203\.0\.113\.9|a\.example/)
    await decided(moderator, spamOfBo, 'spam')
    clock.pass(600)
    t.same([await work(), shown()], [{ judged: 0, told: 0, complaint: undefined }, []], 'nothing can be told without what it was shown')
  },
)
