import { hash } from 'node:crypto'
import Sqlite from 'better-sqlite3'
import { count, eq, sum } from 'drizzle-orm'
import t from 'tap'
import { keepKeys, turnKeys } from '../src/commands/timed-keys.ts'
import { keepRetention } from '../src/commands/timed-retention.ts'
import { addComment } from '../src/comments/changes.store.ts'
import { commenterToken } from '../src/comments/commenter-token.ts'
import { letGo } from '../src/comments/retention.ts'
import { replaceAddressKey } from '../src/db/address-keys.ts'
import { replaceSigningKeys } from '../src/db/keys.ts'
import { openSqlite } from '../src/db/sqlite.ts'
import { commentReports, commentSignals, comments, decisions, spamExamples, spamMarks } from '../src/db/tables.ts'
import { type Learnt, scoreOf } from '../src/screening/spam-score.ts'
import { marksOf, mostMarks } from '../src/screening/spam-words.ts'
import { addComments } from '../src/transfer/comments.store.ts'
import { ban, comment, commentPolicy, decided, expecting, published } from './helpers/make.ts'
import { type Call, newsroom } from './helpers/newsroom.ts'
import { everythingIn } from './helpers/tables.ts'

const spam = (turn: number) => `Cheap watches and pills number ${turn}, visit my channel today`
const ham = (turn: number) => `The ferry was late again on day ${turn}, said the harbour master`

/** The row that counts the comments themselves. */
const everyComment = hash('sha256', 'comments', 'base64url').slice(0, 16)

/** Fifty comments of each kind, decided about one by one. */
async function taught(t: Parameters<typeof newsroom>[0]) {
  const room = await newsroom(t)
  const { editor, moderator, reader } = room
  const { slug } = (await published(editor)).body
  await commentPolicy(editor, { mode: 'pre' })
  const leave = (body: string, words: object = {}, by: Call = reader) =>
    by('POST', `/articles/${slug}/comments`, { authorName: 'Ann', body, ...words })
  const ids = { spam: [] as string[], ham: [] as string[] }
  for (let turn = 1; turn <= 50; turn++) {
    ids.spam.push((await leave(spam(turn))).body.id)
    ids.ham.push((await leave(ham(turn))).body.id)
  }
  const scored = async (id: string) =>
    (await moderator('GET', `/moderation/comments/${id}`)).body.signals.find(({ rule }: { rule: string }) => rule === 'spam_score')
  return { ...room, leave, ids, scored }
}

t.test('fifty decisions of each kind teach what spam is like here, and it is held with what says so', async (t) => {
  const { db, editor, moderator, leave, ids, scored } = await taught(t)
  for (const id of ids.spam) await decided(moderator, id, 'spam')
  for (const id of ids.ham.slice(1)) await decided(moderator, id, 'approve')
  await commentPolicy(editor, { mode: 'post' })
  const advertisement = 'CHEAP pïlls 😀 on my channel! But the ferry, too.'
  t.match(await leave(advertisement), { status: 201 }, 'forty-nine are too few to judge by')

  await decided(moderator, ids.ham[0]!, 'approve')
  const held = await leave(`${advertisement} Today.`, { authorName: 'Ben' })
  t.match(held, { status: 202, body: { state: 'pending' } })
  const found = await scored(held.body.id)
  t.match(found, { verdict: 'hold', detail: 'It reads like what moderators here have called spam.' })
  t.ok(found.score >= 98 && found.score <= 100, String(found.score))
  const text = `${advertisement} Today.`
  for (const { field, start, end, text: seen } of found.spans) t.same([field, text.slice(start, end)], ['body', seen])
  t.same(found.spans.map(({ text }: { text: string }) => text).sort(), ['CHEAP', 'Today', 'channel', 'my', 'pïlls'])
  t.match(await leave('The harbour master was late, said the ferry.'), { status: 201 })
  t.match(await leave('Nobody has used any of these terms before'), { status: 201 }, 'nothing is known of these words')
  t.equal((await db.select({ id: commentSignals.commentId }).from(commentSignals).where(eq(commentSignals.rule, 'spam_score'))).length, 1)
})

