import { readFileSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { eq } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { commenterToken } from '../src/comments/commenter-token.ts'
import { backUp } from '../src/db/backup.ts'
import { answers, commentReports, comments, decisions, spamExamples } from '../src/db/tables.ts'
import { addComments } from '../src/transfer/comments.store.ts'
import { happened } from './helpers/events.ts'
import { ban, comment, commentPolicy, decided, expecting, published, wordList } from './helpers/make.ts'
import { type Call, newsroom, type Options } from './helpers/newsroom.ts'
import { traces } from './helpers/tables.ts'

/** A newspaper with one story to talk about, and what its readers can do. */
async function conversation(t: Test, options: Options = {}) {
  const room = await newsroom(t, options)
  const { reader, editor, moderator } = room
  const { id: articleId, slug } = (await published(editor)).body
  const thread = `/articles/${slug}/comments`
  return {
    ...room,
    articleId,
    slug,
    thread,
    /** What readers see of the conversation. */
    seen: async () => (await reader('GET', thread)).body.items,
    count: async () => (await reader('GET', `/comment-counts?article=${articleId}`)).body.items[0].count,
    /** A comment that can be read. */
    approved: async (words: object = {}, headers: Record<string, string> = {}) => {
      const left = await comment(reader, slug, { ...words }, headers)
      await decided(moderator, left.id, 'approve')
      return left
    },
    own: (
      method: 'GET' | 'HEAD' | 'PATCH' | 'DELETE',
      { id, token }: { id: string; token: string },
      payload?: object,
      who: Call = reader,
    ) => who(method, `/comments/${id}`, payload, { 'comment-token': token }),
    queued: async (id: string) => (await moderator('GET', `/moderation/comments/${id}`)).body,
    waiting: async (query = '') => (await moderator('GET', `/moderation/comments${query}`)).body.items.map(({ id }: { id: string }) => id),
  }
}

t.test('whoever left a comment sees it while it waits, by its token, and nobody else does', async (t) => {
  const { as, reader, editor, slug, thread, own, clock, services, moderator, db } = await conversation(t)
  await commentPolicy(editor, { mode: 'post' })
  const words = { authorName: 'Ann', authorEmail: 'Ann@Reader.example', body: 'Well put.' }
  const key = { 'idempotency-key': '019342a0-5b00-7c1e-8000-00000000000a', 'user-agent': 'Lynx' }
  const ann = as(undefined, '192.0.2.7')
  const first = expecting(201, await ann('POST', thread, words, key))
  t.match(first.body.token, /^[0-9a-z]{6}\.[\w-]{43}$/)
  const again = expecting(201, await ann('POST', thread, words, key))
  t.same([again.body, again.etag], [first.body, first.etag], 'whoever did not hear it is told again')
  t.equal(again.headers['idempotency-replayed'], 'true')
  t.equal(expecting(201, await ann('POST', thread, words)).body.token, null, 'whoever only says the same is not')
  const kept = await db.select().from(answers)
  t.match([kept.length, kept[0]?.body.includes(first.body.token), kept[0]?.subjectId], [1, false, first.body.id], 'it is not kept')

  const shown = expecting(200, await own('GET', first.body))
  t.match(shown.body, { state: 'approved', authorEmail: 'ann@reader.example', userAgent: 'Lynx', addressKept: true, publicRevision: 1 })
  t.match(shown.body.revisions, [{ number: 1, body: 'Well put.', createdAt: clock.in(0) }])
  t.same([shown.headers['cache-control'], shown.body.editableUntil], ['private, no-store', clock.in(300)])

  const told: object[] = []
  for (const more of [{}, { subject: 'A machine' }, { body: 'See https://one.example' }]) {
    const who = told.length === 2 ? as(undefined, '203.0.113.5') : reader
    if (told.length === 2) await ban(moderator, { network: '203.0.113.5' })
    const left = await comment(who, slug, { authorName: 'Mo The moderator', ...more })
    const { id, body, createdAt, editableUntil, revisions, ...rest } = expecting(200, await own('GET', left)).body
    t.same([body, revisions.length], [left.body, 1])
    told.push(rest)
  }
  t.same(told, Array(3).fill(told[0]), 'held, spam and rejected look alike to their author')
  t.match(told[0], { state: 'pending', publicRevision: null, statement: null })
  t.same(new Set((await db.select().from(comments)).map(({ state }) => state)), new Set(['approved', 'pending', 'spam', 'rejected']))

  const held = await comment(reader, slug, { authorName: 'The moderator' })
  const other = await comment(reader, slug, { authorName: 'The moderator' })
  const [expiry, mac] = held.token.split('.')
  const later = (Number.parseInt(expiry, 36) + 1).toString(36)
  const before = await traces(db)
  const wrong = {
    foreign: other.token,
    'of a later day': `${later}.${mac}`,
    'of another newspaper': commenterToken({ ...services.keys, commenter: Buffer.alloc(32) }, held),
    'a cursor’s key': commenterToken({ ...services.keys, commenter: services.keys.cursor }, held),
    altered: `${expiry}.${mac.slice(0, -1)}${mac.endsWith('A') ? 'E' : 'A'}`,
  }
  const unheld = (id: string) => ({ status: 404, body: { code: 'not-found', detail: `There is no comment ${id} that this token opens.` } })
  for (const [what, token] of Object.entries(wrong))
    for (const method of ['GET', 'PATCH', 'DELETE'] as const) {
      const payload = method === 'PATCH' ? { body: 'Mine now' } : undefined
      t.match(await own(method, { id: held.id, token }, payload), unheld(held.id), `${method} with a token that is ${what}`)
    }
  const nowhere = '019342a0-5b00-7c1e-8000-000000000001'
  t.match(await own('GET', { id: nowhere, token: held.token }), unheld(nowhere), 'what was never there')
  t.match(await reader('GET', `/comments/${held.id}`), { status: 400, body: { errors: [{ header: 'comment-token' }] } })
  t.match(await moderator('GET', `/comments/${held.id}?token=${held.token}`), { status: 400 }, 'it is not taken from an address')
  for (const method of ['GET', 'HEAD'] as const) expecting(200, await own(method, held))
  for (const method of ['GET', 'HEAD'] as const) await reader(method, `/comments/${held.id}/reports`)
  t.equal(await traces(db), before, 'reading changes nothing, and nor does who is refused')

  clock.pass(365 * 86_400 - 1)
  expecting(200, await own('GET', held))
  clock.pass(1)
  t.match(await own('GET', held), unheld(held.id), 'it expires')
  t.match(await own('DELETE', held), unheld(held.id))
})

t.test('a page on another origin may send the token where comments may be posted from', async (t) => {
  const { app } = await newsroom(t, { settings: { BROADSHEET_COMMENT_ORIGINS: 'https://gazette.example' } })
  const addresses = ['/v1/comments/019342a0-5b00-7c1e-8000-000000000001', '/v1/readers/me']
  for (const [url, method] of addresses.flatMap((url) => ['GET', 'PATCH', 'DELETE', 'PUT'].map((method) => [url, method] as const)))
    for (const origin of ['https://gazette.example', 'https://elsewhere.example']) {
      const asked = { origin, 'access-control-request-method': method, 'access-control-request-headers': 'comment-token, reader-token' }
      const { headers } = await app.inject({ method: 'OPTIONS', url, headers: asked })
      const allowed = headers['access-control-allow-origin']
      const isAllowed = method === 'GET' ? allowed === '*' : allowed === origin
      t.equal(isAllowed, method === 'GET' || (method !== 'PUT' && origin === 'https://gazette.example'), `${method} from ${origin}`)
      if (isAllowed) t.match(headers['access-control-allow-headers'], /comment-token, ?reader-token/)
    }
})

t.test('an edit is screened like new words: what was approved stays public until a moderator has read them', async (t) => {
  const { approved, own, seen, queued, waiting, moderator, clock, db, editor, reader, slug } = await conversation(t)
  const left = await approved({ body: 'The ferry is late.' })
  clock.pass(60)
  const events = await happened(db, async () => {
    const edited = expecting(200, await own('PATCH', left, { body: 'The ferry is late again.' }))
    t.match(edited.body, { state: 'pending', body: 'The ferry is late again.', publicRevision: 1 })
    t.equal(edited.body.revisions.length, 2)
    expecting(200, await own('PATCH', left, { body: 'The ferry is late again.' }))
  })
  t.match(events, [{ type: 'comment.edited', subjectId: left.id, data: { revision: 2, state: 'pending' } }])
  t.equal(events.length, 1, 'the same words again are no edit')
  t.match(await seen(), [{ body: 'The ferry is late.', editedAt: null }])
  t.same(await waiting(), [left.id], 'the edit waits in the queue')
  const first = await queued(left.id)
  t.match(first, { state: 'approved', revision: 2, version: 3, body: 'The ferry is late again.', approvedBody: 'The ferry is late.' })
  t.match(first.signals, [{ rule: 'first_time', verdict: 'hold' }])
  t.same(first.allowedActions, ['approve', 'reject', 'spam', 'hold'])

  const decide = (action: string, revision: number, version: number, more = {}) =>
    moderator('PUT', `/moderation/comments/${left.id}/decision`, { action, revision, version, ...more })
  expecting(200, await own('PATCH', left, { body: 'The ferry is late, and full.' }))
  t.match(
    await decide('approve', 2, 3),
    { status: 409, body: { code: 'decided-meanwhile' } },
    'words that nobody has read are not approved',
  )
  t.match(await decide('approve', 2, 4), { status: 409 })
  t.match(await decide('reject', 3, 4, { reason: 'Off topic' }), { body: { changed: true, comment: { state: 'approved', revision: 1 } } })
  t.match(await decide('reject', 3, 4, { reason: 'Off topic' }), { status: 200, body: { changed: false } }, 'twice is once')
  t.match(await seen(), [{ body: 'The ferry is late.', editedAt: null }])
  t.same(await waiting(), [], 'a rejected edit is gone, what was approved is not')
  t.match(expecting(200, await own('GET', left)).body, { state: 'approved', body: 'The ferry is late.', publicRevision: 1 })
  t.match(await decide('approve', 3, 5), { status: 409 }, 'it cannot be approved later')

  expecting(200, await own('PATCH', left, { body: 'The ferry was late.' }))
  t.match(await decide('approve', 4, 6), { body: { changed: true, comment: { state: 'approved', revision: 4, approvedBody: null } } })
  t.match(await decide('approve', 4, 7), { body: { changed: false } })
  t.match(await seen(), [{ body: 'The ferry was late.', editedAt: clock.in(0) }])
  t.same(
    (await queued(left.id)).history.map((one: { action: string; revision: number }) => `${one.action} ${one.revision}`),
    ['approve 1', 'reject 3', 'approve 4'],
  )
  expecting(200, await own('PATCH', left, { body: 'Buy https://pills.example' }))
  const spam = await decided(moderator, left.id, 'spam')
  t.same([spam.comment.state, await seen()], ['spam', []], 'an edit that is spam takes the comment with it')
  expecting(200, await own('PATCH', left, { body: 'Sorry' }))
  t.match(await queued(left.id), { state: 'spam', revision: 6, body: 'Sorry' })

  await commentPolicy(editor, { mode: 'post' })
  const free = expecting(201, await reader('POST', `/articles/${slug}/comments`, { authorName: 'Bea', body: 'Quite so.' })).body
  clock.pass(299)
  t.match(expecting(200, await own('PATCH', free, { body: 'Quite so!' })).body, { state: 'approved', publicRevision: 2 })
  t.match((await seen())[0], { body: 'Quite so!', editedAt: clock.in(0) })
  for (const [body, status] of [
    ['', 400],
    ['​', 400],
    ['x'.repeat(3001), 422],
    [7, 400],
  ] as const)
    t.equal((await own('PATCH', free, { body })).status, status, `${String(body).slice(0, 10)}`)
  t.match(await own('PATCH', free, { body: 'Mine', authorName: 'Bob' }), { status: 400 })
  for (let save = 3; save <= 20; save++) expecting(200, await own('PATCH', free, { body: `Save ${save}` }))
  t.match(await own('PATCH', free, { body: 'Save 21' }), { status: 409, body: { code: 'edit-closed' } }, 'not without end')
  clock.pass(1)
  t.match(await own('PATCH', free, { body: 'Too late' }), { status: 409, body: { code: 'edit-closed' } })
  await commentPolicy(editor, { mode: 'closed' })
  t.match(await own('PATCH', free, { body: 'Too late' }), { status: 409, body: { code: 'comments-closed' } })
})

t.test('what moderators decide about edits and reports is taken back like any decision, and teaches what they have read', async (t) => {
  const { approved, own, seen, count, queued, waiting, moderator, as, reader, db } = await conversation(t)
  const left = await approved({ body: 'The ferry is late.' })
  const other = await approved({ body: 'The harbour is full.' })
  const lessons = async () =>
    (await db.select().from(spamExamples))
      .filter(({ commentId }) => commentId === left.id)
      .map(({ lesson, revision }) => `${lesson} ${revision}`)
  const fingerprint = async () => (await db.select().from(comments).where(eq(comments.id, left.id)))[0]!.fingerprint
  const undo = async (decisionId: string) =>
    expecting(200, await moderator('POST', `/moderation/decisions/${decisionId}/undo`)).body.decisionId as string
  const bulk = async (action: string, more: object = {}) => {
    const { id: commentId, revision, version } = await queued(left.id)
    const decisions = [{ commentId, revision, version, action, ...more }]
    return expecting(200, await moderator('POST', '/moderation/decisions/bulk', { decisions })).body.results[0]
  }
  const first = await fingerprint()
  expecting(200, await own('PATCH', left, { body: 'The ferry is on time.' }))
  const second = await fingerprint()
  t.match((await moderator('GET', '/moderation/numbers')).body.waiting, { count: 1, more: false, oldestAt: left.createdAt })
  t.same(await waiting(`?author=${left.id}`), [left.id], 'an edit waits among what its author left')
  t.same(await waiting('?q=on%20time&rule=first_time'), [left.id], 'and is found by its words')
  t.same(expecting(201, await moderator('POST', '/moderation/claims', {})).body.items[0].id, left.id, 'and is handed out')

  const rejected = await bulk('reject', { reason: 'Not true' })
  t.match(rejected, { changed: true, comment: { state: 'approved', revision: 1, claim: null } })
  t.same([await waiting(), await fingerprint(), await lessons()], [[], first, ['ham 1']])
  const undone = await undo(rejected.decisionId)
  t.match(await queued(left.id), { state: 'approved', revision: 2, body: 'The ferry is on time.', approvedBody: 'The ferry is late.' })
  t.same(
    [await waiting(), await fingerprint(), await lessons()],
    [[left.id], second, ['ham 1']],
    'the edit waits again, and has taught nothing',
  )
  await undo(undone)
  t.same([await waiting(), await fingerprint()], [[], first], 'and is taken back again')
  expecting(200, await own('PATCH', left, { body: 'The ferry was late.' }))
  const approval = await bulk('approve')
  t.same([(await seen())[0].body, await lessons()], ['The ferry was late.', ['ham 3']])
  await undo(approval.decisionId)
  t.same([(await seen())[0].body, await waiting(), await lessons()], ['The ferry is late.', [left.id], ['ham 1']])

  const report = (id: string, number: number) =>
    as(undefined, `198.51.100.${number}`)('POST', `/comments/${id}/reports`, { reason: 'abuse' })
  for (const number of [1, 2]) expecting(202, await report(left.id, number))
  const spam = await bulk('spam')
  t.match(spam.comment, { state: 'spam', openReports: 0, reports: [{ open: false }, { open: false }] })
  t.same(await lessons(), ['spam 3'])
  const back = await undo(spam.decisionId)
  t.match(await queued(left.id), { state: 'approved', openReports: 2, reports: [{ open: true }, { open: true }] })
  t.same([await waiting('?reported=true'), await waiting('?reported=true&state=spam')], [[left.id], []])
  expecting(202, await report(left.id, 3))
  const again = await undo(back)
  t.match(await queued(left.id), { state: 'spam', openReports: 1 }, 'what came meanwhile nobody has answered')
  await undo(again)
  t.match(await queued(left.id), { state: 'approved', openReports: 3 })
  expecting(202, await report(other.id, 1))
  t.same(await waiting('?sort=reports&rule=first_time'), [left.id, other.id], 'most reported first, by any rule')
  t.same(await waiting('?reported=true&sort=newest'), [left.id, other.id].toSorted().toReversed())
  t.same(await waiting('?reported=true&state=pending'), [left.id], 'of those that wait')

  const stale = await bulk('hold')
  expecting(200, await own('PATCH', left, { body: 'The ferry was early.' }))
  t.match(await moderator('POST', `/moderation/decisions/${stale.decisionId}/undo`), { status: 409, body: { code: 'decided-meanwhile' } })
  await bulk('approve')
  await own('DELETE', left)
  t.same([await lessons(), await count()], [[], 1], 'what is withdrawn teaches nothing')

  const rival = await approved({ authorEmail: 'rival@news.example', body: 'Mine is better.' })
  await wordList(moderator, { words: ['casino'] })
  expecting(200, await own('PATCH', rival, { body: 'The casino is better.' }))
  t.match((await queued(rival.id)).signals, [{ rule: 'word_list', verdict: 'reject' }, { rule: 'first_time' }])
  await ban(moderator, { email: 'rival@news.example' })
  await ban(moderator, { network: '203.0.113.0/24' })
  expecting(200, await own('PATCH', rival, { body: 'The cinema is better.' }, as(undefined, '203.0.113.9')))
  t.match(
    (await queued(rival.id)).signals,
    [{ rule: 'ban' }, { rule: 'ban' }, { rule: 'first_time' }],
    'the lists and bans are asked of edits, too',
  )
  t.match((await reader('GET', `/comment-counts?article=${(await queued(rival.id)).article.id}`)).body.items, [{ count: 2 }])
})

t.test('a comment of the newsroom keeps its badge only in the hands of its author', async (t) => {
  const { moderator, thread, own, seen, queued } = await conversation(t)
  const left = expecting(201, await moderator('POST', thread, { authorName: 'The moderator', body: 'We are looking into it.' })).body
  expecting(200, await own('PATCH', left, { body: 'We have looked into it.' }, moderator))
  t.match(await seen(), [{ body: 'We have looked into it.', badge: 'staff' }])
  t.match(expecting(200, await own('PATCH', left, { body: 'Send money' })).body, { state: 'pending', publicRevision: 2 })
  t.match((await queued(left.id)).signals, [{ rule: 'staff_name' }, { rule: 'first_time' }])
})

t.test('what is withdrawn is gone from every table; where answers hang on it, its place stays', async (t) => {
  const { approved, as, thread, own, seen, count, queued, waiting, moderator, reader, db, file, slug } = await conversation(t)
  const canary = (what: string) => `canary ${what}`
  const words = { authorName: canary('name'), authorEmail: 'canary@reader.example', authorUrl: 'https://canary.example/me' }
  const ann = as(undefined, '192.0.2.9')
  const key = { 'idempotency-key': '019342a0-5b00-7c1e-8000-00000000000b', 'user-agent': canary('browser') }
  const root = expecting(202, await ann('POST', thread, { ...words, body: `${canary('body')} https://canary.example` }, key)).body
  const { addressHash, fingerprint } = (await db.select().from(comments).where(eq(comments.id, root.id)))[0]!
  await moderator('PUT', `/moderation/comments/${root.id}/decision`, { action: 'approve', revision: 1, version: 1, note: canary('note') })
  expecting(200, await own('PATCH', root, { body: canary('edit') }))
  expecting(202, await reader('POST', `/comments/${root.id}/reports`, { reason: 'other', note: canary('report') }))
  const wanted = { action: 'spam', filter: { author: root.id, state: 'any' } }
  expecting(200, await moderator('POST', '/moderation/decisions/previews', wanted, { 'idempotency-key': 'preview-of-many' }))
  expecting(201, await moderator('POST', '/moderation/claims', {}, { 'idempotency-key': 'claim-of-many' }))
  const kept = await db.select().from(answers)
  t.equal(kept.filter(({ body }) => body.includes(canary('edit'))).length, 2, 'what moderators were answered is kept for a retry')
  const answer = await approved({ body: 'An answer', inReplyTo: root.id })
  const deep = await approved({ body: 'An answer to the answer', inReplyTo: answer.id })
  const alone = await approved({ body: 'On its own' })
  t.equal(await count(), 4)

  const events = await happened(db, async () => {
    t.equal((await own('DELETE', root)).status, 204)
    t.equal((await own('DELETE', root)).status, 204, 'once more changes nothing')
  })
  t.match(events, [{ type: 'comment.withdrawn', subjectId: root.id }])
  t.equal(events.length, 1)
  const all = await traces(db)
  for (const trace of ['canary', addressHash!, fingerprint]) t.notOk(all.includes(trace), `${trace.slice(0, 8)} is in no table`)
  await backUp(file, `${file}.backup`)
  t.notMatch(readFileSync(`${file}.backup`, 'latin1'), 'canary', 'nor in what lies about between the rows')
  t.equal(await db.$count(answers), 0)
  t.match(
    await db.select().from(decisions).where(eq(decisions.commentId, root.id)),
    [{ action: 'approve', note: null }],
    'who decided stays',
  )

  const empty = { deleted: true, authorName: null, authorUrl: null, badge: null, body: null, editedAt: null }
  const [place, other, ...more] = await seen()
  t.match(place, { ...empty, id: root.id, replyCount: 2, replies: [{ id: answer.id, deleted: false, replies: [{ id: deep.id }] }] })
  t.match([other, more], [{ id: alone.id, deleted: false }, []])
  t.equal(await count(), 3)
  t.equal((await reader('GET', `/comments/${root.id}/replies`)).body.items.length, 2)
  for (const method of ['GET', 'PATCH'] as const)
    t.match(await own(method, root, method === 'PATCH' ? { body: 'Back' } : undefined), { status: 404, body: { code: 'not-found' } })
  t.match(
    await reader('POST', thread, { authorName: 'Bob', body: 'Hm', inReplyTo: root.id }),
    { status: 422 },
    'nobody answers what is gone',
  )
  t.match(await reader('POST', `/comments/${root.id}/reports`, { reason: 'spam' }), { status: 404 })
  t.match(await queued(root.id), { state: 'deleted', body: '', allowedActions: [], signals: [], reports: [] })
  t.match(await moderator('PUT', `/moderation/comments/${root.id}/decision`, { action: 'approve', revision: 2, version: 4 }), {
    status: 409,
  })
  t.same(await waiting(), [])

  await own('DELETE', answer)
  const [{ replies, replyCount }] = await seen()
  t.match([replyCount, replies], [1, [{ ...empty, replyCount: 1, replies: [{ id: deep.id, body: 'An answer to the answer' }] }]])
  t.equal((await reader('GET', `/comments/${root.id}/replies`)).body.items.length, 2)
  t.equal(await count(), 2)
  await own('DELETE', deep)
  t.same(
    (await seen()).map(({ id }: { id: string }) => id),
    [alone.id],
    'without answers nothing is left',
  )
  t.match(await reader('GET', `/comments/${root.id}/replies`), { status: 404 })
  await own('DELETE', alone)
  t.same([await seen(), await count()], [[], 0])

  const hidden = await approved({ body: 'Insults' })
  await approved({ body: 'How rude', inReplyTo: hidden.id })
  await decided(moderator, hidden.id, 'hold')
  t.equal((await own('DELETE', hidden)).status, 204)
  t.same([await seen(), await count()], [[], 0], 'what a moderator took off does not come back with a withdrawal')
  const spam = await comment(reader, slug, { subject: 'A machine' })
  t.equal((await own('DELETE', spam)).status, 204)

  const busy = as(undefined, '192.0.2.77')
  const statuses: number[] = []
  for (let time = 0; time < 31; time++) statuses.push((await own('DELETE', spam, undefined, busy)).status)
  t.same(statuses, [...Array(30).fill(204), 429], 'withdrawing is no way around the pace of comments')
})

t.test('a conversation of 1,201 comments is withdrawn to the last word', async (t) => {
  const { db, reader, services, articleId, clock, seen, count } = await conversation(t)
  const rootId = services.newId()
  const many = Array.from({ length: 1201 }, (_, place) => {
    const id = place === 0 ? rootId : services.newId()
    const parentId = place === 0 ? null : rootId
    const kept = { articleId, rootId, parentId, inReplyTo: parentId, depth: place === 0 ? 1 : 2, state: 'approved' as const }
    const author = { authorName: `canary ${place}`, authorUrl: null, authorEmail: 'canary@reader.example', readerId: null, badge: null }
    const traces = { addressHash: `canary hash ${place}`, fingerprint: `canary text ${place}`, userAgent: 'canary' }
    const comment = { id, ...kept, ...author, ...traces, version: 1, revision: 1, approvedRevision: 1, reports: null, priority: 0 }
    return { comment: { ...comment, createdAt: clock.in(0) }, body: `canary ${place}` }
  })
  await db.write((tx) => addComments(tx, many))
  for (const { comment } of many) {
    const headers = { 'comment-token': commenterToken(services.keys, comment) }
    expecting(204, await reader('DELETE', `/comments/${comment.id}`, undefined, headers))
  }
  t.notOk((await traces(db)).includes('canary'))
  t.equal(await db.$count(comments, eq(comments.state, 'deleted')), 1201)
  t.same([await seen(), await count()], [[], 0])
})

t.test('readers report what is wrong; enough of them hide what no moderator has seen', async (t) => {
  const { as, editor, reader, thread, moderator, own, seen, count, queued, waiting, db, clock } = await conversation(t)
  await commentPolicy(editor, { mode: 'post' })
  const left = expecting(201, await reader('POST', thread, { authorName: 'Ann', body: 'Insults' })).body
  const reporter = (number: number) => as(undefined, `198.51.100.${number}`)
  const report = (who: Call, id = left.id, words: object = { reason: 'abuse' }) => who('POST', `/comments/${id}/reports`, words)
  const receipt = { commentId: left.id, reason: 'abuse' }

  const events = await happened(db, async () => {
    for (const who of [reporter(1), reporter(1), reporter(2), as(undefined, '::ffff:198.51.100.2')])
      t.same(expecting(202, await report(who)).body, receipt, 'whoever reports again is told the same')
  })
  t.same(
    events.map(({ type }) => type),
    ['comment.reported', 'comment.reported'],
  )
  t.same([await db.$count(commentReports), await count()], [2, 1])
  t.same(await waiting(), [], 'it does not wait')
  t.same(await waiting('?reported=true'), [left.id], 'but moderators can look for it')
  t.same(await waiting('?reported=false&state=approved'), [])
  t.same(expecting(202, await report(reporter(3), left.id, { reason: 'spam', note: 'Buys and sells' })).body, {
    ...receipt,
    reason: 'spam',
  })
  t.same([await seen(), await count(), await waiting()], [[], 0, [left.id]], 'three are enough')
  t.match(await report(reporter(4)), { status: 404 })
  const hidden = await queued(left.id)
  t.match(hidden, { state: 'pending', version: 2, openReports: 3, history: [] })
  t.match(hidden.signals, [{ rule: 'reports', verdict: 'hold', detail: 'Readers have reported it: abuse (2), spam (1).' }])
  t.same(hidden.reports.length, 3)
  t.match(hidden.reports, [{ open: true }, {}, {}])
  t.notMatch(JSON.stringify(hidden), /reporterHash/)

  await decided(moderator, left.id, 'approve')
  t.match(await queued(left.id), { openReports: 0, reports: [{ open: false }, { open: false }, { open: false }] })
  for (const number of [1, 2, 3]) expecting(202, await report(reporter(number)))
  t.same(await waiting('?reported=true'), [], 'what was answered does not come again')
  for (const number of [4, 5, 6, 7]) expecting(202, await report(reporter(number)))
  t.same([await count(), await waiting(), await waiting('?reported=true')], [1, [], [left.id]], 'others bring it back, and hide nothing')
  expecting(200, await own('PATCH', left, { body: 'Other insults' }))
  await decided(moderator, left.id, 'hold')
  await decided(moderator, left.id, 'approve')
  t.same(await waiting('?reported=true'), [])
  expecting(202, await report(reporter(1)))
  t.same(await waiting('?reported=true'), [left.id], 'other words may be reported anew')

  clock.pass(60)
  const worse = expecting(201, await reader('POST', thread, { authorName: 'Bob', body: 'More insults' })).body
  const desk = expecting(201, await moderator('POST', thread, { authorName: 'Desk', body: 'Please be kind' })).body
  for (const number of [1, 2]) expecting(202, await report(reporter(number), worse.id))
  for (const number of [1, 2, 3, 4]) expecting(202, await report(reporter(number), desk.id))
  t.same([await count(), await waiting()], [3, []], 'what the newsroom says is not hidden')
  t.same(await waiting('?sort=reports'), [desk.id, worse.id, left.id], 'most reported first')
  const first = (await moderator('GET', '/moderation/comments?sort=reports&limit=1')).body
  t.same(await waiting(`?sort=reports&limit=1&cursor=${first.page.next}`), [worse.id])

  for (const words of [{}, { reason: 'dull' }, { reason: 'spam', note: 'x'.repeat(501) }, { reason: 'spam', by: 'Ann' }])
    t.equal((await report(reporter(9), worse.id, words)).status, 400, JSON.stringify(words).slice(0, 40))
  t.equal((await report(reporter(9), '019342a0-5b00-7c1e-8000-000000000001')).status, 404)
  await commentPolicy(editor, { reportsHideAt: 1000 })
  t.notMatch((await reader('GET', '/site')).body.commentPolicy, { reportsHideAt: Number }, 'how many it takes is nobody’s business')
  const eager = reporter(200)
  const many: string[] = []
  for (let place = 0; place < 21; place++)
    many.push(expecting(201, await reader('POST', thread, { authorName: 'Cy', body: `Remark ${place} on the harbour` })).body.id)
  const statuses: number[] = []
  for (const id of many) statuses.push((await report(eager, id)).status)
  t.same(statuses, [...Array(20).fill(202), 429])
  t.equal(await db.$count(commentReports, eq(commentReports.commentId, many.at(-1)!)), 0)
  t.equal((await report(eager, many[0]!)).status, 202, 'a repetition is no report')
})

t.test('the conversation and the queues are walked along their indexes', async (t) => {
  const statements = new Set<string>()
  const { reader, moderator, thread, file } = await conversation(t, { onStatement: (statement) => void statements.add(statement) })
  const connection = new Sqlite(file, { readonly: true })
  t.teardown(() => connection.close())
  const planOf = async (ask: () => Promise<unknown>, pattern: RegExp) => {
    statements.clear()
    await ask()
    const asked = [...statements].find((statement) => pattern.test(statement))!
    const values = Array(asked.match(/\?/g)?.length ?? 0).fill('1')
    const steps = connection.prepare(`explain query plan ${asked}`).all(values) as { detail: string }[]
    return steps.map(({ detail }) => detail).join('\n')
  }
  const list = (query: string) => planOf(() => moderator('GET', `/moderation/comments${query}`), /"parents"/)
  const plans = {
    comments_roots: await planOf(() => reader('GET', thread), /"below"(?!.*"numbered")/s),
    comments_waiting: await list(''),
    comments_waiting_of_article: await list('?article=019342a0-5b00-7c1e-8000-000000000001'),
    comments_reported: await list('?sort=reports'),
  }
  for (const [index, plan] of Object.entries(plans)) {
    t.match(plan, new RegExp(`comments USING INDEX ${index}\\b`), index)
    t.notMatch(plan, /USE TEMP B-TREE FOR ORDER BY/, `${index} is in the order of the list`)
  }
})
