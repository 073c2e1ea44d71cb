import type { LightMyRequestResponse } from 'fastify'
import t from 'tap'
import { commenterToken } from '../src/comments/commenter-token.ts'
import { readerClaim, readerToken } from '../src/readers/reader-token.ts'
import { canary, story } from './helpers/hidden.ts'
import { listenToAnswers, secretsIn, withCursorsOpened } from './helpers/listening.ts'
import { type Operation, operationsOf, parametersIn, routesOf } from './helpers/operations.ts'
import { misjudgedColumns } from './helpers/privacy.ts'
import { addressesOf, type Known, smallestBody, valuesOf } from './helpers/samples.ts'
import { nowhere, twoWorlds, type World } from './helpers/worlds.ts'

/** What a reader asks. */
interface Question {
  method: 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  headers?: Record<string, string>
  payload?: object | undefined
  /** From where; each question from somewhere else unless given. */
  remoteAddress?: string
}

t.test('every column of the database says whether readers may see it', async (t) => {
  t.same(misjudgedColumns(), [], 'say in test/helpers/privacy.ts whom they are for')
})

t.test('two newspapers that differ only in what is private answer readers alike, byte for byte', async (t) => {
  const lines: string[] = []
  const { worlds, known } = await twoWorlds(t, (line) => void lines.push(line))
  const { app } = worlds[0]
  const { ask, asked } = comparing(worlds)
  const operations = operationsOf(app)
  const found = new Map<string, number>()
  const cursors = new Set<string>()

  /** Asks, asks again with what is known then, and goes on to the next pages. */
  const read = async ({ id }: Operation, url: string, pages: number) => {
    const answer = await ask({ method: 'GET', url })
    found.set(id, (found.get(id) ?? 0) + (answer.statusCode === 200 ? 1 : 0))
    await ask({ method: 'HEAD', url })
    const etag = answer.headers.etag
    if (typeof etag !== 'string') return
    const again = (ifNoneMatch: string) => ask({ method: 'GET', url, headers: { 'if-none-match': ifNoneMatch } })
    if ((await again(etag)).statusCode !== 304) throw new Error(`${url} is not known again`)
    if ((await again('"another"')).statusCode !== 200) throw new Error(`${url} is taken for another`)
    for (const cursor of answer.body.match(/[\w-]+\.[\w-]{22}(?=")/g) ?? []) cursors.add(cursor)
    const next = pages > 0 && /json/.test(String(answer.headers['content-type'])) && answer.json().page?.next
    if (next) await read({ id } as Operation, withParameters(url, [['cursor', next]]), pages - 1)
  }

  for (const operation of operations.filter(({ method, scope }) => method === 'GET' && scope === undefined)) {
    for (const address of addressesOf(operation, known)) {
      await read(operation, address, 3)
      const isHidden = /veiled|nowhere/.test(address)
      for (const query of isHidden ? [] : queriesOf(operation, known)) {
        if (query.length === 1) await read(operation, withParameters(address, query), 3)
        else await ask({ method: 'GET', url: withParameters(address, query) })
      }
    }
  }
  /** What needs the token of a comment: to all others it is not there, whichever comment they have left themselves. */
  const held = ['getOwnComment', 'editOwnComment', 'withdrawOwnComment']
  const foreign = commenterToken(worlds[0].services.keys, { id: nowhere, createdAt: worlds[0].clock.in(0) })
  for (const operation of operations.filter(({ id }) => held.includes(id)))
    for (const url of addressesOf(operation, known)) {
      const question = {
        method: operation.method,
        url,
        headers: { 'comment-token': foreign },
        payload: smallestBody(operation) as object,
      }
      const { statusCode } = await ask(question)
      if (statusCode !== 404 && !url.includes(nowhere)) t.fail(`${operation.id} ${url} was answered ${statusCode}`)
    }
  /** What needs the token of a reader, who is none of these. */
  const ofReaders = operations.filter(({ path }) => path.startsWith('/v1/readers/'))
  const { claim } = readerClaim({ id: nowhere, generation: 1 }, worlds[0].clock.now())
  for (const operation of ofReaders)
    for (const url of addressesOf(operation, known)) {
      const headers = { 'reader-token': readerToken(worlds[0].services.keys, claim) }
      const { statusCode } = await ask({ method: operation.method, url, headers, payload: smallestBody(operation) as object })
      t.equal(statusCode, 401, operation.id)
    }
  held.push(...ofReaders.map(({ id }) => id))
  for (const email of worlds.flatMap(({ hidden }) => hidden.emails))
    t.equal((await ask({ method: 'POST', url: '/v1/reader-links', payload: { email } })).statusCode, 202, 'whether it is known or not')
  for (const operation of operations.filter(({ id }) => id === 'reportComment'))
    for (const url of addressesOf(operation, known)) await ask({ method: 'POST', url, payload: { reason: 'spam' } })
  for (const { id, path } of operations.filter(({ id, method, scope }) => method === 'GET' && scope === undefined && !held.includes(id)))
    t.ok(found.get(id), `${id} (${path}) was answered with what it is for`)
  const lists = operations.filter((operation) => parametersIn('query', operation).some(({ name }) => name === 'cursor'))
  for (const { scope, ...list } of lists.filter(({ scope }) => scope === undefined))
    for (const cursor of [...cursors].slice(0, 20))
      for (const address of addressesOf(list as Operation, known).slice(0, 2))
        await ask({ method: 'GET', url: withParameters(address, [['cursor', cursor]]) })
  t.ok(cursors.size > 20, 'there are cursors to look into')

  for (const operation of operations.filter(({ scope }) => scope !== undefined))
    for (const url of addressesOf(operation, known))
      await ask({ method: operation.method, url, payload: smallestBody(operation), headers: { 'if-match': '*' } })
  const described = new Set(operations.map(({ method, path }) => `${method} ${path}`))
  const undescribed = routesOf(app).filter((route) => route.startsWith('GET ') && !described.has(route))
  t.ok(undescribed.length > 3, 'the document and its pages are asked for, too')
  for (const route of undescribed) await ask({ method: 'GET', url: route.slice(4).replace('*', 'swagger-ui.css') })
  const some = operations.flatMap((operation) =>
    addressesOf(operation, known).filter((_, place, all) => place < 2 || place > all.length - 4),
  )
  for (const address of new Set(some)) {
    await ask({ method: 'OPTIONS', url: address, headers: { origin: 'https://front.example', 'access-control-request-method': 'GET' } })
    await ask({ method: 'DELETE', url: address })
    const manners = { accept: 'text/html', 'accept-language': 'fa', 'accept-encoding': 'gzip', origin: 'https://front.example' }
    await ask({ method: 'GET', url: address, headers: manners })
    await ask({ method: 'GET', url: `${address}?unknown=1` })
  }

  for (const { slugs, payload } of submissions(worlds))
    for (const [kind, slug] of slugs) {
      const answer = await ask({ method: 'POST', url: `/v1/${kind}s/${slug}/comments`, payload })
      if (answer.statusCode === 202) t.equal(answer.json().state, 'pending', 'whatever the screening found')
    }

  t.same(asked.differences.slice(0, 5), [], 'nothing tells one newspaper from the other')
  t.ok(asked.count > 3000, `${asked.count} questions`)
  for (const { db } of worlds) asked.overheard.push(...(await asked.heard.told(db)))
  t.same(asked.overheard.slice(0, 5), [], 'nothing that is private is in an answer')
  t.ok(lines.length > asked.count, 'there is a log to look into')
  const secrets = await secretsIn(worlds[0].db)
  const log = lines.map((line) => line.replace(/"url":"[^"]*"/, '')).join('')
  t.same(
    [...secrets.keys(), canary].filter((secret) => log.includes(secret)),
    [],
    'nor in the log',
  )
})

/** What a reader can try, in leaving a comment, to learn of what is hidden. */
function submissions(worlds: readonly [World, World]) {
  const open = [['article', story] as const]
  const plain = { authorName: 'Ann', body: 'A thought of my own' }
  const each = worlds.flatMap(({ hidden }) => [
    ...hidden.emails.map((authorEmail) => ({ ...plain, authorEmail })),
    ...hidden.names.map((authorName) => ({ ...plain, authorName })),
    ...hidden.comments.flatMap((inReplyTo) => [
      { ...plain, inReplyTo },
      { ...plain, inReplyTo: nowhere },
    ]),
    ...hidden.bodies.map((body) => ({ ...plain, body })),
    { ...plain, subject: 'A machine fills in everything' },
    { ...plain, body: 'See https://one.example and https://two.example' },
  ])
  const closed = worlds.flatMap(({ hidden: { stories, pages } }) => [
    ...stories.map(({ slug }) => ['article', slug] as const),
    ...pages.map(({ slug }) => ['page', slug] as const),
  ])
  return [...each.map((payload) => ({ slugs: open, payload })), { slugs: [...closed, ['article', 'nowhere'] as const], payload: plain }]
}

/** Asks the same of both newspapers and keeps in mind what they answered. */
function comparing(worlds: readonly [World, World]) {
  const heard = listenToAnswers()
  const asked = { count: 0, differences: [] as string[], overheard: [] as string[], heard }
  const ask = async ({ method, url, headers = {}, payload, remoteAddress }: Question) => {
    const host = ++asked.count
    const request = {
      method,
      url,
      remoteAddress: remoteAddress ?? `10.${(host >> 16) & 255}.${(host >> 8) & 255}.${host & 255}`,
      headers: { 'x-request-id': 'the-same-name', ...headers },
      ...(payload && { payload }),
    }
    const [first, second] = [await worlds[0].app.inject(request), await worlds[1].app.inject(request)]
    const [one, other] = [written(first), written(second)]
    const question = `${method} ${url} ${JSON.stringify(headers)} ${JSON.stringify(payload)}`
    if (one !== other) asked.differences.push(`${question}\n${firstDifference(one, other)}`)
    const text = withCursorsOpened(one)
    if ([canary, 'veiled'].some((word) => text.includes(word) && !question.includes(word)))
      asked.overheard.push(`${question}\n${text.slice(0, 2000)}`)
    if (first.statusCode === 200 && !/^\/(docs|openapi)/.test(url)) heard.heard(question, one)
    return first
  }
  return { ask, asked }
}

/** All of an answer that a client sees, but the time of day, and what is random in the id of a new comment and in the token that is made of it. */
function written({ statusCode, headers, rawPayload }: LightMyRequestResponse) {
  const { date, ...others } = headers
  const text = rawPayload.toString('latin1')
  const plain = statusCode === 202 ? text.replace(/^(.{32})[\da-f]{11}/, '$1').replace(/("token":"[\da-z]+\.)[\w-]{43}/, '$1') : text
  return `${statusCode} ${plain}\n${JSON.stringify(others)}`
}

function firstDifference(one: string, other: string) {
  let at = 0
  while (one[at] === other[at]) at++
  return `${one.slice(Math.max(0, at - 60), at + 120)}\n${other.slice(Math.max(0, at - 60), at + 120)}`
}

/** So many values of each parameter are combined with those of each other one. */
const combined = 3

/** Every parameter by itself with each of its values, every pair of parameters, and all values of a list together. */
function queriesOf(operation: Operation, known: Known): [name: string, value: string][][] {
  const parameters = parametersIn('query', operation)
    .filter(({ name }) => name !== 'cursor')
    .map((parameter) => valuesOf(parameter, operation, known).map((value): [string, string] => [parameter.name, value]))
  const pairs = parameters.flatMap((values, position) =>
    parameters
      .slice(position + 1)
      .flatMap((others) => values.slice(0, combined).flatMap((value) => others.slice(0, combined).map((other) => [value, other]))),
  )
  return [...parameters.flatMap((values) => values.map((value) => [value])), ...pairs, ...parameters.map((values) => values.slice(0, 10))]
}

function withParameters(address: string, parameters: readonly [name: string, value: string][]) {
  const [path, before] = address.split('?')
  const query = new URLSearchParams(before)
  for (const [name, value] of parameters) name === 'cursor' ? query.set(name, value) : query.append(name, value)
  return `${path}?${query}`
}
