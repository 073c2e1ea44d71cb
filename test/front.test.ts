import t from 'tap'
import { formerAddresses, terms } from '../src/db/tables.ts'
import { happened } from './helpers/events.ts'
import { changed, draft, expecting, published, term } from './helpers/make.ts'
import { type Answer, type Call, newsroom } from './helpers/newsroom.ts'

const desk = '/editorial/articles'
const nobody = '019342a0-5b00-7c1e-8000-000000000001'

const slugsOf = ({ body }: Answer): string[] => body.items.map(({ slug }: { slug: string }) => slug)

/** Every slug of a list, page by page along its links, which say the same as its cursors. */
async function walked(reader: Call, address: string): Promise<string[]> {
  const found: string[] = []
  let url = address
  for (let pages = 0; pages < 60; pages++) {
    const answer = expecting(200, await reader('GET', url))
    const { hasMore, next } = answer.body.page
    found.push(...slugsOf(answer))
    const link = answer.headers.link?.match(/^<https:\/\/news\.example\/v1(.+)>; rel="next"$/)?.[1]
    const linked = link && new URL(link, 'https://news.example').searchParams.get('cursor')
    if (hasMore !== (next !== null) || (linked ?? null) !== next) throw new Error(`The page and its link disagree: ${next}, ${link}`)
    if (!link) return found
    url = link
  }
  throw new Error('The list does not end')
}

t.test('the list of articles, narrowed by anything', async (t) => {
  const { reader, editor, clock } = await newsroom(t)
  const harbour = await term(editor, 'sections', { name: 'Harbour' })
  const quay = await term(editor, 'sections', { name: 'Quay', parentId: harbour.id })
  const crane = await term(editor, 'sections', { name: 'Crane', parentId: quay.id })
  const town = await term(editor, 'sections', { name: 'Town' })
  const [sailing, weather] = [await term(editor, 'tags', { name: 'Sailing' }), await term(editor, 'tags', { name: 'Weather' })]
  const [ines, tobias] = [await term(editor, 'authors', { name: 'Ines' }), await term(editor, 'authors', { name: 'Tobias' })]
  const by = (...people: { id: string }[]) => people.map(({ id }) => ({ authorId: id }))
  const stories = {
    s1: { sectionId: harbour.id, tagIds: [sailing.id], bylines: by(ines) },
    s2: { sectionId: quay.id, tagIds: [sailing.id, weather.id], bylines: by(tobias, ines), kind: 'opinion' },
    s3: { sectionId: crane.id, tagIds: [weather.id], bylines: by(tobias), language: 'fa' },
    s4: { sectionId: town.id, tagIds: [sailing.id], bylines: by(tobias), kind: 'analysis' },
    s5: { sectionId: null, tagIds: [] },
  }
  const ids: Record<string, string> = {}
  for (const [slug, words] of Object.entries(stories)) {
    ids[slug] = (await published(editor, { headline: slug, slug, ...words })).body.id
    clock.pass(60)
  }
  await published(editor, { type: 'page', headline: 'Imprint', sectionId: harbour.id, tagIds: [sailing.id] })
  ids.hidden = (await draft(editor, { headline: 'Hidden', sectionId: harbour.id, tagIds: [sailing.id], bylines: by(ines) })).body.id

  const cases = {
    '': 's5 s4 s3 s2 s1',
    'sort=publishedAt': 's1 s2 s3 s4 s5',
    'sort=-publishedAt': 's5 s4 s3 s2 s1',
    'section=harbour': 's3 s2 s1',
    'section=quay': 's3 s2',
    'section=crane': 's3',
    'section=town&section=crane': 's4 s3',
    'tag=sailing': 's4 s2 s1',
    'tag=sailing&tag=weather': 's4 s3 s2 s1',
    'author=ines': 's2 s1',
    'author=ines&author=tobias&sort=publishedAt': 's1 s2 s3 s4',
    'section=harbour&tag=sailing': 's2 s1',
    'section=harbour&section=town&tag=sailing&author=tobias': 's4 s2',
    'section=harbour&tag=sailing&author=tobias&kind=opinion&language=en': 's2',
    'section=town&tag=weather': '',
    'kind=opinion': 's2',
    'kind=opinion&kind=analysis': 's4 s2',
    'language=fa': 's3',
    'language=en&kind=news': 's5 s1',
    'section=nowhere': '',
    'section=nowhere&section=quay': 's3 s2',
    'tag=nothing&section=harbour': '',
    'author=nobody': '',
    'section=sailing': '',
    'publishedFrom=2026-01-05T09:02:00Z': 's5 s4 s3',
    'publishedBefore=2026-01-05T09:02:00Z': 's2 s1',
    'publishedFrom=2026-01-05T12:31:00%2B03:30&publishedBefore=2026-01-05T09:03:00.000Z': 's3 s2',
    'publishedFrom=2026-01-05T09:02:00.001Z&section=harbour': '',
    'publishedFrom=2026-01-05T09:01:00Z&tag=sailing&sort=publishedAt': 's2 s4',
  }
  for (const [query, expected] of Object.entries(cases)) {
    t.equal(slugsOf(await reader('GET', `/articles?${query}`)).join(' '), expected, query)
    t.equal((await walked(reader, `/articles?${query}&limit=1`)).join(' '), expected, `${query}, one at a time`)
  }
  const all = (name: string) => Array.from({ length: 9 }, (_, number) => `&${name}=${name}-${number}`).join('')
  const most = `section=harbour${all('section')}&tag=sailing${all('tag')}&author=ines${all('author')}&kind=news&kind=opinion&kind=live`
  t.same(await walked(reader, `/articles?limit=1&${most}&language=en&publishedFrom=2026-01-05T09:00:00Z`), ['s2', 's1'])

  const asked = ['s4', 's1', 'hidden', 's3', 's1'].map((slug) => `id=${ids[slug]}`).join('&')
  t.same(slugsOf(await reader('GET', `/articles?${asked}&id=${nobody}`)), ['s4', 's1', 's3'])
  const [imprint] = (await reader('GET', '/pages')).body.items
  t.same(slugsOf(await reader('GET', `/articles?id=${imprint.id}`)), [], 'a page is never in a list of articles')
  for (const other of ['section=town', 'view=full', 'kind=news'])
    t.match(await reader('GET', `/articles?id=${ids.s1}&${other}`), { status: 400, body: { errors: [{ parameter: 'id', code: 'alone' }] } })

  const [summary] = (await reader('GET', '/articles?limit=1')).body.items
  t.notOk('body' in summary || 'jsonLd' in summary || 'seo' in summary)
  const [full] = (await reader('GET', '/articles?section=quay&view=full&sort=publishedAt&limit=1')).body.items
  t.same(full, (await reader('GET', '/articles/s2')).body)
})