t.test('each comment teaches once, and a decision that is changed teaches the other thing', async (t) => {
  const { db, moderator, ids } = await taught(t)
  const lessons = async () => {
    const comments = (await db.select().from(spamMarks)).find(({ mark }) => mark === everyComment)
    const [all] = await db.select({ spam: sum(spamMarks.spam), ham: sum(spamMarks.ham) }).from(spamMarks)
    const [examples] = await db.select({ count: count() }).from(spamExamples)
    return [comments?.spam, comments?.ham, Number(all?.spam), Number(all?.ham), examples?.count]
  }
  const id = ids.spam[0]!
  /** The marks of this comment, and the row that counts comments. */
  const marks = marksOf({ authorName: 'Ann', authorUrl: null, body: spam(1) }).length + 1

  await decided(moderator, id, 'spam')
  t.same(await lessons(), [1, 0, marks, 0, 1])
  await decided(moderator, id, 'spam')
  t.same(await lessons(), [1, 0, marks, 0, 1], 'the same decision again')
  await decided(moderator, id, 'approve')
  t.same(await lessons(), [0, 1, 0, marks, 1])
  await decided(moderator, id, 'hold')
  t.same(await lessons(), [0, 0, 0, 0, 0], 'undecided')
  await decided(moderator, id, 'spam')
  await decided(moderator, id, 'reject')
  t.same(await lessons(), [0, 0, 0, 0, 0], 'what is off topic is no spam')
  const { version, revision } = (await moderator('GET', `/moderation/comments/${id}`)).body
  const decision = { action: 'spam', version, revision }
  const answers = await Promise.all([1, 2, 3].map(() => moderator('PUT', `/moderation/comments/${id}/decision`, decision)))
  t.same(answers.map((answer) => expecting(200, answer).body.changed).sort(), [false, false, true])
  t.same(await lessons(), [1, 0, marks, 0, 1], 'three at once')
})

t.test('what people have decided stays learnt when its author takes it back, and nothing of the author with it', async (t) => {
  const { as, db, editor, moderator, owner, reader, services, clock } = await newsroom(t)
  const { id: articleId, slug } = (await published(editor)).body
  const spammer = { authorName: 'Zed Zander', authorUrl: 'https://zander.example' }
  const spams = [
    await comment(reader, slug, { ...spammer, body: 'Cheap pills, by the quintal' }),
    await comment(reader, slug, { ...spammer, body: 'Cheap pills, by the hogshead' }),
  ]
  for (const { id } of spams) await decided(moderator, id, 'spam')
  const idOf = (name: string) => hash('sha256', name, 'base64url').slice(0, 16)
  const known = async (...names: string[]) => {
    const marks = new Map((await db.select().from(spamMarks)).map(({ mark, spam }) => [mark, spam]))
    return names.map((name) => marks.get(idOf(name)))
  }
  const all = ['comments', 'word cheap', 'word pills', 'name zander', 'host zander.example', 'word quintal', 'word hogshead'] as const
  t.same(await known(...all), [2, 2, 2, 2, 2, 1, 1])
  const withdraw = ({ id, token }: { id: string; token: string }) =>
    reader('DELETE', `/comments/${id}`, undefined, { 'comment-token': token })
  for (const _ of ['once', 'twice']) expecting(204, await withdraw(spams[0]!))
  t.same(await known(...all), [2, 2, 2, 1, 1, undefined, 1], 'a word of that comment alone is forgotten, and its part in the name')
  expecting(204, await withdraw(spams[1]!))
  t.same(await known(...all), [2, 2, 2, undefined, undefined, undefined, undefined])
  t.same(await db.select().from(spamExamples), [])

  const made = expecting(201, await owner('POST', '/admin/tokens', { name: 'Filter', kind: 'service', role: 'moderator' })).body
  const filter = as(made.token)
  const { id } = await comment(reader, slug, { body: 'Cheap pills' })
  await decided(filter, id, 'spam')
  t.same(await known('comments'), [2], 'only people teach')
  await decided(moderator, id, 'approve')
  const lessons = async () => (await db.select().from(spamExamples)).map(({ lesson }) => lesson)
  t.same(await lessons(), ['ham'])
  const { decisionId } = await decided(filter, id, 'spam')
  t.same(await lessons(), ['ham'], 'and what they have taught, no machine takes back')
  expecting(200, await moderator('POST', `/moderation/decisions/${decisionId}/undo`))
  t.same([await lessons(), await known('comments')], [['ham'], [2]])

  // A comment from another system has words that were never left here.
  const imported = { id: services.newId(), articleId, parentId: null, inReplyTo: null, depth: 1, state: 'approved' as const }
  const author = { authorName: 'Ivy', authorUrl: null, authorEmail: null, badge: null, addressHash: null, userAgent: null }
  const kept = {
    ...imported,
    ...author,
    rootId: imported.id,
    version: 1,
    revision: 1,
    approvedRevision: 1,
    reports: null,
    priority: 0,
    readerId: null,
  }
  const first = { ...kept, fingerprint: 'of the first words', createdAt: clock.in(0) }
  await db.write((tx) => addComments(tx, [{ comment: first, body: 'The first words' }]))
  const own = { 'comment-token': commenterToken(services.keys, first) }
  expecting(200, await reader('PATCH', `/comments/${first.id}`, { body: 'Other words' }, own))
  await decided(moderator, first.id, 'reject')
  const printOf = async () => (await db.select().from(comments).where(eq(comments.id, first.id)))[0]!.fingerprint
  t.equal(await printOf(), first.fingerprint, 'with an edit its fingerprint is taken back')
})

