import t from 'tap'
import { commentRevisions, comments, decisions } from '../src/db/tables.ts'
import { happened } from './helpers/events.ts'
import { comment, decided, expecting, published, term } from './helpers/make.ts'
import { type Call, newsroom } from './helpers/newsroom.ts'

const unknownId = '019342a0-5b00-7c1e-8000-000000000001'

interface Seen {
  id: string
  revision: number
  version: number
}

/** A decision about a comment as it was seen. */
const about = ({ id, revision, version }: Seen, action: string, more: object = {}) => ({
  commentId: id,
  action,
  revision,
  version,
  ...(action === 'reject' && { reason: 'Off topic' }),
  ...more,
})

const queueOf = async (moderator: Call, query = '') => expecting(200, await moderator('GET', `/moderation/comments${query}`)).body
const idsOf = (items: { id: string }[]) => items.map(({ id }) => id)
const countOf = async (reader: Call, slug: string) => (await reader('GET', `/articles/${slug}`)).body.comments.count

t.test(
  'a hundred comments are decided about in one go: each has a result or a problem, in order, one audit row and one event',
  async (t) => {
    const { reader, editor, moderator, db } = await newsroom(t)
    const { slug } = (await published(editor)).body
    const other = (await published(editor, { headline: 'Another' })).body
    for (let count = 0; count < 8; count++) await comment(reader, count % 2 ? slug : other.slug)
    const [a, b, c, d, e, f, g, h] = (await queueOf(moderator)).items
    await decided(moderator, e.id, 'spam')
    const bulk = (decisions: object[], more: object = {}) => moderator('POST', '/moderation/decisions/bulk', { decisions, ...more })

    const wanted = [
      about(a, 'approve'),
      about(b, 'reject', { note: 'Again' }),
      about(c, 'reject', { reason: null }),
      about({ ...d, id: unknownId }, 'approve'),
      about(e, 'approve'),
      about(e, 'spam'),
      about(d, 'approve'),
      about(d, 'spam'),
    ]
    const events = await happened(db, async () => {
      const { results } = expecting(200, await bulk(wanted)).body
      t.match(results, [
        {
          commentId: a.id,
          changed: true,
          comment: { state: 'approved', version: 2, allowedActions: ['reject', 'spam', 'hold'] },
          problem: null,
        },
        { commentId: b.id, changed: true, comment: { state: 'rejected', history: [{ reason: 'Off topic', note: 'Again' }] } },
        {
          commentId: c.id,
          changed: false,
          comment: null,
          problem: { code: 'unprocessable', status: 422, errors: [{ pointer: '#/reason' }] },
        },
        { commentId: unknownId, problem: { code: 'not-found', status: 404 } },
        { commentId: e.id, problem: { code: 'decided-meanwhile', status: 409, detail: /The moderator decided “spam” at 2026/ } },
        { commentId: e.id, changed: false, decisionId: null, comment: { state: 'spam', version: 2 }, problem: null },
        { commentId: d.id, changed: true, comment: { state: 'approved' } },
        { commentId: d.id, changed: false, problem: { code: 'decided-meanwhile' } },
      ])
      for (const { changed, decisionId, comment } of results) if (changed) t.equal(comment.history.at(-1).id, decisionId)
    })
    t.same(
      events.map(({ type, subjectId }) => `${type} ${subjectId}`),
      [a, b, d].map(({ id }) => `comment.decided ${id}`),
    )
    t.equal((await db.select().from(decisions)).length, 4)
    t.equal((await countOf(reader, slug)) + (await countOf(reader, other.slug)), 2)

    const rest = [about(f, 'approve'), about(g, 'approve'), about(a, 'approve', { version: 1 })]
    t.same(
      await happened(db, async () => {
        t.match(await bulk([...rest, about(h, 'reject', { reason: ' ' }), about(b, 'approve')], { atomic: true }), {
          status: 409,
          body: {
            code: 'none-decided',
            errors: [
              { pointer: '#/decisions/3', code: 'unprocessable' },
              { pointer: '#/decisions/4', code: 'decided-meanwhile', detail: /The moderator decided “reject”/ },
            ],
          },
        })
      }),
      [],
      'all or nothing',
    )
    t.equal((await queueOf(moderator)).items.length, 4)
    t.equal((await countOf(reader, slug)) + (await countOf(reader, other.slug)), 2)
    t.match((await bulk(rest, { atomic: true })).body.results, [{ changed: true }, { changed: true }, { changed: false }])
    t.equal((await countOf(reader, slug)) + (await countOf(reader, other.slug)), 4)

    const key = { 'idempotency-key': 'once' }
    const twice = [0, 1].map(() => moderator('POST', '/moderation/decisions/bulk', { decisions: [about(h, 'approve')] }, key))
    const answers = await Promise.all(twice)
    t.ok(answers.some(({ status, body }) => status === 200 && body.results[0].changed))
    t.equal((await db.select().from(decisions)).length, 7, 'asked twice, decided once')
    t.equal((await bulk([])).status, 400)
    t.equal((await bulk(Array.from({ length: 101 }, () => about(a, 'spam')))).status, 400)
  },
)

