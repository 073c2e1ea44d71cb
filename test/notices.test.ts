import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import type { Database, Writer } from '../src/db/database.ts'
import { followKeys, replaceSigningKeys } from '../src/db/keys.ts'
import type { Dispatch, MailCarrier } from '../src/mail/mail.ts'
import { callWebhooks, sendMail } from '../src/mail/sending.ts'
import { tellAuthors } from '../src/notices/telling-authors.ts'
import { tellOfReplies } from '../src/notices/telling-replies.ts'
import { tellStaff } from '../src/notices/telling-staff.ts'
import { webhookCarrier } from '../src/notices/webhook.ts'
import type { Services } from '../src/services.ts'
import { ban, comment, commentPolicy, decided, expecting, published } from './helpers/make.ts'
import { type Call, newsroom } from './helpers/newsroom.ts'
import { verified } from './helpers/readers.ts'

const settings = { BROADSHEET_MAIL: 'folder:mail', BROADSHEET_MAIL_FROM: 'The Gazette <news@gazette.example>' }
const canary = 'unmistakable-canary'
const minute = 60

/** A postbox that takes all mail; `sent` sends what is due, and answers with it, without what asks whose a comment is. */
function postbox(services: Services) {
  const mails: Dispatch[] = []
  const carrier: MailCarrier = { send: async (mail) => void mails.push(mail), close: () => {} }
  const sent = async () => {
    mails.length = 0
    await sendMail(services, carrier)
    return mails.filter(({ subject }) => !/is this comment yours/.test(subject))
  }
  return { sent }
}

/** A database whose power goes at the end of a write. */
function crashing(db: Database): Database {
  const fail = () => Promise.reject(new Error('The power went'))
  return Object.assign(Object.create(db), { write: (work: (tx: Writer) => Promise<unknown>) => db.write((tx) => work(tx).then(fail)) })
}

/** A database where something else happens before a write, as between two processes. */
function overtaken(db: Database, meanwhile: () => Promise<unknown>): Database {
  return Object.assign(Object.create(db), { write: (work: (tx: Writer) => Promise<unknown>) => meanwhile().then(() => db.write(work)) })
}

interface Received {
  headers: IncomingHttpHeaders
  body: string
}