t.test('a comment is known by its words, name, hosts and traits: however spelt, and of the longest no more than can be looked up', (t) => {
  const names = (body: string, words: object = {}) =>
    marksOf({ authorName: 'Ann', authorUrl: null, body, ...words }).map(({ name }) => name)
  t.same(names('ＣＨＥＡＰ p\u200Bills, cheap PÏLLS'), ['links 0', 'name ann', 'word cheap', 'word pills'])
  t.same(names('Go to https://www.example.com/a?b', { authorUrl: 'https://WWW.Example.org:8080/x' }).slice(0, 3), [
    'links 1',
    'host example.org',
    'host example.com',
  ])
  t.ok(names('BUY THIS WATCH NOW').includes('shouted'))
  t.same(names('東京都へ').slice(2), ['word 東京', 'word 京都', 'word 都へ'])
  const long = Array.from({ length: 3000 }, (_, place) => `w${place} `).join('')
  t.ok(names(long).length <= mostMarks)
  t.ok(names(long).includes('word w2999') && names(long).includes('word w0'), 'of a long text the beginning and the end')
  for (const nothing of ['', ' ', '!?', '\u200B', '👍']) t.same(names(nothing, { authorName: '' }), ['links 0'], JSON.stringify(nothing))
  t.end()
})

t.test('one comment proves nothing, many do, and the score is never more than a hundred', (t) => {
  const score = (...marks: [spam: number, ham: number][]) => {
    const learnt: Learnt = {
      examples: { spam: 100, ham: 1000 },
      marks: marks.map(([spam, ham], place) => ({ name: `word ${place}`, span: undefined, spam, ham })),
    }
    return scoreOf(learnt)?.percent
  }
  t.equal(score(), 50)
  t.equal(score([10, 100], [20, 200]), 50, 'as often in either kind')
  t.same([score([1, 0]), score([0, 1])], [66, 47], 'seen once')
  t.equal(score([100, 0], [100, 0]), 99)
  t.equal(score(...Array.from({ length: 250 }, (): [number, number] => [100, 0])), 100)
  t.equal(score(...Array.from({ length: 250 }, (): [number, number] => [0, 1000])), 0)
  t.ok(score(...Array.from({ length: 250 }, (): [number, number] => [20, 220]), [90, 0], [95, 1])! > 95, 'a long quotation drowns nothing')
  t.equal(scoreOf({ examples: { spam: 49, ham: 5000 }, marks: [] }), undefined)
  t.end()
})

const day = 86_400

