import { hash } from 'node:crypto'
import { createRequire } from 'node:module'
import { createContext, runInContext } from 'node:vm'
import t, { type Test } from 'tap'
import { eraseReader } from '../src/comments/by-reader.ts'
import { moveComment } from '../src/comments/changes.store.ts'
import { commenterToken } from '../src/comments/commenter-token.ts'
import { letGo } from '../src/comments/retention.ts'
import { commentById } from '../src/comments/store.ts'
import { comments, outbox, readerLinks, readers } from '../src/db/tables.ts'
import type { Dispatch } from '../src/mail/mail.ts'
import { sendMail } from '../src/mail/sending.ts'
import { readerById } from '../src/readers/store.ts'
import { addComments } from '../src/transfer/comments.store.ts'
import { comment, commentPolicy, decided, expecting, published } from './helpers/make.ts'
import { type Answer, type Call, newsroom, type Options } from './helpers/newsroom.ts'
import { linkTo, verified } from './helpers/readers.ts'
import { everythingIn, traces } from './helpers/tables.ts'

/** A page as its script sees it; the library’s own types are no module. */
const { createWindow } = createRequire(import.meta.url)('@mixmark-io/domino') as {
  createWindow: (html: string) => {
    document: {
      getElementById: (id: string) => Element
      createEvent: (kind: 'Event') => { initEvent: (kind: string, bubbles: boolean, cancelable: boolean) => void }
    }
  }
}

interface Element {
  textContent: string
  innerHTML: string
  value: string
  checked: boolean
  dispatchEvent: (event: object) => void
}

const mail = { BROADSHEET_MAIL: 'smtp://mail.example', BROADSHEET_MAIL_FROM: 'news@news.example' }

/** A newspaper that sends mail, with one story to talk about, and whoever opens what it sends. */
async function correspondence(t: Test, options: Options = {}) {
  const room = await newsroom(t, { settings: mail, ...options })
  const { reader, editor, services } = room
  const { slug, id: articleId } = (await published(editor, { headline: 'The ferry is late' })).body
  const thread = `/articles/${slug}/comments`
  const words = (more: object) => ({ authorName: 'Ann', body: `Well put. ${Math.random()}`, ...more })
  return {
    ...room,
    slug,
    articleId,
    thread,
    /** What has been posted since, as it arrives. */
    arrived: async () => {
      const mails: Dispatch[] = []
      await sendMail(services, { send: async (mail) => void mails.push(mail), close: () => {} })
      return mails
    },
    /** Leaves a comment as a reader who is known, or with a typed address. */
    say: (more: object, token?: string, who: Call = reader) =>
      who('POST', thread, words(more), token === undefined ? {} : { 'reader-token': token }),
    /** Asks for what is a reader’s. */
    mine: (method: 'GET' | 'HEAD' | 'PATCH' | 'DELETE', path: string, token: string, payload?: object) =>
      reader(method, `/readers/me${path}`, payload, { 'reader-token': token }),
    open: (token: string) => reader('POST', '/reader-sessions', { token }),
  }
}