t.test('what a list does not take is refused, and named', async (t) => {
  const { reader, editor } = await newsroom(t)
  for (const headline of ['One', 'Two', 'Three']) await published(editor, { headline })
  for (const headline of ['Imprint', 'About']) await published(editor, { type: 'page', headline })
  const refused = async (url: string, parameter: string, code = 'invalid-request') =>
    t.match(await reader('GET', url), { status: 400, body: { code, errors: [{ parameter }] } }, url)
  for (const limit of ['0', '-1', '101', '1e1', '0x10', 'abc', '', '1.5', '01', '1&limit=2'])
    await refused(`/articles?limit=${limit}`, 'limit')
  for (const [name, nearest] of [
    ['sections', 'section'],
    ['publishedfrom', 'publishedFrom'],
    ['cursr', 'cursor'],
  ] as const) {
    const answer = await reader('GET', `/articles?${name}=x`)
    t.match(answer, { status: 400, body: { errors: [{ parameter: name, code: 'unknown', detail: `Did you mean \`${nearest}\`?` }] } })
  }
  await refused('/articles/one?includes=related', 'includes')
  await refused('/articles/one/related?limit=3', 'limit')
  await refused('/site?x=1', 'x')
  await refused('/articles?sort=publishedAt&sort=-publishedAt', 'sort')
  await refused('/articles?view=full&view=full', 'view')
  await refused('/articles?view=full&limit=21', 'limit')
  await refused('/articles?publishedFrom=2026-01-05T09:00:00Z&publishedFrom=2026-01-05T09:00:00Z', 'publishedFrom')
  await refused('/articles?publishedFrom=yesterday', 'publishedFrom')
  await refused('/articles?publishedBefore=2016-12-31T23:59:60Z', 'publishedBefore')
  await refused('/articles?kind=novel', 'kind')
  await refused('/articles?sort=headline', 'sort')
  await refused('/articles?id=one', 'id')
  await refused('/articles/one?include=related,author', 'include')

  const { next } = (await reader('GET', '/articles?limit=1')).body.page
  t.equal((await reader('GET', `/articles?limit=2&cursor=${next}`)).status, 200, 'another limit is the same list')
  const ofPages = (await reader('GET', '/pages?limit=1')).body.page.next
  t.equal((await reader('GET', `/pages?cursor=${ofPages}`)).status, 200)
  const [position, signature] = next.split('.')
  const further = Buffer.from(JSON.stringify(['2020-01-01T00:00:00.000Z', nobody])).toString('base64url')
  for (const url of [
    ...[
      `/pages?cursor=${next}`,
      `/tags?cursor=${ofPages}`,
      `/articles?kind=news&cursor=${next}`,
      `/articles?sort=publishedAt&cursor=${next}`,
    ],
    ...[`/articles?view=full&cursor=${next}`, `/articles?cursor=${further}.${signature}`, `/articles?cursor=${position}`],
    ...['/articles?cursor=x', `/articles?cursor=${position}.x`, `/articles?cursor=${next}x`, `/articles/one/comments?cursor=${next}`],
  ])
    await refused(url, 'cursor', 'bad-cursor')
  await refused('/articles?cursor=', 'cursor')
})