t.test('a running server lets go and replaces its key by itself, and says so in a line each', async (t) => {
  let told = (_line: string) => {}
  const saying = new Promise<string>((resolve) => {
    told = resolve
  })
  let toldOfKey = (_line: string) => {}
  const sayingOfKey = new Promise<string>((resolve) => {
    toldOfKey = resolve
  })
  const log = (line: string) => (line.includes('let go') ? told(line) : line.includes('key of') ? toldOfKey(line) : undefined)
  const room = await newsroom(t, { log })
  await crowd(room, (await published(room.editor)).body.id, 'spam', 3)
  room.clock.pass(31 * day)
  const retention = keepRetention(room.services, room.app.log)
  t.match(JSON.parse(await saying), { level: 30, gone: { senders: 3, spam: 3, rejected: 0 } })
  await retention.stop()
  const keys = keepKeys(room.services, room.app.log)
  t.match(JSON.parse(await sayingOfKey), { level: 30, msg: 'The key of the hashes of addresses was replaced' })
  await keys.stop()
})

t.test('the key of addresses is replaced by itself, and whoever is known by it stays known as long as that matters', async (t) => {
  const asked: string[] = []
  const settings = { BROADSHEET_ADDRESS_KEY_DAYS: '10', BROADSHEET_KEEP_SENDERS_DAYS: '100' }
  const { as, clock, db, editor, file, moderator, owner, reader, services } = await newsroom(t, {
    settings,
    onStatement: (statement) => asked.push(statement),
  })
  const { slug } = (await published(editor)).body
  await commentPolicy(editor, { mode: 'post', closeAfterDays: 365 })
  const [ann, bea, dora] = [5, 6, 7].map((host) => as(undefined, `203.0.113.${host}`)) as [Call, Call, Call]
  const leave = (by: Call, body: string, key?: string) =>
    by('POST', `/articles/${slug}/comments`, { authorName: 'Ann', body }, key ? { 'idempotency-key': key } : {})
  const report = (by: Call, id: string) => by('POST', `/comments/${id}/reports`, { reason: 'abuse' })
  const kept = async (id: string) => (await db.select().from(comments).where(eq(comments.id, id)))[0]!.addressHash!
  const stateOf = async (id: string) => (await moderator('GET', `/moderation/comments/${id}`)).body.state
  const costOf = async (by: Call, body: string) => {
    const before = asked.length
    const { id } = expecting(201, await leave(by, body)).body
    return { id, statements: asked.length - before }
  }
  const plain = await costOf(as(), 'What a comment costs under one key')

  clock.pass(10 * day - 1)
  t.equal(await turnKeys(services), false)
  const first = expecting(201, await leave(ann, 'The ferry is late', 'a-key-of-ann-one')).body
  const noise = expecting(201, await leave(bea, 'Noise')).body
  await ban(moderator, { commentId: noise.id })
  expecting(202, await report(dora, first.id))
  clock.pass(1)
  t.equal(await turnKeys(services), true)
  t.equal(await turnKeys(services), false, 'once')
  t.match(await leave(ann, 'The bus, too'), { status: 429, headers: { 'retry-after': '14' } }, 'whoever had to wait has to wait')
  t.match(await leave(ann, 'The ferry is late'), { status: 201, body: { id: first.id, token: null } }, 'what was sent twice is one')
  t.match(await leave(ann, 'The ferry is late', 'a-key-of-ann-one'), {
    status: 201,
    body: { id: first.id },
    headers: { 'idempotency-replayed': 'true' },
  })
  t.match(await leave(ann, 'The ferry was late', 'a-key-of-ann-one'), { status: 422, body: { code: 'key-reused' } })
  expecting(202, await report(dora, first.id))
  t.equal(await db.$count(commentReports), 1, 'nobody reports twice')
  clock.pass(15)
  const banned = expecting(202, await leave(bea, 'More noise')).body
  t.equal(await stateOf(banned.id), 'rejected', 'and the banned are banned')
  const second = expecting(201, await leave(ann, 'The bus, too')).body
  t.not(await kept(second.id), await kept(first.id), 'what is new has a hash by the new key')
  for (let turn = 3; turn <= 5; turn++) {
    clock.pass(20)
    expecting(201, await leave(ann, `Remark ${turn}`))
  }
  clock.pass(20)
  t.match(await leave(ann, 'Remark 6'), { status: 429 }, 'five in ten minutes, over both keys')
  t.equal((await costOf(as(), 'What a comment costs under two')).statements, plain.statements, 'a comment asks no more than before')

  const [oldest] = services.keys.address.slice(-1)
  for (let turn = 2; turn <= 4; turn++) {
    clock.pass(10 * day)
    t.equal(await turnKeys(services), true)
    t.match(await letGo(services), { keys: 0 })
  }
  clock.pass(10 * day)
  await turnKeys(services)
  t.match(await letGo(services), { keys: 0 }, 'its time is over, but a ban in force needs it')
  t.equal(await stateOf((await leave(bea, 'Noise again')).body.id), 'rejected')
  expecting(204, await moderator('DELETE', `/moderation/bans/${(await moderator('GET', '/moderation/bans')).body.items[0].id}`))
  t.match(await letGo(services), { keys: 1 })
  t.match(await letGo(services), { keys: 0 })
  t.notMatch(await everythingIn(db), oldest!.value.toString('base64url'), 'the key is gone')
  t.equal(services.keys.address.length, 5, 'there are never more than four others')
  t.type(await kept(first.id), 'string', 'so that what is left of it')
  const refused = await moderator('POST', '/moderation/bans', { commentId: first.id, effect: 'hold', reason: 'x' })
  t.match(refused, { status: 422, body: { errors: [{ pointer: '#/commentId' }] } }, 'is nobody’s any more')
  expecting(202, await report(dora, first.id))
  t.equal(await db.$count(commentReports), 2, 'and a reader who comes back after so long is another')

  const list = '/editorial/tags?limit=1'
  for (const name of ['One', 'Two']) expecting(201, await editor('POST', '/editorial/tags', { name }))
  const { next } = (await editor('GET', list)).body.page
  const own = { 'comment-token': second.token }
  expecting(200, await reader('GET', `/comments/${second.id}`, undefined, own))
  const beside = openSqlite(file)
  await beside.write(async (tx) => {
    await replaceAddressKey(tx, services.random, clock.in(0), clock.now())
    await replaceSigningKeys(tx, services.random)
  })
  await beside.close()
  const late = expecting(201, await leave(dora, 'Just before the server has noticed')).body
  t.equal(await turnKeys(services), false)
  t.equal(services.keys.address.length, 6, 'a server follows what is done beside it')
  t.match(await leave(dora, 'And just after'), { status: 429 })
  t.equal((await editor('GET', `${list}&cursor=${next}`)).status, 400)
  t.equal((await reader('GET', `/comments/${second.id}`, undefined, own)).status, 404)
  t.equal((await reader('GET', `/comments/${late.id}`, undefined, { 'comment-token': late.token })).status, 404)
  expecting(200, await owner('GET', '/admin/tokens'))
})

