import Sqlite from 'better-sqlite3'
import { eq } from 'drizzle-orm'
import t from 'tap'
import { moveComment } from '../src/comments/changes.store.ts'
import { letGo } from '../src/comments/retention.ts'
import { commentById } from '../src/comments/store.ts'
import type { Database } from '../src/db/database.ts'
import { authorNotes, bans, commentRevisions, comments, decisions, spamExamples } from '../src/db/tables.ts'
import { happened } from './helpers/events.ts'
import { comment, commentPolicy, decided, expecting, published } from './helpers/make.ts'
import { type Call, newsroom } from './helpers/newsroom.ts'

const unknownId = '019342a0-5b00-7c1e-8000-000000000001'
const day = 86_400

const queueOf = async (moderator: Call, query = '') => expecting(200, await moderator('GET', `/moderation/comments${query}`)).body
const idsOf = (items: { id: string }[]) => items.map(({ id }) => id)

/** What a decision about all of a filter would do. */
const preview = (who: Call, filter: object, action: string, more: object = {}) =>
  who('POST', '/moderation/decisions/previews', { filter, action, ...more })
const carryOut = (who: Call, token: string) => who('POST', '/moderation/decisions/batches', { token })

/** Asks again and again, as a client does, and answers with what was told each time. */
async function untilNothingIsLeft(ask: () => ReturnType<Call>) {
  const told = []
  for (;;) {
    told.push(expecting(200, await ask()).body)
    if (told.at(-1).left === 0 || told.length > 30) return told
  }
}

/** Comments like another, from nobody who is known, as an import leaves them. */
async function flood(db: Database, like: string, count: number, from = 1) {
  const model = await commentById(db, like)
  for (let at = 0; at < count; at += 500) {
    const rows = Array.from({ length: Math.min(500, count - at) }, (_, place) => {
      const id = `019342a0-5b00-7c1e-8000-${String(from + at + place).padStart(12, '0')}`
      return { ...model, id, rootId: id, authorEmail: null, addressHash: null, fingerprint: id }
    })
    await db.write(async (tx) => {
      await tx.insert(comments).values(rows)
      await tx
        .insert(commentRevisions)
        .values(rows.map(({ id, createdAt }) => ({ commentId: id, number: 1, body: 'Cheap pills', createdAt })))
    })
  }
}