t.test('a decision is taken back exactly, and so is the taking back, while nothing has happened since', async (t) => {
  const { reader, editor, moderator, hire, clock, db } = await newsroom(t)
  const { slug } = (await published(editor)).body
  const { id } = await comment(reader, slug)
  const ben = await hire('moderator', 'Ben')
  const row = async () => {
    const { state, approvedRevision, version } = (await db.select().from(comments)).find((one) => one.id === id)!
    return [state, approvedRevision, version]
  }
  const decide = async (action: string) => {
    const seen = expecting(200, await moderator('GET', `/moderation/comments/${id}`)).body
    const { commentId: _, ...decision } = about(seen, action)
    return expecting(200, await moderator('PUT', `/moderation/comments/${id}/decision`, decision)).body.decisionId
  }
  const undo = (decisionId: string, who = moderator) => who('POST', `/moderation/decisions/${decisionId}/undo`)

  const approval = await decide('approve')
  t.same([await row(), await countOf(reader, slug)], [['approved', 1, 2], 1])
  const events = await happened(db, async () => {
    const undone = expecting(200, await undo(approval, ben)).body
    t.match(undone, { changed: true, comment: { state: 'pending', version: 3 } })
    t.match(undone.comment.history, [
      { action: 'approve', staffName: 'The moderator', version: 2, undoes: null },
      { id: undone.decisionId, action: 'undo', staffName: 'Ben', fromState: 'approved', toState: 'pending', undoes: approval },
    ])
    t.same([await row(), await countOf(reader, slug)], [['pending', null, 3], 0], 'as if it had never been approved')
    clock.pass(60)
    t.match(await undo(approval), { status: 409, body: { code: 'decided-meanwhile', detail: /Ben decided “undo” at 2026-01-05T09:00:00/ } })
    const redone = expecting(200, await undo(undone.decisionId)).body
    t.same([await row(), await countOf(reader, slug)], [['approved', 1, 4], 1])
    const again = expecting(200, await undo(redone.decisionId)).body
    t.same([await row(), await countOf(reader, slug)], [['pending', null, 5], 0])
    for (const stale of [approval, undone.decisionId, redone.decisionId]) t.equal((await undo(stale)).status, 409)
    t.equal(again.comment.history.length, 4)
  })
  t.same(
    events.map(({ type, data }) => `${type} ${data.from} ${data.to} ${data.version}`),
    ['approved pending 3', 'pending approved 4', 'approved pending 5'].map((move) => `comment.decided ${move}`),
  )

  await decide('approve')
  const rejection = await decide('reject')
  const spam = await decide('spam')
  t.match(await undo(rejection), { status: 409, body: { detail: /The moderator decided “spam”/ } }, 'the last comes first')
  t.match(expecting(200, await undo(spam)).body.comment, { state: 'rejected' })
  t.same((await row())[1], 1, 'what was approved once is remembered')
  t.equal((await undo(rejection)).status, 409, 'only what was decided last, if it was not taken back itself')
  t.equal((await undo(unknownId)).status, 404)
  t.equal((await undo(approval, await hire('author'))).status, 403)

  const hold = await decide('hold')
  const many = await Promise.all(Array.from({ length: 20 }, () => undo(hold)))
  t.same(
    many.map(({ status }) => status).sort(),
    [200, ...Array.from({ length: 19 }, () => 409)],
    'of many who take it back at once, one does',
  )
})