/** The room with so many comments of a state, a minute apart, that nobody has decided about; each holds a name and a word of its own kind. */
async function crowd(
  room: Awaited<ReturnType<typeof newsroom>>,
  articleId: string,
  state: (typeof comments.$inferInsert)['state'],
  size: number,
) {
  const { db, services, clock } = room
  await db.write(async (tx) => {
    for (let turn = 0; turn < size; turn++) {
      const id = services.newId()
      const words = { authorName: `Name-${state}`, authorUrl: 'https://url.example', authorEmail: `mail-${state}@example.com` }
      const sender = { addressHash: `hash-${state}`, userAgent: `Browser-${state}`, fingerprint: `print-${state}` }
      const place = { rootId: id, depth: 1, version: 1, revision: 1, createdAt: clock.in(60 * (turn - size)) }
      const span = { field: 'body' as const, start: 0, end: 4, text: `Text-${state}` }
      const signal = { rule: 'links' as const, verdict: 'hold' as const, score: null, spans: [span], detail: `Detail-${state}` }
      await addComment(tx, { id, articleId, state, ...words, ...sender, ...place }, `Text-${state} ${turn}`, [signal], clock.now())
    }
  })
}

t.test(
  'what was written is kept as long as the settings say and no longer, over every border of a page, and twice is as once',
  async (t) => {
    const room = await newsroom(t)
    const { db, clock, editor, services, reader } = room
    const { id: articleId, slug } = (await published(editor)).body
    for (const [state, size] of [
      ['spam', 1201],
      ['rejected', 101],
      ['approved', 100],
      ['pending', 99],
    ] as const)
      await crowd(room, articleId, state, size)
    const kinds = [
      'senders',
      'reporters',
      'checks',
      'spam',
      'rejected',
      'decisions',
      'audit',
      'bans',
      'reports',
      'answers',
      'claims',
      'marks',
      'mail',
      'keys',
      'notes',
      'replyNotices',
      'links',
      'readers',
      'previewLinks',
    ]
    const none = Object.fromEntries(kinds.map((kind) => [kind, 0]))
    const traces = async (state: string) => {
      const all = await everythingIn(db)
      const kinds = ['Name', 'mail', 'hash', 'Browser', 'print', 'Text', 'Detail']
      return kinds.filter((kind) => all.includes(`${kind}-${state}`)).join(' ')
    }
    const states = async () => {
      const rows = await db.select({ state: comments.state, count: count() }).from(comments).groupBy(comments.state)
      return Object.fromEntries(rows.map((row) => [row.state, row.count]))
    }

    clock.pass(30 * day - 1201 * 60)
    t.same(await letGo(services), none, 'on the day that the oldest is thirty days old')
    clock.pass(1)
    t.same(await letGo(services), { ...none, senders: 1, spam: 1 }, 'a second later it goes, and no other')
    clock.pass(1201 * 60)
    t.same(await letGo(services), { ...none, senders: 1201 - 1 + 101 + 100 + 99, spam: 1200 })
    t.same(await states(), { deleted: 1201, rejected: 101, approved: 100, pending: 99 })
    t.equal(await traces('spam'), '')
    t.equal(await traces('rejected'), 'Name mail print Text Detail', 'the address and the browser are forgotten')
    const before = await everythingIn(db)
    t.same(await letGo(services), none)
    t.equal(await everythingIn(db), before)
    t.match((await reader('GET', `/articles/${slug}`)).body, { comments: { count: 100 } })

    clock.pass(335 * day)
    t.match(await letGo(services), { senders: 0, spam: 0, rejected: 101 })
    t.equal(await traces('rejected'), '')
    clock.pass(9000 * day)
    t.match(await letGo(services), none)
    t.same(await states(), { deleted: 1302, approved: 100, pending: 99 }, 'what waits or is public never expires')
    t.equal(await traces('approved'), 'Name mail print Text Detail')
  },
)

