import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { createApp } from '../src/app.ts'
import { comment, decided, expecting, published } from './helpers/make.ts'
import { type Answer, newsroom } from './helpers/newsroom.ts'

const monitorToken = 'figures-for-prometheus'
const measured = { settings: { BROADSHEET_METRICS_TOKEN: monitorToken } }

t.test('the figures are for whoever holds a token for them', async (t) => {
  const { as, reader, editor, moderator, owner } = await newsroom(t, measured)
  t.match(await reader('GET', '//metrics'), { status: 401, body: { code: 'token-needed' } })
  t.match(await as(`${monitorToken}s`)('GET', '//metrics'), { status: 401, body: { code: 'token-unknown' } })
  for (const person of [editor, moderator]) t.match(await person('GET', '//metrics'), { status: 403, body: { code: 'not-allowed' } })
  for (const token of [monitorToken, owner.token])
    t.match(await as(token)('GET', '//metrics'), {
      status: 200,
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'private, no-store' },
    })
  const monitor = as(monitorToken)
  for (const url of ['/editorial/articles', '/moderation/comments', '/admin/tokens'])
    t.equal((await monitor('GET', url)).status, 403, `the monitor’s token does not open ${url}`)

  const { as: asElsewhere, reader: readerElsewhere } = await newsroom(t)
  t.equal((await readerElsewhere('GET', '//metrics')).status, 401, 'they are closed by default')
  for (const guess of [monitorToken, 'x'])
    t.equal((await asElsewhere(guess)('GET', '//metrics')).status, 401, 'with a token that is set nowhere too')
})

t.test('requests are counted by route and status, and nothing that anybody wrote is in the figures', async (t) => {
  const { app, as, reader, editor } = await newsroom(t, measured)
  await published(editor, { headline: 'A canary in the harbour', slug: 'canary-slug' })
  for (const slug of ['canary-slug', 'canary-slug', 'canary-draft']) await reader('GET', `/articles/${slug}`)
  await comment(reader, 'canary-slug', { authorName: 'Canary', authorEmail: 'canary@reader.example' }, { 'x-request-id': 'canary-id' })
  await reader('GET', '/lookup?path=/canary')
  await reader('GET', '//canary/%zz')
  await reader('GET', '//canary')
  await reader('PUT', '/articles/canary-slug', {})
  await reader('OPTIONS', '/canary', undefined, { origin: 'https://canary.example', 'access-control-request-method': 'GET' })

  const { body } = await as(monitorToken)('GET', '//metrics')
  const count = (method: string, route: string, status: number) =>
    figure(body, `broadsheet_http_request_duration_seconds_count{method="${method}",route="${route}",status="${status}"}`)
  t.equal(count('GET', '/v1/articles/:slug', 200), 2)
  t.equal(count('GET', '/v1/articles/:slug', 404), 1)
  t.equal(count('POST', '/v1/articles/:slug/comments', 202), 1)
  t.equal(count('GET', 'none', 404), 1)
  t.equal(count('PUT', 'none', 405), 1)
  t.notMatch(body, /canary/i)
  const { paths } = app.swagger() as unknown as { paths: object }
  const patterns = ['none', '*', '/metrics', ...Object.keys(paths).map((path) => path.replaceAll(/\{(\w+)\}/g, ':$1'))]
  const routes = [...body.matchAll(/route="([^"]*)"/g)].map(([, route]) => route!)
  t.same(
    routes.filter((route) => !patterns.includes(route)),
    [],
    'each is a pattern',
  )
  for (const name of [
    'process_cpu_seconds_total',
    'process_resident_memory_bytes',
    'nodejs_eventloop_lag_p99_seconds',
    'broadsheet_connections',
  ])
    t.ok(figure(body, name) >= 0, name)
  t.match(body, /^broadsheet_build_info\{version="\d+\.\d+\.\d+"\} 1$/m)
})