/** A receiver of webhooks on loopback, and what it was sent; it answers as it is told. */
async function receiver(t: Test, respond: (reply: ServerResponse, url: string) => void = (reply) => reply.writeHead(204).end()) {
  const received: Received[] = []
  const behaviour = { respond }
  const server = createServer(async (request, reply) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    received.push({ headers: request.headers, body: Buffer.concat(parts).toString() })
    behaviour.respond(reply, request.url ?? '')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return { received, behaviour, host, url: `http://${host}/hook` }
}

/** Whether a call is signed as Standard Webhooks wants it, judged with nothing but its specification at hand. */
function isSigned({ headers, body }: Received, secret: string, now: Date) {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const expected = createHmac('sha256', key).update(content).digest('base64')
  const isFresh = Math.abs(Number(headers['webhook-timestamp']) - now.getTime() / 1000) <= 300
  return key.length >= 24 && isFresh && String(headers['webhook-signature']).split(' ').includes(`v1,${expected}`)
}

t.test('moderators are mailed when something waits: at once in bundles, or as a digest, and never twice', async (t) => {
  const { as, services, db, clock, editor, owner, moderator, reader, hire } = await newsroom(t, { settings })
  const { sent } = postbox(services)
  const { slug } = (await published(editor, { headline: 'The lights return' })).body
  const other = (await published(editor, { headline: 'The ferry is back' })).body.slug
  await commentPolicy(editor, { mode: 'pre', reportsHideAt: 5 })
  const said = (words = {}, under = slug) => comment(reader, under, { body: `${canary} ${Math.random()}`, authorName: canary, ...words })

  await said()
  t.match((await moderator('GET', '/moderation/notices')).body, { when: 'never', email: null, webhook: null, toldAt: null })
  t.equal(await tellStaff(services), 0, 'nobody is told who has not asked for it')
  t.match(await moderator('PUT', '/moderation/notices', { when: 'atOnce' }), { status: 422, body: { errors: [{ pointer: '#/when' }] } })
  const at = (email: string, words = {}) => ({ when: 'atOnce', email, ...words })
  expecting(200, await moderator('PUT', '/moderation/notices', at('mo@gazette.example')))
  expecting(200, await owner('PUT', '/moderation/notices', at('own@gazette.example', { when: 'digest', digestHours: 4 })))
  t.match(await moderator('POST', '/moderation/notices/tests'), { status: 202, body: { ways: ['email'] } })
  t.match(await sent(), [{ to: 'mo@gazette.example', subject: /arrive here$/ }])

  t.equal(await tellStaff(services), 0, 'what has waited before they asked is in the queue')
  const first = await said()
  await said({}, other)
  await said()
  const mails: Dispatch[] = []
  const faster = async () => {
    t.equal(await tellStaff(services), 1)
    mails.push(...(await sent()))
  }
  t.equal(await tellStaff({ ...services, db: overtaken(db, faster) }), 0, 'of two that look at the same time one tells')
  const [mail, ...more] = [...mails, ...(await sent())]
  t.same(more, [])
  t.match(mail, { to: 'mo@gazette.example', subject: 'A new newspaper: 3 comments for a moderator' })
  t.match(mail!.text, /2 under “The lights return”\n {2}1 under “The ferry is back”/)
  t.match(mail!.text, /4 comments wait, the oldest since January 5, 2026 at 9:00.AM/)
  t.match(mail!.text, 'https://news.example/v1/moderation/comments')
  t.equal(await tellStaff(services), 0)

  const second = await said()
  t.equal(await tellStaff(services), 0, 'what comes in the next minutes is kept for one mail')
  clock.pass(5 * minute)
  await decided(moderator, second.id, 'approve')
  t.equal(await tellStaff(services), 0, 'and is not told when somebody has decided meanwhile')
  await ban(moderator)
  await said({ authorEmail: 'eve@spam.example' })
  t.equal(await tellStaff(services), 0, 'nor is what a ban has refused')
  expecting(202, await reader('POST', `/comments/${second.id}/reports`, { reason: 'abuse', note: canary }))
  t.equal(await tellStaff(services), 1, 'what readers report is')
  t.match(await sent(), [{ subject: /: one comment for a moderator/ }])

  clock.pass(5 * minute)
  const third = await said()
  await t.rejects(tellStaff({ ...services, db: crashing(db) }), { message: 'The power went' })
  t.same(await sent(), [], 'neither mail nor bookmark is left of what was cut short')
  t.equal(await tellStaff(services), 1)
  t.equal((await sent()).length, 1)

  for (const { id } of [first, third]) await decided(moderator, id, 'approve')
  clock.pass(4 * 3600 - 10 * minute)
  t.equal(await tellStaff(services), 1, 'the digest is due, and two of its comments wait still')
  t.match(await sent(), [{ to: 'own@gazette.example', subject: /: 3 comments/ }])
  clock.pass(4 * 3600)
  t.equal(await tellStaff(services), 0, 'there is no digest of nothing new')

  const night = await hire('moderator', 'Night desk')
  expecting(200, await night('PUT', '/moderation/notices', at('night@gazette.example')))
  await said()
  t.equal(await tellStaff(services), 2)
  await owner('DELETE', `/admin/tokens/${night.token.split('_')[1]}`)
  t.same(
    (await sent()).map(({ to }) => to),
    ['mo@gazette.example'],
    'whose token is revoked is told nothing, and what was on its way is dropped',
  )
  clock.pass(5 * minute)
  await said()
  t.equal(await tellStaff(services), 1)
  expecting(200, await moderator('PUT', '/moderation/notices', at('new@gazette.example')))
  t.same(await sent(), [], 'nor does a former address get what was on its way')
  clock.pass(10 * minute)
  await said()
  t.equal(await tellStaff(services), 1)
  clock.pass(5 * minute)
  await said()
  t.equal(await tellStaff(services), 0, 'as long as one has not gone through, it tells enough')
  mails.push(...(await sent()))
  t.equal(mails.length, 2)
  t.equal(await tellStaff(services), 1)
  t.notMatch(JSON.stringify([...mails, ...(await sent())]), canary, 'no word of a reader is in any mail')
  t.match((await moderator('GET', '/moderation/notices')).body.deliveries.email, { sentAt: clock.in(0), failure: null })

  const zealous = as(moderator.token, '192.0.2.77')
  const statuses: number[] = []
  for (let time = 0; time < 11; time++) statuses.push((await zealous('POST', '/moderation/notices/tests')).status)
  t.same(statuses, [...Array(10).fill(202), 429], 'nor is anybody flooded with trials')
})

t.test('webhooks are signed, tried again under the same id, and no receiver holds another up', async (t) => {
  const [good, slow] = [await receiver(t), await receiver(t, () => {})]
  const trusted = { BROADSHEET_TRUSTED_TARGETS: `${good.host}, ${slow.host}` }
  const { services, clock, editor, owner, moderator, reader, hire } = await newsroom(t, { settings: trusted })
  const { slug } = (await published(editor, { headline: 'The lights return' })).body
  await commentPolicy(editor, { mode: 'pre' })
  const said = () => comment(reader, slug, { body: `${canary} ${Math.random()}` })
  const carrier = webhookCarrier(services)
  const wanting = (webhook: string) => ({ when: 'atOnce', webhook, email: 'mo@gazette.example' })
  const { webhookSecret: secret } = expecting(200, await moderator('PUT', '/moderation/notices', wanting(good.url))).body
  t.match(secret, /^whsec_[\w+/]{43}=$/)
  t.equal((await moderator('GET', '/moderation/notices')).body.webhookSecret, null, 'it is shown once')
  const { body: same } = await moderator('PUT', '/moderation/notices', wanting(good.url))
  t.match(same, { webhookSecret: null, mailIsSent: false }, 'and stays with its URL')

  t.match((await moderator('POST', '/moderation/notices/tests')).body.ways, ['webhook'], 'no mail is written where none is sent')
  t.match(await callWebhooks(services, carrier), { sent: 1, reasons: [] })
  t.match(JSON.parse(good.received[0]!.body), { type: 'queue.test' })

  await said()
  t.equal(await tellStaff(services), 1)
  const answers: ((reply: ServerResponse) => void)[] = [
    (reply) => reply.writeHead(500).end(),
    (reply) => reply.writeHead(302, { location: slow.url }).end(),
    (reply) => reply.destroy(),
    (reply) => reply.writeHead(200).end(),
  ]
  const reasons = [/answered 500/, /it leads elsewhere \(302\)/, /cannot be reached \(UND_ERR_SOCKET\)/]
  good.received.length = 0
  for (const [tries, reason] of reasons.entries()) {
    good.behaviour.respond = answers[tries]!
    t.match(await callWebhooks(services, carrier), { delayed: 1, reasons: [reason] })
    t.match((await moderator('GET', '/moderation/notices')).body.deliveries.webhook, { failedAt: clock.in(0), failure: reason })
    t.match(await callWebhooks(services, carrier), { delayed: 0, sent: 0 }, 'not before its pause is over')
    clock.pass(minute * 4 ** tries)
  }
  good.behaviour.respond = answers[3]!
  t.match(await callWebhooks(services, carrier), { sent: 1 })
  t.equal(good.received.length, 4)
  t.equal(slow.received.length, 0, 'nobody is led elsewhere')
  const ids = new Set(good.received.map(({ headers }) => headers['webhook-id']))
  t.equal(ids.size, 1, 'a receiver that had it already knows it by its id')
  t.ok(isSigned(good.received[3]!, secret, clock.now()))
  t.notOk(isSigned({ ...good.received[3]!, body: `${good.received[3]!.body} ` }, secret, clock.now()))
  t.match(JSON.parse(good.received[3]!.body), {
    type: 'queue.waiting',
    data: { new: 1, waiting: 1, articles: [{ headline: 'The lights return', count: 1 }], queue: /moderation\/comments$/ },
  })
  t.match((await moderator('GET', '/moderation/notices')).body.deliveries.webhook, { sentAt: clock.in(0), failedAt: null })

  clock.pass(5 * minute)
  expecting(200, await owner('PUT', '/moderation/notices', { when: 'atOnce', webhook: slow.url }))
  const inside = await hire('moderator', 'Inside')
  expecting(200, await inside('PUT', '/moderation/notices', { when: 'atOnce', webhook: 'http://127.0.0.1:9/' }))
  const gone = await hire('moderator', 'Gone')
  expecting(200, await gone('PUT', '/moderation/notices', { when: 'atOnce', webhook: good.url.replace('hook', 'gone') }))
  good.behaviour.respond = (reply, url) => reply.writeHead(url === '/gone' ? 410 : 200).end()
  good.received.length = 0
  await said()
  t.equal(await tellStaff(services), 4)
  const underWay = callWebhooks(services, carrier)
  const failure = async (who: Call) => (await who('GET', '/moderation/notices')).body.deliveries.webhook.failure
  while (good.received.length < 2 || slow.received.length < 1 || !(await failure(gone))) await new Promise(setImmediate)
  t.equal((await moderator('GET', '/moderation/notices')).body.deliveries.webhook.sentAt, clock.in(0), 'others are told while one hangs')
  t.equal(await failure(owner), null, 'it hangs still')
  carrier.close()
  const { reasons: whyNot, ...counts } = await underWay
  t.match(counts, { sent: 1, delayed: 2, failed: 1 })
  t.match(whyNot.sort(), [/it is not on the public internet/, /was interrupted/, /answered 410/])
  t.match((await inside('GET', '/moderation/notices')).body.deliveries.webhook, { sentAt: null, failure: /not among the trusted targets/ })
  clock.pass(2 * 86_400)
  slow.behaviour.respond = (reply) => reply.destroy()
  t.match(await callWebhooks(services, webhookCarrier(services)), { failed: 2 }, 'after two days it is given up')
  t.notMatch(JSON.stringify([good.received, slow.received]), canary)
})

t.test('authors whose address is theirs hear of approval and rejection by a person, and of nothing that was taken back', async (t) => {
  const { services, db, clock, editor, moderator, owner, reader } = await newsroom(t, { settings })
  const { sent } = postbox(services)
  const story = (await published(editor, { headline: 'The lights return' })).body
  await commentPolicy(editor, { mode: 'pre' })
  const ann = { 'reader-token': await verified(services, reader, 'ann@reader.example') }
  const said = (body = `I have seen them. ${Math.random()}`, headers: Record<string, string> = ann) =>
    comment(reader, story.slug, { authorName: 'Ann', body }, headers)
  const told = async () => {
    const [one, two] = await Promise.all([tellAuthors(services), tellAuthors(services)])
    const mails = await sent()
    t.equal(mails.length, one + two)
    return mails
  }
  const before = await said()
  await decided(moderator, before.id, 'approve')
  clock.pass(5 * minute)
  t.same(await told(), [], 'what was before it began is not told')

  const first = await said('I have seen\n\nthem <b>all</b>.')
  clock.pass(minute)
  await decided(moderator, first.id, 'approve')
  clock.pass(5 * minute - 1)
  t.same(await told(), [], 'a decision has some minutes to be taken back')
  clock.pass(1)
  const [approval, ...more] = await told()
  t.same(more, [])
  t.match(approval, { to: 'ann@reader.example', subject: 'A new newspaper: your comment can be read' })
  t.match(approval!.text, `https://news.example/v1/articles/${story.slug}#comment-${first.id}`)
  t.match(approval!.text, 'It begins: “I have seen them <b>all</b>.”')
  t.match(approval!.text, 'January 5, 2026')

  const { decisionId } = await decided(moderator, first.id, 'hold')
  expecting(200, await moderator('POST', `/moderation/decisions/${decisionId}/undo`))
  await decided(moderator, first.id, 'hold')
  await decided(moderator, first.id, 'approve')
  const hasty = await said()
  const { decisionId: taken } = await decided(moderator, hasty.id, 'approve')
  expecting(200, await moderator('POST', `/moderation/decisions/${taken}/undo`))
  const wavering = await said()
  await decided(moderator, wavering.id, 'approve')
  clock.pass(4 * minute)
  const { decisionId: rash } = await decided(moderator, wavering.id, 'reject')
  clock.pass(minute)
  t.same(await told(), [], 'the last word about it is a minute old')
  expecting(200, await moderator('POST', `/moderation/decisions/${rash}/undo`))
  clock.pass(5 * minute)
  t.match(await told(), [{ subject: /can be read/, text: new RegExp(`comment-${wavering.id}`) }], 'the decision that stands again is told')
  const stranger = await comment(reader, story.slug, { authorEmail: 'ann@reader.example' })
  await decided(moderator, stranger.id, 'approve')
  clock.pass(5 * minute)
  t.same(await told(), [], 'neither an approval told already, nor one taken back, nor whose comment it is not certainly')

  const wrong = await said('You are all <i>thieves</i>.')
  const { body } = expecting(200, await moderator('GET', `/moderation/comments/${wrong.id}`))
  const decision = { action: 'reject', version: body.version, revision: body.revision, reason: 'Insulting', note: canary }
  expecting(200, await moderator('PUT', `/moderation/comments/${wrong.id}/decision`, decision))
  const spam = await said()
  await decided(moderator, spam.id, 'spam')
  expecting(201, await moderator('POST', '/moderation/bans', { email: 'ann@reader.example', effect: 'reject', reason: canary }))
  await said()
  clock.pass(5 * minute)
  const [rejection, ...others] = await told()
  t.same(others, [], 'what the system refuses, and what is spam, is told to nobody')
  t.match(rejection, { to: 'ann@reader.example', subject: 'A new newspaper: your comment is not shown' })
  for (const words of [
    'Insulting',
    'You are all <i>thieves</i>.',
    'decided on January',
    /No reader had reported it/,
    /No program had marked it/,
    /The decision was taken by a person/,
    /answer this mail/,
  ])
    t.match(rejection!.text, words)
  t.match(rejection!.text, wrong.id)
  t.notMatch(JSON.stringify(rejection), canary, 'the note is for the colleagues')

  const [list, links] = [(await owner('GET', '/moderation/bans')).body.items[0].id, [approval!, rejection!].map(({ headers }) => headers!)]
  expecting(204, await owner('DELETE', `/moderation/bans/${list}`))
  for (const { 'List-Unsubscribe': url, 'List-Unsubscribe-Post': manner } of links) {
    t.match(url, /^<https:\/\/news\.example\/v1\/unsubscriptions\/(approval|rejection)\.[\w.-]+>$/)
    t.equal(manner, 'List-Unsubscribe=One-Click')
  }
  const path = links[1]!['List-Unsubscribe']!.slice('<https://news.example/v1'.length, -1)
  const wishes = async () => (await reader('GET', '/readers/me', undefined, ann)).body.wishes
  t.match(await reader('GET', path), {
    status: 200,
    body: /<form method="post">.*List-Unsubscribe.*One-Click/,
    headers: { 'content-type': /html/ },
  })
  t.same(await wishes(), { approval: true, rejection: true, replies: true }, 'looking changes nothing')
  const form = (type: string) => ({ 'content-type': type })
  const click = 'List-Unsubscribe=One-Click'
  const urlencoded = 'application/x-www-form-urlencoded'
  t.match(await reader('POST', path, click, form('text/plain')), { status: 415 })
  t.match(await reader('POST', path, 'List-Unsubscribe=No', form(urlencoded)), { status: 400 })
  t.match(await reader('POST', path, 'no form', form('multipart/form-data; boundary=b')), {
    status: 400,
    body: { errors: [{ code: 'form' }] },
  })
  t.match(await reader('POST', path.replace(/.{3}$/, 'AAA'), click, form(urlencoded)), { status: 404 })
  t.match(await reader('POST', path.replace('rejection', 'approval'), click, form(urlencoded)), { status: 404 }, 'it is for one kind')
  t.match(await reader('POST', `/articles/${story.slug}/comments`, click, form(urlencoded)), { status: 415 }, 'no other route takes forms')
  t.same(await wishes(), { approval: true, rejection: true, replies: true })
  t.match(await reader('POST', path, click, form(urlencoded)), { status: 200, body: /You will get no more mails about rejected comments/ })
  t.same(await wishes(), { approval: true, rejection: false, replies: true })
  const multipart = `--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n`
  const approvals = links[0]!['List-Unsubscribe']!.slice('<https://news.example/v1'.length, -1)
  expecting(200, await reader('PATCH', '/readers/me', { wishes: { rejection: true } }, ann))
  t.match(await reader('POST', approvals, multipart, form('multipart/form-data; boundary=b')), { status: 200 })
  t.same(await wishes(), { approval: false, rejection: true, replies: true })

  const edited = await said()
  await decided(moderator, edited.id, 'approve')
  const own = { ...ann, 'comment-token': edited.token }
  expecting(200, await reader('PATCH', `/comments/${edited.id}`, { body: 'I have seen them go out.' }, own))
  await decided(moderator, edited.id, 'reject')
  const gone = await said()
  await decided(moderator, gone.id, 'reject')
  clock.pass(5 * minute)
  await t.rejects(tellAuthors({ ...services, db: crashing(db) }), { message: 'The power went' })
  t.equal(await tellAuthors(services), 2)
  expecting(204, await reader('DELETE', `/comments/${gone.id}`, undefined, { 'comment-token': gone.token }))
  const last = await sent()
  t.match(last, [{ subject: /the change of your comment was not taken/, text: /It is shown as it was before/ }], 'of an edit alone')
  t.equal(last.length, 1, 'and nothing about what was erased before it was sent')

  await db.write((tx) => replaceSigningKeys(tx, services.random))
  await followKeys(db, services.keys)
  t.match(await reader('GET', '/readers/me', undefined, ann), { status: 401 })
  t.match(await reader('POST', path, click, form(urlencoded)), { status: 200 }, 'the way out of a mail stays open when keys are replaced')
})

t.test('whoever is answered hears of it once, in one mail for many, and only of what can be read', async (t) => {
  const { services, clock, editor, moderator, reader } = await newsroom(t, { settings })
  const { sent } = postbox(services)
  const story = (await published(editor, { headline: 'The lights return' })).body
  const other = (await published(editor, { headline: 'The ferry is back' })).body
  await commentPolicy(editor, { mode: 'post' })
  const [ann, ben] = [await verified(services, reader, 'ann@reader.example'), await verified(services, reader, 'ben@reader.example')]
  await tellAuthors(services)
  const said = async (slug: string, words: Record<string, unknown>, token?: string): Promise<string> => {
    const given = { authorName: 'Ann', body: `Well put. ${Math.random()}`, ...words }
    return expecting(201, await reader('POST', `/articles/${slug}/comments`, given, token === undefined ? {} : { 'reader-token': token }))
      .body.id
  }
  const asks = await said(story.slug, {}, ann)
  const asksToo = await said(other.slug, {}, ann)
  const answer = (words: Record<string, unknown> = {}, token?: string) =>
    said(story.slug, { authorName: canary, body: `${canary} ${Math.random()}`, inReplyTo: asks, ...words }, token)
  const told = async () => {
    await tellAuthors(services)
    const runs = await Promise.all([tellOfReplies(services), tellOfReplies(services)])
    const mails = (await sent()).filter(({ subject }) => /answer/.test(subject))
    t.equal(mails.length, runs[0] + runs[1])
    return mails
  }

  const one = await answer({}, ben)
  await answer({}, ann)
  await answer({ authorEmail: 'ann@reader.example' })
  const hidden = await answer()
  await decided(moderator, hidden, 'spam')
  clock.pass(5 * minute)
  const [mail, ...more] = await told()
  t.same(more, [])
  t.match(mail, {
    to: 'ann@reader.example',
    subject: 'A new newspaper: an answer to your comment',
    headers: { 'List-Unsubscribe': /replies/ },
  })
  t.match(mail!.text, `The lights return\n  https://news.example/v1/articles/${story.slug}#comment-${one}`)
  t.same(await told(), [])

  await decided(moderator, one, 'hold')
  await decided(moderator, one, 'approve')
  const two = await answer()
  const three = await said(other.slug, { authorName: canary, inReplyTo: asksToo }, ben)
  const four = await answer()
  clock.pass(6 * minute)
  t.same(await told(), [], 'there is half an hour from one mail to the next')
  await decided(moderator, four, 'reject')
  clock.pass(24 * minute)
  const [bundle, ...rest] = await told()
  t.same(rest, [])
  t.match(bundle!.subject, /: answers to your comments$/)
  for (const id of [two, three]) t.match(bundle!.text, `#comment-${id}`)
  for (const id of [one, hidden, four]) t.notMatch(bundle!.text, id, 'nothing twice, and nothing that cannot be read')
  t.notMatch(JSON.stringify([mail, bundle]), canary, 'nobody can send words to somebody through us')

  clock.pass(30 * minute)
  const late = await answer()
  clock.pass(5 * minute)
  await tellAuthors(services)
  expecting(200, await editor('DELETE', `/editorial/articles/${story.id}/publication`, undefined, { 'if-match': '*' }))
  t.same(await told(), [], 'an article that is off tells nothing')
  t.ok(late)
})
