import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, connect } from 'node:net'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { createApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { guard, scopes } from '../src/http/access.ts'
import { problems } from '../src/problem.ts'
import { roleNames, roles } from '../src/staff/roles.ts'
import { commitsTo } from './helpers/commits.ts'
import { happened } from './helpers/events.ts'
import { authorNote, ban, batchOf, changed, comment, decided, draft, expecting, published, term, wordList } from './helpers/make.ts'
import { type Answer, type Call, newsroom } from './helpers/newsroom.ts'
import { isConditional, type Operation, operationsOf, parametersIn, routesOf } from './helpers/operations.ts'
import { formOf, png } from './helpers/pictures.ts'
import { addressesOf, smallestBody } from './helpers/samples.ts'

type Newsroom = Awaited<ReturnType<typeof newsroom>>

const unknownId = '019342a0-5b00-7c1e-8000-000000000001'

t.test('a route that does not say who may call it keeps the newspaper from starting', async (t) => {
  const desk = { identify: async () => undefined, noteUse: async () => undefined }
  const silent = Fastify()
  guard(silent, desk)
  silent.get('/open', { config: { access: 'public' } }, async () => 'open')
  silent.get('/silent', async () => 'secret')
  await t.rejects(async () => silent.ready(), { message: /do not say who may call them: GET \/silent/ })

  const open = Fastify()
  guard(open, desk)
  open.get('/open', { config: { access: 'public' } }, async () => 'open')
  await open.ready()
  t.equal((await open.inject('/open')).body, 'open')
})

/** Who may call what. A new operation is written down here, or this fails. */
const entrances: Record<string, string> = {
  public: `getSite getFront getSectionFront getMenu listArticleComments submitArticleComment listPageComments submitPageComment getOwnComment editOwnComment
    withdrawOwnComment requestReaderLink openReaderLink getReader updateReader signReaderOut eraseReader listReaderComments exportReader askUnsubscription unsubscribe reportComment listReplies countComments lookUp listArticles
    getArticle getPreview listRelated listPages getPage listSections getSection listTags getTag listAuthors getAuthor isAlive isReady explainProblem
    welcome welcomeToVersion1 search`,
  'articles:read': `listMedia getMedia listCorrections listSlugs listDeskSections getDeskSection listDeskTags getDeskTag listDeskAuthors getDeskAuthor listDeskArticles getDeskArticle listExpiringRights
    getRelated suggestRelated listBacklinks getDeskFront getDeskSectionFront listFrontArrangements listSectionFrontArrangements
    listDeskMenus getDeskMenu searchDesk listDeadLinks listRevisions getRevision getTranslations listPreviewLinks`,
  'articles:write':
    'uploadMedia updateMedia deleteMedia createArticle updateArticle trashArticle handInArticle restoreArticle putRelated changeArticles restoreRevision createPreviewLink revokePreviewLink revokePreviewLinks',
  'articles:publish': `publishArticle unpublishArticle archiveArticle setCommentSettings putFront putSectionFront restoreFront restoreSectionFront setRights liftRights putTranslations addCorrection updateCorrection removeCorrection
    withdrawArticle endWithdrawal addSlug retireSlug`,
  'taxonomy:write': `createSection updateSection deleteSection createTag updateTag deleteTag createAuthor updateAuthor deleteAuthor`,
  'site:write': 'updateSite putWeather putMenu deleteMenu',
  'comments:moderate': `listQueue getQueuedComment decideComment listWordLists getWordList createWordList updateWordList deleteWordList
    tryWords tryWordList listBans createBan endBan listAudit
    previewDecisions decidePreviewed undoBatch getCommentAuthor createAuthorNote deleteAuthorNote
    decideComments undoDecision claimComments endClaim
    getQueueNumbers getRejectionReasons putRejectionReasons followQueue getNotices putNotices tryNotices
    getSettings updateSettings getSectionSettings updateSectionSettings getArticleSettings updateArticleSettings`,
  admin: 'listTokens createToken revokeToken',
}

t.test('every address is for whom it says, and for nobody else', async (t) => {
  const { app } = await newsroom(t)
  const operations = operationsOf(app)
  const entered = Object.entries(entrances).flatMap(([scope, ids]) => ids.split(/\s+/).map((id) => `${id} ${scope}`))
  t.same(operations.map(({ id, scope = 'public' }) => `${id} ${scope}`).sort(), entered.sort())
  for (const { method, path, scope } of operations) {
    const tree = path.match(/^\/v1\/(editorial|moderation|admin)\//)?.[1]
    if (tree) t.ok(scope, `${method} ${path} is behind the desk`)
    if (tree === 'admin') t.equal(scope, 'admin', `${method} ${path}`)
    if (tree === 'moderation') t.equal(scope, 'comments:moderate', `${method} ${path}`)
  }
  const described = new Set(operations.flatMap(({ method, path }) => [`${method} ${path}`, ...(method === 'GET' ? [`HEAD ${path}`] : [])]))
  const routes = routesOf(app)
  const others = routes.filter((route) => !described.has(route) && !/ \/docs(\/|$)/.test(route))
  t.same(
    others.sort(),
    [...['/media/{name}', '/metrics', '/openapi.json', '/reader'].flatMap((path) => [`GET ${path}`, `HEAD ${path}`]), 'OPTIONS *'].sort(),
    'no route is hidden from the document',
  )
  t.same(
    [...described].filter((route) => !routes.includes(route)),
    [],
    'and the document has no other',
  )
})

t.test(
  'whoever calls, and whatever has become of what they ask for: each gets what is theirs, and neither reading nor a refusal changes anything',
  async (t) => {
    const room = await newsroom(t)
    const { app, db, file } = room
    const operations = operationsOf(app)
    const { known, articles, callers, dead } = await everythingInEveryState(room)
    const commits = commitsTo(t, file)
    for (const { call } of callers) await call('GET', '/site')
    await db.write(async () => undefined)

    let [cells, refusals] = [0, 0]
    const wrong: string[] = []
    for (const operation of operations) {
      const { id, method, scope } = operation
      const payload = operation.form ? new FormData() : smallestBody(operation)
      for (const [place, path] of addressesOf(operation, known).entries()) {
        const address = path + queryOf(operation)
        const object = articles.find(({ id }) => address.includes(id))
        const isAbsent = address.includes(unknownId) || address.includes(unknownToken) || id === 'retireSlug'
        let anonymous: Answer | undefined
        for (const { name, role, call } of [...callers, ...(place === 0 || isAbsent ? dead : [])]) {
          const before = commits()
          const answer = await call(method, `/${address}`, payload, isConditional(operation) ? { 'if-match': '"r999999"' } : {})
          const { status, body, headers, etag } = answer
          const cell = `${id} by ${name}, ${object ? `${object.state} of ${object.maker}` : address}: ${status} ${body?.code}`
          cells++
          if (method === 'GET' && place === 0) await call('HEAD', `/${address}`)
          const isUnchanged = commits() === before
          if (method === 'GET' && !isUnchanged) wrong.push(`${cell}, and reading has changed something`)
          if (status >= 400 && status <= 404 && !isUnchanged) wrong.push(`${cell}, and something has changed`)
          if (status >= 400 && status <= 404) refusals++
          const expected = (code: number, problem: string) => {
            if (status !== code || body.code !== problem) wrong.push(`${cell}, not ${code} ${problem}`)
          }
          const realm = headers['www-authenticate'] ?? ''
          if ((status === 401) !== realm.startsWith('Bearer realm="Broadsheet"')) wrong.push(`${cell} with “${realm}”`)
          if (role === 'dead') expected(401, 'token-unknown')
          else if (scope === undefined) {
            if (role === undefined) anonymous = answer
            if (status === 401 || status === 403 || status >= 500) wrong.push(`${cell}, though it is public`)
            if (method === 'GET' && (status !== anonymous?.status || etag !== anonymous.etag)) wrong.push(`${cell}, not as all others`)
          } else if (role === undefined) expected(401, 'token-needed')
          else if (!(roles[role] as readonly string[]).includes(scope)) expected(403, 'not-allowed')
          else if (isAbsent) expected(404, 'not-found')
          else if (
            scope === 'articles:write' &&
            object &&
            !(roles[role] as readonly string[]).includes('articles:publish') &&
            (object.maker !== name || object.wasPublished)
          )
            expected(403, 'not-allowed')
          else if (isConditional(operation) ? status !== 412 && status !== 409 : ![200, 201, 202, 204, 400, 409].includes(status))
            wrong.push(`${cell}, though it is theirs to call`)
          else if (method === 'GET' && status !== 200) wrong.push(`${cell}, though it is theirs to read`)
        }
      }
    }
    t.same(wrong.slice(0, 10), [])
    t.ok(cells > 1500 && refusals > 800, `${cells} cells, ${refusals} of them refusals`)
  },
)

/** What an operation does not answer without. */
function queryOf(operation: Operation) {
  return parametersIn('query', operation).some(({ name, required }) => required && name === 'q') ? '?q=harbour' : ''
}

const unknownToken = '0123456789abcdef'

/** A newspaper with something in every state for every caller there can be. */
async function everythingInEveryState({ as, clock, editor, hire, owner, moderator, reader }: Newsroom) {
  const token = async (name: string) => expecting(201, await owner('POST', '/admin/tokens', { name, role: 'owner', expiresInDays: 1 })).body
  const [expired, revoked] = [await token('Expired'), await token('Revoked')]
  clock.pass(86_401)
  const spare = await token('Spare')
  expecting(204, await owner('DELETE', `/admin/tokens/${revoked.id}`))
  const ines = await hire('author', 'Ines')
  const staff = await Promise.all(roleNames.map(async (role) => ({ name: role as string, role, call: await hire(role) })))
  const callers = [{ name: 'a reader', role: undefined, call: reader }, ...staff, { name: 'Ines', role: 'author' as const, call: ines }]
  const garbage = [`${owner.token}0`, owner.token.slice(0, -1), expired.token, revoked.token, 'bs_garbage']
  const dead = garbage.map((wrong) => ({ name: `“${wrong.slice(0, 8)}…”`, role: 'dead' as const, call: as(wrong) }))

  const articles: { id: string; slug: string; state: string; maker: string; wasPublished: boolean }[] = []
  for (const [maker, write] of [
    ['Ines', ines],
    ['the editor', editor],
  ] as const) {
    const states: { state: string; publication?: Record<string, unknown>; after?: ['PUT' | 'DELETE', resource: string, body?: object] }[] =
      [
        { state: 'draft' },
        { state: 'inReview', after: ['PUT', '/review'] },
        { state: 'scheduled', publication: { at: clock.in(3600) } },
        { state: 'published', publication: {} },
        { state: 'archived', publication: {}, after: ['PUT', '/archive'] },
        { state: 'trashed', after: ['DELETE', ''] },
        { state: 'withdrawn', publication: {}, after: ['PUT', '/withdrawal', { reason: 'error' }] },
      ]
    for (const { state, publication, after } of states) {
      const { id, slug } = (await draft(write, { headline: `${state} of ${maker}` })).body
      if (publication) expecting(200, await changed(editor, 'PUT', `/editorial/articles/${id}/publication`, publication))
      if (after) expecting(200, await changed(editor, after[0], `/editorial/articles/${id}${after[1]}`, after[2]))
      articles.push({ id, slug, state, maker, wasPublished: publication !== undefined })
    }
  }
  const { slug } = articles.find(({ state }) => state === 'published')!
  const commentIds: string[] = []
  const decisionIds: string[] = []
  for (const action of ['hold', 'approve', 'reject', 'spam'] as const) {
    const { id } = await comment(as(), slug, { body: `To ${action}` })
    if (action !== 'hold') decisionIds.push((await decided(moderator, id, action)).decisionId)
    commentIds.push(id)
  }
  const terms = async (kind: 'sections' | 'tags' | 'authors') => (await term(editor, kind, { name: kind })).id
  const page = (await published(editor, { type: 'page', headline: 'Imprint' })).body
  const previewed = async (id: string) => expecting(201, await editor('POST', `/editorial/articles/${id}/preview-links`, {})).body.token
  const ids = [...articles.map(({ id }) => id), unknownId]
  const picture = expecting(201, await ines('POST', '/editorial/media', formOf(png(1)))).body
  articles.push({ id: picture.id, slug: '', state: 'picture', maker: 'Ines', wasPublished: false })
  const known = {
    'articles/{id}': ids,
    'corrections/{correctionId}': [unknownId],
    'slugs/{slug}': [(await draft(editor, { headline: 'Whose slug is taken' })).body.slug],
    'trash/{id}': ids,
    'revisions/{number}': ['1'],
    'articles/{slug}': [...articles.flatMap(({ slug }) => slug || []), 'nowhere'],
    'pages/{slug}': [page.slug, slug],
    'comments/{id}': [...commentIds, unknownId],
    'decisions/{id}': [...decisionIds, unknownId],
    'claims/{id}': [expecting(201, await moderator('POST', '/moderation/claims', {})).body.id, unknownId],
    'preview-links/{linkId}': [unknownId],
    'previews/{link}': [await previewed(articles.find(({ state }) => state === 'draft')!.id), 'nowhere'],
    'unsubscriptions/{link}': [`replies.${unknownId}.${'A'.repeat(43)}`],
    'sections/{id}': [await terms('sections'), unknownId],
    'tags/{id}': [await terms('tags'), unknownId],
    'authors/{id}': [await terms('authors'), unknownId],
    'moderation/authors/{id}': [commentIds[0]!, unknownId],
    'author-notes/{id}': [await authorNote(moderator, commentIds[2]!), unknownId],
    'batches/{id}': [await batchOf(moderator, commentIds[2]!), unknownId],
    'sections/{slug}': ['sections', 'nowhere'],
    'tags/{slug}': ['tags', 'nowhere'],
    'authors/{slug}': ['authors', 'nowhere'],
    'front/{slug}': ['sections', 'nowhere'],
    'arrangements/{number}': ['1'],
    'menus/{name}': ['main'],
    'word-lists/{id}': [(await wordList(moderator)).id, unknownId],
    'media/{id}': [picture.id, unknownId],
    'bans/{id}': [(await ban(moderator)).id, unknownId],
    'tokens/{id}': [spare.id, unknownToken],
    'problems/{code}': ['broken', 'nowhere'],
  }
  return { known, articles, callers, dead }
}

t.test('a token is shown once, kept as a hash, and dead the moment it ends', async (t) => {
  const { owner, as, file, clock, reader, editor, db } = await newsroom(t)
  const noted = () => db.write(async () => undefined)
  const made = expecting(201, await owner('POST', '/admin/tokens', { name: 'Night desk', role: 'moderator', expiresInDays: 1 })).body
  t.match(made, { role: 'moderator', kind: 'person', scopes: ['comments:moderate'], lastUsedAt: null, revokedAt: null })
  t.match(made.token, /^bs_[0-9a-f]{16}_[\w-]{43}\.[0-9a-f]{8}$/)
  t.equal(made.expiresAt, clock.in(86_400))
  const night = as(made.token)
  expecting(200, await night('GET', '/moderation/comments'))
  await noted()
  const list = expecting(200, await owner('GET', '/admin/tokens'))
  t.match(
    list.body.items.find(({ id }: { id: string }) => id === made.id),
    { name: 'Night desk', lastUsedAt: clock.in(0) },
  )
  t.equal(list.headers['cache-control'], 'private, no-store')
  const [, secret] = made.token.match(/_([\w-]{43})\./)
  t.notMatch(JSON.stringify(list.body), secret)
  for (const part of [file, `${file}-wal`]) t.notOk(readFileSync(part).includes(secret), `${part} does not hold it`)

  const dead = { status: 401, body: { code: 'token-unknown' } }
  const [head, tail] = [made.token.slice(0, -10), made.token.slice(-9)]
  for (const wrong of [`${head}x${tail}`, made.token.toUpperCase(), made.token.slice(0, -1), 'bs_', `${made.token} ${made.token}`, 'ü'])
    t.match(await as(wrong)('GET', '/site'), dead, wrong.slice(0, 30))
  for (const authorization of ['', `Basic ${made.token}`, made.token, `Bearer  `, `Bearer ${'x'.repeat(5000)}`])
    t.match(await reader('GET', '/site', undefined, { authorization }), dead, authorization.slice(0, 30))
  t.equal((await reader('GET', '/moderation/comments', undefined, { authorization: `bearer ${made.token}` })).status, 200, 'in any case')

  clock.pass(86_399.999)
  t.equal((await night('GET', '/moderation/comments')).status, 200)
  await noted()
  t.equal((await owner('GET', '/admin/tokens')).body.items.find(({ id }: { id: string }) => id === made.id).lastUsedAt, clock.in(0))
  clock.pass(0.001)
  t.match(await night('GET', '/moderation/comments'), dead, 'expired')
  t.match(await night('GET', '/site'), dead, 'on public addresses too')
  const second = expecting(201, await owner('POST', '/admin/tokens', { name: 'Bot', kind: 'service', role: 'reader', label: 'reads' })).body
  t.match(second, { kind: 'service', label: 'reads', expiresAt: clock.in(365 * 86_400) })
  t.equal((await as(second.token)('GET', '/editorial/articles')).status, 200)
  t.equal((await owner('DELETE', `/admin/tokens/${second.id}`)).status, 204)
  t.match(await as(second.token)('GET', '/editorial/articles'), dead, 'revoked')
  const { revokedAt } = (await owner('GET', '/admin/tokens')).body.items[0]
  t.equal(revokedAt, clock.in(0))
  clock.pass(60)
  t.equal((await owner('DELETE', `/admin/tokens/${second.id}`)).status, 204, 'ending it twice is no mistake')
  t.equal((await owner('GET', '/admin/tokens')).body.items[0].revokedAt, revokedAt)
  t.equal((await owner('DELETE', '/admin/tokens/0123456789abcdef')).status, 404)
  t.equal((await owner('DELETE', '/admin/tokens/x')).status, 400)
  t.equal((await editor('POST', '/admin/tokens', { name: 'Me', role: 'owner' })).status, 403, 'an editor makes no owners')
  for (const words of [{}, { name: ' ', role: 'owner' }, { name: 'x', role: 'king' }, { name: 'x', role: 'owner', scopes: ['admin'] }])
    t.equal((await owner('POST', '/admin/tokens', words)).status, 400, JSON.stringify(words))
  t.equal((await owner('POST', '/admin/tokens', { name: 'x', role: 'owner', expiresInDays: 3651 })).status, 400)

  const all = (await owner('GET', '/admin/tokens?limit=100')).body.items.map(({ id }: { id: string }) => id)
  const walked: string[] = []
  for (let cursor = ''; ; ) {
    const { items, page } = expecting(200, await owner('GET', `/admin/tokens?limit=2${cursor}`)).body
    walked.push(...items.map(({ id }: { id: string }) => id))
    if (!page.hasMore) break
    cursor = `&cursor=${page.next}`
  }
  t.equal(all.length, 5)
  t.same(walked, all)
  t.same(roles.owner, scopes)
})

t.test('a token is replaced without a gap: somebody known gets one more', async (t) => {
  const { owner, as, db } = await newsroom(t)
  const make = (words: object) => owner('POST', '/admin/tokens', words)
  const made = expecting(201, await make({ name: 'Feed', kind: 'service', role: 'editor', label: 'old' }))
  t.equal(made.headers.location, `/v1/admin/tokens/${made.body.id}`)
  const { staffId } = made.body
  const second = expecting(201, await make({ staffId, label: 'new', expiresInDays: 30 })).body
  t.match(second, { staffId, name: 'Feed', kind: 'service', role: 'editor', label: 'new', scopes: made.body.scopes })
  for (const { token } of [made.body, second]) t.equal((await as(token)('GET', '/editorial/articles')).status, 200)
  const { items } = (await owner('GET', '/admin/tokens')).body
  const labels = items.filter((item: { staffId: string }) => item.staffId === staffId).map(({ label }: { label: string }) => label)
  t.same(labels.sort(), ['new', 'old'])
  expecting(204, await owner('DELETE', `/admin/tokens/${made.body.id}`))
  t.equal((await as(made.body.token)('GET', '/editorial/articles')).status, 401)
  t.equal((await as(second.token)('GET', '/editorial/articles')).status, 200)

  const refused: [words: object, ...errors: string[]][] = [
    [{}, '#/name required', '#/role required'],
    [{ kind: 'service', role: 'editor' }, '#/name required'],
    [{ staffId, name: 'Feed', kind: 'service', role: 'owner' }, '#/name unexpected', '#/kind unexpected', '#/role unexpected'],
  ]
  for (const [words, ...errors] of refused) {
    const { status, body } = await make(words)
    t.same([status, ...body.errors.map((error: { pointer: string; code: string }) => `${error.pointer} ${error.code}`)], [400, ...errors])
  }
  t.match(await make({ staffId: unknownId }), { status: 422, body: { errors: [{ pointer: '#/staffId', code: 'unknown' }] } })

  const events = await happened(db, async () => {
    const { id } = expecting(201, await make({ staffId })).body
    await make({ staffId: unknownId })
    await make({ name: 'x' })
    for (const _ of ['once', 'twice']) expecting(204, await owner('DELETE', `/admin/tokens/${id}`))
  })
  t.match(events, [
    { type: 'token.created', subjectId: /^[0-9a-f]{16}$/, data: { staffId, role: 'editor' } },
    { type: 'token.revoked', subjectId: events[0]!.subjectId },
  ])
  t.same([events.length, events[1]!.data], [2, {}])
})

t.test('whatever goes wrong is one kind of answer, and its type explains itself', async (t) => {
  const { reader, editor } = await newsroom(t)
  const { slug } = (await published(editor)).body
  const post = `/articles/${slug}/comments`
  const json = { 'content-type': 'application/json' }
  const nested = (levels: number) => `{"authorName":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`
  const cases: [answer: Promise<Answer>, status: number, code: string, also?: object][] = [
    [reader('GET', '//%zz'), 400, 'invalid-request'],
    [reader('GET', '//v1/articles/%c3%28'), 400, 'invalid-request'],
    [reader('GET', '//v1/editorial/%zz'), 400, 'invalid-request'],
    [reader('GET', '//nowhere'), 404, 'not-found'],
    [reader('GET', '//v1/site/'), 404, 'not-found'],
    [reader('GET', '//V1/site'), 404, 'not-found'],
    [reader('POST', '/articles', {}), 405, 'method-not-allowed', { headers: { allow: 'GET, HEAD' } }],
    [reader('DELETE', post), 405, 'method-not-allowed', { headers: { allow: 'GET, HEAD, POST' } }],
    [reader('PATCH', '/admin/tokens', {}), 405, 'method-not-allowed', { headers: { allow: 'GET, HEAD, POST' } }],
    [reader('POST', post, '{}', { 'content-type': 'text/plain' }), 415, 'media-type'],
    [reader('POST', post, 'authorName=Ann', { 'content-type': 'application/x-www-form-urlencoded' }), 415, 'media-type'],
    [reader('POST', post, '{}', { 'content-type': 'application/jsonp' }), 415, 'media-type'],
    [reader('POST', post, '{}', { 'content-type': 'json' }), 415, 'media-type'],
    [reader('POST', post, Buffer.from('{}')), 415, 'media-type'],
    [reader('POST', post), 400, 'invalid-request'],
    [reader('POST', post, '', json), 400, 'invalid-request'],
    [reader('POST', post, '{"authorName":', json), 400, 'invalid-request', { body: { errors: [{ pointer: '#', code: 'json' }] } }],
    [reader('POST', post, '[]', json), 400, 'invalid-request'],
    [reader('POST', post, 'null', json), 400, 'invalid-request'],
    [reader('POST', post, nested(33), json), 400, 'invalid-request', { body: { errors: [{ pointer: '#', code: 'too-deep' }] } }],
    [reader('POST', post, nested(50_000), json), 400, 'invalid-request', { body: { errors: [{ code: 'too-deep' }] } }],
    [
      reader('POST', post, nested(32), json),
      400,
      'invalid-request',
      { body: { errors: [{ pointer: '#/body' }, { pointer: '#/authorName', code: 'type' }] } },
    ],
    [
      reader('POST', post, '{"__proto__":{"admin":true}}', json),
      400,
      'invalid-request',
      { body: { errors: [{ pointer: '#/__proto__', code: 'unknown' }] } },
    ],
    [
      reader('POST', post, '{"constructor":{"prototype":{}}}', json),
      400,
      'invalid-request',
      { body: { errors: [{ pointer: '#/constructor' }] } },
    ],
    [
      reader('POST', post, '{"authorName":"Ann","body":"a\\u0000b"}', json),
      400,
      'invalid-request',
      { body: { errors: [{ pointer: '#/body', code: 'unreadable' }] } },
    ],
    [
      reader('POST', post, '{"authorName":"Ann","body":"a\\ud83d"}', json),
      400,
      'invalid-request',
      { body: { errors: [{ pointer: '#/body', code: 'unreadable' }] } },
    ],
    [reader('POST', post, '{"a\\udc00":1}', json), 400, 'invalid-request', { body: { errors: [{ code: 'unreadable' }] } }],
    [reader('POST', post, { body: 'x'.repeat(1024 * 1024) }), 413, 'too-large'],
    [reader('GET', `/articles/${'a'.repeat(501)}`), 414, 'address-too-long'],
    [reader('GET', `/articles?section=${'a'.repeat(4096)}`), 414, 'address-too-long'],
    [reader('GET', `//health/live?${'a'.repeat(4096)}`), 414, 'address-too-long'],
    [reader('GET', '/articles/%00'), 400, 'invalid-request', { body: { errors: [{ parameter: 'slug', code: 'unreadable' }] } }],
    [reader('GET', '/articles?section=%00'), 400, 'invalid-request', { body: { errors: [{ parameter: 'section', code: 'unreadable' }] } }],
    [reader('GET', '/articles?section=%ed%a0%80'), 400, 'invalid-request'],
    [
      reader('GET', '/articles?limt=5'),
      400,
      'invalid-request',
      { body: { errors: [{ parameter: 'limt', code: 'unknown', detail: /`limit`/ }] } },
    ],
    [reader('GET', '/site?now=1'), 400, 'invalid-request', { body: { errors: [{ parameter: 'now', detail: /None is taken/ }] } }],
    [reader('GET', '/articles?__proto__=1'), 400, 'invalid-request'],
    [reader('GET', '/articles?limit=5&limit=6'), 400, 'invalid-request', { body: { errors: [{ parameter: 'limit' }] } }],
    [reader('GET', '/articles?limit[]=5'), 400, 'invalid-request'],
    ...['-1', '0', '101', '0x10', '1e1', '1.5', '', '٥', '1'.repeat(40), 'null'].map((limit): [Promise<Answer>, number, string, object] => [
      reader('GET', `/articles?limit=${encodeURIComponent(limit)}`),
      400,
      'invalid-request',
      { body: { errors: [{ parameter: 'limit' }] } },
    ]),
    [reader('GET', '/articles?cursor=abc.def'), 400, 'bad-cursor', { body: { errors: [{ parameter: 'cursor' }] } }],
    [reader('GET', '/admin/tokens'), 401, 'token-needed'],
    [editor('GET', '/admin/tokens'), 403, 'not-allowed'],
    [editor('PATCH', '/site', { name: 'New' }), 428, 'if-match-needed'],
    [editor('PATCH', '/site', { name: 'New' }, { 'if-match': '"r9-x"' }), 412, 'changed-meanwhile'],
  ]
  for (const [asked, status, code, also = {}] of cases) {
    const answer = await asked
    t.match(
      answer,
      { status, body: { code }, ...also },
      `${status} ${answer.body.instance.slice(0, 40)} ${answer.body.detail.slice(0, 40)}`,
    )
    insistOnShape(t, answer)
  }
  for (const [code, [status, title, remedy]] of Object.entries(problems))
    t.same((await reader('GET', `//problems/${code}`)).body, { code, status, title, remedy })
  t.equal((await reader('GET', '//problems/none')).status, 404)
})

t.test('what breaks inside stays inside', async (t) => {
  const { reader, editor, db } = await newsroom(t)
  const { slug } = (await published(editor)).body
  await db.close()
  for (const answer of [
    await reader('GET', '/site'),
    await reader('GET', `/articles/${slug}`),
    await reader('GET', '//health/ready'),
    await reader('POST', `/articles/${slug}/comments`, { authorName: 'Ann', body: 'Hello?' }),
  ]) {
    t.match(answer.body.code, /^(broken|unavailable)$/)
    t.equal(answer.body.detail, answer.body.code === 'broken' ? problems.broken[2] : 'The database cannot take writes at the moment.')
    t.equal(answer.headers['retry-after'], answer.status === 503 ? '5' : undefined)
    insistOnShape(t, answer)
  }
  t.equal((await reader('GET', '//health/live')).status, 200, 'the process is alive')
})

t.test('a socket that speaks no HTTP is told so', async (t) => {
  const { app } = await newsroom(t)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const told = async (words: string) => {
    const socket = connect(port, '127.0.0.1')
    socket.end(words)
    let answer = ''
    socket.on('data', (chunk) => (answer += chunk))
    await once(socket, 'close')
    const [head = '', body = ''] = answer.split('\r\n\r\n')
    t.match(head, /^content-type: application\/problem\+json/m)
    t.match(head, /^x-content-type-options: nosniff/im)
    t.same(Object.keys(JSON.parse(body)), ['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId', 'errors'])
    return `${head.split('\r\n')[0]} ${JSON.parse(body).code}`
  }
  t.equal(await told('garbage\r\n\r\n'), 'HTTP/1.1 400 Bad Request invalid-request')
  t.equal(await told('GET / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n'), 'HTTP/1.1 400 Bad Request invalid-request')
  t.equal(
    await told(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`),
    'HTTP/1.1 431 Request Header Fields Too Large headers-too-large',
  )
  t.equal(await told('GET /v1/site HTTP/1.1\r\nConnection: close\r\n\r\n'), 'HTTP/1.1 400 Bad Request invalid-request', 'no Host')
  t.equal(await told('GET / HTTP/1.1\r\nHost: x\r\nExpect: magic\r\n\r\n'), 'HTTP/1.1 417 Expectation Failed expectation-failed')
})

t.test('what was asked in full is answered, whatever comes behind it', async (t) => {
  const { app, owner } = await newsroom(t)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  const body = JSON.stringify({ headline: 'The early ferry' })
  const head = `Host: x\r\nAuthorization: Bearer ${owner.token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`
  socket.write(`POST /v1/editorial/articles HTTP/1.1\r\n${head}\r\n\r\n${body}garbage\r\n\r\n`)
  let answers = ''
  socket.on('data', (chunk) => (answers += chunk))
  await once(socket, 'close')
  t.match(answers, /^HTTP\/1\.1 201 Created/)
  t.equal(answers.match(/HTTP\/1\.1 /g)?.length, 1)
})

t.test('every answer is named, and guarded by its headers', async (t) => {
  const { reader, owner } = await newsroom(t)
  for (const url of ['/site', '//nowhere', '//%zz']) {
    const id = (given: string) => reader('GET', url, undefined, { 'x-request-id': given }).then(({ headers }) => headers['x-request-id'])
    t.equal(await id('from-the_proxy-1'), 'from-the_proxy-1')
    for (const refused of ['short', 'with spaces in it', 'x'.repeat(65), 'a/../../b'])
      t.match(await id(refused), /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/, `${refused} is replaced`)
    t.not(await id(''), await id(''))
    t.equal((await reader('GET', url)).headers['x-content-type-options'], 'nosniff')
  }
  t.match((await reader('GET', '/site')).headers, {
    'content-security-policy': "default-src 'none';frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'strict-transport-security': /max-age=/,
    'cache-control': /^public/,
    etag: /^"r1-/,
  })
  t.equal((await reader('GET', '/site')).headers['x-powered-by'], undefined)
  t.equal((await owner('GET', '/site')).headers['cache-control'], 'private, no-store')
  t.equal((await reader('GET', '/nowhere')).headers['cache-control'], 'no-store')
})

t.test('which pages of the web may call is a setting', async (t) => {
  const [evil, paper, desk] = ['https://evil.example', 'https://news.example', 'https://desk.example']
  const closed = await newsroom(t, {
    settings: { BROADSHEET_COMMENT_ORIGINS: `${paper}, https://m.news.example`, BROADSHEET_DESK_ORIGINS: desk },
  })
  const open = await newsroom(t)
  const asked = async (reader: Call, method: string, url: string, origin: string) => {
    const preflight = await reader('OPTIONS', url, undefined, { origin, 'access-control-request-method': method })
    t.equal(preflight.status, 204)
    return preflight.headers['access-control-allow-origin']
  }
  const cases: [method: string, url: string, origin: string, open: string | undefined, closed: string | undefined][] = [
    ['GET', '/articles', evil, '*', '*'],
    ['POST', '/articles/x/comments', evil, '*', undefined],
    ['POST', '/articles/x/comments', paper, '*', paper],
    ['POST', '/pages/x/comments', 'https://m.news.example', '*', 'https://m.news.example'],
    ['GET', '/editorial/articles', evil, undefined, undefined],
    ['GET', '/editorial/articles', desk, undefined, desk],
    ['PUT', '/moderation/comments/x/decision', paper, undefined, undefined],
    ['PUT', '/moderation/comments/x/decision', desk, undefined, desk],
    ['DELETE', '/admin/tokens/x', desk, undefined, desk],
    ['GET', '//v1/%65ditorial/articles', evil, undefined, undefined],
    ['PATCH', '/site', paper, undefined, undefined],
    ['PATCH', '/site', desk, undefined, desk],
  ]
  for (const [method, url, origin, whenOpen, whenClosed] of cases) {
    t.equal(await asked(open.reader, method, url, origin), whenOpen, `${method} ${url} from ${origin}, by default`)
    t.equal(await asked(closed.reader, method, url, origin), whenClosed, `${method} ${url} from ${origin}, by settings`)
  }
  const failed = await open.reader('GET', '/articles/none', undefined, { origin: evil })
  t.match(failed.headers, { 'access-control-allow-origin': '*', 'access-control-expose-headers': /ETag.*Link.*Retry-After.*X-Request-Id/ })
  t.equal(failed.headers['access-control-allow-credentials'], undefined)
  const desks = await closed.reader('GET', '/admin/tokens', undefined, { origin: desk })
  t.match(desks, { status: 401, headers: { 'access-control-allow-origin': desk, vary: /Origin/ } })
})

t.test('nobody changes more in a minute than the settings allow', async (t) => {
  const { as, owner, editor } = await newsroom(t, { settings: { BROADSHEET_WRITES_PER_MINUTE: '3' } })
  const { slug } = (await published(editor)).body
  const post = (address: string) => as(undefined, address)('POST', `/articles/${slug}/comments`, {})
  for (const _ of [1, 2, 3]) t.equal((await post('192.0.2.1')).status, 400)
  const refused = await post('192.0.2.1')
  t.match(refused, { status: 429, body: { code: 'too-many-requests', detail: /3/ } })
  const wait = Number(refused.headers['retry-after'])
  t.ok(wait >= 1 && wait <= 60, 'until the minute is over')
  insistOnShape(t, refused)
  t.equal((await as(owner.token, '192.0.2.1')('POST', '/admin/tokens', {})).status, 429, 'with a token too')
  t.equal((await as(undefined, '192.0.2.1')('GET', '/articles')).status, 200, 'reading is free')
  t.equal((await post('192.0.2.2')).status, 400)
  for (const host of ['1', '2', '3']) t.equal((await post(`2001:db8::${host}`)).status, 400)
  t.equal((await post('2001:db8::4')).status, 429, 'a household of IPv6 is one address')
  await comment(as(undefined, '2001:db8:1::4'), slug)
})

t.test('a setting that cannot be used is named', async (t) => {
  const cases: [name: string, value: string][] = [
    ['BROADSHEET_PORT', 'eighty'],
    ['BROADSHEET_PORT', '65536'],
    ['BROADSHEET_PORT', '-1'],
    ['BROADSHEET_PORT', '80.5'],
    ['BROADSHEET_PORT', ''],
    ['BROADSHEET_HOST', ''],
    ['BROADSHEET_DATABASE', ''],
    ['BROADSHEET_BASE_URL', 'news.example'],
    ['BROADSHEET_BASE_URL', 'https://news.example/'],
    ['BROADSHEET_BASE_URL', 'http://%'],
    ['BROADSHEET_SITE_URL', 'ftp://news.example'],
    ['BROADSHEET_COMMENT_ORIGINS', 'news.example'],
    ['BROADSHEET_DESK_ORIGINS', 'https://desk.example/'],
    ['BROADSHEET_TRUSTED_PROXIES', 'foo'],
    ['BROADSHEET_TRUSTED_PROXIES', '10.0.0.0/33'],
    ['BROADSHEET_LOG_LEVEL', 'loud'],
    ['BROADSHEET_SAMPLE', 'perhaps'],
    ['BROADSHEET_SAMPLE', ''],
    ['BROADSHEET_WRITES_PER_MINUTE', '0'],
  ]
  for (const [name, value] of cases)
    t.throws(
      () => readConfig({ [name]: value }),
      { message: new RegExp(`^${name}=${value.replaceAll('.', '[.]')} cannot be used: .* Meaning: `) },
      `${name}=${value}`,
    )
  t.throws(() => readConfig({ BROADSHEET_PROT: '80' }), { message: /There is no setting BROADSHEET_PROT\. .*BROADSHEET_PORT/ })
  t.match(readConfig({ PATH: '/bin' }), { port: 3000, baseUrl: 'http://localhost:3000', siteUrl: 'http://localhost:3000', sample: true })
  t.match(readConfig({ BROADSHEET_PORT: '80', BROADSHEET_SAMPLE: 'false', BROADSHEET_BASE_URL: 'https://a.example' }), {
    port: 80,
    sample: false,
    baseUrl: 'https://a.example',
    siteUrl: 'https://a.example',
  })
})

function insistOnShape(t: Test, { status, body, headers }: Answer) {
  t.same(Object.keys(body), ['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId', 'errors'])
  const [known, title] = problems[body.code as keyof typeof problems]
  t.same([body.status, body.title, body.type], [known, title, `https://news.example/problems/${body.code}`])
  t.equal(status, known)
  t.match(headers, { 'content-type': /^application\/problem\+json/, 'cache-control': 'no-store', 'x-request-id': body.requestId })
}

t.test('a body is taken where one is meant, and only there', async (t) => {
  const { editor, reader } = await newsroom(t)
  const { body: story } = expecting(201, await editor('POST', '/editorial/articles', { headline: 'One' }))
  const json = { 'content-type': 'application/json', 'if-match': '*' }
  t.match(await editor('PUT', `/editorial/articles/${story.id}/review`, { nonsense: 1 }, { 'if-match': '*' }), {
    status: 400,
    body: { errors: [{ pointer: '#', detail: 'No body is taken here.' }] },
  })
  t.match(await editor('PUT', `/editorial/articles/${story.id}/review`, '', json), { status: 200, body: { state: 'inReview' } })
  t.match(await editor('DELETE', `/editorial/articles/${story.id}`, '', json), { status: 200, body: { state: 'trashed' } })
  t.match(await editor('POST', '/editorial/articles', '', json), { status: 400 })
  t.match(await reader('POST', '/nowhere', { a: 1 }), { status: 404 })
})

t.test('what all may read is one thing for all caches', async (t) => {
  const { editor, reader } = await newsroom(t)
  await published(editor, { headline: 'Café', slug: 'café' })
  const { headers } = await reader('GET', '/articles', undefined, { origin: 'https://front.example' })
  t.match(headers, { 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=10, stale-while-revalidate=20' })
  t.equal(headers.vary, undefined)
  t.equal((await reader('GET', `/articles/${encodeURIComponent('cafe\u0301')}`)).status, 200, 'however the accent was typed')
  const { page } = (await reader('GET', '/articles?limit=1')).body
  t.equal(page.next, null)
})

t.test('the log names each request, and nothing that is private', async (t) => {
  const { services, editor, db } = await newsroom(t)
  await published(editor, { slug: 'one' })
  const lines: string[] = []
  const config = { ...services.config, logLevel: 'trace' as const }
  const app = await createApp({ ...services, config }, { log: { write: (line) => void lines.push(line) } })
  t.teardown(() => app.close())
  const headers = {
    authorization: `Bearer ${editor.token}`,
    cookie: 'a-cookie',
    'user-agent': 'canary',
    referer: 'https://canary.example',
    'x-request-id': 'request-one',
  }
  const payload = { authorName: 'Ann', authorEmail: 'canary@reader.example', body: 'A canary sings.' }
  t.match(await app.inject({ method: 'POST', url: '/v1/articles/one/comments', headers, payload }), {
    headers: { 'x-request-id': 'request-one' },
  })
  await app.inject({ method: 'POST', url: '/v1/articles/one/comments', headers, payload: { ...payload, authorName: '' } })
  await app.inject({ url: '/v1/site', headers: { authorization: 'Bearer bs_not-a-token' } })
  for (const url of ['/v1/articles/canary-draft', '/v1/lookup?path=/canary', '/canary', '/canary/%zz', '/v1/articles?canary=1'])
    await app.inject({ url, remoteAddress: '192.0.2.77', headers })
  await db.close()
  t.equal((await app.inject({ method: 'POST', url: '/v1/articles/one/comments', payload })).statusCode, 503)
  t.equal((await app.inject({ url: '/v1/lookup?path=/canary' })).statusCode, 500)
  const log = lines.join('')
  t.ok(lines.map((line) => JSON.parse(line)).some(({ reqId }) => reqId === 'request-one'))
  t.ok(log.includes('"route":"/v1/articles/:slug"'), 'addresses are named by their pattern')
  t.ok(log.includes('"stack"'), 'what broke is told')
  for (const secret of [editor.token, 'a-cookie', 'canary', 'not-a-token', '192.0.2.77'])
    t.notOk(log.includes(secret), `${secret.slice(0, 6)}… is not in the log`)
})