t.test('two moderators never have the same comment in hand, and the second decision says who made the first, and when', async (t) => {
  const { reader, editor, hire, clock } = await newsroom(t)
  const { slug, id: articleId } = (await published(editor)).body
  const [ann, ben] = [await hire('moderator', 'Ann'), await hire('moderator', 'Ben')]
  for (let count = 0; count < 12; count++) {
    await comment(reader, slug, { body: `Number ${count}` })
    if (count % 3 === 0) clock.pass(1)
  }
  const all = idsOf((await queueOf(ann)).items)
  const claim = (who: Call, more: object = {}) => who('POST', '/moderation/claims', { count: 3, ...more })

  const first = await Promise.all([claim(ann), claim(ben), claim(ann), claim(ben)])
  for (const { status, headers, body } of first) {
    t.equal(status, 201)
    t.equal(headers.location, `/v1/moderation/claims/${body.id}`)
  }
  t.same(idsOf(first.flatMap(({ body }) => body.items)), all, 'oldest first, and none of them twice')
  const [mine, others] = [first[0]!.body, first[1]!.body]
  t.match(mine.items, [{ claim: { id: mine.id, by: { name: 'Ann' }, until: clock.in(900) } }, {}, {}])
  t.match(await claim(ann), { status: 200, body: { id: null, items: [] } }, 'nothing is left')
  t.same(idsOf((await queueOf(ann, '?claimed=mine')).items).length, 6)
  t.same(idsOf((await queueOf(ann, '?claimed=others')).items), [...idsOf(others.items), ...idsOf(first[3]!.body.items)])
  t.same((await queueOf(ann, '?claimed=free')).items, [])
  t.same((await queueOf(editor, '?claimed=mine')).items, [])

  const [one, two] = others.items
  const decide = (who: Call, seen: Seen, more: object = {}) => {
    const { commentId, ...decision } = about(seen, 'approve', more)
    return who('PUT', `/moderation/comments/${commentId}/decision`, decision)
  }
  t.match(await decide(ann, one), {
    status: 409,
    body: { code: 'claimed', detail: `Ben is working on comment ${one.id} until ${clock.in(900)}.` },
  })
  t.match((await ann('POST', '/moderation/decisions/bulk', { decisions: [about(one, 'spam')] })).body.results, [
    { problem: { code: 'claimed' } },
  ])
  t.match(expecting(200, await decide(ben, one)).body.comment, { claim: null, state: 'approved' })
  t.match(await decide(ann, one, { action: 'spam' }), {
    status: 409,
    body: {
      code: 'decided-meanwhile',
      detail: `It is approved now, at version 2 and revision 1: Ben decided “approve” at ${clock.in(0)}.`,
    },
  })
  t.equal(expecting(200, await decide(ann, one)).body.changed, false, 'what holds already needs nobody’s leave')
  t.equal((await decide(ann, two, { despiteClaim: true })).status, 200, 'what cannot wait is decided all the same')

  expecting(204, await ben('DELETE', `/moderation/claims/${mine.id}`))
  expecting(204, await ben('DELETE', `/moderation/claims/${mine.id}`))
  t.equal((await ben('DELETE', `/moderation/claims/${unknownId}`)).status, 404)
  t.same(idsOf((await queueOf(ann, '?claimed=free')).items), idsOf(mine.items), 'given back')
  t.same(idsOf((await claim(ben, { count: 50, minutes: 1 })).body.items), idsOf(mine.items))
  clock.pass(59.999)
  t.same((await queueOf(ann, '?claimed=free')).items, [])
  clock.pass(0.001)
  t.same(idsOf((await queueOf(ann, '?claimed=free')).items), idsOf(mine.items), 'its time is over')
  clock.pass(900)
  t.equal((await queueOf(ann, '?claimed=free')).items.length, 10)

  const other = (await published(editor, { headline: 'Elsewhere' })).body
  const elsewhere = await comment(reader, other.slug)
  t.same(
    idsOf((await claim(ann, { article: [other.id, articleId], createdFrom: clock.in(0) })).body.items),
    [elsewhere.id],
    'by the filters of the queue',
  )
  for (let count = 0; count < 100; count++) await comment(reader, other.slug)
  for (const most of [50, 49]) t.equal((await claim(ann, { count: 50 })).body.items.length, most)
  t.match(await claim(ann), { status: 409, body: { code: 'state-forbids' } }, 'a hundred are as many as anybody has in hand')
  clock.pass(86_400 + 901)
  t.equal((await claim(ben)).status, 201)
  t.equal((await ben('DELETE', `/moderation/claims/${mine.id}`)).status, 404, 'a day later it is forgotten')
  for (const wrong of [{ count: 51 }, { count: 0 }, { minutes: 61 }, { sort: 'newest' }]) t.equal((await claim(ann, wrong)).status, 400)
})