t.test('a decision begins the time anew, outlives the text, and goes in the end; what has been erased stays so', async (t) => {
  const asked: string[] = []
  const settings = { BROADSHEET_KEEP_SPAM_DAYS: '10' }
  const room = await newsroom(t, { settings, onStatement: (statement) => asked.push(statement) })
  const { as, db, clock, editor, file, moderator, reader, services } = room
  const statements = new Set<string>()
  /** A handful, after one is gone. */
  const readsAllKeys = /^select .* from "(?:secrets|address_keys)"(?: order by .*)?$/
  const go = async () => {
    const before = asked.length
    const gone = await letGo(services)
    for (const statement of asked.slice(before))
      if (/^(select|update|delete)/.test(statement) && !readsAllKeys.test(statement)) statements.add(statement)
    return gone
  }
  const { slug } = (await published(editor)).body
  const { id } = await comment(reader, slug, { body: 'Cheap zirconium', authorName: 'Zoltan' }, { 'idempotency-key': 'a-key-of-zoltan-1' })
  const waiting = await comment(reader, slug, { body: 'Still here', authorName: 'Wanda' })
  expecting(201, await moderator('POST', '/moderation/claims', { count: 1 }))
  const banned = await ban(moderator, { email: 'quentin@example.com', reason: 'Quarrels', expiresAt: clock.in(30 * day) })
  await db.write((tx) => replaceAddressKey(tx, services.random, clock.in(0), clock.now()))
  clock.pass(20 * day)
  t.match(await go(), { senders: 0, spam: 0, answers: 1, claims: 1 }, 'an answer that is kept has the text in it')
  const report = { commentId: id, revision: 1, reporterHash: 'a reader', reason: 'spam', note: 'Zoltan again', open: true } as const
  await db.write(async (tx) => void (await tx.insert(commentReports).values({ ...report, at: clock.in(0) })))
  const seen = expecting(200, await moderator('GET', `/moderation/comments/${id}`)).body
  const verdict = { action: 'spam', version: seen.version, revision: 1, reason: 'Zirconium', note: 'That is Zoltan' }
  expecting(200, await moderator('PUT', `/moderation/comments/${id}/decision`, verdict))
  await decided(moderator, waiting.id, 'approve')
  const complaints = ['1', '2'].map((network) => as(undefined, `203.0.113.${network}`))
  for (const who of complaints)
    expecting(202, await who('POST', `/comments/${waiting.id}/reports`, { reason: 'other', note: 'Wanda is wrong' }))
  const hashes = (await db.select().from(commentReports)).map(({ reporterHash }) => reporterHash)
  await decided(moderator, waiting.id, 'hold')
  await decided(moderator, waiting.id, 'approve')
  expecting(202, await reader('POST', `/comments/${waiting.id}/reports`, { reason: 'other', note: 'Nobody has answered' }))
  t.match(await go(), { spam: 0 }, 'left long ago, and called spam just now')
  clock.pass(10 * day + 1)
  t.match(await go(), { senders: 2, spam: 1, decisions: 0, reporters: 0, keys: 1 })
  t.notMatch(await everythingIn(db), /zirconium|Zoltan/i, 'nor in what the moderator has noted')
  clock.pass(20 * day)
  t.match(await go(), { reporters: 3, reports: 0, keys: 0 })
  for (const hash of hashes) t.notMatch(await everythingIn(db), hash)
  t.match(await go(), { reporters: 0 }, 'what is forgotten is not found again')
  t.equal((await moderator('GET', `/moderation/comments/${waiting.id}`)).body.reports.length, 3, 'what they said stays')
  const erased = expecting(200, await moderator('GET', `/moderation/comments/${id}`)).body
  t.match(erased, { state: 'deleted', body: '', authorName: '', authorEmail: null, allowedActions: [], history: [{ action: 'spam' }] })
  t.match(erased.signals, [{ rule: 'first_time', detail: '', spans: [] }], 'which rule fired, and not on what')
  const { version, revision } = erased
  const again = { action: 'approve', version, revision }
  t.match(await moderator('PUT', `/moderation/comments/${id}/decision`, again), { status: 409, body: { code: 'state-forbids' } })
  t.match((await moderator('GET', `/moderation/comments/${waiting.id}`)).body, { body: 'Still here', authorName: 'Wanda' })

  t.match(await go(), { marks: 0 })
  clock.pass(150 * day)
  t.ok((await go()).marks > 3, 'what stood in that comment alone is forgotten')
  t.same((await db.select().from(decisions)).length, 4)
  t.match((await moderator('GET', '/moderation/bans')).body.items, [{ id: banned.id, inForce: false }])
  clock.pass(560 * day)
  t.match(await go(), { decisions: 4, audit: 1, bans: 1, reports: 2 })
  t.same(await db.select().from(decisions), [])
  t.notMatch(await everythingIn(db), /quentin|Quarrels|Wanda is wrong/)
  t.match(await everythingIn(db), 'Nobody has answered', 'what waits for an answer never expires')
  const before = await everythingIn(db)
  t.same(Object.values(await go()).filter(Boolean), [])
  t.equal(await everythingIn(db), before)

  const database = new Sqlite(file, { readonly: true })
  t.teardown(() => database.close())
  t.ok(statements.size >= 27, `${statements.size} statements`)
  for (const statement of statements) {
    const values = Array.from(statement.matchAll(/\?/g), () => null)
    const plan = database.prepare(`explain query plan ${statement}`).all(...values) as { detail: string }[]
    for (const { detail } of plan) t.notMatch(detail, /^SCAN |TEMP B-TREE/, `no table is read through: ${statement.slice(0, 60)}`)
  }
})