t.test('pages follow each other without gaps or repeats, whatever is published meanwhile', async (t) => {
  const { reader, editor, clock } = await newsroom(t)
  const tags = [await term(editor, 'tags', { name: 'Sailing' }), await term(editor, 'tags', { name: 'Weather' })]
  const slugs: string[] = []
  for (let number = 0; number < 11; number++) {
    const tagIds = number % 3 === 2 ? tags.map(({ id }) => id) : [tags[number % 3].id]
    slugs.push((await published(editor, { headline: `Story ${number}`, tagIds })).body.slug)
    if (number === 5) clock.pass(1)
  }
  const latest = [...slugs].reverse()
  for (const limit of [1, 2, 3, 10, 11])
    for (const filter of ['', '&tag=sailing&tag=weather', '&view=full&tag=weather&tag=sailing', '&kind=news&language=en']) {
      t.same(await walked(reader, `/articles?limit=${limit}${filter}`), latest, `${limit} ${filter}`)
      t.same(await walked(reader, `/articles?limit=${limit}&sort=publishedAt${filter}`), slugs, `${limit} ${filter} oldest first`)
    }

  await published(editor, { headline: 'Soon' }, { at: clock.in(60) })
  const first = await reader('GET', '/articles?limit=4')
  t.same(slugsOf(first), latest.slice(0, 4))
  clock.pass(60)
  t.same(slugsOf(await reader('GET', '/articles?limit=1')), ['soon'])
  const { id } = first.body.items.at(-1)
  await changed(editor, 'DELETE', `${desk}/${id}`)
  const second = await reader('GET', `/articles?limit=4&cursor=${first.body.page.next}`)
  t.same(slugsOf(second), latest.slice(4, 8), 'also when the story at the cut is gone')
  t.same(await walked(reader, `/articles?limit=4&cursor=${second.body.page.next}`), latest.slice(8))
})

t.test('what a reader has already is not sent again, and a token changes nothing', async (t) => {
  const { reader, editor, as, clock } = await newsroom(t)
  const tag = await term(editor, 'tags', { name: 'Sailing' })
  await published(editor, { headline: 'Lights', tagIds: [tag.id] })
  await published(editor, { type: 'page', headline: 'Imprint' })
  const addresses = [
    ...[
      '/articles',
      '/articles?view=full',
      '/articles/lights',
      '/articles/lights?include=related,comments,latest',
      '/articles/lights/related',
    ],
    ...['/articles/lights/comments', '/pages', '/pages/imprint', '/tags', '/tags/sailing', '/sections', '/authors', '/site'],
  ]
  const stranger = as(`bs_${'0'.repeat(16)}_${'0'.repeat(43)}`)
  for (const url of addresses) {
    const read = expecting(200, await reader('GET', url))
    t.match(read.headers, { etag: /^"(r\d+-)?[\w-]{22}"$/, 'cache-control': /^public/ }, url)
    const head = await reader('HEAD', url)
    t.same([head.status, head.etag, head.headers['content-type']], [200, read.etag, read.headers['content-type']], `HEAD ${url}`)
    for (const have of [read.etag, `W/${read.etag}`, `"x", ${read.etag}`, '*']) {
      const again = await reader('GET', url, undefined, { 'if-none-match': have })
      t.match(again, { status: 304, body: '', etag: read.etag })
      t.equal((await reader('HEAD', url, undefined, { 'if-none-match': have })).status, 304)
    }
    t.equal((await reader('GET', url, undefined, { 'if-none-match': '"x"' })).status, 200)
    const asEditor = await editor('GET', url)
    t.same([asEditor.body, asEditor.etag, asEditor.headers.link], [read.body, read.etag, read.headers.link])
    t.match(asEditor.headers, { 'cache-control': 'private, no-store' })
    t.match(await stranger('GET', url), { status: 401, headers: { 'www-authenticate': /invalid_token/ }, body: { code: 'token-unknown' } })
    t.equal((await reader('GET', url, undefined, { authorization: 'Basic eA==' })).status, 401)
  }
  const { body: secret } = await draft(editor, { headline: 'Secret' })
  t.equal((await editor('GET', `/articles/${secret.slug}`)).status, 404)
  const before = (await reader('GET', '/articles')).etag
  clock.pass(1)
  await published(editor, { headline: 'News' })
  t.equal((await reader('GET', '/articles', undefined, { 'if-none-match': before })).status, 200)
})