t.test('the queue is narrowed by author, section and words, and walked page by page without a gap', async (t) => {
  const statements: string[] = []
  const { as, reader, editor, moderator, clock, db } = await newsroom(t, { onStatement: (statement) => void statements.push(statement) })
  const harbour = await term(editor, 'sections', { name: 'Harbour' })
  const ferries = await term(editor, 'sections', { name: 'Ferries', parentId: harbour.id })
  const docks = await term(editor, 'sections', { name: 'Docks', parentId: ferries.id })
  const stories = [(await published(editor)).body, (await published(editor, { headline: 'Docks', sectionId: docks.id })).body]
  const [plain, filed] = stories

  const say = (who: Call, words: object, slug = plain.slug) => comment(who, slug, { authorName: 'Ann', ...words })

  const first = await say(as(undefined, '192.0.2.1'), { authorEmail: 'Ann@news.example', body: 'The Ferry is 100% late' })
  clock.pass(20)
  const elsewhere = await say(reader, { authorEmail: 'ann@news.example', body: 'Or is it_early?' }, filed.slug)
  clock.pass(20)
  const nameless = await say(as(undefined, '192.0.2.1'), { authorName: 'FERRYMAN', body: 'No name, no mail' }, filed.slug)
  clock.pass(20)
  const stranger = await say(reader, { authorEmail: 'ben@news.example', body: 'A stranger' })
  await decided(moderator, (await say(reader, { authorEmail: 'ann@news.example' })).id, 'approve')
  await decided(moderator, (await say(reader, { authorEmail: 'ann@news.example' })).id, 'reject')
  const found = async (query: string) => idsOf((await queueOf(moderator, `?${query}`)).items)

  t.same(await found(`author=${first.id}`), [first.id, elsewhere.id, nameless.id], 'by e-mail, or by where it came from')
  t.same(await found(`author=${elsewhere.id}`), [first.id, elsewhere.id])
  t.same(await found(`author=${nameless.id}&sort=newest`), [nameless.id, first.id])
  t.same(await found(`author=${unknownId}`), [])
  t.equal((await found(`author=${first.id}&state=approved`)).length, 1)
  t.same(await found(`section=${harbour.id}`), [elsewhere.id, nameless.id], 'with the sections below')
  t.same(await found(`section=${docks.id}&author=${first.id}&article=${filed.id}`), [elsewhere.id, nameless.id])
  t.same(await found(`section=${unknownId}`), [])
  t.same(await found('q=fERRy'), [first.id, nameless.id], 'in the words or the name')
  for (const [q, ids] of [
    ['100%', [first.id]],
    ['0%25', []],
    ['t_e', [elsewhere.id]],
    ['\\', []],
    ['no mail', [nameless.id]],
  ] as const)
    if (q.length > 1) t.same(await found(`q=${encodeURIComponent(q)}`), ids, q)
  t.equal((await moderator('GET', '/moderation/comments?q=a')).status, 400)
  t.match((await queueOf(moderator, `?author=${first.id}`)).items, [
    { id: first.id, author: { approved: 1, rejected: 1, spam: 0, pending: 3, firstSeenAt: first.createdAt } },
    { id: elsewhere.id, author: { approved: 1, rejected: 1, spam: 0, pending: 2 } },
    { id: nameless.id, author: { approved: 0, rejected: 0, spam: 0, pending: 2, firstSeenAt: first.createdAt } },
  ])
  t.match((await moderator('GET', `/moderation/comments/${stranger.id}`)).body, {
    author: { approved: 0, pending: 1, firstSeenAt: stranger.createdAt },
  })
  t.notMatch(JSON.stringify(await queueOf(moderator)), /addressHash|192\.0/)

  // A thousand more of one moment, and many thousands that no filter lets through.
  const [row] = await db.select().from(comments)
  const rows = (from: number, count: number, createdAt: string) =>
    Array.from({ length: count }, (_, place) => {
      const id = `019342a0-5b00-7c1e-8000-${String(from + place).padStart(12, '0')}`
      return { ...row!, id, rootId: id, createdAt, authorEmail: null, addressHash: `hash ${from}`, authorName: `Reader ${from}` }
    })
  const add = (all: ReturnType<typeof rows>) =>
    db.write(async (tx) => {
      for (let at = 0; at < all.length; at += 500) {
        const some = all.slice(at, at + 500)
        await tx.insert(comments).values(some)
        await tx
          .insert(commentRevisions)
          .values(some.map(({ id, createdAt }) => ({ commentId: id, number: 1, body: 'So it goes', createdAt })))
      }
    })
  await add(rows(1, 250, clock.in(1)))
  await add(rows(1001, 5100, clock.in(2)))
  await add(rows(9001, 3, clock.in(3)))
  const walk = async (query: string) => {
    const seen: string[] = []
    let capped = 0
    for (let cursor = ''; ; ) {
      const { items, page, capped: isCapped } = await queueOf(moderator, `?${query}${cursor}`)
      seen.push(...idsOf(items))
      capped += isCapped ? 1 : 0
      if (!page.hasMore) return { seen, capped }
      cursor = `&cursor=${page.next}`
    }
  }
  const all = (await db.select().from(comments)).filter(({ state }) => state === 'pending')
  const sorted = all.toSorted((one, other) => (one.createdAt + one.id < other.createdAt + other.id ? -1 : 1))
  const early = sorted.filter(({ createdAt }) => createdAt < clock.in(2))
  t.same(await walk(`limit=27&createdBefore=${clock.in(2)}`), { seen: idsOf(early), capped: 0 })
  t.same(await walk(`limit=99&sort=newest&article=${plain.id}&createdBefore=${clock.in(2)}`), {
    seen: idsOf(early.filter(({ articleId }) => articleId === plain.id).toReversed()),
    capped: 0,
  })
  const rare = await walk('limit=40&q=Reader%209001')
  t.same(rare, { seen: idsOf(rows(9001, 3, '')), capped: 1 }, 'what is rare is found after a page that says it gave up')
  t.same(
    (await walk('limit=100&q=Reader%201&sort=newest')).seen,
    idsOf(sorted.filter(({ authorName }) => /Reader 1/.test(authorName)).toReversed()),
  )
  t.equal(
    (await queueOf(moderator, `?limit=1&createdFrom=${clock.in(1)}&createdBefore=${clock.in(2)}`)).items[0].author.pending,
    100,
    'or more',
  )

  const asked = async (limit: number) => {
    await queueOf(moderator, `?limit=${limit}&rule=first_time&section=${harbour.id}`)
    statements.length = 0
    await queueOf(moderator, `?limit=${limit}&rule=first_time&section=${harbour.id}`)
    return statements.length
  }
  t.equal(await asked(100), await asked(1), 'a page takes as many statements as an item')
})