t.test('what a filter finds is counted first, then decided a hundred at a time as it stood, and taken back as a whole', async (t) => {
  const { reader, editor, moderator, hire, clock, db, app } = await newsroom(t, { settings: { BROADSHEET_METRICS_TOKEN: 'm'.repeat(32) } })
  const ben = await hire('moderator', 'Ben')
  const story = (await published(editor)).body
  const [edited, approved, claimed] = [
    await comment(reader, story.slug),
    await comment(reader, story.slug),
    await comment(reader, story.slug),
  ]
  const inHand = expecting(201, await ben('POST', '/moderation/claims', { count: 3, minutes: 10 })).body
  for (const { id } of [edited, approved]) await decided(ben, id, 'spam')
  for (const { id } of [edited, approved]) await decided(ben, id, 'hold')
  clock.pass(1)
  await flood(db, edited.id, 228)
  const filter = { article: [story.id] }
  const stateOf = async (id: string) => (await commentById(db, id)).state

  const seen = expecting(200, await preview(moderator, filter, 'spam', { note: 'A wave' })).body
  t.match(seen, { count: 230, more: false, expiresAt: clock.in(900) }, 'but for what a colleague is working on')
  t.equal(seen.examples.length, 5)
  t.same(await db.select().from(decisions).where(eq(decisions.note, 'A wave')), [], 'nothing is changed yet')
  t.equal(expecting(200, await preview(moderator, filter, 'hold')).body.count, 0, 'what waits is not held again')
  t.match(await preview(moderator, filter, 'reject'), { status: 422, body: { errors: [{ pointer: '#/reason' }] } })

  expecting(200, await reader('PATCH', `/comments/${edited.id}`, { body: 'Better words' }, { 'comment-token': edited.token }))
  await decided(ben, approved.id, 'approve')
  const late = await comment(reader, story.slug)
  clock.pass(1)
  expecting(204, await ben('DELETE', `/moderation/claims/${inHand.id}`))
  for (const token of [`x${seen.token}`, `e30.${seen.token.split('.')[1]}`])
    t.match(await carryOut(moderator, token), { status: 422, body: { errors: [{ pointer: '#/token', code: 'unknown' }] } })
  t.match(await carryOut(ben, seen.token), { status: 422, body: { errors: [{ code: 'unknown' }] } }, 'a token is its asker’s own')

  let told: { id: string; changed: number; skipped: number; left: number }[] = []
  const events = await happened(db, async () => {
    told = await untilNothingIsLeft(() => carryOut(moderator, seen.token))
  })
  t.same(
    told.map((step) => [step.changed, step.skipped, step.left]),
    [
      [100, 2, 128],
      [200, 2, 28],
      [228, 2, 0],
    ],
  )
  t.same([events.length, new Set(events.map(({ type }) => type))], [228, new Set(['comment.decided'])])
  t.same(await Promise.all([edited, approved, claimed, late].map(({ id }) => stateOf(id))), ['pending', 'approved', 'pending', 'pending'])
  const made = await db.select().from(decisions).where(eq(decisions.note, 'A wave'))
  t.same([made.length, new Set(made.map(({ staffName }) => staffName))], [228, new Set(['The moderator'])])
  t.equal((await db.select().from(spamExamples).where(eq(spamExamples.lesson, 'spam'))).length, 228, 'and each teaches')
  t.same(
    await happened(db, async () => {
      t.same(expecting(200, await carryOut(moderator, seen.token)).body, told.at(-1), 'asked again, nothing is done')
    }),
    [],
  )

  const batch = told[0]!.id
  const [first] = made
  await decided(ben, first!.commentId, 'approve')
  const undone = await untilNothingIsLeft(() => ben('POST', `/moderation/decisions/batches/${batch}/undo`))
  t.same(
    undone.map((step) => [step.undone, step.skipped, step.left]),
    [
      [100, 1, 127],
      [200, 1, 27],
      [227, 1, 0],
    ],
  )
  t.same(await Promise.all([first!, made[1]!].map(({ commentId }) => stateOf(commentId))), ['approved', 'pending'])
  t.equal((await reader('GET', `/articles/${story.slug}`)).body.comments.count, 2)
  t.equal((await db.select().from(spamExamples).where(eq(spamExamples.lesson, 'spam'))).length, 0, 'what it taught is taken back')
  t.same(expecting(200, await ben('POST', `/moderation/decisions/batches/${batch}/undo`)).body, undone.at(-1))
  t.match((await carryOut(moderator, seen.token)).body, { changed: 228, left: 0 }, 'and the token does not do it again')
  t.equal((await moderator('POST', `/moderation/decisions/batches/${unknownId}/undo`)).status, 404)

  // More than a preview counts; two who carry it out at once, while a third decides.
  const other = (await published(editor, { headline: 'Another' })).body
  const model = await comment(reader, other.slug)
  await flood(db, model.id, 10_050, 1000)
  const large = expecting(200, await preview(moderator, { article: [other.id] }, 'reject', { reason: 'Advertising' })).body
  t.match(large, { count: 5000, more: true })
  const colleague = async () => {
    const { items } = await queueOf(ben, `?article=${other.id}&limit=10`)
    const wanted = items.map(({ id, version, revision }: Record<string, string>) => ({ commentId: id, action: 'spam', version, revision }))
    return ben('POST', '/moderation/decisions/bulk', { decisions: wanted })
  }
  const answers = await Promise.all([carryOut(moderator, large.token), colleague(), carryOut(moderator, large.token), colleague()])
  for (const answer of answers) expecting(200, answer)
  const after = expecting(200, await carryOut(moderator, large.token)).body
  t.equal(after.changed + after.skipped + after.left, 5000, 'every one is accounted for')
  t.equal(after.changed, 300)
  const rows = await db.select().from(decisions)
  t.equal(
    new Set(rows.map(({ commentId, version }) => `${commentId} ${version}`)).size,
    rows.length,
    'and none was decided twice at one version',
  )
  const figures = await app.inject({ url: '/metrics', headers: { authorization: `Bearer ${'m'.repeat(32)}` } })
  t.match(figures.body, /\nbroadsheet_comments_waiting 9\d{3}\n|\nbroadsheet_comments_waiting 10000\n/, 'no more are counted')
  clock.pass(900)
  t.match(await carryOut(moderator, large.token), { status: 422, body: { errors: [{ pointer: '#/token', code: 'expired' }] } })
})