const linkIn = ({ text }: Dispatch) => text.match(/https:\/\/news\.example\/reader#(?:confirm|open)=([\w-]{43})$/m)![1]!

/** A problem without what is different each time. */
const plain = ({ status, body: { instance, requestId, ...body } }: Answer) => ({ status, body })

t.test('a comment is for certain theirs who open the link that is mailed to its address, once, by a press of a button', async (t) => {
  const { say, arrived, open, mine, reader, moderator, db, clock, services } = await correspondence(t)
  const left = expecting(202, await say({ authorEmail: 'Ann@Reader.example', body: 'Buy pills at https://pills.example' })).body
  const twin = expecting(202, await say({ authorEmail: 'ann@reader.example' })).body
  const isVerified = async (id = left.id) => (await moderator('GET', `/moderation/comments/${id}`)).body.emailVerified
  const [asked, ...more] = await arrived()
  t.match([asked, more], [{ to: 'ann@reader.example', subject: 'A new newspaper: is this comment yours?', text: /The ferry is late/ }, []])
  t.notMatch(asked!.text, /pills|Ann/, 'nothing that its author wrote is mailed')
  const link = linkIn(asked!)
  const state = await everythingIn(db)
  t.notOk(state.includes(link), 'what opens the link is not kept')
  for (const method of ['GET', 'HEAD'] as const)
    for (const url of ['//reader', '/reader-sessions', `/reader-sessions?token=${link}`]) await reader(method, url)
  t.equal(await everythingIn(db), state, 'whoever follows links changes nothing')

  t.equal(await isVerified(), false)
  const session = expecting(201, await open(link))
  t.match(session, { headers: { 'cache-control': 'private, no-store' }, body: { email: 'ann@reader.example', commentId: left.id } })
  const { token } = session.body
  t.same([await isVerified(), await isVerified(twin.id)], [true, false], 'the one that was asked about, and no other')
  const used = plain(await open(link))
  t.match(used, { status: 409, body: { code: 'link-used', detail: `It was opened at ${clock.in(0)}.` } })
  const late = await linkTo(services, 'ann@reader.example')
  clock.pass(86_400)
  const unknown = plain(await open('A'.repeat(43)))
  t.match(unknown, { status: 422, body: { code: 'link-unknown', detail: /Ask for a new one by `POST \/v1\/reader-links`/ } })
  t.same(plain(await open(late)), unknown, 'what is past its time looks forged')

  const me = expecting(200, await mine('GET', '', token))
  t.match(me.body, { email: 'ann@reader.example', wishes: { approval: true, rejection: true, replies: true } })
  t.equal(me.headers['cache-control'], 'private, no-store')
  t.match(expecting(200, await mine('PATCH', '', token, { wishes: { replies: false } })).body.wishes, { approval: true, replies: false })
  const stranger = expecting(202, await say({ authorEmail: 'ann@reader.example' })).body
  t.equal(await isVerified(stranger.id), false, 'typing a verified address makes nobody its owner')
  t.equal((await arrived()).length, 1, 'its owner is asked')
  const own = expecting(202, await say({}, token)).body
  t.equal(await isVerified(own.id), true)
  t.equal((await arrived()).length, 0, 'and not about what is theirs')
  t.match(await say({ authorEmail: 'bob@reader.example' }, token), { status: 422, body: { errors: [{ pointer: '#/authorEmail' }] } })
  expecting(202, await say({ authorEmail: 'ANN@reader.example' }, token))

  const [id, generation, expiry, signature] = token.split('.')
  const [, ofComment] = commenterToken(services.keys, { id, createdAt: clock.in(0) }).split('.')
  const refused = { status: 401, body: { code: 'reader-token-unknown', errors: [{ header: 'Reader-Token', code: 'unknown' }] } }
  const wrong = {
    'of a comment': [id, generation, expiry, ofComment],
    'of another reader': [left.id, generation, expiry, signature],
    'of a later generation': [id, '2', expiry, signature],
    'of a later day': [id, generation, `z${expiry!.slice(1)}`, signature],
  }
  const answers = new Set<string>()
  for (const [what, parts] of Object.entries(wrong))
    for (const answer of [
      await mine('GET', '', parts.join('.')),
      await mine('DELETE', '', parts.join('.')),
      await say({}, parts.join('.')),
    ]) {
      t.match(answer, { ...refused, headers: { 'www-authenticate': 'Reader-Token realm="Broadsheet"' } }, what)
      answers.add(JSON.stringify(plain(answer)))
    }
  t.match(
    await mine('GET', '', left.token),
    { status: 400, body: { errors: [{ header: 'reader-token' }] } },
    'nor is it the token of a comment',
  )
  t.match(await reader('DELETE', `/comments/${own.id}`, undefined, { 'comment-token': token }), { status: 400 })
  expecting(204, await mine('DELETE', '/sessions', token))
  answers.add(JSON.stringify(plain(await mine('GET', '/export', token))))
  expecting(202, await reader('POST', '/reader-links', { email: 'Ann@reader.example' }))
  const [sent] = await arrived()
  t.match(sent, { to: 'ann@reader.example', subject: /: your comments$/ })
  const { body } = expecting(201, await open(linkIn(sent!)))
  expecting(200, await mine('GET', '', body.token))
  clock.pass(180 * 86_400)
  answers.add(JSON.stringify(plain(await mine('GET', '', body.token))))
  t.equal(answers.size, 1, 'forged, signed out and expired look alike')

  const links = await db.$count(readerLinks)
  t.ok(links > 3)
  t.match(await letGo(services), { links, readers: 0 })
  clock.pass(200 * 86_400)
  t.match(await letGo(services), { readers: 0 }, 'whoever has left something is known')
  await verified(services, reader, 'quiet@reader.example')
  clock.pass(360 * 86_400)
  t.match(await letGo(services), { readers: 0 })
  clock.pass(1)
  t.match(await letGo(services), { readers: 1 }, 'whoever has not is forgotten in the end')
})

t.test('trust comes of what people have approved of a reader for certain, and goes with a rejection and with time', async (t) => {
  const { say, mine, reader, as, owner, editor, moderator, services, clock, db } = await correspondence(t)
  await commentPolicy(editor, { mode: 'first_time', closeAfterDays: null })
  const email = 'ann@reader.example'
  let token = await verified(services, reader, email)
  const status = async (more: object = {}) => (await say(more, token)).status
  const approved = async () => decided(moderator, expecting(202, await say({}, token)).body.id, 'approve')
  const robot = expecting(201, await owner('POST', '/admin/tokens', { name: 'Robot', kind: 'service', role: 'moderator' })).body

  for (const _ of [1, 2, 3]) await decided(moderator, (await say({ authorEmail: email })).body.id, 'approve')
  t.equal(await status(), 202, 'what strangers left with the address counts for nothing')
  await approved()
  await decided(as(robot.token), expecting(202, await say({}, token)).body.id, 'approve')
  t.equal(await status(), 202, 'nor does what a machine approves')
  const second = await approved()
  const trusted = expecting(201, await say({ body: 'See https://one.example' }, token)).body
  t.match((await moderator('GET', `/moderation/comments/${trusted.id}`)).body.signals, [{ rule: 'trusted', verdict: 'allow' }])
  t.equal(await status({ body: 'See https://one.example and https://two.example' }), 202)
  t.equal((await say({ authorEmail: email })).status, 202, 'it is not for whoever knows the address')
  const edit = (body: string, headers: Record<string, string>) =>
    reader('PATCH', `/comments/${trusted.id}`, { body }, { 'comment-token': trusted.token, ...headers })
  t.match(await edit('One more thing', { 'reader-token': token }), { body: { state: 'approved' } })
  t.match(await edit('Another thing', {}), { body: { state: 'pending' } })
  const anothers = (await say({})).body
  await decided(moderator, anothers.id, 'approve')
  const both = { 'comment-token': anothers.token, 'reader-token': token }
  t.match(
    await reader('PATCH', `/comments/${anothers.id}`, { body: 'Me too' }, both),
    { body: { state: 'pending' } },
    'nor for what is not theirs',
  )

  const undone = expecting(200, await moderator('POST', `/moderation/decisions/${second.decisionId}/undo`)).body
  t.equal(await status(), 202, 'an approval that was taken back is none')
  await db.write(async (tx) => moveComment(tx, await commentById(tx, undone.comment.id), 'approved', clock.now()))
  t.equal(await status(), 202, 'and what the newspaper lets through by itself is none either')
  await approved()
  t.equal(await status(), 201)
  t.equal(undone.comment.state, 'pending')
  const refused = expecting(201, await say({}, token)).body
  const rejection = await decided(moderator, refused.id, 'reject')
  t.equal(await status(), 202, 'a rejection ends it')
  expecting(200, await moderator('POST', `/moderation/decisions/${rejection.decisionId}/undo`))
  t.equal(await status(), 201, 'unless it is taken back')
  await decided(moderator, refused.id, 'spam')
  expecting(204, await reader('DELETE', `/comments/${refused.id}`, undefined, { 'comment-token': refused.token }))
  t.equal(await status(), 202, 'withdrawing what was refused does not help')
  clock.pass(30 * 86_400)
  t.equal(await status(), 202)
  clock.pass(1)
  t.equal(await status(), 201, 'after thirty days it is forgiven')
  const changed = expecting(201, await say({}, token)).body
  const own = { 'comment-token': changed.token }
  expecting(
    200,
    await reader('PATCH', `/comments/${changed.id}`, { body: 'https://a.example https://b.example' }, { ...own, 'reader-token': token }),
  )
  await decided(moderator, changed.id, 'reject')
  t.equal(await status(), 202, 'a rejected edit ends it, too')
  clock.pass(86_400)
  expecting(204, await reader('DELETE', `/comments/${changed.id}`, undefined, own))
  t.equal(await status(), 202, 'and is not forgotten with the comment')
  clock.pass(29 * 86_400 + 1)
  t.equal(await status(), 201, 'but counts from when it was rejected')
  clock.pass(120 * 86_400)
  t.equal((await mine('GET', '', token)).status, 401)
  token = await verified(services, reader, email)
  t.equal(await status(), 202, 'what was approved half a year ago is too long ago')
})

t.test('nobody is flooded through us, and nobody learns whether an address is known', async (t) => {
  const statements: string[] = []
  const room = await correspondence(t, { onStatement: (statement) => void statements.push(statement) })
  const { say, arrived, as, reader, clock, db, open } = room
  expecting(202, await say({ authorEmail: 'known@reader.example' }))
  for (const mail of await arrived()) expecting(201, await open(linkIn(mail)))
  const told = (answer: Answer) => {
    const { id, token, body, createdAt, ...more } = answer.body
    return { status: answer.status, more, headers: Object.keys(answer.headers).sort(), statements: statements.splice(0).length }
  }
  const ask = (email: string, who: Call = reader) => who('POST', '/reader-links', { email })
  const both = [() => say({ authorEmail: 'known@reader.example' }), () => say({ authorEmail: 'new@reader.example' })]
  const comments: object[] = []
  for (const leave of [both[0]!, ...both, ...both]) {
    statements.length = 0
    comments.push(told(await leave()))
  }
  t.same(
    comments.slice(1),
    Array(4).fill(comments[1]),
    'verified, unknown or just asked: a comment is answered alike, after as many statements',
  )
  const links: object[] = []
  for (const email of [
    'new@reader.example',
    'known@reader.example',
    'nobody@reader.example',
    'known@reader.example',
    'nobody@reader.example',
  ]) {
    statements.length = 0
    links.push(told(await ask(email)))
  }
  t.same(links.slice(1), Array(4).fill(links[1]), 'and so is who asks for a link')
  t.same(
    (await arrived()).map(({ to }) => to).sort(),
    ['known', 'known', 'new', 'new'].map((name) => `${name}@reader.example`),
  )
  t.notMatch(await traces(db), /nobody@/, 'of an address under which nothing is kept, nothing is')

  const mailed: number[] = []
  for (let day = 0; day < 9; day++) {
    let count = 0
    for (let time = 0; time < 4; time++) {
      expecting(202, await say({ authorEmail: 'victim@reader.example' }))
      count += (await arrived()).length
      clock.pass(21_600)
    }
    mailed.push(count)
  }
  t.same(mailed, [1, 1, 1, 1, 1, 0, 0, 1, 1], 'a comment a day is asked about, and five in a week')
  const asked: number[] = []
  for (let time = 0; time < 8; time++) {
    expecting(202, await ask('victim@reader.example'))
    asked.push((await arrived()).length)
    clock.pass(360)
  }
  t.same(asked, [1, 0, 1, 0, 1, 0, 0, 0], 'links go out ten minutes apart, three in a day')

  const left = expecting(202, await say({ authorEmail: 'eve@reader.example' })).body
  const [question] = await arrived()
  expecting(204, await reader('DELETE', `/comments/${left.id}`, undefined, { 'comment-token': left.token }))
  t.notMatch(await traces(db), /eve@/)
  t.match(await open(linkIn(question!)), { body: { code: 'link-unknown' } })
  const again = expecting(202, await say({ authorEmail: 'eve@reader.example' })).body
  t.equal((await arrived()).length, 0, 'who withdraws and begins again has nobody mailed again')
  t.equal(await db.$count(outbox), await db.$count(readerLinks), 'each link is mailed at most once')
  expecting(204, await reader('DELETE', `/comments/${again.id}`, undefined, { 'comment-token': again.token }))

  const busy = as(undefined, '192.0.2.77')
  const statuses: number[] = []
  for (let time = 0; time < 11; time++) statuses.push((await ask(`${time}@reader.example`, busy)).status)
  t.same(statuses, [...Array(10).fill(202), 429])
  const silent = await correspondence(t, { settings: {} })
  expecting(202, await silent.say({ authorEmail: 'ann@reader.example' }))
  t.same(told(await silent.reader('POST', '/reader-links', { email: 'ann@reader.example' })).status, 202)
  t.equal(await silent.db.$count(outbox), 0, 'where no mail is sent, nobody is asked')
})

t.test('1,201 comments under one address are listed, taken along and erased to the last word', async (t) => {
  const counted: string[] = []
  const onStatement = (statement: string) => void (/update "articles" set "comment_count"/.test(statement) && counted.push(statement))
  const { say, mine, reader, moderator, db, services, clock, articleId, arrived } = await correspondence(t, { onStatement })
  const email = 'canary@reader.example'
  const key = { 'idempotency-key': '019342a0-5b00-7c1e-8000-00000000000d' }
  const link = { token: await linkTo(services, email) }
  const { token } = expecting(201, await reader('POST', '/reader-sessions', link, key)).body
  const [{ id: readerId } = { id: '' }] = await db.select().from(readers)
  const many = Array.from({ length: 1201 }, (_, place) => {
    const id = services.newId()
    const kept = { articleId, rootId: id, parentId: null, inReplyTo: null, depth: 1, version: 1, revision: 1, approvedRevision: null }
    const state = place < 60 ? ('deleted' as const) : (['pending', 'spam', 'rejected'] as const)[place % 3]!
    const author = {
      authorName: `canary ${place}`,
      authorUrl: null,
      authorEmail: email,
      readerId: place % 2 ? readerId : null,
      badge: null,
    }
    const sent = {
      addressHash: `canary hash ${place}`,
      fingerprint: `canary text ${place}`,
      userAgent: 'canary',
      reports: null,
      priority: 0,
    }
    return { comment: { ...kept, id, state, ...author, ...sent, createdAt: clock.in(-(place % 400)) }, body: `canary ${place}` }
  })
  await db.write((tx) => addComments(tx, many))
  const own = expecting(202, await say({ authorName: 'canary', body: 'canary https://canary.example' }, token)).body
  await decided(moderator, own.id, 'approve')
  const mailed = await say({ authorName: 'canary', authorEmail: email })
  const other = await comment(reader, 'the-ferry-is-late', { authorEmail: 'other@reader.example' })
  expecting(202, await reader('POST', '/reader-links', { email }, { 'idempotency-key': '019342a0-5b00-7c1e-8000-00000000000c' }))

  const listed: { id: string; state: string; isCertain: boolean }[] = []
  let next = ''
  do {
    const { body, headers } = expecting(200, await mine('GET', `/comments?limit=100${next}`, token))
    t.equal(headers['cache-control'], 'private, no-store')
    listed.push(...body.items)
    next = body.page.next ? `&cursor=${body.page.next}` : ''
  } while (next !== '')
  const copy = expecting(200, await mine('GET', '/export', token))
  t.same(copy.body.comments, listed, 'the copy is all of the list')
  t.equal(copy.headers['cache-control'], 'private, no-store')
  t.match(copy.body, { reader: { id: readerId, email }, links: [{ commentId: mailed.body.id }, { purpose: 'reader' }] })
  t.equal(new Set(listed.map(({ id }) => id)).size, 1203)
  t.same(
    [...new Set(listed.map(({ state, id }) => `${state} ${id === own.id}`))].sort(),
    ['approved true', 'pending false'],
    'whatever they are held for',
  )
  t.equal(listed.filter(({ isCertain }) => isCertain).length, 601)
  t.notMatch(JSON.stringify(copy.body), /other@|canary hash|refused|fingerprint|spam|rejected/)
  const state = await everythingIn(db)
  for (const path of ['', '/comments', '/export']) expecting(200, await mine('HEAD', path, token))
  t.equal(await everythingIn(db), state, 'reading changes nothing')

  let writes = 0
  const write: typeof db.write = (work) => (++writes > 3 ? Promise.reject(new Error('The power is gone')) : db.write(work))
  const failing = Object.assign(Object.create(db), { write })
  const whose = (await readerById(db, readerId))!
  await t.rejects(eraseReader(whose, { ...services, db: failing }), { message: 'The power is gone' })
  t.equal(expecting(200, await mine('GET', '/export', token)).body.comments.length, 1203 - 150, 'a page is erased, or not')
  counted.length = 0
  expecting(204, await mine('DELETE', '', token))
  t.equal(counted.length, 22, 'a long conversation is counted once for each page of fifty, not for each comment')
  t.match(await mine('DELETE', '', token), { status: 401 }, 'nobody is left whose token it was')
  const kept = await traces(db)
  for (const trace of ['canary', readerId]) t.notOk(kept.includes(trace), `${trace} is in no table`)
  t.same(
    (await arrived()).map(({ to }) => to),
    ['other@reader.example'],
    'nothing more is mailed there',
  )
  t.match(
    (await db.select().from(comments)).filter(({ state }) => state !== 'deleted'),
    [{ id: other.id }],
  )
  t.equal(await db.$count(readerLinks), 1, 'what is others’ stays')
})

t.test('our own page for readers runs its script alone, which asks nothing before a button is pressed', async (t) => {
  const { app, reader, say, arrived, db, moderator } = await correspondence(t)
  await say({ authorEmail: 'ann@reader.example', body: 'Well <b>put</b>.' })
  await decided(moderator, expecting(202, await say({ authorEmail: 'ann@reader.example', body: 'Fools!' })).body.id, 'reject')
  const [question] = await arrived()
  const { body: html, headers } = expecting(200, await reader('GET', '//reader'))
  const between = (tag: string) => html.match(new RegExp(`<${tag}>(.*)</${tag}>`, 's'))![1]
  const policy = headers['content-security-policy']!
  for (const [directive, tag] of Object.entries({ 'script-src': 'script', 'style-src': 'style' }))
    t.ok(policy.includes(`${directive} 'sha256-${hash('sha256', between(tag), 'base64')}';`), directive)
  t.match(policy, /^default-src 'none';(?!.*unsafe).* connect-src 'self';.* frame-ancestors 'none'$/)
  t.notMatch(html, /\son\w+=|https?:|src=|href=/, 'nothing comes from elsewhere, and nothing runs in between')
  t.equal((html.match(/<label for="/g) ?? []).length, (html.match(/<input /g) ?? []).length)

  const { document } = createWindow(html)
  const find = (id: string) => document.getElementById(id)
  const asked: string[] = []
  const fetch = async (url: string, { method, headers, body }: { method: 'GET'; headers: Record<string, string>; body?: string }) => {
    asked.push(`${method} ${url}`)
    const { statusCode, body: text } = await app.inject({ method, url, headers, ...(body && { payload: body }) })
    return new Response(statusCode === 204 ? null : text, { status: statusCode })
  }
  const addresses: string[] = []
  const location = { hash: new URL(question!.text.match(/https:\S+/)![0]).hash, pathname: '/reader' }
  const history = { replaceState: (_state: null, _title: string, address: string) => addresses.push(address) }
  runInContext(between('script'), createContext({ document, location, history, window: { fetch } }))
  const press = async (id: string, kind: 'click' | 'submit') => {
    const event = document.createEvent('Event')
    event.initEvent(kind, true, true)
    find(id).dispatchEvent(event)
    while (find('said').textContent === 'One moment …') await new Promise(setImmediate)
    return find('said').textContent
  }

  t.same([asked, addresses], [[], ['/reader']], 'what opens the link is taken out of the address, and not used yet')
  t.equal(find('open').textContent, 'Yes, this comment is mine')
  t.match(await press('open', 'click'), /is confirmed/)
  t.same([find('whose').textContent, find('approval').checked], ['ann@reader.example', true])
  const [rejected, waiting] = find('comments').innerHTML.split('</li>')
  t.equal(waiting, '<li><strong>2026-01-05, Ann (waits)</strong><p>Well &lt;b&gt;put&lt;/b&gt;.</p>')
  t.match(rejected, /Ann \(is not shown, not confirmed\)<\/strong><p>Fools!<\/p><p>Rejected by a moderator: Off topic<\/p>$/)
  find('replies').checked = false
  t.equal(await press('wishes', 'submit'), 'Noted.')
  t.match(await db.select().from(readers), [{ tellApproval: true, tellReplies: false }])
  t.match(await press('open', 'click'), /This link was opened before/, 'what goes wrong is told')
  t.match(await press('erase', 'submit'), /tick the box/)
  t.equal(await db.$count(readers), 1)
  find('sure').checked = true
  t.match(await press('erase', 'submit'), /Everything is erased/)
  t.equal(await db.$count(readers), 0)
  find('email').value = 'ann@reader.example'
  t.match(await press('ask', 'submit'), /on its way/)
  t.same(asked.at(-1), 'POST /v1/reader-links')
  const elsewhere = await newsroom(t, { settings: { BROADSHEET_READER_PAGE: 'https://news.example/mine' } })
  t.equal((await elsewhere.reader('GET', '//reader')).status, 404, 'where the newspaper has a page of its own, there is none of ours')
})