t.test('a page costs the same few statements, however much there is on it', async (t) => {
  const asked: string[] = []
  const { reader, editor, moderator, db, services } = await newsroom(t, { onStatement: (statement) => asked.push(statement) })
  const section = await term(editor, 'sections', { name: 'Harbour' })
  const now = services.now().toISOString()
  const kept = { description: '', parentId: null, position: 0, revision: 1, updatedAt: now }
  const many = (kind: 'tag' | 'author', count: number) =>
    Array.from({ length: count }, (_, number) => ({
      ...kept,
      kind,
      id: services.newId(),
      slug: `${kind}-${number}`,
      name: `${kind} ${number}`,
    }))
  const [tags, authors] = [many('tag', 1530), many('author', 100)]
  await db.write(async (tx) => {
    for (let from = 0; from < tags.length; from += 300) await tx.insert(terms).values(tags.slice(from, from + 300))
    await tx.insert(terms).values(authors)
  })
  const filing = (number: number) => ({
    sectionId: section.id,
    tagIds: tags.slice(number * 30, number * 30 + 30).map(({ id }) => id),
    bylines: authors.slice(number * 2, number * 2 + 2).map(({ id }) => ({ authorId: id })),
  })
  const others: { articleId: string }[] = []
  const grow = async (count: number) => {
    const { body: story } = await editor('GET', `${desk}/${main.id}`)
    while (others.length < count) {
      const { body } = await published(editor, { headline: `Other ${others.length}`, ...filing(others.length) })
      others.push({ articleId: body.id })
      const said = await moderator('POST', `/articles/${story.slug}/comments`, { authorName: 'Ann', body: `Comment ${others.length}` })
      for (let answers = 0; answers < (others.length === 1 ? 1 : 2); answers++) {
        const answer = { authorName: 'Bob', body: `Answer ${answers} to ${others.length}`, inReplyTo: said.body.id }
        expecting(201, await moderator('POST', `/articles/${story.slug}/comments`, answer))
      }
    }
    for (let corrections = 0; corrections < Math.min(count, 9); corrections++)
      expecting(201, await editor('POST', `${desk}/${main.id}/corrections`, { kind: 'correction', note: 'It was otherwise.' }))
    expecting(200, await changed(editor, 'PUT', `${desk}/${main.id}/related`, { items: others }))
    expecting(200, await changed(editor, 'PUT', `${desk}/${main.id}/publication`, {}))
  }
  const { body: main } = await published(editor, { headline: 'Main', ...filing(50) })
  const footer = [section, main].map(({ id }, entry) => ({ target: { kind: ['section', 'article'][entry], id } }))
  expecting(200, await editor('PUT', '/editorial/menus/footer', { items: footer }, { 'if-none-match': '*' }))
  for (const place of ['', `/sections/${section.id}`]) {
    const slots = [
      { kind: 'lead', places: 3, pins: [{ articleId: main.id }] },
      ...Array.from({ length: 4 }, () => ({ kind: 'row', places: 20 })),
    ]
    expecting(200, await editor('PUT', `/editorial/front${place}`, { slots }, { 'if-match': '*' }))
  }
  const tenTags = Array.from({ length: 10 }, (_, number) => `tag=tag-${number * 30}`).join('&')
  const tenAuthors = Array.from({ length: 10 }, (_, number) => `author=author-${number}`).join('&')
  const addresses = {
    '/articles/main?include=related,comments,latest': 8,
    '/articles/main': 3,
    '/articles/main/related': 5,
    '/articles/main/comments': 3,
    '/articles?limit=100': 3,
    '/articles?limit=20&view=full': 3,
    '/articles?limit=100&section=harbour&author=author-1&tag=tag-1': 6,
    [`/articles?limit=100&${tenTags}&${tenAuthors}&sort=publishedAt`]: 5,
    '/front': 6,
    '/front/harbour': 7,
    '/menus/footer': 4,
    '/site': 2,
    '/sections': 3,
    '/tags?limit=100': 2,
    '/authors?limit=100': 2,
  }
  const cost = async (url: string) => {
    asked.length = 0
    const answer = expecting(200, await reader('GET', url))
    return { statements: asked.length, answer }
  }
  await grow(1)
  const small = new Map<string, number>()
  for (const [url, most] of Object.entries(addresses)) {
    const { statements } = await cost(url)
    t.ok(statements > 0 && statements <= most, `${url}: ${statements}`)
    small.set(url, statements)
  }
  await grow(50)
  for (const url of Object.keys(addresses)) t.equal((await cost(url)).statements, small.get(url), url)

  const five = Array.from({ length: 5 }, (_, number) => `other-${number}`)
  t.same(slugsOf(await reader('GET', `/articles?${tenTags}&${tenAuthors}&sort=publishedAt`)), five)
  const { answer } = await cost('/articles/main?include=related,comments,latest')
  const { related, comments, latest } = answer.body.included
  t.same([related.items.length, comments.items.length, latest.items.length, answer.body.comments.count], [50, 20, 10, 149])
  t.match(related.items[49].article, { tags: { length: 30 }, bylines: [{ name: 'author 98' }, { name: 'author 99' }] })
  t.match(comments, { items: [{ replyCount: 1 }, { replyCount: 2, replies: [{ body: 'Answer 0 to 2' }, {}] }], page: { hasMore: true } })
  const rest = expecting(200, await reader('GET', `/articles/main/comments?limit=100&cursor=${comments.page.next}`))
  t.same([rest.body.items.length, rest.body.items[0].body], [30, 'Comment 21'], 'and the conversation goes on where the page ends')
  t.equal(
    latest.items.some(({ slug }: { slug: string }) => slug === 'main'),
    false,
  )
  t.same((await reader('GET', '/articles/main/related')).body.items, related.items)
  t.notOk('included' in (await reader('GET', '/articles/main')).body)
  t.same(Object.keys((await reader('GET', '/articles/main?include=latest')).body.included), ['latest'])
})

