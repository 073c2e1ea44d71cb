import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { METHODS } from 'node:http'
import { gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { roleNames, roles } from '../src/staff/roles.ts'
import { commitsTo } from './helpers/commits.ts'
import { boundsOf, hostileValues, unreadable, wrongTexts } from './helpers/hostile.ts'
import { mutationsOf } from './helpers/hostile-addresses.ts'
import { hostileAuthorizations, hostileHeaders, isKey, namesOfJson, otherTypes } from './helpers/hostile-headers.ts'
import { hostileTexts, malformedEncodings, takesTexts } from './helpers/hostile-texts.ts'
import { type Answer, newsroom } from './helpers/newsroom.ts'
import { type Operation, type Parameter, parametersIn } from './helpers/operations.ts'
import { formOf, png } from './helpers/pictures.ts'
import { placesIn, pointerOf, takes, valueAt, withAt } from './helpers/places.ts'
import { addressOf, type Filled, type Sweep, send, sweepOf } from './helpers/sweep.ts'
import { columnNames } from './helpers/tables.ts'
import { wire } from './helpers/wire.ts'

/*
 * Every operation of the OpenAPI document, with a request that succeeds, and one thing wrong with it at a time. Nothing of what is refused is
 * stored, so that the same requests serve all of these tests, and succeed in the end.
 */
t.setTimeout(240_000)
t.test('nothing gets in but what the document describes', { timeout: 240_000 }, async (t) => {
  const room = await newsroom(t)
  const sweep = await sweepOf(room)
  const sending = await wire(t, room.app)
  const staff = new Map(await Promise.all(roleNames.map(async (role) => [role, await room.hire(role)] as const)))
  for (const who of staff.values()) await who('GET', '/site')
  const swept = await sweeper(sweep, commitsTo(t, room.file))
  await room.db.write(async () => undefined)

  await t.test('S4 · no body sets a member that its schema does not list, and no query has a parameter more', async (t) => {
    const names = [...new Set([...columnNames, ...coveted])]
    t.ok(names.length > 120, 'there are names to smuggle')
    await swept(t, async ({ operation, filled, insist }) => {
      const { body, method, parameters } = operation
      const objects = body ? [{ path: [], schema: body }, ...placesIn(body)].filter(({ schema }) => schema.properties) : []
      for (const { path, schema } of objects) {
        const strange = names.filter((name) => !Object.hasOwn(schema.properties!, name) && name !== '__proto__')
        for (const some of [...inParts(strange, 50), ['__proto__'], ['constructor']]) {
          const payload = some.reduce((whole, name) => withAt(whole, [...path, name], 'smuggled'), filled.body)
          insist.refused(await sendText(operation, filled, JSON.stringify(payload)), ...some.map((name) => pointerOf([...path, name])))
        }
      }
      if (operation.form) {
        const fields = names.filter((name) => !Object.hasOwn(operation.form!.properties!, name) && !(name in {}))
        for (const some of inParts(fields, 9)) {
          const payload = formOf(png(1), Object.fromEntries(some.map((name) => [name, 'smuggled'])))
          insist.refused(await send(operation, filled, { payload }), ...some.map((name) => pointerOf([name])))
        }
        for (const name of names.filter((name) => name in {})) {
          insist.refused(await send(operation, filled, { payload: formOf(png(1), Object.fromEntries([[name, 'smuggled']])) }), '#')
        }
      } else if (!body && method !== 'GET') insist.refused(await send(operation, filled, { payload: { role: 'owner' } }), '#')
      const strange = names.filter((name) => !parameters.some((known) => known.name === name))
      for (const some of inParts(strange, 50)) {
        const query = { ...filled.query, ...Object.fromEntries(some.map((name) => [name, 'smuggled'])) }
        insist.refused(await send(operation, filled, { query }), ...some)
      }
    })
  })

  await t.test('S5 · no way of writing a guarded address leads past the guard, or to anything else', async (t) => {
    const handlers: string[] = []
    const note = (message: unknown) => {
      const { route } = message as { route: { method: string; url: string } }
      handlers.push(`${route.method} ${route.url}`)
    }
    subscribe('tracing:fastify.request.handler:start', note)
    t.teardown(() => unsubscribe('tracing:fastify.request.handler:start', note))
    const handled = async (method: string, path: string, headers: Record<string, string> = {}) => {
      handlers.length = 0
      return { ...(await sending(method, path, { headers })), handlers: [...handlers] }
    }
    const tried = new Set<string>()

    await swept(t, async ({ operation, filled, insist }) => {
      const { method, scope, path } = operation
      if (scope === undefined) return
      const address = addressOf(operation, filled).slice(1)
      const tooSmall = staff.get(roleNames.find((role) => !(roles[role] as readonly string[]).includes(scope)) ?? 'reader')!
      const route = `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`
      const plain = method === 'GET' ? await handled(method, address, bearer(room.owner)) : undefined
      for (const [index, mutated] of mutationsOf(address).entries()) {
        const callers = [{}, ...(index % 4 === 0 ? [bearer(tooSmall)] : [])]
        for (const headers of callers) {
          const answer = await handled(method, mutated, headers)
          insist.that(/^40[01345]$|^414$/.test(String(answer.status)), `${mutated} answers ${answer.status}`)
          insist.that(answer.handlers.length === 0, `${mutated} reaches ${answer.handlers}`)
          insist.that(!isShared(answer) || /^40[045]$/.test(String(answer.status)), `${mutated} is shared with every origin`)
        }
        if (!plain || index % 2 === 1) continue
        const allowed = await handled(method, mutated, bearer(room.owner))
        const same = allowed.status === 200 && saying(allowed) === saying(plain) && allowed.handlers.join() === route && !isShared(allowed)
        const refused = /^4/.test(String(allowed.status)) && [route, ''].includes(allowed.handlers.join())
        insist.that(same || refused, `${mutated} answers its owner ${allowed.status}, ${allowed.handlers}`)
      }
      for (const name of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
        const answer = await handled('GET', address, { ...bearer(room.owner), [name]: method })
        insist.that(
          answer.handlers.every((handler) => handler.startsWith('GET ')),
          `${name} reaches ${answer.handlers}`,
        )
      }
      for (const name of ['x-original-url', 'x-rewrite-url', 'x-forwarded-prefix', 'x-forwarded-path']) {
        const answer = await handled('GET', '/v1/site', { [name]: address })
        insist.that(answer.status === 200 && answer.handlers.join() === 'GET /v1/site', `${name} reaches ${answer.handlers}`)
      }
      if (tried.has(address)) return
      tried.add(address)
      const open = sweep.operations
        .filter((other) => other.path === path && other.scope === undefined)
        .map((other) => other.method as string)
      const unusuals = METHODS.filter((each) => each !== 'CONNECT' && !open.includes(each.replace('HEAD', 'GET')))
      for (const unusual of unusuals) {
        const { status, handlers, body } = await handled(unusual, address)
        const preflight = unusual === 'OPTIONS' && status === 204 && body === ''
        insist.that(handlers.length === 0 && (preflight || /^40[015]$/.test(String(status))), `${unusual} answers ${status}, ${handlers}`)
      }
    })
  })

  await t.test('S6 · a value of another kind is refused at each place of a body', async (t) => {
    await swept(t, async ({ operation, filled, insist }) => {
      const { body } = operation
      if (!body) return
      for (const value of [...hostileValues.filter((each) => !takes(body, each)), [filled.body]]) {
        const answer = await sendText(operation, filled, JSON.stringify(value))
        insist.that(answer.status === 400 && named(answer).length > 0, `takes ${JSON.stringify(value)} as a body`)
      }
      for (const places of byDepth(placesIn(body))) {
        for (const value of hostileValues) {
          const refusing = places.filter(({ schema }) => !takes(schema, value))
          if (refusing.length === 0) continue
          const payload = refusing.reduce((whole, { path }) => withAt(whole, path, value), filled.body)
          const answer = await sendText(operation, filled, JSON.stringify(payload))
          insist.refused(answer, ...refusing.map(({ pointer }) => pointer))
        }
        for (const text of unreadable) {
          const hole = JSON.stringify(places.reduce((whole, { path }) => withAt(whole, path, 'HERE'), filled.body))
          const answer = await sendText(
            operation,
            filled,
            hole.replaceAll('"HERE"', () => text),
          )
          insist.refused(answer, ...places.map(({ pointer }) => pointer))
        }
      }
      for (const { path, pointer } of placesIn(body)) {
        const name = path.at(-1)
        if (typeof name !== 'string') continue
        const hole = JSON.stringify(withAt(filled.body, path, 'HERE'))
        const value = JSON.stringify(valueAt(filled.body, path) ?? null)
        const again = `\\u00${name.charCodeAt(0).toString(16)}${name.slice(1)}`
        const twice = hole.replace(`"${name}":"HERE"`, () => `"${name}":${value},"${again}":${value}`)
        insist.refused(await sendText(operation, filled, twice), pointer)
      }
      for (const [text, status] of wrongTexts(filled.body!, operation.method === 'POST')) {
        const answer = await sendText(operation, filled, text)
        insist.that(
          answer.status === status && /^#/.test(named(answer)[0] ?? ''),
          `answers ${answer.status} to ${String(text).slice(0, 60)}`,
        )
      }
    })
  })

  await t.test('S6 · a parameter or a header of another kind is refused by its name, and leads to nobody else', async (t) => {
    await swept(t, async ({ operation, filled, insist }) => {
      const { method } = operation
      const payload = operation.form ? formOf(png(1)) : filled.body
      const ask = (url: string, headers = {}) => filled.who(method, url, payload, { ...filled.headers, ...headers })
      const address = (query: string) => `${addressOf(operation, { ...filled, query: {} })}?${query}`
      const asked = parametersIn('query', operation)
      /** An address with these texts for each of some parameters, and a sample for each other one that is needed. */
      const given = (some: readonly Parameter[], texts: readonly string[]) => {
        const needed = Object.entries(filled.query).filter(([other]) => !some.some(({ name }) => name === other))
        const written = some.flatMap(({ name }) => texts.map((text) => `${name}=${encodeURIComponent(text)}`))
        return address([...written, new URLSearchParams(needed).toString()].join('&'))
      }
      for (const texts of [...hostileTexts.map((text) => [text]), ['20', '20'], ['a', 'a']]) {
        const refusing = asked.filter((parameter) => !takesTexts(parameter, texts))
        /** What is too long, or unreadable before any schema sees it, stands alone. */
        const together = texts.some((text) => text.length > 100 || text.includes('\0')) ? 1 : 5
        for (const some of inParts(refusing, together)) insist.refused(await ask(given(some, texts)), ...some.map(({ name }) => name))
        for (const parameter of asked.filter((each) => !refusing.includes(each))) {
          const answer = await ask(given([parameter], texts))
          const fine = /^(2|304|404|422)/.test(String(answer.status)) || named(answer).join() === parameter.name
          insist.that(fine, `refuses ?${parameter.name}=${texts}`)
        }
      }
      for (const parameter of asked) {
        const { name } = parameter
        const needed = new URLSearchParams(Object.entries(filled.query).filter(([other]) => other !== name)).toString()
        const sample = encodeURIComponent(filled.query[name] ?? '')
        for (const encoding of malformedEncodings) insist.refused(await ask(address(`${name}=${sample}${encoding}&${needed}`)), name)
        const strange = [`${name}[]`, `${name}[0]`, `${name}[$ne]`, `${name}.x`, name.toUpperCase(), ` ${name}`, `${name}\0`]
        const answer = await ask([given([parameter], ['1']), ...strange.map((each) => `${encodeURIComponent(each)}=1`)].join('&'))
        insist.refused(answer, ...(takesTexts(parameter, ['1']) ? [] : [name]), ...strange)
      }
      for (const parameter of parametersIn('path', operation)) {
        const { name } = parameter
        /** A slug that is given by its address is one, however it looks; and a number may be one that is there. */
        const isGiven = (text: string) =>
          (operation.id === 'addSlug' || parameter.schema.type === 'integer') && takesTexts(parameter, [text])
        const hole = addressOf(operation, { params: { ...filled.params, [name]: '-hole-' }, query: filled.query })
        for (const text of hostileTexts.filter((each) => each !== '../..' && each !== filled.params[name] && !isGiven(each))) {
          const answer = await ask(hole.replace('-hole-', () => encodeURIComponent(text)))
          insist.that(/^4(04|05|14)/.test(String(answer.status)) || named(answer).join() === name, `finds something at {${name}}=${text}`)
        }
        for (const encoding of malformedEncodings)
          insist.that((await ask(hole.replace('-hole-', () => encoding))).status === 400, `finds something at {${name}}=${encoding}`)
      }
      for (const { name, schema } of parametersIn('header', operation)) {
        const means = (value: string) => name === 'Idempotency-Key' && isKey(value, operation.scope ? 1 : 16)
        for (const value of hostileHeaders.filter((each) => !means(each))) {
          const answer = await ask(addressOf(operation, filled), { [name.toLowerCase()]: value })
          const fine = /^(200|304)/.test(String(answer.status)) && name === 'If-None-Match' && takes(schema, value)
          insist.that(
            fine || (/^4/.test(String(answer.status)) && named(answer).join() === name),
            `${answer.status} to ${name}: ${value.slice(0, 40)}`,
          )
        }
      }
      for (const authorization of [...hostileAuthorizations, `Bearer ${room.owner.token}, Bearer ${room.owner.token}`]) {
        const answer = await ask(addressOf(operation, filled), { authorization })
        insist.that(answer.status === 401 && named(answer).join() === 'Authorization', `takes Authorization: ${authorization.slice(0, 40)}`)
      }
      for (const id of ['', 'short', 'x'.repeat(5000), '../../../etc', '\xff'.repeat(8)]) {
        const { headers } = await ask(addressOf(operation, filled), { 'x-request-id': id, authorization: '' })
        insist.that(
          /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(headers['x-request-id'] ?? ''),
          `takes X-Request-Id: ${id.slice(0, 40)}`,
        )
      }
    })
  })

  await t.test('S7 · what is not called JSON is not taken, and whatever is taken is held to its schema', async (t) => {
    await swept(t, async ({ operation, filled, insist }) => {
      if (!operation.body) return
      const address = addressOf(operation, filled).slice(1)
      const text = JSON.stringify({ ...filled.body, smuggled: 1 })
      const headers = operation.scope ? { ...filled.headers, ...bearer(room.owner) } : filled.headers
      const called = (type: string | string[]) =>
        sending(operation.method, address, { headers: { ...headers, 'content-type': type }, body: text })
      for (const type of namesOfJson) insist.refused(await called(type), '#/smuggled')
      for (const type of otherTypes.filter((other) => !operation.types.some((taken) => String(other).startsWith(taken)))) {
        const answer = await called(type)
        insist.that(answer.status === 415 && named(answer).join() === 'Content-Type', `answers ${answer.status} to ${type}`)
      }
      insist.that((await sending(operation.method, address, { headers, body: text })).status === 415, 'takes what has no type')
      const whole = JSON.stringify(filled.body)
      for (const [coding, body] of [
        ['gzip', gzipSync(whole)],
        ['gzip', whole],
        ['br', whole],
        ['identity, gzip', whole],
      ] as const) {
        const answer = await sending(operation.method, address, { headers: { ...headers, ...json, 'content-encoding': coding }, body })
        insist.that(answer.status === 415 && named(answer).join() === 'Content-Encoding', `takes Content-Encoding: ${coding}`)
      }
    })
  })

  await t.test('each request succeeds when nothing is wrong with it', async (t) => {
    for (const { operation, filled } of swept.all) {
      const { status, body } = await send(operation, filled)
      t.match(String(status), /^20/, `${operation.id} ${addressOf(operation, filled)} ${status < 300 ? '' : JSON.stringify(body)}`)
    }
  })

  await t.test('S6 · the bounds of a body are where the document says: taken within, refused without', async (t) => {
    await swept(
      t,
      async ({ operation, insist }) => {
        if (!operation.body) return
        let filled = await sweep.fill(operation)
        for (const { path, pointer, schema } of placesIn(operation.body)) {
          for (const value of boundsOf(schema, valueAt(filled.body, path))) {
            const within = takes(schema, value)
            const text = JSON.stringify(withAt(filled.body, path, value))
            const answer = await sendText(operation, filled, text)
            if (Buffer.byteLength(text) > 1024 * 1024) insist.that(answer.status === 413, `takes ${text.length} signs`)
            else if (!within) insist.refused(answer, pointer)
            else insist.that(/^(2|409|422)/.test(String(answer.status)), `refuses ${value} at ${pointer} with ${answer.status}`)
            if (answer.status < 400) filled = await sweep.fill(operation)
          }
        }
      },
      'changing',
    )
  })
})

const json = { 'content-type': 'application/json' }

/** What nobody may set, whatever the columns are called. */
const coveted = ['__proto__', 'constructor', 'prototype', 'role', 'id', 'isAdmin', 'admin', 'scopes', 'toString', '$where']

interface Attempt {
  operation: Operation
  filled: Filled
  insist: ReturnType<typeof insistence>
}

/** Tries something on every operation, with one sentence of outcome for each; nothing may be stored meanwhile, unless it is `changing`. */
async function sweeper({ operations, fill }: Sweep, commits: () => number) {
  const all: { operation: Operation; filled: Filled }[] = []
  for (const operation of operations) all.push({ operation, filled: await fill(operation) })
  const swept = async (t: Test, attempt: (attempt: Attempt) => Promise<void>, changing?: 'changing') => {
    let cases = 0
    for (const { operation, filled } of all) {
      const insist = insistence()
      const before = commits()
      await attempt({ operation, filled, insist })
      if (!changing) insist.that(commits() === before, 'has stored something')
      cases += insist.cases()
      t.same(insist.complaints, [], `${operation.id}, in ${insist.cases()} ways`)
    }
    t.comment(`${cases} cases`)
  }
  return Object.assign(swept, { all })
}

/** Counts what was looked at, and keeps what was wrong. */
function insistence() {
  const complaints: string[] = []
  let cases = 0
  const that = (fine: boolean, complaint: string) => {
    cases++
    if (!fine) complaints.push(complaint)
  }
  /** A 400 that names these places, or something inside of each, and no other. */
  const refused = (answer: Answer, ...places: string[]) => {
    const found = named(answer).map((place) => places.find((each) => place === each || place.startsWith(`${each}/`)) ?? place)
    const missed = places.filter((place) => !found.includes(place))
    const others = found.filter((place) => !places.includes(place))
    cases += places.length - 1
    const fine = answer.status === 400 && missed.length + others.length === 0
    that(fine, `answers ${answer.status} and names ${others.slice(0, 5)} instead of ${missed.slice(0, 5)}`)
  }
  return { that, refused, complaints, cases: () => cases }
}

function sendText(operation: Operation, filled: Filled, payload: string | Buffer) {
  return send(operation, filled, { payload, headers: { ...filled.headers, ...json } })
}

function bearer({ token }: { token: string }) {
  return { authorization: `Bearer ${token}` }
}

/** Whether the page of any origin may read it. */
/** What an answer says, but for the cursor of its next page, which belongs to the address as it was written. */
function saying({ body }: Answer) {
  return JSON.stringify(body).replace(/"next":"[^"]*"/, '"next":"…"')
}

function isShared({ headers }: Answer) {
  return headers['access-control-allow-origin'] === '*'
}

/** The places that a problem names: pointers, parameters, headers. */
function named({ body }: Answer): string[] {
  const errors: Record<string, string>[] = body?.errors ?? []
  return errors.map(({ pointer, parameter, header }) => pointer ?? parameter ?? header ?? '')
}

function byDepth<Placed extends { path: readonly unknown[] }>(places: readonly Placed[]): Placed[][] {
  const depths = [...new Set(places.map(({ path }) => path.length))]
  return depths.map((depth) => places.filter(({ path }) => path.length === depth))
}

function inParts<Item>(items: readonly Item[], size: number): Item[][] {
  return items.length === 0 ? [] : [items.slice(0, size), ...inParts(items.slice(size), size)]
}
