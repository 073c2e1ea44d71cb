import { once } from 'node:events'
import { connect } from 'node:net'
import { and, asc, gt, like } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { openSqlite } from '../src/db/sqlite.ts'
import { events } from '../src/db/tables.ts'
import { record } from '../src/events/record.ts'
import { type Following, follow } from './helpers/following.ts'
import { comment, decided, expecting, published } from './helpers/make.ts'
import { newsroom, type Options } from './helpers/newsroom.ts'

const never = 3_600_000
const elsewhereId = '019342a0-5b00-7c1e-8000-000000000001'

t.test('what is left, changed and decided is told to every moderator: once, in one order, and nothing of whoever wrote it', async (t) => {
  const { address, as, reader, moderator, owner, editor, hire, db, clock } = await onTheAir(t)
  const { id: articleId, slug } = (await published(editor)).body
  const colleague = await hire('moderator', 'Bea')
  const streams = [await follow(address, moderator.token), await follow(address, colleague.token)]
  const [first] = streams as [Following, Following]
  t.match(first.headers, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'private, no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
    'content-length': undefined,
  })
  t.match(first.text(), /^retry: \d+\n\n/)
  t.same(first.told, [{ id: await newest(db), type: 'stream.opened', data: {} }])

  clock.pass(60)
  const left = await comment(reader, slug, { authorName: 'Canary Name', authorEmail: 'canary@reader.example', body: 'Canary words' })
  const { decisionId } = await decided(colleague, left.id, 'approve')
  expecting(202, await reader('POST', `/comments/${left.id}/reports`, { reason: 'abuse', note: 'Canary note' }))
  const edited = await reader('PATCH', `/comments/${left.id}`, { body: 'Canary https://canary.example' }, { 'comment-token': left.token })
  expecting(200, edited)
  const claimed = expecting(201, await colleague('POST', '/moderation/claims', { count: 1, minutes: 5 })).body
  expecting(204, await moderator('DELETE', `/moderation/claims/${claimed.id}`))
  expecting(204, await reader('DELETE', `/comments/${left.id}`, undefined, { 'comment-token': left.token }))
  const another = await comment(as(), slug)
  const spam = await decided(moderator, another.id, 'spam')
  const undone = expecting(200, await owner('POST', `/moderation/decisions/${spam.decisionId}/undo`)).body
  for (const stream of streams) await stream.until(() => stream.told.at(-1)?.data.decisionId === undone.decisionId)

  const nothing = {
    state: null,
    fromState: null,
    version: null,
    decisionId: null,
    action: null,
    staffId: null,
    staffName: null,
    until: null,
  }
  const about = (commentId: string, type: string, members: object) => ({
    type,
    data: { ...nothing, type, at: clock.in(0), commentId, articleId, ...members },
  })
  const staff = (name: string) => ({ staffName: name, staffId: String })
  t.match(first.told.slice(1), [
    about(left.id, 'comment.submitted', { state: 'pending', version: 1 }),
    about(left.id, 'comment.decided', {
      fromState: 'pending',
      state: 'approved',
      version: 2,
      action: 'approve',
      decisionId,
      ...staff('Bea'),
    }),
    about(left.id, 'comment.reported', {}),
    about(left.id, 'comment.edited', { state: 'pending', version: 3 }),
    about(left.id, 'comment.claimed', { until: clock.in(300), ...staff('Bea') }),
    about(left.id, 'comment.released', {}),
    about(left.id, 'comment.withdrawn', { state: 'deleted', version: 4 }),
    about(another.id, 'comment.submitted', { state: 'pending', version: 1 }),
    about(another.id, 'comment.decided', {
      fromState: 'pending',
      state: 'spam',
      version: 2,
      action: 'spam',
      decisionId: spam.decisionId,
      ...staff('The moderator'),
    }),
    about(another.id, 'comment.decided', {
      fromState: 'spam',
      state: 'pending',
      version: 3,
      action: 'undo',
      decisionId: undone.decisionId,
      ...staff('The owner'),
    }),
  ])
  t.equal(first.told.length, 11)
  t.same(
    first.told.slice(1).map(({ id }) => id),
    await recorded(db, first.told[0]!.id),
  )
  t.same(streams[1]!.told, first.told, 'both were told the same')
  t.notMatch(first.text(), /canary|reader\.example|10\.0\.0/i)
})