t.test('sections, tags and authors are shown while something public stands in them', async (t) => {
  const { reader, editor, clock } = await newsroom(t)
  const harbour = await term(editor, 'sections', { name: 'Harbour', position: 2 })
  const quay = await term(editor, 'sections', { name: 'Quay', parentId: harbour.id, position: 1, description: 'Ships' })
  const [sailing, ines] = [await term(editor, 'tags', { name: 'Sailing' }), await term(editor, 'authors', { name: 'Ines' })]
  await term(editor, 'sections', { name: 'Empty' })
  const filing = { sectionId: quay.id, tagIds: [sailing.id], bylines: [{ authorId: ines.id }] }
  const shown = async () => {
    const lists = []
    for (const plural of ['sections', 'tags', 'authors']) lists.push(...slugsOf(await reader('GET', `/${plural}`)))
    for (const address of ['sections/harbour', 'sections/quay', 'tags/sailing', 'authors/ines']) {
      const { status } = await reader('GET', `/${address}`)
      if ((status === 200) !== lists.includes(address.split('/')[1]!)) throw new Error(`${address} answers ${status}`)
    }
    return lists
  }
  await draft(editor, { headline: 'Draft', ...filing })
  t.same(await shown(), [])
  const { body: story } = await published(editor, { headline: 'Lights', ...filing }, { at: clock.in(60), until: clock.in(120) })
  clock.pass(59.999)
  t.same(await shown(), [])
  clock.pass(0.001)
  t.same(await shown(), ['quay', 'harbour', 'sailing', 'ines'], 'in the newspaper’s order')
  t.match(await reader('GET', '/sections/quay'), { body: { name: 'Quay', description: 'Ships', parent: 'harbour' } })
  t.same((await reader('GET', '/site')).body.sections, [
    { slug: 'quay', name: 'Quay', parent: 'harbour' },
    { slug: 'harbour', name: 'Harbour', parent: null },
  ])
  clock.pass(60)
  t.same(await shown(), [])
  t.same((await reader('GET', '/site')).body.sections, [])
  await changed(editor, 'PUT', `${desk}/${story.id}/publication`, {})
  t.same(await shown(), ['quay', 'harbour', 'sailing', 'ines'])
  await changed(editor, 'DELETE', `${desk}/${story.id}`)
  t.same(await shown(), [])

  const names = ['Wind', 'Air', 'Sea', 'Earth', 'Fire']
  const tagIds = []
  for (const name of names) tagIds.push((await term(editor, 'tags', { name })).id)
  await published(editor, { headline: 'Elements', tagIds })
  t.same(await walked(reader, '/tags?limit=2'), ['air', 'earth', 'fire', 'sea', 'wind'])
  t.same(await walked(editor, '/editorial/tags?limit=1'), ['air', 'earth', 'fire', 'sailing', 'sea', 'wind'])
})

