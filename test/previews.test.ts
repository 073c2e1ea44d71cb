import { createHmac } from 'node:crypto'
import t from 'tap'
import { commenterToken } from '../src/comments/commenter-token.ts'
import { letGo } from '../src/comments/retention.ts'
import { followKeys, replaceSigningKeys } from '../src/db/keys.ts'
import { answers } from '../src/db/tables.ts'
import { previewToken } from '../src/previews/preview-token.ts'
import { letRevisionsGo } from '../src/revisions/retention.ts'
import { happened } from './helpers/events.ts'
import { changed, draft, expecting, published, term } from './helpers/make.ts'
import { type Answer, type Call, newsroom } from './helpers/newsroom.ts'

const desk = '/editorial/articles'
const nobody = '019342a0-5b00-7c1e-8000-000000000001'
const hour = 3600

const links = (id: string) => `${desk}/${id}/preview-links`
const linked = async (who: Call, id: string, wanted: object = {}) => expecting(201, await who('POST', links(id), wanted)).body

t.test('somebody outside reads one revision, as its page would show it, until the link ends', async (t) => {
  const room = await newsroom(t, { settings: { BROADSHEET_SITE_URL: 'https://paper.example' } })
  const { editor, reader, moderator, clock } = room
  const section = await term(editor, 'sections', { name: 'Harbour' })
  const beside = (await published(editor, { headline: 'Beside' })).body
  const unseen = (await draft(editor, { headline: 'Unseen' })).body
  const story = (
    await draft(editor, { headline: 'First words', sectionId: section.id, body: { format: 'markdown', source: 'It *begins*.' } })
  ).body
  const related = { items: [{ articleId: unseen.id }, { articleId: beside.id, relation: 'background', note: 'How it began' }] }
  expecting(200, await changed(editor, 'PUT', `${desk}/${story.id}/related`, related))
  const link = await linked(editor, story.id, { note: 'For the lawyer' })
  t.match(link, {
    revision: 2,
    note: 'For the lawyer',
    createdByName: 'The editor',
    expiresAt: clock.in(72 * hour),
    revokedAt: null,
    open: true,
  })
  t.equal(link.url, `https://news.example/v1/previews/${link.token}`, 'this API shows it where there is no page for it')

  expecting(200, await changed(editor, 'PATCH', `${desk}/${story.id}`, { headline: 'Second words' }))
  const seen = expecting(200, await reader('GET', `/previews/${link.token}`))
  t.match(seen.headers, { 'cache-control': 'no-store', 'x-robots-tag': /noindex/, 'referrer-policy': 'no-referrer' })
  t.match(seen.body, {
    id: story.id,
    headline: 'First words',
    url: 'https://paper.example/articles/first-words',
    section: { name: 'Harbour' },
    body: { html: '<p>It <em>begins</em>.</p>' },
    jsonLd: { '@type': 'NewsArticle', headline: 'First words' },
    comments: { open: false, count: 0 },
    preview: { type: 'article', revision: 2, expiresAt: link.expiresAt },
    alternates: [],
  })
  t.match(seen.body.included.related.items, [
    { article: { slug: 'beside' }, relation: 'background', note: 'How it began', chosenBy: 'editor' },
  ])
  t.equal(seen.body.included.related.items.length, 1, 'what is not public stays hidden beside a preview, too')
  t.equal((await reader('GET', '/articles/first-words')).status, 404)
  t.equal((await linked(editor, story.id)).revision, 3, 'the newest draft, unless told otherwise')

  // Whatever becomes of the article, the link shows what it was made for; its conversation is not part of that.
  expecting(200, await changed(editor, 'PUT', `${desk}/${story.id}/publication`, {}))
  expecting(201, await moderator('POST', '/articles/first-words/comments', { authorName: 'Desk', body: 'Said in public' }))
  const later = expecting(200, await reader('GET', `/previews/${link.token}`))
  t.match(later.body, { headline: 'First words', comments: { count: 0 } })
  t.notMatch(JSON.stringify(later.body), 'Said in public')
  expecting(200, await changed(editor, 'DELETE', `${desk}/${story.id}/publication`))
  t.equal((await reader('GET', `/previews/${link.token}`)).status, 200)

  const page = (await draft(editor, { type: 'page', headline: 'Imprint' })).body
  const shown = await linked(editor, page.id, { expiresInHours: 1, revision: 1 })
  t.match((await reader('GET', `/previews/${shown.token}`)).body, {
    headline: 'Imprint',
    url: 'https://paper.example/pages/imprint',
    preview: { type: 'page', revision: 1 },
  })

  clock.pass(hour - 0.001)
  t.equal((await reader('GET', `/previews/${shown.token}`)).status, 200)
  clock.pass(0.001)
  t.equal((await reader('GET', `/previews/${shown.token}`)).status, 404, 'over at its millisecond')
})