t.test('whoever comes back is told what they missed, while it goes on, and nothing twice', async (t) => {
  const statements: string[] = []
  const { address, as, moderator, owner, hire, editor, db, clock, file } = await onTheAir(t, {
    onStatement: (statement) => void statements.push(statement),
  })
  const { id: articleId, slug } = (await published(editor)).body
  const stream = await follow(address, moderator.token)
  const { id: start } = stream.told[0]!
  await comment(as(), slug)
  await stream.until(() => stream.told.length === 2)
  await stream.leave()
  for (let count = 0; count < 5; count++) await decided(moderator, (await comment(as(), slug)).id, 'approve')

  const readers = Array.from({ length: 40 }, () => as())
  const [, ...streams] = await Promise.all([
    Promise.all(readers.map((reader) => comment(reader, slug))),
    ...[stream.told.at(-1)!.id, start, start].map((last) => follow(address, moderator.token, last)),
  ])
  const last = (await comment(as(), slug)).id
  for (const each of streams) await each.until(() => each.told.at(-1)?.data.commentId === last)
  const all = await recorded(db, start)
  t.equal(all.length, 52)
  t.match(
    streams.map(({ told }) => told[0]),
    [
      { type: 'stream.opened', id: all[0] },
      { type: 'stream.opened', id: start },
      { type: 'stream.opened', id: start },
    ],
  )
  t.same(
    streams.map(({ told }) => told.slice(1).map(({ id }) => id)),
    [all.slice(1), all, all],
  )

  const elsewhere = openSqlite(file)
  await elsewhere.write((tx) => record(tx, 'comment.submitted', elsewhereId, { articleId, state: 'pending' }, clock.now()))
  await elsewhere.close()
  const twoAtOnce = connect(Number(new URL(address).port), '127.0.0.1')
  twoAtOnce.write(asking(moderator.token).repeat(2))
  for (const each of streams) await each.until(() => each.told.at(-1)?.data.commentId === elsewhereId)
  await once(twoAtOnce, 'data')
  twoAtOnce.destroy()
  t.same(
    streams.map(({ told }) => told.filter(({ data }) => data.commentId === elsewhereId).length),
    [1, 1, 1],
    'those who join have the others told what was not told yet, once',
  )

  const colleagues = await Promise.all(
    ['Ann', 'Bea', 'Cyd', 'Dov'].map(async (name) => {
      const { token } = await hire('moderator', name)
      return { token, stream: await follow(address, token) }
    }),
  )
  const reads = () => statements.filter((statement) => /from "events" where/.test(statement)).length
  const before = reads()
  const one = await comment(as(), slug)
  for (const each of [...streams, ...colleagues.map(({ stream }) => stream)])
    await each.until(() => each.told.at(-1)?.data.commentId === one.id)
  t.equal(reads() - before, 1, 'one read for all seven')
  const dov = colleagues.pop()!
  expecting(204, await owner('DELETE', `/admin/tokens/${dov.token.split('_')[1]}`))
  t.ok(await dov.stream.over(), 'a revoked token ends its stream at once')
  const unheard = await comment(as(), slug)
  const rest = [...streams, ...colleagues.map(({ stream }) => stream)]
  for (const each of rest) await each.until(() => each.told.at(-1)?.data.commentId === unheard.id)
  t.notMatch(dov.stream.text(), unheard.id)
  for (const each of rest) await each.leave()

  const end = await newest(db)
  const reset = { type: 'stream.reset', data: {} }
  t.match((await follow(address, moderator.token, end + 1)).told, [{ ...reset, id: end }], 'what never was')
  await db.write(async (tx) => {
    for (let count = 0; count <= 1000; count++) await record(tx, 'site.changed', 'site', { revision: count }, new Date(0))
  })
  const late = await follow(address, moderator.token, end)
  t.match(late.told, [{ ...reset, id: end + 1001 }], 'more than a thousand')
  const early = await follow(address, moderator.token, end + 1)
  t.match(early.told, [{ type: 'stream.opened', id: end + 1 }])
  await db.write(async (tx) => {
    for (let count = 0; count <= 1000; count++) await record(tx, 'site.changed', 'site', { revision: count }, new Date(0))
  })
  await early.until(() => early.told.length > 1)
  t.match(early.told.slice(1), [{ ...reset, id: end + 2002 }], 'so much at once is not told one by one')
  for (const wrong of ['', '-1', '1e3', 'x', '1'.repeat(16)])
    t.match(await moderator('GET', '/moderation/events', undefined, { 'last-event-id': wrong }), {
      status: 400,
      body: { code: 'invalid-request', errors: [{ header: 'last-event-id' }] },
    })
})