t.test('comments that wait are counted as in the moderators’ queue, along its index', async (t) => {
  const statements: string[] = []
  const { as, reader, moderator, editor, clock, file } = await newsroom(t, {
    ...measured,
    onStatement: (statement) => void statements.push(statement),
  })
  const waiting = async () => {
    const { body } = await as(monitorToken)('GET', '//metrics')
    return [figure(body, 'broadsheet_comments_waiting'), figure(body, 'broadsheet_comments_oldest_waiting_seconds')]
  }
  t.same(await waiting(), [0, 0])
  const { slug } = (await published(editor)).body
  const first = await comment(reader, slug)
  clock.pass(60)
  await comment(reader, slug)
  clock.pass(30)
  await comment(reader, slug)
  t.same(await waiting(), [3, 90])
  await decided(moderator, first.id, 'approve')
  const { items } = (await moderator('GET', '/moderation/comments')).body
  const oldest = items.map(({ createdAt }: { createdAt: string }) => createdAt).sort()[0]
  t.same(await waiting(), [items.length, (clock.now().getTime() - Date.parse(oldest)) / 1000])
  t.same(await waiting(), [2, 30])

  const asked = statements.filter((statement) => /min\("created_at"\)/.test(statement))
  const connection = new Sqlite(file, { readonly: true })
  t.teardown(() => connection.close())
  const plan = connection.prepare(`explain query plan ${asked[0]}`).all(10_000) as { detail: string }[]
  const details = plan.map(({ detail }) => detail).join('\n')
  t.match(details, /SCAN comments USING COVERING INDEX comments_waiting\n/)
  t.notMatch(details, /TEMP B-TREE|SCAN comments$/m, 'nothing is sorted, and nothing else looked at')
  t.match(asked[0], /limit \?/, 'nor more than are counted')
})

t.test('the figures tell of the writers and the file, and of a database that is gone', async (t) => {
  const { db, as } = await newsroom(t, measured)
  const monitor = as(monitorToken)
  const before = (await monitor('GET', '//metrics')).body
  await Promise.all(Array.from({ length: 5 }, () => db.write(async () => undefined)))
  await db.write(async () => undefined)
  const after = (await monitor('GET', '//metrics')).body
  const grown = (name: string) => figure(after, name) - figure(before, name)
  t.equal(grown('broadsheet_write_group_size_sum'), 6)
  t.equal(grown('broadsheet_write_group_size_count'), 2)
  t.equal(grown('broadsheet_write_group_size_bucket{le="1"}'), 1)
  t.equal(grown('broadsheet_write_commit_duration_seconds_count'), 2)
  t.equal(figure(after, 'broadsheet_write_queue_length'), 0)
  t.ok(figure(after, 'broadsheet_database_bytes') > 0 && figure(after, 'broadsheet_wal_bytes') > 0)

  await db.close()
  await t.rejects(
    db.write(async () => undefined),
    { code: 'unavailable' },
  )
  const { status, body } = await monitor('GET', '//metrics')
  t.equal(status, 200)
  t.equal(figure(body, 'broadsheet_write_group_failures_total'), 1)
  t.same(figure(body, 'broadsheet_comments_waiting'), Number.NaN)
  t.equal(figure(body, 'broadsheet_wal_bytes'), 0)
})

t.test('when too many wait to write, the next is told at once, and nothing of it is kept', async (t) => {
  const { db, as, reader, editor, moderator } = await newsroom(t, measured)
  const { slug } = (await published(editor)).body
  const words = { authorName: 'Ann', body: 'Let me through!' }
  const [gate, inside] = [deferred(), deferred()]
  const first = db.write(async () => {
    inside.open()
    await gate.opened
  })
  await inside.opened
  const crowd = Array.from({ length: 512 }, (_, place) => db.write(async () => place))
  t.equal(figure((await as(monitorToken)('GET', '//metrics')).body, 'broadsheet_write_queue_length'), 512)
  const refused = await reader('POST', `/articles/${slug}/comments`, words)
  t.match(refused, { status: 503, headers: { 'retry-after': '1' }, body: { code: 'unavailable' } })
  t.equal((await reader('GET', `/articles/${slug}`)).status, 200, 'readers read on')
  gate.open()
  await first
  t.same(await Promise.all(crowd), [...crowd.keys()], 'those who waited have their turn')
  t.same((await moderator('GET', '/moderation/comments')).body.items, [])
  expecting(202, await reader('POST', `/articles/${slug}/comments`, words))
})

