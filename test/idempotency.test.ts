import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import type { FastifyInstance, InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import { createApp } from '../src/app.ts'
import { letGo } from '../src/comments/retention.ts'
import { readConfig } from '../src/config.ts'
import type { Reader } from '../src/db/database.ts'
import { openSqlite } from '../src/db/sqlite.ts'
import * as tables from '../src/db/tables.ts'
import { createServer } from '../src/http/server.ts'
import {
  batchOf,
  changed,
  commentPolicy,
  decided,
  draft,
  expecting,
  previewed,
  published,
  comment as waiting,
  wordList,
} from './helpers/make.ts'
import { type Answer, type Call, newsroom } from './helpers/newsroom.ts'
import { formOf, png } from './helpers/pictures.ts'
import { linkTo, unsubscription } from './helpers/readers.ts'

const key = '019342a0-5b00-7c1e-8000-00000000000a'
const under = (value: string) => ({ 'idempotency-key': value })
const again = (answer: Answer) => answer.headers['idempotency-replayed']

/** How many rows stand in each table. */
async function rows(db: Reader) {
  const all = Object.entries(tables).filter(([, table]) => typeof table === 'object' && !Array.isArray(table))
  return Object.fromEntries(await Promise.all(all.map(async ([name, table]) => [name, await db.$count(table as never)])))
}

t.test('whatever is posted twice under one key is done once, and answered twice', async (t) => {
  const { app, db, as, reader, editor, moderator, owner, services } = await newsroom(t)
  const ferry = (await published(editor, { slug: 'ferry' })).body
  const seen = { commentId: (await waiting(reader, 'ferry')).id, revision: 1, version: 1 }
  const { decisionId } = await decided(moderator, (await waiting(reader, 'ferry')).id, 'spam')
  await waiting(reader, 'ferry', { body: 'To be claimed.' })
  const page = (await published(editor, { slug: 'imprint', type: 'page' })).body
  expecting(200, await changed(editor, 'PUT', `/editorial/articles/${page.id}/comment-settings`, { open: true }))
  const comment = { authorName: 'Ann', body: 'At last, the early ferry!' }
  const remark = expecting(201, await editor('POST', '/articles/ferry/comments', { authorName: 'Desk', body: 'Ask us' })).body
  const { id } = await wordList(moderator)
  const words = { effect: 'hold', words: ['cialis'] }
  const left = async () => (await waiting(reader, 'ferry')).id
  const posts: Record<string, [who: Call, url: string, body: object | undefined, other?: object]> = {
    createArticle: [editor, '/editorial/articles', { headline: 'The early ferry is back' }],
    addCorrection: [
      editor,
      `/editorial/articles/${ferry.id}/corrections`,
      { kind: 'correction', note: 'It sails at six' },
      { kind: 'update', note: 'It sails at six' },
    ],
    createPreviewLink: [editor, `/editorial/articles/${(await draft(editor)).body.id}/preview-links`, { note: 'For the lawyer' }],
    changeArticles: [
      editor,
      '/editorial/articles/bulk',
      { operations: [{ articleId: page.id, version: null, action: 'file', sectionId: null }] },
      { operations: [{ articleId: page.id, version: null, action: 'file', tagIds: [] }] },
    ],
    uploadMedia: [editor, '/editorial/media', formOf(png(1)), formOf(png(2))],
    createSection: [editor, '/editorial/sections', { name: 'Harbour' }],
    createTag: [editor, '/editorial/tags', { name: 'Ferries' }],
    createAuthor: [editor, '/editorial/authors', { name: 'Hal Ellery' }],
    createToken: [owner, '/admin/tokens', { name: 'Night desk', role: 'moderator' }],
    submitArticleComment: [as(undefined, '192.0.2.1'), '/articles/ferry/comments', comment],
    requestReaderLink: [as(undefined, '192.0.2.4'), '/reader-links', { email: 'ann@reader.example' }, { email: 'bob@reader.example' }],
    unsubscribe: [
      as(undefined, '192.0.2.6'),
      `/unsubscriptions/${unsubscription(services, services.newId())}`,
      { 'List-Unsubscribe': 'One-Click' },
    ],
    openReaderLink: [
      as(undefined, '192.0.2.5'),
      '/reader-sessions',
      { token: await linkTo(services, 'ann@reader.example') },
      { token: 'A'.repeat(43) },
    ],
    reportComment: [as(undefined, '192.0.2.3'), `/comments/${remark.id}/reports`, { note: 'It is rude', reason: 'other' }],
    submitPageComment: [as(undefined, '192.0.2.2'), '/pages/imprint/comments', comment],
    claimComments: [moderator, '/moderation/claims', { q: 'To be claimed' }],
    decideComments: [
      moderator,
      '/moderation/decisions/bulk',
      { decisions: [{ ...seen, action: 'approve' }] },
      { decisions: [{ ...seen, action: 'spam' }] },
    ],
    undoDecision: [moderator, `/moderation/decisions/${decisionId}/undo`, undefined],
    previewDecisions: [moderator, '/moderation/decisions/previews', { action: 'spam', filter: {} }, { action: 'approve', filter: {} }],
    decidePreviewed: [
      moderator,
      '/moderation/decisions/batches',
      { token: await previewed(moderator, await left(), { action: 'spam' }) },
      { token: await previewed(moderator, await left(), { action: 'approve' }) },
    ],
    undoBatch: [moderator, `/moderation/decisions/batches/${await batchOf(moderator, await left())}/undo`, undefined],
    createAuthorNote: [moderator, `/moderation/authors/${await left()}/notes`, { body: 'Was asked to keep calm' }],
    createWordList: [moderator, '/moderation/word-lists', { name: 'Medicine', ...words }],
    tryWords: [moderator, '/moderation/word-lists/dry-run', words, { ...words, effect: 'block' }],
    tryWordList: [moderator, `/moderation/word-lists/${id}/dry-run`, {}, { comments: 1 }],
    tryNotices: [moderator, '/moderation/notices/tests', undefined],
    createBan: [moderator, '/moderation/bans', { reason: 'Sells pills', effect: 'hold', domain: 'spam.example' }],
  }
  const { paths } = app.swagger() as unknown as { paths: Record<string, { post?: Operation }> }
  const operations = Object.values(paths).flatMap(({ post }) => post ?? [])
  t.same(operations.map(({ operationId }) => operationId).sort(), Object.keys(posts).sort(), 'say here what is sent to a new POST route')

  for (const { operationId, parameters, responses } of operations) {
    const [who, url, body, other] = posts[operationId]!
    const post = (payload: unknown, value = key) => who('POST', url, payload, under(value))
    const first = await post(body)
    t.match(first, { status: /^20[012]$/, headers: { 'idempotency-replayed': undefined } }, operationId)
    const before = await rows(db)
    const second = await post(body)
    t.match(second.headers, { 'idempotency-replayed': 'true' }, `${operationId} says that it is the first answer again`)
    t.equal(second.status, first.status)
    for (const name of ['location', 'content-type', 'content-length', 'cache-control', 'etag'])
      if (operationId !== 'createToken' || !/length|etag/.test(name))
        t.equal(second.headers[name], first.headers[name], `${operationId} ${name}`)
    t.same(second.body, operationId === 'createToken' ? { ...first.body, token: null } : first.body, `${operationId} is answered alike`)

    const [[member, text] = ['', '']] = Object.entries(body ?? {})
    if (body && operationId !== 'unsubscribe')
      t.match(
        await post(other ?? { ...body, [member]: `${text} again` }),
        { status: 422, body: { code: 'key-reused', errors: [{ header: 'Idempotency-Key' }] } },
        `${operationId} with another body`,
      )
    t.match(
      await post(body, 'ü'),
      { status: 400, body: { code: 'invalid-request', errors: [{ header: 'Idempotency-Key', code: 'key' }] } },
      `${operationId} with a key that is none`,
    )
    t.same(await rows(db), before, `${operationId} has written nothing more`)

    t.match(parameters, [...parameters.slice(0, -1), { $ref: '#/components/parameters/IdempotencyKey' }], `${operationId} takes the header`)
    const answers = Object.keys(responses).filter((status) => status < '300')
    for (const status of answers) t.ok(responses[status]!.headers!['Idempotency-Replayed'], `${operationId} ${status} may be a repetition`)
    t.match(responses, { 409: { $ref: /Problem409/ }, 422: { $ref: /Problem422/ } })
  }
})

interface Operation {
  operationId: string
  parameters: object[]
  responses: Record<string, { headers?: Record<string, object> }>
}

t.test('a POST route that could do things twice keeps the newspaper from starting', async (t) => {
  const server = await createServer(readConfig({}), {})
  server.get('/read', { config: { access: 'public' } }, async () => 'read')
  const forgetful = async (part: FastifyInstance) => {
    part.route({ method: ['PUT', 'POST'], url: '/twice', config: { access: 'public' }, handler: async () => 'done' })
  }
  await t.rejects(async () => server.register(forgetful).ready(), { message: /^POST \/twice would do twice what is asked twice/ })
})

t.test('a key is printable and long enough, quoted or bare', async (t) => {
  const { editor, owner, as } = await newsroom(t)
  const { slug } = (await published(editor)).body
  const tag = (value: string, name = value.slice(0, 80)) => editor('POST', '/editorial/tags', { name }, under(value))
  for (const fine of ['a', 'night-7/b', '"with spaces, and commas"', '"\\"quoted\\" \\\\ so"', 'k'.repeat(255), `"${'q'.repeat(255)}"`]) {
    t.equal((await tag(fine)).status, 201, fine)
    t.equal(again(await tag(fine)), 'true', fine)
  }
  t.equal(again(await tag('"a"', 'a')), 'true', 'the quotes are not part of it')
  t.match(await tag('A', 'a'), { status: 201, headers: { 'idempotency-replayed': undefined } }, 'the case is')
  const refused = ['', '""', 'two words', 'a,b', '"a", "b"', '"a";b=1', '"open', 'sh"ut', '"\\x"', 'k'.repeat(256), 'tab\tbed', 'é']
  for (const bad of refused)
    t.match(
      await tag(bad, 'Bad'),
      { status: 400, body: { errors: [{ header: 'Idempotency-Key', code: 'key', detail: /1 to 255/ }] } },
      JSON.stringify(bad).slice(0, 20),
    )
  const say = (value: string, who = as()) =>
    who('POST', `/articles/${slug}/comments`, { authorName: 'Ann', body: `Under ${value}` }, under(value))
  t.match(await say('k'.repeat(15)), { status: 400, body: { errors: [{ header: 'Idempotency-Key', detail: /16 to 255/ }] } })
  t.match(await say(`"${'\\"'.repeat(15)}"`), { status: 400 }, 'counted as it is meant, not as it is written')
  t.equal((await say('k'.repeat(16))).status, 202)
  t.equal((await say('short', as(owner.token))).status, 201, 'the newsroom may be brief')
})

t.test('a body is what it says, not how it is written', async (t) => {
  const { editor } = await newsroom(t)
  const source = { name: 'Agency', url: 'https://agency.example' }
  const write = (words: object) => editor('POST', '/editorial/articles', words, under('1'))
  const { body } = expecting(201, await write({ headline: 'One', source, seo: { title: 'A', noIndex: true } }))
  const turned = await write({ seo: { noIndex: true, title: 'A' }, source: { url: source.url, name: source.name }, headline: 'One' })
  t.match(turned, { status: 201, body: { id: body.id }, headers: { 'idempotency-replayed': 'true' } })
  for (const other of [{ headline: 'One' }, { headline: 'One', source, seo: { title: 'A', noIndex: false } }])
    t.equal((await write(other)).status, 422)
})

t.test('a key is its caller’s own, and belongs to one address', async (t) => {
  const { as, editor, owner, hire, db, clock } = await newsroom(t)
  for (const slug of ['one', 'two']) await published(editor, { slug })
  const say = async (who: Call, slug = 'one') => {
    const { status, body, headers } = await who('POST', `/articles/${slug}/comments`, { authorName: 'Ann', body: 'Well put.' }, under(key))
    t.match(String(status), /^20[12]$/)
    return { id: body.id as string, again: headers['idempotency-replayed'] }
  }
  const ann = await say(as(undefined, '192.0.2.1'))
  const others = [
    await say(as(undefined, '192.0.2.2')),
    await say(as(undefined, '2001:db8:0:1::1')),
    await say(as(owner.token, '192.0.2.1')),
  ]
  for (const other of others) t.equal(other.again, undefined, 'nobody is told what somebody else has asked')
  t.equal(new Set([ann.id, ...others.map(({ id }) => id)]).size, 3, 'except that one address says one thing once, under its key or without')
  t.match(await say(as(undefined, '192.0.2.1')), { id: ann.id, again: 'true' })
  t.match(await say(as(undefined, '2001:db8:0:1::2')), { id: others[1]!.id, again: 'true' }, 'a household is one reader')
  t.equal((await say(as(undefined, '192.0.2.3'), 'two')).again, undefined)
  clock.pass(15)
  t.equal((await say(as(undefined, '192.0.2.3'), 'one')).again, undefined, 'what was said under another story is another request')

  const night = await hire('editor', 'Night desk')
  const tag = (who: Call, name: string) => who('POST', '/editorial/tags', { name }, under('1'))
  const { body } = expecting(201, await tag(editor, 'Ferries'))
  t.not(expecting(201, await tag(night, 'Ferries')).body.id, body.id, 'a colleague with the same key asks for something of their own')
  const [staff] = (await owner('GET', '/admin/tokens?limit=100')).body.items.filter(({ id }: { id: string }) => editor.token.includes(id))
  const second = expecting(201, await owner('POST', '/admin/tokens', { staffId: staff.staffId })).body
  t.match(
    await tag(as(second.token), 'Ferries'),
    { body: { id: body.id }, headers: { 'idempotency-replayed': 'true' } },
    'with a new token too',
  )
  expecting(204, await owner('DELETE', `/admin/tokens/${second.id}`))
  t.equal((await tag(as(second.token), 'Ferries')).status, 401, 'a token that has ended is told nothing')

  const kept = JSON.stringify(await db.select().from(tables.answers))
  for (const hidden of [key, '192.0.2', '2001:db8', staff.staffId]) t.notMatch(kept, hidden, `${hidden} is not kept`)
})

t.test('while the first is under way, the second is asked to wait', async (t) => {
  const { editor, db } = await newsroom(t)
  const write = () => editor('POST', '/editorial/articles', { headline: 'The early ferry is back' }, under('1'))
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  const turn = db.write(() => opened)
  const both = [write(), write()]
  const waiting = await Promise.race(both)
  t.match(waiting, { status: 409, body: { code: 'still-running' }, headers: { 'retry-after': '1', 'idempotency-replayed': undefined } })
  open()
  await turn
  const answers = await Promise.all(both)
  t.same(answers.map(({ status }) => status).sort(), [201, 409], 'the other goes through')
  t.match(await write(), {
    status: 201,
    body: answers.find(({ status }) => status === 201)!.body,
    headers: { 'idempotency-replayed': 'true' },
  })
  t.equal(await db.$count(tables.articles), 1)
})

t.test('what failed is not kept: the same key may succeed', async (t) => {
  const { as, editor, db } = await newsroom(t)
  await published(editor, { slug: 'ferry' })
  const ann = as(undefined, '192.0.2.1')
  const say = (words: object) => ann('POST', '/articles/ferry/comments', { authorName: 'Ann', ...words }, under(key))
  t.equal((await say({})).status, 400)
  await commentPolicy(editor, { mode: 'closed' })
  t.match(await say({ body: 'At last!' }), { status: 409, body: { code: 'comments-closed' } })
  await commentPolicy(editor, { mode: 'pre' })
  t.equal(await db.$count(tables.answers), 0)
  const { body } = expecting(202, await say({ body: 'At last!' }))
  t.match(await say({ body: 'At last!' }), { status: 202, body: { id: body.id }, headers: { 'idempotency-replayed': 'true' } })

  const tag = (name: string) => editor('POST', '/editorial/tags', { name, slug: 'ferries' }, under('1'))
  const { body: taken } = expecting(201, await editor('POST', '/editorial/tags', { name: 'Ferries', slug: 'ferries' }))
  t.match(await tag('Boats'), { status: 409, body: { code: 'slug-taken' } })
  expecting(204, await editor('DELETE', `/editorial/tags/${taken.id}`, undefined, { 'if-match': '*' }))
  t.match(await tag('Ships'), { status: 201, body: { name: 'Ships' } }, 'a body that did not get through is not what the key belongs to')
})

t.test('a comment that is sent again does not count against its reader, nor fill the file', async (t) => {
  const { as, editor, db, clock, moderator } = await newsroom(t)
  await published(editor, { slug: 'ferry' })
  const ann = as(undefined, '192.0.2.1')
  const say = (body: string, value?: string) =>
    ann('POST', '/articles/ferry/comments', { authorName: 'Ann', body }, value ? under(value) : {})
  const first = expecting(202, await say('At last, the early ferry!', key)).body
  for (const _ of [1, 2, 3]) t.match(await say('At last, the early ferry!', key), { status: 202, body: first })
  const before = await rows(db)
  const known = { ...first, token: null }
  t.match(
    await say('At last, the early ferry!'),
    { status: 202, body: known, headers: { 'idempotency-replayed': undefined } },
    'as without a key',
  )
  for (const each of ['a', 'b', 'c'])
    t.match(await say('At last, the early ferry!', `${key}-${each}`), {
      status: 202,
      body: known,
      headers: { 'idempotency-replayed': undefined },
    })
  t.same(await rows(db), before, 'nothing was changed, so nothing is kept')

  const wait = await say('And the late one?', `${key}-late`)
  t.match(wait, { status: 429, body: { code: 'too-many-requests' } })
  clock.pass(Number(wait.headers['retry-after']))
  const late = expecting(202, await say('And the late one?', `${key}-late`)).body
  const version = { revision: 1, version: 1 }
  expecting(200, await moderator('PUT', `/moderation/comments/${late.id}/decision`, { action: 'approve', ...version }))
  t.match(await say('And the late one?', `${key}-late`), { status: 202, body: late }, 'the first answer, whatever has become of it since')
  t.equal(await db.$count(tables.comments), 2)
})

t.test('answers are kept for a day, and then make room for others', async (t) => {
  const { editor, db, clock, services } = await newsroom(t)
  const write = (value: string) => editor('POST', '/editorial/articles', { headline: `The ferry ${value}` }, under(value))
  const { body } = expecting(201, await write('six'))
  clock.pass(86_399.999)
  t.match(await write('six'), { body: { id: body.id }, headers: { 'idempotency-replayed': 'true' } })
  clock.pass(0.001)
  const anew = expecting(201, await write('six'))
  t.equal(again(anew), undefined)
  t.not(anew.body.id, body.id)
  t.equal(await db.$count(tables.answers), 1, 'in the place of the former')
  for (let number = 1; number < 25; number++) expecting(201, await write(`no-${number}`))
  t.equal(await db.$count(tables.answers), 25)
  clock.pass(86_400)
  expecting(201, await write('next'))
  t.equal(await db.$count(tables.answers), 6, 'twenty go with each that comes')
  expecting(201, await write('after'))
  t.equal(await db.$count(tables.answers), 2)
  clock.pass(86_399)
  await letGo(services)
  t.equal(await db.$count(tables.answers), 2, 'their day is not over')
  clock.pass(1)
  await letGo(services)
  t.equal(await db.$count(tables.answers), 0, 'all go when it is, though nobody comes')
})

t.test('the secret of a token is shown once, though it be asked for twice', async (t) => {
  const { owner, as, db, file } = await newsroom(t)
  const make = () => owner('POST', '/admin/tokens', { name: 'Night desk', role: 'reader' }, under('1'))
  const { body } = expecting(201, await make())
  t.equal((await as(body.token)('GET', '/editorial/articles')).status, 200)
  t.match(await make(), { status: 201, body: { id: body.id, token: null }, headers: { location: `/v1/admin/tokens/${body.id}` } })
  const [, secret] = body.token.match(/_([\w-]{43})\./)
  const [answer] = await db.select().from(tables.answers)
  t.match(answer, { body: /"token":null/ })
  for (const part of [file, `${file}-wal`]) t.notOk(readFileSync(part).includes(secret), `${part} does not hold it`)
})

t.test('a crash at any moment leaves both, what was done and its answer, or neither', async (t) => {
  const { services, file, editor, owner } = await newsroom(t)
  await published(editor, { slug: 'ferry' })
  const headers = { authorization: `Bearer ${editor.token}`, ...under(key) }
  const requests: [table: string, request: InjectOptions][] = [
    ['articles', { url: '/v1/editorial/articles', headers, payload: { headline: 'Late ferry' } }],
    ['comments', { url: '/v1/articles/ferry/comments', headers: under(key), payload: { authorName: 'Ann', body: 'At last!' } }],
    [
      'tokens',
      { url: '/v1/admin/tokens', headers: { ...headers, authorization: `Bearer ${owner.token}` }, payload: { name: 'N', role: 'reader' } },
    ],
  ]
  const app = await createApp(services)
  t.teardown(() => app.close())
  for (const [table, request] of requests) {
    const begun = commitsOf(file).length
    const had = (await rows(services.db))[table]!
    const first = await app.inject({ method: 'POST', ...request })
    t.match(String(first.statusCode), /^20[12]$/)
    await services.db.write(async () => undefined)
    const crashes = commitsOf(file).slice(begun - 1)
    t.ok(crashes.length > 1, 'there was something to write')
    const repeated: unknown[] = []
    for (const end of crashes) {
      const { db, retry } = await afterCrash(t, services, file, end, `${file}-${table}-${end}`)
      const second = await retry({ method: 'POST', ...request })
      t.equal(second.statusCode, first.statusCode)
      t.equal((await rows(db))[table], had + 1, `${table} after a crash at ${end}: once, and not twice`)
      repeated.push(second.headers['idempotency-replayed'])
      if (repeated.at(-1)) t.equal(second.json().id, first.json().id)
    }
    t.same(repeated, [undefined, ...repeated.slice(1).map(() => 'true')], 'from its commit on, it is answered again')
  }
})

/** Where each commit ends in the log beside the file: what a crash may leave of it. */
function commitsOf(file: string) {
  const log = readFileSync(`${file}-wal`)
  const frame = 24 + log.readUInt32BE(8)
  const starts = Array.from({ length: Math.floor((log.length - 32) / frame) }, (_, number) => 32 + number * frame)
  const isCommit = (at: number) => log.readUInt32BE(at + 4) > 0 && log.readUInt32BE(at + 8) === log.readUInt32BE(16)
  return starts.filter(isCommit).map((at) => at + frame)
}

/** The newspaper started again on what a crash has left of the file. */
async function afterCrash(t: Test, services: Parameters<typeof createApp>[0], file: string, end: number, folder: string) {
  mkdirSync(folder)
  cpSync(file, join(folder, 'news.db'))
  writeFileSync(join(folder, 'news.db-wal'), readFileSync(`${file}-wal`).subarray(0, end))
  const db = openSqlite(join(folder, 'news.db'))
  const app = await createApp({ ...services, db })
  t.teardown(async () => {
    await app.close()
    await db.close()
  })
  return { db, retry: (request: InjectOptions) => app.inject(request) }
}

t.test('a POST without a key costs what it always did', async (t) => {
  const statements: string[] = []
  const { editor } = await newsroom(t, { onStatement: (statement) => void statements.push(statement) })
  const asked = async (value?: string) => {
    statements.length = 0
    expecting(201, await editor('POST', '/editorial/tags', { name: value ?? 'none' }, value ? under(value) : {}))
    return [...statements]
  }
  await asked('first')
  const bare = await asked()
  t.notMatch(bare.join('\n'), 'answers')
  const keyed = await asked('key')
  t.same(
    keyed.filter((statement) => /"answers"/.test(statement)).map((statement) => statement.split(' ')[0]),
    ['select', 'delete', 'insert'],
  )
  t.equal(keyed.length, bare.length + 3)
  t.equal((await asked('key')).length, 2, 'and whoever asks again costs two: who it is, and what was said')
})

t.test('pages of the web may send a key, and read that an answer is a repetition', async (t) => {
  const { reader } = await newsroom(t, { settings: { BROADSHEET_DESK_ORIGINS: 'https://desk.example' } })
  for (const [url, origin] of [
    ['/articles/ferry/comments', 'https://front.example'],
    ['/editorial/articles', 'https://desk.example'],
  ] as const) {
    const asked = {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,idempotency-key,if-match',
    }
    const { headers } = await reader('OPTIONS', url, undefined, asked)
    for (const name of ['content-type', 'idempotency-key', 'if-match'])
      t.match(headers['access-control-allow-headers'], name, `${name} to ${url}`)
    const answer = await reader('POST', url, {}, { origin })
    t.match(answer.headers['access-control-expose-headers'], 'Idempotency-Replayed')
  }
})

t.test('a newspaper of the first version comes along', async (t) => {
  const folder = t.testdir()
  const journal = JSON.parse(readFileSync('migrations/sqlite/meta/_journal.json', 'utf8'))
  const times = journal.entries.map(({ when }: { when: number }) => when)
  t.same(times, [...times].sort(), 'each migration is younger than the one before, or it would be passed over')
  cpSync('migrations/sqlite', join(folder, 'sqlite'), { recursive: true })
  writeFileSync(join(folder, 'sqlite/meta/_journal.json'), JSON.stringify({ ...journal, entries: journal.entries.slice(0, 1) }))
  const file = join(folder, 'news.db')
  const old = new Sqlite(file)
  old.pragma(`application_id = ${0x42725368}`)
  migrate(drizzle(old), { migrationsFolder: join(folder, 'sqlite') })
  old.prepare("insert into secrets (name, value) values ('cursor', 'kept')").run()
  t.throws(() => old.prepare('select * from answers').all(), { message: /no such table: answers/ })
  old.close()
  const db = openSqlite(file)
  t.teardown(() => db.close())
  t.same(await db.select().from(tables.secrets), [{ name: 'cursor', value: 'kept' }])
  t.same(await db.select().from(tables.answers), [])
})