t.test('a link that opens nothing does not say why, and no token is taken for another', async (t) => {
  const lines: string[] = []
  const settings = { BROADSHEET_PREVIEW_PAGE: 'https://paper.example/preview', BROADSHEET_LOG_LEVEL: 'trace' }
  const { editor, reader, clock, services, db, app } = await newsroom(t, { settings, log: (line) => void lines.push(line) })
  const [story, other] = [(await draft(editor)).body, (await draft(editor, { headline: 'Another' })).body]
  const link = await linked(editor, story.id)
  const { token } = link
  t.equal(link.url, `https://paper.example/preview#preview=${token}`)
  t.match(token, /^.{36}\.1\.[0-9a-z]{8}\.[\w-]{43}$/, 'signed with 256 bits')

  /** All that is told, but what was asked. */
  const told = async (tried: string) => {
    const { statusCode, headers, body } = await app.inject({
      url: `/v1/previews/${encodeURIComponent(tried)}`,
      headers: { 'x-request-id': 'the-same-name' },
    })
    const { date: _, 'content-length': __, ...heads } = headers
    const { instance: ___, ...words } = JSON.parse(body)
    return { statusCode, heads, words }
  }
  const nothing = await told('nothing')
  t.match(nothing, {
    statusCode: 404,
    heads: { 'cache-control': 'no-store', 'x-robots-tag': /noindex/, etag: undefined },
    words: { code: 'not-found' },
  })
  const wrong = [...token].flatMap((sign, place) =>
    [...'Aa1-_. /é'].filter((another) => another !== sign).map((another) => token.slice(0, place) + another + token.slice(place + 1)),
  )
  for (const tried of [
    ...wrong,
    token.slice(1),
    token.slice(0, -1),
    `${token}A`,
    `${token}.${token}`.slice(0, 400),
    token.toUpperCase(),
    link.id,
  ])
    if (JSON.stringify(await told(tried)) !== JSON.stringify(nothing)) t.fail(`${tried} is told from what never was`)
  t.equal((await told(token)).statusCode, 200)

  // Of another revision or time, of another purpose, or made with another key.
  const { keys } = services
  const { id, revision, expiresAt } = link
  const sign = (key: Buffer, signed: unknown) => createHmac('sha256', key).update(JSON.stringify(signed)).digest('base64url')
  const claim = token.slice(0, -44)
  t.equal(`${claim}.${sign(keys.cursor, ['article-preview', claim])}`, token, 'this is how it is signed')
  for (const [purpose, key] of [
    ['comment', keys.cursor],
    ['reader', keys.cursor],
    ['batch', keys.cursor],
    ['article-preview', keys.commenter],
    ['article-preview', keys.text],
  ] as const)
    t.same(await told(`${claim}.${sign(key, [purpose, claim])}`), nothing, `${purpose}, by another key or for another purpose`)
  t.same(await told(previewToken(keys, { id, revision: 2, expiresAt })), nothing, 'a revision that the link is not for')
  t.same(await told(previewToken(keys, { id: nobody, revision, expiresAt })), nothing, 'a link that there is not')
  t.same(await told(commenterToken(keys, { id, createdAt: link.createdAt })), nothing, 'the token of a comment')
  const comment = { 'comment-token': token.slice(-53) }
  t.not((await reader('GET', `/comments/${id}`, undefined, comment)).status, 200, 'nor does it open anything else')
  t.equal((await reader('GET', '/site', undefined, { authorization: `Bearer ${token}` })).status, 401)

  // Revoked, thrown away, over.
  const revoke = (of: string, one = '') => editor('DELETE', `${links(of)}${one && `/${one}`}`)
  const [second, third, long] = [
    await linked(editor, story.id),
    await linked(editor, story.id),
    await linked(editor, other.id, { expiresInHours: 720 }),
  ]
  t.equal((await revoke(other.id, id)).status, 404, 'a link of another article')
  t.equal((await revoke(story.id, nobody)).status, 404)
  expecting(204, await revoke(story.id, id))
  t.same(await told(token), nothing, 'revoked: dead on the next request')
  clock.pass(60)
  expecting(204, await revoke(story.id, id))
  const listed = expecting(200, await editor('GET', links(story.id))).body.items
  t.match(listed, [
    { id: third.id, open: true },
    { id: second.id, open: true },
    { id, open: false, revokedAt: link.createdAt, createdByName: 'The editor' },
  ])
  t.notMatch(JSON.stringify(listed), /token|url/)
  expecting(204, await revoke(story.id))
  for (const each of [second, third]) t.same(await told(each.token), nothing, 'and all of them at once')
  expecting(200, await changed(editor, 'DELETE', `${desk}/${other.id}`))
  t.same(await told(long.token), nothing, 'thrown away')
  t.match(await editor('POST', links(other.id), {}), { status: 409, body: { code: 'state-forbids' } })
  expecting(200, await changed(editor, 'PUT', `/editorial/trash/${other.id}/restoration`))
  t.equal((await told(long.token)).statusCode, 200, 'and taken out of the trash again')

  expecting(200, await changed(editor, 'PATCH', `${desk}/${other.id}`, { headline: 'Newer' }))
  const keptRevisions = async () => {
    await letRevisionsGo({ ...services, config: { ...services.config, keepRevisionsDays: 1 } })
    const { items } = (await editor('GET', `${desk}/${other.id}/revisions`)).body
    return items.map(({ number }: { number: number }) => number)
  }
  clock.pass(720 * hour)
  t.same(await told(long.token), nothing, 'over')
  t.same(await keptRevisions(), [2, 1], 'what a link leads to is kept while the link is')
  clock.pass(30 * 86_400 - 120)
  t.match(await letGo(services), { previewLinks: 3 })
  clock.pass(120)
  t.match(await letGo(services), { previewLinks: 1 }, 'thirty days later nobody knows of it')
  t.same(await keptRevisions(), [2])
  t.same((await editor('GET', links(other.id))).body.items, [])

  const last = await linked(editor, other.id)
  await db.write((tx) => replaceSigningKeys(tx, services.random))
  await followKeys(db, keys)
  t.same(await told(last.token), nothing, 'the keys were replaced')
  t.ok(lines.length > 500)
  t.notMatch(lines.join(''), /-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\.1\./, 'no token is in the log')
})