t.test('a stream ends with its token, with its time and with the server, and there are only so many', async (t) => {
  const { app, address, as, owner, editor, hire, moderator, clock, file } = await onTheAir(t, {
    live: { each: 2, together: 4, life: never, look: 20, looksPerHeartbeat: 1 },
  })
  const { id: articleId, slug } = (await published(editor)).body
  const brief = expecting(201, await owner('POST', '/admin/tokens', { name: 'Night desk', role: 'moderator', expiresInDays: 1 })).body
  const [mine, other, night] = [
    await follow(address, moderator.token),
    await follow(address, moderator.token),
    await follow(address, brief.token),
  ]
  t.match(await follow(address, moderator.token).catch((refusal) => refusal), {
    status: 429,
    body: { code: 'too-many-requests', detail: /^2 streams/ },
    headers: { 'retry-after': '5' },
  })
  await follow(address, (await hire('moderator', 'Bea')).token)
  t.match(await follow(address, owner.token).catch((refusal) => refusal), {
    status: 503,
    body: { code: 'unavailable', detail: /^4 streams/ },
    headers: { 'retry-after': '5' },
  })
  await other.leave()

  const elsewhere = openSqlite(file)
  await elsewhere.write((tx) => record(tx, 'comment.submitted', elsewhereId, { articleId, state: 'pending' }, clock.now()))
  await elsewhere.close()
  await mine.until(() => mine.told.at(-1)?.data.commentId === elsewhereId)
  t.match(mine.told.at(-1), { type: 'comment.submitted', data: { commentId: elsewhereId } }, 'what another process has written is seen too')
  await mine.until(() => /\n\n:\n\n/.test(mine.text()))
  t.match(mine.text(), /\n\n:\n\n/, 'and that nothing happens, too')

  clock.pass(86_401)
  t.ok(await night.over(), 'expired')
  const unheard = await comment(as(), slug)
  await mine.until(() => mine.told.at(-1)?.data.commentId === unheard.id)
  t.notMatch(night.text(), unheard.id)

  await app.close()
  t.ok(await mine.over(), 'the server stops')

  const { moderator: her } = await onTheAir(t, { live: { life: 0 }, file: `${file}.another` })
  const over = await her('GET', '/moderation/events')
  t.match(over, { status: 200, body: /^retry: 3000\n\nid: \d+\nevent: stream\.opened\ndata: \{\}\n\n$/ }, 'its time is over')
})

t.test('a reader who does not read is cut off, and can go on from where they were', async (t) => {
  const { address, editor, moderator, reader, db, clock } = await onTheAir(t, {
    live: { each: 1, unread: 64 * 1024, life: never, look: never },
    settings: { BROADSHEET_DESK_ORIGINS: 'https://desk.example' },
  })
  const { id: articleId } = (await published(editor)).body
  const slow = connect(Number(new URL(address).port), '127.0.0.1').pause()
  slow.on('error', () => {})
  slow.write(asking(moderator.token))
  const again = async () => {
    for (let rounds = 0; rounds < 100; rounds++) {
      await db.write(async (tx) => {
        for (let count = 0; count < 500; count++)
          await record(tx, 'comment.submitted', articleId, { articleId, state: 'pending' }, clock.now())
      })
      const stream = await follow(address, moderator.token).catch(({ status }) => t.equal(status, 429))
      if (typeof stream === 'object') return stream
    }
    throw new Error('The slow reader is still waited for')
  }
  const { told, leave } = await again()
  t.match(told, [{ type: 'stream.opened' }])
  await leave()
  slow.destroy()
  for (let count = 0; count < 20; count++) {
    const gone = connect(Number(new URL(address).port), '127.0.0.1')
    gone.write(asking(moderator.token), () => gone.destroy())
    await once(gone, 'close')
  }
  const last = await again()
  t.match(last.told, [{ type: 'stream.opened' }], 'whoever leaves before the stream has begun takes nobody’s place')
  await last.leave()

  const desk = { origin: 'https://desk.example' }
  const asked = { ...desk, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization,last-event-id' }
  t.match(await reader('OPTIONS', '/moderation/events', undefined, asked), {
    status: 204,
    headers: { 'access-control-allow-origin': desk.origin, 'access-control-allow-headers': 'authorization,last-event-id' },
  })
  t.match(await moderator('HEAD', '/moderation/events', undefined, desk), {
    status: 200,
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'access-control-allow-origin': desk.origin,
      'content-length': undefined,
    },
  })
})

/** A request for a stream, as it is sent. */
function asking(token: string) {
  return `GET /v1/moderation/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`
}

/** A newspaper that listens, and streams that last. */
async function onTheAir(t: Test, options: Options = {}) {
  const room = await newsroom(t, { live: { life: never, look: never }, ...options })
  const address = await room.app.listen({ host: '127.0.0.1', port: 0 })
  return { ...room, address }
}

type Db = Awaited<ReturnType<typeof newsroom>>['db']

async function newest(db: Db) {
  const [row] = await db
    .select({ sequence: events.sequence })
    .from(events)
    .orderBy(asc(events.sequence))
    .limit(1)
    .offset((await db.$count(events)) - 1)
  return row!.sequence
}

/** The numbers of all that happened to comments behind an event. */
async function recorded(db: Db, after: number) {
  const rows = await db
    .select({ sequence: events.sequence })
    .from(events)
    .where(and(gt(events.sequence, after), like(events.type, 'comment.%')))
    .orderBy(asc(events.sequence))
  return rows.map(({ sequence }) => sequence)
}