t.test('all of an author is called spam and banned at once, after it was counted, and taken back with the ban', async (t) => {
  const { as, reader, editor, moderator, hire, clock, db, services } = await newsroom(t)
  const { slug } = (await published(editor)).body
  const say = async (words: object = {}, address = '192.0.2.1') => {
    clock.pass(60)
    return comment(as(undefined, address), slug, { authorName: 'Zoe', ...words })
  }
  const email = 'zoe@mail.example'
  const first = await say({ authorEmail: email })
  const [elsewhere, nameless, stranger] = [await say({ authorEmail: email }, '192.0.2.9'), await say(), await say({}, '192.0.2.8')]
  await decided(moderator, first.id, 'approve')
  await decided(moderator, elsewhere.id, 'reject')
  const states = () => Promise.all([first, elsewhere, nameless, stranger].map(async ({ id }) => (await commentById(db, id)).state))
  const author = async (id = first.id) => expecting(200, await moderator('GET', `/moderation/authors/${id}`)).body
  t.match(await author(), {
    id: first.id,
    name: 'Zoe',
    email,
    record: { id: first.id, approved: 1, rejected: 1, pending: 1, notes: 0 },
    bans: [],
    notes: [],
  })
  t.same(idsOf((await queueOf(moderator, `?author=${first.id}&state=any`)).items), [first.id, elsewhere.id, nameless.id])
  t.equal((await moderator('GET', `/moderation/authors/${unknownId}`)).status, 404)

  const note = (body: string, id = first.id) => moderator('POST', `/moderation/authors/${id}/notes`, { body })
  const kept = expecting(201, await note('Was asked to keep calm')).body
  expecting(201, await note('From the harbour bar', nameless.id))
  t.match((await author(elsewhere.id)).notes, [{ body: 'Was asked to keep calm', staffName: 'The moderator' }], 'by the e-mail')
  t.same(
    (await author()).notes.map(({ body }: { body: string }) => body),
    ['From the harbour bar', 'Was asked to keep calm'],
  )
  t.match((await queueOf(moderator, `?author=${stranger.id}`)).items, [{ author: { notes: 0 } }])
  t.match((await queueOf(moderator, `?author=${nameless.id}`)).items, [{ author: { id: nameless.id, notes: 2 } }])
  t.notMatch(JSON.stringify(await author()), /addressHash|192\.0/)

  const filter = { author: first.id, state: 'any' }
  const ban = { byEmail: true, byAddress: true, effect: 'reject', reason: 'Sells pills', expiresAt: clock.in(day) }
  for (const [wrong, pointer] of [
    [{ filter: { state: 'any' }, ban }, '#/filter/author'],
    [{ filter, ban: { effect: 'hold', reason: 'None' } }, '#/ban'],
    [{ filter: { author: nameless.id }, ban }, '#/ban/byEmail'],
    [{ filter, ban: { ...ban, expiresAt: clock.in(0) } }, '#/ban/expiresAt'],
  ] as const)
    t.match(await preview(moderator, wrong.filter, 'spam', { ban: wrong.ban }), { status: 422, body: { errors: [{ pointer }] } })
  const { count, token } = expecting(200, await preview(moderator, filter, 'spam', { ban })).body
  t.equal(count, 3)
  const done = expecting(200, await carryOut(moderator, token)).body
  t.match(done, { changed: 3, skipped: 0, left: 0, banIds: [/.+/, /.+/] })
  t.same(await states(), ['spam', 'spam', 'spam', 'pending'])
  t.match((await author()).bans, [
    { kind: 'address', value: null, expiresAt: ban.expiresAt },
    { kind: 'email', value: email },
  ])
  t.equal((await reader('GET', `/articles/${slug}`)).body.comments.count, 0)
  const more = await say({ authorEmail: email }, '192.0.2.7')
  t.equal((await commentById(db, more.id)).state, 'rejected', 'the ban holds')
  t.equal(expecting(200, await carryOut(moderator, token)).body.banIds.length, 2)
  t.equal((await db.select().from(bans)).length, 2, 'and was made once')

  const ben = await hire('moderator', 'Ben')
  t.match((await ben('POST', `/moderation/decisions/batches/${done.id}/undo`)).body, { undone: 3, skipped: 0, left: 0 })
  t.same(await states(), ['approved', 'rejected', 'pending', 'pending'])
  t.same((await author()).bans, [])
  t.equal((await reader('GET', `/articles/${slug}`)).body.comments.count, 1)
  const audit = async (what: string) => (await moderator('GET', `/moderation/audit?what=${what}`)).body.items
  t.same(
    (await audit('ban')).map(({ action, staffName }: Record<string, string>) => `${staffName} ${action}`),
    ['Ben ended', 'Ben ended', 'The moderator created', 'The moderator created'],
  )

  expecting(204, await moderator('DELETE', `/moderation/author-notes/${kept.id}`))
  expecting(204, await moderator('DELETE', `/moderation/author-notes/${kept.id}`))
  t.equal((await moderator('DELETE', `/moderation/author-notes/${unknownId}`)).status, 404)
  const trail = await audit('authorNote')
  t.same(
    trail.map(({ action }: { action: string }) => action),
    ['removed', 'created', 'created'],
  )
  t.notMatch(JSON.stringify(trail), /calm|harbour bar/, 'the audit outlives the notes, and does not say what they said')

  expecting(201, await note('About the e-mail'))
  const notes = async () => (await db.select().from(authorNotes)).flatMap(({ body }) => body || []).sort()
  const withdraw = async ({ id, token }: { id: string; token: string }) =>
    expecting(204, await reader('DELETE', `/comments/${id}`, undefined, { 'comment-token': token }))
  for (const one of [first, more]) await withdraw(one)
  t.same(await notes(), ['About the e-mail', 'From the harbour bar'])
  await withdraw(elsewhere)
  t.same(await notes(), ['From the harbour bar'], 'with the last comment goes what was noted about the e-mail')
  clock.pass(31 * day)
  t.match(await letGo(services), { notes: 1 })
  t.same(await notes(), [], 'and with the addresses what was noted about them')
  t.equal((await note('Too late', nameless.id)).status, 409)
})