t.test('many clients at once: one audit row and one event for each change, and the counts are those of a recount', async (t) => {
  const { reader, editor, moderator, hire, db } = await newsroom(t)
  const stories = [(await published(editor)).body, (await published(editor, { headline: 'Another' })).body]
  for (let count = 0; count < 10; count++) await comment(reader, stories[count % 2].slug)
  const { items } = await queueOf(moderator)
  const staff = [moderator, await hire('moderator', 'Ann'), await hire('moderator', 'Ben'), editor]

  const approvals = await happened(db, async () => {
    const asked = Array.from({ length: 50 }, (_, turn) =>
      turn % 2
        ? staff[turn % 4]!('POST', '/moderation/decisions/bulk', { decisions: [about(items[0], 'approve')] })
        : staff[turn % 4]!('PUT', `/moderation/comments/${items[0].id}/decision`, { action: 'approve', revision: 1, version: 1 }),
    )
    const answers = (await Promise.all(asked)).map(({ status, body }) => [status, (body.results?.[0] ?? body).changed])
    t.equal(answers.filter(([, changed]) => changed).length, 1)
    t.same(new Set(answers.map(([status]) => status)), new Set([200]))
  })
  t.equal(approvals.length, 1)
  t.equal((await db.select().from(decisions)).length, 1)

  let chance = 7
  const pick = <One>(among: readonly One[]) => {
    chance = (chance * 1_103_515_245 + 12_345) % 2_147_483_648
    return among[Math.floor((chance / 2_147_483_648) * among.length)]!
  }
  const outcomes: number[] = []
  const events = await happened(db, async () => {
    for (let round = 0; round < 12; round++) {
      const seen = (
        await Promise.all(['pending', 'approved', 'rejected', 'spam'].map((state) => queueOf(moderator, `?state=${state}`)))
      ).flatMap((page) => page.items)
      const work = staff.flatMap((who) => [
        async () => {
          const made = [pick(seen), pick(seen), pick(seen)].map((one) => about(one, pick(['approve', 'reject', 'spam', 'hold'])))
          const { status, body } = await who('POST', '/moderation/decisions/bulk', { decisions: made, atomic: pick([true, false]) })
          outcomes.push(
            status,
            ...(body.results ?? []).map(({ problem }: { problem: { status: number } | null }) => problem?.status ?? 200),
          )
        },
        async () => {
          const last = pick(seen).history.at(-1)
          if (last) outcomes.push((await who('POST', `/moderation/decisions/${last.id}/undo`)).status)
        },
      ])
      await Promise.all(work.map((each) => each()))
    }
  })
  t.same([...new Set(outcomes)].sort(), [200, 409], 'every refusal says that somebody was faster')
  const rows = await db.select().from(comments)
  const made = await db.select().from(decisions)
  t.ok(made.length > 40, `${made.length} decisions`)
  t.equal(events.length, made.length - 1, 'an event for each')
  for (const { id, version, state, approvedRevision } of rows) {
    const own = made.filter(({ commentId }) => commentId === id).sort((one, other) => one.version! - other.version!)
    t.same(
      own.map((decision) => decision.version),
      Array.from({ length: version - 1 }, (_, step) => step + 2),
      'every version has its decision',
    )
    t.same(
      [own.at(-1)?.toState ?? 'pending', own.length === 0 ? null : approvedRevision],
      [state, own.length === 0 ? null : approvedRevision],
    )
    for (const [place, { fromState }] of own.entries()) t.equal(fromState, own[place - 1]?.toState ?? 'pending')
  }
  for (const { id, slug } of stories)
    t.equal(await countOf(reader, slug), rows.filter(({ articleId, state }) => articleId === id && state === 'approved').length)
})