t.test('who may make links, how many, and what a second asking is answered', async (t) => {
  const { editor, hire, reader, clock, db } = await newsroom(t)
  const [ines, bo, desker] = [await hire('author', 'Ines'), await hire('author', 'Bo'), await hire('reader')]
  const { id } = (await draft(ines)).body
  const made = await linked(ines, id)
  for (const [who, status] of [
    [bo, 403],
    [desker, 403],
    [reader, 401],
  ] as const) {
    t.equal((await who('POST', links(id), {})).status, status)
    t.equal((await who('DELETE', links(id))).status, status)
    t.equal((await who('DELETE', `${links(id)}/${made.id}`)).status, status)
  }
  t.equal((await desker('GET', links(id))).body.items.length, 1)
  expecting(200, await changed(editor, 'PUT', `${desk}/${id}/publication`, {}))
  t.equal((await ines('POST', links(id), {})).status, 403, 'it has been published: an editor’s from here')

  const key = { 'idempotency-key': 'for-the-lawyer' }
  const events = await happened(db, async () => {
    const first = expecting(201, await editor('POST', links(id), { note: 'Twice' }, key))
    const again = await editor('POST', links(id), { note: 'Twice' }, key)
    t.match(again.headers, { 'idempotency-replayed': 'true' })
    t.same(again.body, first.body, 'the same token, made anew')
    const kept = JSON.stringify(await db.select().from(answers))
    t.ok(kept.includes(first.body.id) && !kept.includes(first.body.token), 'and not kept for that')
    expecting(204, await editor('DELETE', `${links(id)}/${first.body.id}`))
    expecting(204, await editor('DELETE', `${links(id)}/${first.body.id}`))
  })
  t.match(events, [
    { type: 'previewLink.created', data: { articleId: id, revision: 1, expiresAt: clock.in(72 * hour) } },
    { type: 'previewLink.revoked', data: { articleId: id } },
  ])
  t.equal(events.length, 2)

  for (const [wanted, status, pointer] of [
    [{ revision: 9 }, 422, '#/revision'],
    [{ revision: 0 }, 400, '#/revision'],
    [{ expiresInHours: 721 }, 400, '#/expiresInHours'],
    [{ expiresInHours: 0 }, 400, '#/expiresInHours'],
    [{ note: 'x'.repeat(201) }, 400, '#/note'],
    [{ token: 'x' }, 400, '#/token'],
  ] as const)
    t.match(await editor('POST', links(id), wanted), { status, body: { errors: [{ pointer }] } }, JSON.stringify(wanted))
  t.equal((await editor('POST', links(nobody), {})).status, 404)
  for (let count = 1; count < 50; count++) await linked(editor, id, { expiresInHours: 1 })
  t.match(await editor('POST', links(id), {}), { status: 409, body: { code: 'state-forbids', detail: /^50 links/ } })
  const walked: string[] = []
  for (let cursor = ''; ; ) {
    const { items, page } = expecting(200, await editor('GET', `${links(id)}?limit=20${cursor}`)).body
    walked.push(...items.map((item: { id: string }) => item.id))
    if (!page.hasMore) break
    cursor = `&cursor=${page.next}`
  }
  t.same(walked, [...walked].sort().reverse())
  t.equal(new Set(walked).size, 51)
  clock.pass(hour)
  t.equal((await linked(editor, id)).open, true, 'those that are over do not count')
})