t.test('what needs a moderator most comes first, and what was reported is found without sorting all of it', async (t) => {
  const statements: string[] = []
  const { reader, editor, moderator, clock, db, file } = await newsroom(t, { onStatement: (statement) => void statements.push(statement) })
  await commentPolicy(editor, { mode: 'first_time' })
  const story = (await published(editor)).body
  const say = async (words: Record<string, unknown>, hours: number) => {
    clock.pass(hours * 3600)
    return comment(reader, story.slug, words)
  }
  const linked = { body: 'See http://a.example and http://b.example and nothing else' }
  const oldest = await say({}, 1)
  const plain = await say({}, 4)
  const held = await say(linked, 2)
  const newest = await say({}, 2)
  const heldLater = await say(linked, 2)
  const shown = await comment(reader, story.slug)
  await decided(moderator, shown.id, 'approve')
  const listed = async (query: string) => idsOf((await queueOf(moderator, `?${query}`)).items)
  const waiting = [oldest, plain, held, newest, heldLater].map(({ id }) => id)
  t.same(await listed('sort=oldest'), waiting)
  const order = [oldest.id, held.id, plain.id, heldLater.id, newest.id]
  t.same(await listed('sort=priority'), order, 'three hours of waiting are worth a reason to hold it')
  t.same(await listed(`sort=priority&article=${story.id}`), order)
  t.same(await listed(`sort=priority&author=${held.id}&state=pending`), [held.id])
  for (let count = 0; count < 2; count++) expecting(202, await reader('POST', `/comments/${shown.id}/reports`, { reason: 'abuse' }))
  t.same(await listed('sort=priority'), [shown.id, ...order], 'two reports are worth twelve, also of what can be read')
  t.same(await listed('sort=priority&state=pending'), order)
  await decided(moderator, shown.id, 'spam')
  t.same(await listed('sort=priority'), order)
  expecting(200, await moderator('POST', `/moderation/decisions/${(await db.select().from(decisions)).at(-1)!.id}/undo`))
  t.same((await listed('sort=priority'))[0], shown.id, 'and again once it is taken back')
  const turned = await say({}, 0)
  t.equal((await listed('sort=priority')).at(-1), turned.id)
  expecting(200, await reader('PATCH', `/comments/${turned.id}`, linked, { 'comment-token': turned.token }))
  t.same((await listed('sort=priority')).slice(-2), [turned.id, newest.id], 'an edit into links goes before what came earlier')

  await flood(db, plain.id, 300)
  const walk: string[] = []
  for (let cursor = ''; ; ) {
    const { items, page } = await queueOf(moderator, `?sort=priority&limit=37${cursor}`)
    walk.push(...idsOf(items))
    if (!page.hasMore) break
    cursor = `&cursor=${page.next}`
  }
  const rows = await db.select().from(comments)
  const sorted = rows.toSorted((one, other) => one.priority - other.priority || (one.id < other.id ? -1 : 1))
  t.same(walk, idsOf(sorted), 'page by page, without a gap')

  // Reported ones of other articles, more than a page asks.
  const other = (await published(editor, { headline: 'Another' })).body
  const model = await comment(reader, other.slug)
  await flood(db, model.id, 5100, 20_000)
  await db.write(async (tx) => void (await tx.update(comments).set({ reports: 2 }).where(eq(comments.articleId, other.id))))
  await db.write(async (tx) => void (await tx.update(comments).set({ reports: 1 }).where(eq(comments.id, shown.id))))
  statements.length = 0
  const capped = await queueOf(moderator, `?sort=reports&article=${story.id}`)
  t.match(capped, { items: [], capped: true, page: { hasMore: true } }, 'a page looks so far, and no further')
  const next = await queueOf(moderator, `?sort=reports&article=${story.id}&cursor=${capped.page.next}`)
  t.same([idsOf(next.items), next.capped], [[shown.id], false])
  t.same((await queueOf(moderator, '?sort=reports&reported=false')).items, [])
  for (const query of [
    'reported=true',
    'reported=true&sort=newest',
    'reported=true&state=pending',
    'sort=priority',
    'sort=priority&rule=links',
  ])
    t.ok((await queueOf(moderator, `?${query}`)).items.length > 0, query)
  const database = new Sqlite(file, { readonly: true })
  t.teardown(() => database.close())
  const walks = [...new Set(statements)].filter((statement) => /from "comments"/.test(statement) && /order by/.test(statement))
  t.ok(walks.length >= 8, `${walks.length} statements`)
  for (const statement of walks) {
    const values = Array.from(statement.matchAll(/\?/g), () => 1)
    const plan = (database.prepare(`explain query plan ${statement}`).all(...values) as { detail: string }[]).map(({ detail }) => detail)
    t.notMatch(plan.join('\n'), /SCAN comments$|SCAN "?comments"? *\n/, statement)
    t.notMatch(plan.join('\n'), /USE TEMP B-TREE FOR ORDER BY/, `${plan.join('; ')} of ${statement}`)
  }
})