t.test('a request has no more headers than are read, and whoever is refused before that is named in the log', async (t) => {
  const { services, talk, log } = await listening(t)
  const head = (count: number) =>
    `GET /v1/site HTTP/1.1\r\nHost: x\r\n${Array.from({ length: count - 1 }, (_, n) => `x-${n}: y\r\n`).join('')}\r\n`
  t.match(await talk(head(100)), [{ status: 200 }])
  for (const count of [101, 1900]) t.match(await talk(head(count)), [{ status: 431, body: { code: 'headers-too-large' } }])
  const refused = [
    await talk(`GET /${'x'.repeat(17_000)} HTTP/1.1\r\n\r\n`),
    await talk(`GET / HTTP/1.1\r\nx: ${'canary'.repeat(3000)}\r\n\r\n`),
    await talk('canary\r\n\r\n'),
  ].map(([answer]) => answer!)
  t.match(
    refused.map(({ status }) => status),
    [431, 431, 400],
  )
  for (const { body, headers } of refused) {
    t.match(body.requestId, /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
    t.equal(headers['x-request-id'], body.requestId)
    t.ok(
      log().some(({ reqId }) => reqId === body.requestId),
      `${body.code} is in the log`,
    )
  }
  t.notMatch(JSON.stringify(log()), /canary/)
  t.equal(services.config.connections, 1000)
})

t.test('there are only so many connections, and so many requests in each; the others go on', async (t) => {
  const { app, open, talk, port } = await listening(t, { BROADSHEET_CONNECTIONS: '2' })
  const one = open()
  const two = open()
  t.match(await one.ask('/v1/site'), { status: 200 })
  t.match(await two.ask('/v1/site'), { status: 200 })
  const [refused] = await talk('GET /v1/site HTTP/1.1\r\nHost: x\r\n\r\n')
  t.match(refused, { status: 503, body: { code: 'unavailable' }, headers: { 'retry-after': '2', connection: 'close' } })
  t.match(await one.ask('/v1/site'), { status: 200 }, 'those who are there are served')
  two.socket.end()
  await once(two.socket, 'close')
  const greedy = connect(port, '127.0.0.1')
  greedy.write('GET /v1/site HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(500))
  const answers = await answersOn(greedy)
  t.equal(answers.length, 10, 'ten of five hundred requests that came in one packet')
  t.ok(answers.every(({ status }) => status === 200))
  t.match(await one.ask('/v1/site'), { status: 200 })
  one.socket.destroy()
  t.match(app.server, { headersTimeout: 10_000, requestTimeout: 30_000, timeout: 30_000, keepAliveTimeout: 72_000, maxConnections: 202 })
})

/** Something to wait for, until it is opened. */
function deferred() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

/** What a figure is; NaN when it cannot be had. Throws when it is not among them. */
function figure(body: string, name: string): number {
  const line = body.split('\n').find((candidate) => candidate.startsWith(`${name} `))
  if (line === undefined) throw new Error(`There is no ${name} in:\n${body.slice(0, 3000)}`)
  return Number(line.slice(name.length + 1).replace('Nan', 'NaN'))
}

/** A newspaper on a port of its own, its log, and ways to talk to it that no client library has. */
async function listening(t: Test, settings: Record<string, string> = {}) {
  const { services } = await newsroom(t, { settings })
  const lines: string[] = []
  const app = await createApp(services, { log: { write: (line) => void lines.push(line) } })
  await app.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(() => app.close())
  const { port } = app.server.address() as AddressInfo
  const open = () => {
    const socket = connect(port, '127.0.0.1')
    return {
      socket,
      async ask(url: string) {
        socket.write(`GET ${url} HTTP/1.1\r\nHost: x\r\n\r\n`)
        const [chunk] = await once(socket, 'data')
        return parsed(String(chunk))[0]
      },
    }
  }
  const talk = (words: string) => {
    const socket = connect(port, '127.0.0.1')
    socket.end(words)
    return answersOn(socket)
  }
  return { app, services, port, open, talk, log: () => lines.map((line) => JSON.parse(line)) }
}

/** Every answer until the connection is closed. */
async function answersOn(socket: ReturnType<typeof connect>) {
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk
  })
  await once(socket, 'close')
  return parsed(text)
}

function parsed(text: string): Pick<Answer, 'status' | 'body' | 'headers'>[] {
  return text.split(/(?=HTTP\/1\.1 \d{3} )/).map((answer) => {
    const [head = '', body = ''] = answer.split('\r\n\r\n')
    const [first = '', ...lines] = head.split('\r\n')
    const headers = Object.fromEntries(lines.map((line) => line.toLowerCase().split(': ') as [string, string]))
    return { status: Number(first.split(' ')[1]), headers, body: body === '' ? '' : JSON.parse(body) }
  })
}