t.test('the desk has its numbers, and reasons of its own to choose from', async (t) => {
  const { reader, editor, moderator, hire, clock, db } = await newsroom(t)
  const { slug } = (await published(editor)).body
  const numbers = async () => expecting(200, await moderator('GET', '/moderation/numbers')).body
  const nothing = { decisions: 0, medianSeconds: null, moderators: [] }
  t.match(await numbers(), { waiting: { count: 0, more: false, oldestAt: null }, last7Days: nothing, last30Days: nothing })

  const ben = await hire('moderator', 'Ben')
  const wait = async (seconds: number, who: Call) => {
    const { id } = await comment(reader, slug)
    clock.pass(seconds)
    return (await decided(who, id, 'approve')).decisionId
  }
  await wait(1000, ben)
  clock.pass(8 * 86_400)
  for (const seconds of [10, 20, 60]) await wait(seconds, moderator)
  await wait(30, ben)
  const last = await wait(40, ben)
  const oldest = await comment(reader, slug)
  expecting(200, await moderator('POST', `/moderation/decisions/${last}/undo`))
  const { items } = await queueOf(moderator, '?state=approved')
  await decided(moderator, items[0].id, 'spam')
  t.match(await numbers(), {
    waiting: { count: 2, more: false },
    states: { pending: { count: 2 }, approved: { count: 4 }, spam: { count: 1 }, rejected: { count: 0, more: false } },
    last7Days: {
      decisions: 5,
      medianSeconds: 30,
      moderators: [
        { name: 'The moderator', decisions: 3, medianSeconds: 20 },
        { name: 'Ben', decisions: 2, medianSeconds: 35 },
      ],
    },
    last30Days: { decisions: 6, medianSeconds: 35, moderators: [{ name: 'Ben', decisions: 3, medianSeconds: 40 }, { decisions: 3 }] },
  })
  t.ok((await numbers()).waiting.oldestAt <= oldest.createdAt)
  clock.pass(23 * 86_400)
  t.match(await numbers(), { last7Days: nothing, last30Days: { decisions: 5 } })

  const before = expecting(200, await moderator('GET', '/moderation/reasons'))
  t.ok(before.body.items.length > 3)
  const own = { items: [{ text: 'Not about the harbour' }, { text: 'Off topic' }] }
  const put = (payload: object, etag: string) => moderator('PUT', '/moderation/reasons', payload, { 'if-match': etag })
  t.match(
    await happened(db, async () => {
      t.same(expecting(200, await put(own, before.etag)).body, { ...own, objection: null })
      t.match(await put({ items: [] }, before.etag), { status: 412, body: { code: 'changed-meanwhile' } })
    }),
    [{ type: 'moderation.reasonsChanged', data: { revision: 2 } }],
  )
  const after = expecting(200, await moderator('GET', '/moderation/reasons'))
  t.same(after.body, { ...own, objection: null })
  t.same(expecting(200, await put({ items: [] }, after.etag)).body, { items: [], objection: null })
  t.equal((await put({ items: [{ text: ' ' }] }, '*')).status, 400)
})