t.test('whoever was rejected by a moderator is told why, and nobody learns what a machine made of a comment', async (t) => {
  const { as, reader, editor, moderator, owner, db, clock } = await newsroom(t)
  const { slug } = (await published(editor)).body
  const own = async ({ id, token }: { id: string; token: string }) =>
    expecting(200, await reader('GET', `/comments/${id}`, undefined, { 'comment-token': token })).body
  const rule = 'Rule 3: Insults are not taken. '
  const reasons = { items: [{ text: 'Insulting', statement: rule }, { text: 'Off topic' }], objection: 'Write to desk@news.example.' }
  expecting(200, await moderator('PUT', '/moderation/reasons', reasons, { 'if-match': '*' }))
  t.same((await moderator('GET', '/moderation/reasons')).body, reasons)
  const reject = async (id: string, reason: string) => {
    const { version, revision } = expecting(200, await moderator('GET', `/moderation/comments/${id}`)).body
    const decision = { action: 'reject', version, revision, reason, note: 'Known to the colleagues' }
    return expecting(200, await moderator('PUT', `/moderation/comments/${id}/decision`, decision)).body.decisionId
  }
  const undo = async (id: string) => expecting(200, await moderator('POST', `/moderation/decisions/${id}/undo`)).body.decisionId

  const rude = await comment(reader, slug, { body: 'See http://a.example and http://b.example, you fool' })
  t.match(await own(rude), { state: 'pending', statement: null })
  const rejection = await reject(rude.id, 'Insulting')
  expecting(
    200,
    await moderator('PUT', '/moderation/reasons', { ...reasons, items: [{ text: 'Insulting', statement: 'Rule 4' }] }, { 'if-match': '*' }),
  )
  const told = await own(rude)
  t.same([told.state, told.publicRevision], ['rejected', null])
  t.same(told.statement, {
    revision: 1,
    decidedAt: clock.in(0),
    decidedBy: 'moderator',
    reason: 'Insulting',
    explanation: rule,
    foundByMachine: true,
    reportedByReaders: false,
    objection: 'Write to desk@news.example.',
  })
  t.notMatch(JSON.stringify(told), /colleagues|The moderator/, 'not by whom, and no notes')
  const takenBack = await undo(rejection)
  t.match(await own(rude), { state: 'pending', statement: null })
  await undo(takenBack)
  t.match(await own(rude), { state: 'rejected', statement: { reason: 'Insulting' } })
  await decided(moderator, rude.id, 'spam')
  t.match(await own(rude), { state: 'pending', statement: null }, 'who is taken for spam learns nothing')

  const mild = await comment(reader, slug)
  await decided(moderator, mild.id, 'approve')
  expecting(200, await reader('PATCH', `/comments/${mild.id}`, { body: 'Quite another thing' }, { 'comment-token': mild.token }))
  await reject(mild.id, 'Off topic')
  t.match(await own(mild), {
    state: 'approved',
    statement: { revision: 2, reason: 'Off topic', explanation: null, foundByMachine: false },
  })

  const made = expecting(201, await owner('POST', '/admin/tokens', { name: 'Robot', kind: 'service', role: 'moderator' })).body
  const judged = await comment(as(), slug, { body: 'Judged by a robot alone' })
  const verdict = { action: 'reject', version: 1, revision: 1, reason: 'Insulting' }
  expecting(200, await as(made.token)('PUT', `/moderation/comments/${judged.id}/decision`, verdict))
  t.match(await own(judged), { state: 'pending', statement: null }, 'no statement says that a person has decided what a service did')

  // What rules have held, rejected or called spam reads alike, whatever moderators have undone about it.
  const ban = { email: 'banned@mail.example', effect: 'reject', reason: 'Sells pills' }
  expecting(201, await moderator('POST', '/moderation/bans', ban))
  const banned = await comment(reader, slug, { authorEmail: ban.email })
  const spam = await comment(as(), slug, { subject: 'Filled in' })
  t.same(await Promise.all([banned, spam].map(async ({ id }) => (await commentById(db, id)).state)), ['rejected', 'spam'])
  for (const one of [banned, spam]) t.match(await own(one), { state: 'pending', statement: null })
  await undo((await decided(moderator, banned.id, 'approve')).decisionId)
  t.same([(await commentById(db, banned.id)).state, (await own(banned)).state], ['rejected', 'pending'])
})

t.test('an approval that was taken back does not keep a comment from being hidden by reports', async (t) => {
  const { reader, editor, moderator, db, clock } = await newsroom(t)
  await commentPolicy(editor, { reportsHideAt: 2 })
  const { slug } = (await published(editor)).body
  const report = (id: string) => reader('POST', `/comments/${id}/reports`, { reason: 'abuse' })
  const shown = async (times: number) => {
    const { id } = await comment(reader, slug)
    let { decisionId } = await decided(moderator, id, 'approve')
    for (let time = 0; time < times; time++)
      decisionId = expecting(200, await moderator('POST', `/moderation/decisions/${decisionId}/undo`)).body.decisionId
    // What was held for want of an answer is freed by the next one.
    const row = await commentById(db, id)
    if (row.state === 'pending') await db.write((tx) => moveComment(tx, row, 'approved', clock.now()))
    for (let count = 0; count < 2; count++) expecting(202, await report(id))
    return (await commentById(db, id)).state
  }
  t.same([await shown(0), await shown(1), await shown(2), await shown(3)], ['approved', 'pending', 'approved', 'pending'])
})