t.test('a story in several languages: each page names those that can be read now', async (t) => {
  const { editor, reader, clock } = await newsroom(t, { settings: { BROADSHEET_SITE_URL: 'https://paper.example' } })
  const told = (slug: string, path = 'articles'): Promise<Answer> => reader('GET', `/${path}/${slug}`)
  const languages = async (slug: string) =>
    (await told(slug)).body.alternates.map(({ language }: { language: string }) => language).join(' ')
  const group = async (id: string, ...ids: string[]) =>
    changed(editor, 'PUT', `${desk}/${id}/translations`, { items: ids.map((articleId) => ({ articleId })) })
  const en = (await published(editor, { headline: 'Ferry', language: 'en-GB' })).body
  clock.pass(60)
  const fa = (await published(editor, { headline: 'Fa', slug: 'fa', language: 'fa' })).body
  const before = expecting(200, await told('ferry'))
  t.same(before.body.alternates, [])
  const de = (await draft(editor, { headline: 'Fähre', language: 'de' })).body
  t.match(expecting(200, await group(en.id, de.id)).body, {
    revision: 2,
    items: [{ language: 'de', article: { id: de.id, state: 'draft' } }],
  })
  t.equal((await told('ferry')).etag, before.etag, 'a draft in another language changes no byte')

  expecting(200, await group(en.id, de.id, fa.id))
  const page = expecting(200, await told('ferry')).body
  t.same(page.alternates, [
    { language: 'en-GB', slug: 'ferry', url: 'https://paper.example/articles/ferry', headline: 'Ferry', isDefault: true },
    { language: 'fa', slug: 'fa', url: 'https://paper.example/articles/fa', headline: 'Fa', isDefault: false },
  ])
  t.match(page.jsonLd, { workTranslation: [{ inLanguage: 'fa', url: 'https://paper.example/articles/fa' }] })
  const persian = (await told('fa')).body
  t.same(persian.alternates, page.alternates)
  t.same((await reader('GET', '/articles?language=fa&view=full')).body.items, [persian], 'and so says a list of whole articles')
  t.match(persian.jsonLd, { translationOfWork: { inLanguage: 'en-GB', headline: 'Ferry' } })
  const { token } = await linked(editor, de.id)
  t.match((await reader('GET', `/previews/${token}`)).body.alternates.map(({ slug }: { slug: string }) => slug).sort(), [
    'fa',
    'ferry',
    'fähre',
  ])

  // By the clock, as everything.
  expecting(200, await changed(editor, 'PUT', `${desk}/${de.id}/publication`, { at: clock.in(60), until: clock.in(120) }))
  t.equal(await languages('fa'), 'en-GB fa')
  clock.pass(60)
  t.equal(await languages('fa'), 'en-GB fa de')
  clock.pass(60)
  t.equal(await languages('fa'), 'en-GB fa')

  // The group stays sound, whatever becomes of a language.
  const speak = (id: string, language: string) => changed(editor, 'PATCH', `${desk}/${id}`, { language })
  t.match(await speak(fa.id, 'EN-gb'), { status: 422, body: { errors: [{ pointer: '#/language', code: 'taken' }] } })
  expecting(200, await speak(fa.id, 'fr'))
  t.equal((await speak(de.id, 'fa')).status, 422, 'readers still have the Persian one')
  expecting(200, await changed(editor, 'PUT', `${desk}/${fa.id}/publication`, {}))
  expecting(200, await speak(de.id, 'fa'))
  t.equal((await editor('GET', `${desk}/${en.id}`)).body.revision, 2, 'whoever writes is not disturbed')

  // Who leaves, who stays.
  const it = (await draft(editor, { headline: 'It', language: 'it' })).body
  expecting(200, await group(en.id, de.id, fa.id, it.id))
  t.match(expecting(200, await group(en.id, fa.id)).body.items, [{ article: { id: fa.id } }])
  const withIt = async (id: string) =>
    (await editor('GET', `${desk}/${id}/translations`)).body.items.map(({ article }: { article: { id: string } }) => article.id)
  t.same(await withIt(de.id), [it.id], 'those left out stay together')
  expecting(200, await group(fa.id))
  t.same([await withIt(fa.id), await withIt(en.id)], [[], []])
  t.same((await told('ferry')).body.alternates, [])
  expecting(200, await group(en.id, fa.id))
  expecting(200, await group(en.id, de.id, it.id, fa.id))
  t.equal((await withIt(it.id)).length, 3, 'two groups are one when all are named')

  // What cannot be.
  const [same, imprint, gone, apart] = [
    (await draft(editor, { headline: 'Same', language: 'en-gb' })).body,
    (await draft(editor, { type: 'page', headline: 'Imprint', language: 'sv' })).body,
    (await draft(editor, { headline: 'Gone', language: 'nl' })).body,
    (await draft(editor, { headline: 'Apart', language: 'da' })).body,
  ]
  const kin = (await draft(editor, { headline: 'Kin', language: 'no' })).body
  expecting(200, await group(apart.id, kin.id))
  expecting(200, await changed(editor, 'DELETE', `${desk}/${gone.id}`))
  const refused = [en.id, it.id, it.id, nobody, imprint.id, gone.id, apart.id, same.id]
  const { status, body } = await group(en.id, ...refused)
  t.same(
    [status, body.errors.map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`)],
    [
      422,
      ['itself', '-', 'twice', 'unknown', 'type', 'trashed', 'elsewhere', 'language'].flatMap((code, place) =>
        code === '-' ? [] : [`#/items/${place}/articleId ${code}`],
      ),
    ],
  )
  t.equal((await group(gone.id, en.id)).status, 409)
  t.equal((await editor('PUT', `${desk}/${en.id}/translations`, { items: [] })).status, 428)
  const { etag } = await editor('GET', `${desk}/${en.id}/translations`)
  expecting(200, await group(it.id))
  t.match(
    await editor('PUT', `${desk}/${en.id}/translations`, { items: [] }, { 'if-match': etag }),
    { status: 412, body: { code: 'changed-meanwhile' } },
    'changed from another page of the group',
  )

  // Pages, too, and lists by language.
  expecting(200, await changed(editor, 'PUT', `${desk}/${imprint.id}/publication`, {}))
  const impressum = (await published(editor, { type: 'page', headline: 'Impressum', language: 'de' })).body
  expecting(200, await group(imprint.id, impressum.id))
  t.match((await told('imprint', 'pages')).body.alternates, [
    { language: 'sv', url: 'https://paper.example/pages/imprint' },
    { language: 'de', isDefault: false },
  ])
  const found = async (url: string) => (await reader('GET', url)).body.items.map(({ slug }: { slug: string }) => slug)
  t.same(await found('/pages?language=DE'), ['impressum'])
  t.same([await found('/articles?language=en-GB'), await found('/articles?language=en')], [['ferry'], []], 'just that language')
})