t.test('the desk keeps sections, tags and authors', async (t) => {
  const { editor, reader } = await newsroom(t)
  for (const plural of ['sections', 'tags', 'authors'] as const) {
    const list = `/editorial/${plural}`
    const added = await editor('POST', list, { name: 'Sea & Sky', description: 'Both' })
    const { id } = added.body
    t.match(added, { status: 201, body: { slug: 'sea-sky', revision: 1 }, headers: { location: `/v1${list}/${id}`, etag: /^"r1-/ } })
    t.same([(await editor('GET', `${list}/${id}`)).body, (await editor('GET', `${list}/${id}`)).etag], [added.body, added.etag])
    t.equal((await term(editor, plural, { name: 'Sea Sky' })).slug, 'sea-sky-2')
    const taken = { status: 409, body: { code: 'slug-taken', errors: [{ pointer: '#/slug' }] } }
    t.match(await editor('POST', list, { name: 'Sky', slug: 'sea-sky' }), taken)
    t.match(await changed(editor, 'PATCH', `${list}/${id}`, { slug: 'sea-sky-2' }), taken)

    for (const [method, payload] of [
      ['PATCH', { name: 'Sky' }],
      ['DELETE', undefined],
    ] as const) {
      t.match(await editor(method, `${list}/${id}`, payload), { status: 428 })
      const stale = await editor(method, `${list}/${id}`, payload, { 'if-match': '"r7-x"' })
      t.match(stale, { status: 412, body: { code: 'changed-meanwhile', detail: /revision 1 since/ } })
      t.match(await editor(method, `${list}/${nobody}`, payload, { 'if-match': '*' }), { status: 404 })
    }
    const renamed = await changed(editor, 'PATCH', `${list}/${id}`, { name: 'Sky', slug: 'sky' })
    t.match(renamed, { status: 200, body: { name: 'Sky', slug: 'sky', description: 'Both', revision: 2 } })
    t.equal((await editor('GET', `${list}/${id}`)).etag, renamed.etag)
    const misspelt = await editor('POST', list, { nam: 'Sky' })
    t.match(misspelt, { status: 400, body: { errors: [{ pointer: '#/name' }, { pointer: '#/nam', detail: /`name`/ }] } })
    const other = plural === 'tags' ? 'authors' : 'tags'
    t.equal((await editor('GET', `/editorial/${other}/${id}`)).status, 404)
    t.equal((await changed(editor, 'DELETE', `${list}/${id}`)).status, 204)
    t.equal((await editor('GET', `${list}/${id}`)).status, 404)
  }

  const section = await term(editor, 'sections', { name: 'Harbour' })
  const [tag, author] = [await term(editor, 'tags', { name: 'Sailing' }), await term(editor, 'authors', { name: 'Ines' })]
  const filing = { sectionId: section.id, tagIds: [tag.id], bylines: [{ authorId: author.id }] }
  const { body: story } = await published(editor, { headline: 'Lights', ...filing })
  t.match((await changed(editor, 'PATCH', `/editorial/tags/${tag.id}`, { name: 'Boats' })).body, { name: 'Boats' })
  t.match((await reader('GET', '/articles/lights')).body.tags, [{ slug: 'sailing', name: 'Boats' }])
  for (const address of [`sections/${section.id}`, `authors/${author.id}`])
    t.match(await changed(editor, 'DELETE', `/editorial/${address}`), { status: 409, body: { code: 'in-use' } })

  const unused = await term(editor, 'tags', { name: 'Unused' })
  await changed(editor, 'PATCH', `${desk}/${story.id}`, { tagIds: [unused.id, tag.id] })
  t.equal((await changed(editor, 'DELETE', `/editorial/tags/${tag.id}`)).status, 204)
  t.equal((await changed(editor, 'DELETE', `/editorial/tags/${unused.id}`)).status, 204)
  t.same((await reader('GET', '/articles/lights')).body.tags, [])
  t.same((await reader('GET', '/articles?tag=sailing')).body.items, [])
  t.same((await editor('GET', `${desk}/${story.id}`)).body.tagIds, [])
  t.equal((await changed(editor, 'PATCH', `${desk}/${story.id}`, { standfirst: 'x' })).status, 200, 'a story outlives its tags')
  t.equal((await changed(editor, 'PUT', `${desk}/${story.id}/publication`, {})).status, 200)

  const { body: only } = await published(editor, { headline: 'Ferry' })
  const [attic, tobias] = [await term(editor, 'sections', { name: 'Attic' }), await term(editor, 'authors', { name: 'Tobias' })]
  await changed(editor, 'PATCH', `${desk}/${only.id}`, { sectionId: attic.id, bylines: [{ authorId: tobias.id }] })
  for (const address of [`sections/${attic.id}`, `authors/${tobias.id}`])
    t.match(await changed(editor, 'DELETE', `/editorial/${address}`), { status: 409, body: { code: 'in-use' } }, 'a draft needs it')
  await changed(editor, 'PATCH', `${desk}/${only.id}`, { sectionId: null, bylines: [] })
  for (const address of [`sections/${attic.id}`, `authors/${tobias.id}`])
    t.equal((await changed(editor, 'DELETE', `/editorial/${address}`)).status, 204)
})

t.test('a section that moves takes its stories along', async (t) => {
  const { editor, reader } = await newsroom(t)
  const [north, south] = [await term(editor, 'sections', { name: 'North' }), await term(editor, 'sections', { name: 'South' })]
  const coast = await term(editor, 'sections', { name: 'Coast', parentId: north.id })
  const harbour = await term(editor, 'sections', { name: 'Harbour', parentId: coast.id })
  const quay = await term(editor, 'sections', { name: 'Quay', parentId: harbour.id })
  await published(editor, { headline: 'At the quay', sectionId: quay.id })
  await published(editor, { headline: 'In the harbour', sectionId: harbour.id })
  await published(editor, { headline: 'On the coast', sectionId: coast.id })
  const { body: waiting } = await draft(editor, { headline: 'Waiting', sectionId: quay.id })
  const standing = async () => {
    const found: Record<string, string> = {}
    for (const slug of ['north', 'south', 'coast', 'harbour', 'quay'])
      found[slug] = slugsOf(await reader('GET', `/articles?section=${slug}&sort=publishedAt`))
        .map((story) => story.split('-')[2])
        .join(' ')
    return found
  }
  const move = (section: { id: string }, parentId: string | null) =>
    changed(editor, 'PATCH', `/editorial/sections/${section.id}`, { parentId })
  const before = { north: 'quay harbour coast', south: '', coast: 'quay harbour coast', harbour: 'quay harbour', quay: 'quay' }
  t.same(await standing(), before)
  t.match(await move(harbour, south.id), { status: 200, body: { parentId: south.id } })
  t.same(await standing(), { ...before, north: 'coast', south: 'quay harbour', coast: 'coast' })
  await changed(editor, 'PUT', `${desk}/${waiting.id}/publication`, {})
  t.same(slugsOf(await reader('GET', '/articles?section=south')), ['waiting', 'in-the-harbour', 'at-the-quay'])
  await changed(editor, 'DELETE', `${desk}/${waiting.id}`)
  await move(harbour, null)
  t.same(await standing(), { ...before, north: 'coast', south: '', coast: 'coast' })
  await move(harbour, coast.id)
  t.same(await standing(), before)
  await move(harbour, coast.id)
  t.same(await standing(), before)

  for (const below of [north, coast, harbour, quay])
    t.match(await move(north, below.id), { status: 422, body: { errors: [{ pointer: '#/parentId', code: 'circle' }] } })
  const tag = await term(editor, 'tags', { name: 'Sailing' })
  for (const parentId of [nobody, tag.id]) {
    const unknown = { status: 422, body: { errors: [{ pointer: '#/parentId', code: 'unknown' }] } }
    t.match(await move(quay, parentId), unknown)
    t.match(await editor('POST', '/editorial/sections', { name: 'Lost', parentId }), unknown)
  }
  t.match(await changed(editor, 'DELETE', `/editorial/sections/${north.id}`), { status: 409, body: { code: 'in-use' } })
  t.same(await standing(), before)
})

t.test('the masthead has the date, the place and the weather of the newspaper', async (t) => {
  const { reader, editor, owner, moderator, clock } = await newsroom(t)
  const site = async () => (await reader('GET', '/site')).body
  const change = async (words: object) => editor('PATCH', '/site', words, { 'if-match': (await reader('GET', '/site')).etag })
  clock.pass(14.75 * 3600)
  t.match(await site(), { dateline: 'Monday, January 5, 2026', weather: null, place: null })
  const datelines = [
    ['en', 'Europe/Lisbon', 'Monday, January 5, 2026'],
    ['fa', 'Asia/Tehran', /۱۶ دی ۱۴۰۴|۱۴۰۴ دی ۱۶/],
    ['de', 'Europe/Berlin', 'Dienstag, 6. Januar 2026'],
    ['en-GB', 'Pacific/Kiritimati', /Tuesday,? 6 January 2026/],
    ['en', 'America/Los_Angeles', 'Monday, January 5, 2026'],
  ] as const
  for (const [language, timeZone, dateline] of datelines) {
    t.match(await change({ language, timeZone }), { status: 200, body: { language, timeZone } })
    t.match(await site(), { language, timeZone, dateline })
  }
  clock.pass(900)
  expecting(200, await change({ language: 'en', timeZone: 'UTC', place: { name: 'Ellermouth', latitude: 53.1, longitude: null } }))
  t.match(await site(), { dateline: 'Tuesday, January 6, 2026', place: { name: 'Ellermouth', latitude: 53.1, longitude: null } })

  const { etag, body } = await reader('GET', '/site')
  const revision = Number(etag.match(/^"r(\d+)/)![1])
  t.match(await editor('PATCH', '/site', { name: 'New' }), { status: 428 })
  const stale = await editor('PATCH', '/site', { name: 'New' }, { 'if-match': '"r1-x"' })
  t.match(stale, { status: 412, body: { detail: RegExp(`revision ${revision} since`) } })
  const wrong = await editor('PATCH', '/site', { language: 'en-12', timeZone: 'Europe/Lissabon' }, { 'if-match': etag })
  t.match(wrong, { status: 422, body: { errors: [{ pointer: '#/language' }, { pointer: '#/timeZone' }] } })
  t.match(await change({ language: 'jp' }), { status: 422, body: { errors: [{ pointer: '#/language' }] } }, 'dates cannot be written in it')
  t.match(await change({ tagline: 'x', timezone: 'UTC' }), {
    status: 400,
    body: { errors: [{ pointer: '#/timezone', detail: /`timeZone`/ }] },
  })
  t.same((await reader('GET', '/site')).body, body)
  t.match(await moderator('PATCH', '/site', { name: 'New' }, { 'if-match': '*' }), { status: 403 })
  const navigation = [{ label: 'News', href: '/sections/news', children: [{ label: 'Harbour', href: '#harbour' }] }]
  const changed_ = await owner('PATCH', '/site', { name: 'The Gazette', navigation, commentPolicy: { depth: 2 } }, { 'if-match': etag })
  t.match(changed_, {
    status: 200,
    body: { name: 'The Gazette', tagline: '', navigation, commentPolicy: { mode: 'first_time', depth: 2 } },
  })
  t.match(await site(), { name: 'The Gazette', navigation })
  t.match((await published(editor)).body.language, 'en')

  const weather = { temperature: { value: 68.8, unit: 'F' }, condition: 'Light rain' }
  const fed = await editor('PUT', '/site/weather', weather)
  t.match(fed, { status: 200, body: { ...weather, observedAt: clock.in(0) } })
  t.same((await site()).weather, fed.body)
  clock.pass(3 * 3600 - 0.001)
  t.match((await site()).weather, weather)
  clock.pass(0.001)
  t.equal((await site()).weather, null)
  const later = await editor('PUT', '/site/weather', { ...weather, observedAt: clock.in(120) })
  t.match(later, { status: 422, body: { errors: [{ pointer: '#/observedAt', code: 'future' }] } })
  const old = { temperature: { value: -3, unit: 'C' }, observedAt: clock.in(-3600) }
  t.match(await editor('PUT', '/site/weather', old), { status: 200, body: { ...old, condition: null } })
  clock.pass(2 * 3600)
  t.equal((await site()).weather, null, 'its age counts from the reading')
  const [kept, older] = [
    { ...weather, observedAt: clock.in(-60) },
    { ...old, observedAt: clock.in(-120) },
  ]
  for (const reading of [kept, older]) t.match(await editor('PUT', '/site/weather', reading), { status: 200, body: kept })
  t.match((await site()).weather, kept, 'an older reading that arrives late replaces none')
  t.match(await moderator('PUT', '/site/weather', weather), { status: 403 })
  t.match(await editor('PUT', '/site/weather', { temperature: { value: 20, unit: 'K' } }), { status: 400 })
})

t.test('an address of the former site leads to what it has become', async (t) => {
  const { reader, editor, services, clock } = await newsroom(t)
  const section = await term(editor, 'sections', { name: 'Harbour' })
  const [tag, author] = [await term(editor, 'tags', { name: 'Sailing' }), await term(editor, 'authors', { name: 'Ines' })]
  const filing = { sectionId: section.id, tagIds: [tag.id], bylines: [{ authorId: author.id }] }
  const { body: story } = await published(editor, { headline: 'Lichter müde', ...filing }, { at: clock.in(60) })
  const { body: page } = await published(editor, { type: 'page', headline: 'Imprint' })
  const addresses = [
    { path: '/2024/11/01/old', kind: 'article', targetId: story.id },
    { path: '/?p=7', kind: 'article', targetId: story.id },
    { path: '/imprint', kind: 'page', targetId: page.id },
    { path: '/category/harbour', kind: 'section', targetId: section.id },
    { path: '/tag/sailing', kind: 'tag', targetId: tag.id },
    { path: '/author/ines', kind: 'author', targetId: author.id },
    { path: '/gone', kind: 'article', targetId: nobody },
  ] as const
  await services.db.write(async (tx) => void (await tx.insert(formerAddresses).values([...addresses])))
  const look = (path: string) => reader('GET', `/lookup?path=${encodeURIComponent(path)}`)
  t.same((await look('/imprint')).body, { kind: 'page', slug: 'imprint', path: '/v1/pages/imprint' })
  for (const { path, kind } of addresses) if (kind !== 'page') t.equal((await look(path)).status, 404, `${path} before its time`)
  clock.pass(60)
  for (const path of ['/2024/11/01/old', '/2024/11/01/old/', '/2024/11/01/old//', '/?p=7'])
    t.same((await look(path)).body, { kind: 'article', slug: 'lichter-müde', path: '/v1/articles/lichter-m%C3%BCde' }, path)
  t.match((await look('/category/harbour/')).body, { kind: 'section', slug: 'harbour', path: '/v1/sections/harbour' })
  t.match((await look('/tag/sailing')).body, { kind: 'tag', path: '/v1/tags/sailing' })
  t.match((await look('/author/ines')).body, { kind: 'author', path: '/v1/authors/ines' })
  for (const path of ['/gone', '/', '/unknown', '/2024/11/01']) t.equal((await look(path)).status, 404, path)
  t.match(await look('2024'), { status: 400, body: { errors: [{ parameter: 'path' }] } })
  t.match(await reader('GET', '/lookup'), { status: 400, body: { errors: [{ parameter: 'path', code: 'required' }] } })
})

t.test('each change of the masthead and of a term leaves one event, and one that fails leaves none', async (t) => {
  const { editor, clock, db } = await newsroom(t)
  const seen = (work: () => Promise<unknown>) => happened(db, work)
  for (const kind of ['section', 'tag', 'author'] as const) {
    let id = ''
    const address = () => `/editorial/${kind}s/${id}`
    const added = await seen(async () => (id = (await term(editor, `${kind}s`, { name: 'Sea' })).id))
    t.same(added, [{ type: `${kind}.changed`, subjectId: id, data: { slug: 'sea' } }])
    const renamed = await seen(() => changed(editor, 'PATCH', address(), { slug: 'sky' }))
    t.same(renamed, [{ type: `${kind}.changed`, subjectId: id, data: { slug: 'sky' } }])
    t.same(await seen(() => editor('PATCH', address(), { name: 'x' }, { 'if-match': '"r7-x"' })), [])
    t.same(await seen(() => editor('POST', `/editorial/${kind}s`, { name: 'Sky', slug: 'sky' })), [])
    const removed = await seen(() => changed(editor, 'DELETE', address()))
    t.same(removed, [{ type: `${kind}.removed`, subjectId: id, data: { slug: 'sky' } }])
  }
  const named = await seen(async () => expecting(200, await editor('PATCH', '/site', { name: 'The Gazette' }, { 'if-match': '*' })))
  t.same(named, [{ type: 'site.changed', subjectId: 'site', data: { revision: 2 } }])
  t.same(await seen(() => editor('PATCH', '/site', { timeZone: 'Nowhere' }, { 'if-match': '*' })), [])
  const reading = { temperature: { value: 20, unit: 'C' } }
  const read = await seen(async () => expecting(200, await editor('PUT', '/site/weather', reading)))
  t.same(read, [{ type: 'site.weatherChanged', subjectId: 'site', data: { observedAt: clock.in(0) } }])
  t.same(await seen(() => editor('PUT', '/site/weather', { ...reading, observedAt: clock.in(-1) })), [], 'an older one changes nothing')
  t.same(await seen(() => editor('PUT', '/site/weather', { ...reading, observedAt: clock.in(120) })), [])
})

t.test('the masthead and the terms are changed upon the revision that was read, in the statement itself', async (t) => {
  const statements: string[] = []
  const { editor } = await newsroom(t, { onStatement: (statement) => statements.push(statement) })
  const tag = await term(editor, 'tags', { name: 'Sailing' })
  expecting(200, await changed(editor, 'PATCH', `/editorial/tags/${tag.id}`, { name: 'Boats' }))
  expecting(200, await changed(editor, 'PATCH', '/site', { name: 'The Gazette' }))
  expecting(204, await changed(editor, 'DELETE', `/editorial/tags/${tag.id}`))
  for (const change of [/^update "?terms/i, /^update "?site/i, /^delete from "?terms/i]) {
    const found = statements.filter((statement) => change.test(statement))
    t.ok(found.length > 0, `there is one: ${change}`)
    for (const statement of found) t.match(statement, / where .*"revision" = /i)
  }
})
