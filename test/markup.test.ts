import t from 'tap'
import { renderBody } from '../src/articles/body/render.ts'
import { importExport } from '../src/transfer/wordpress/import.ts'
import { addresses } from './helpers/disguises.ts'
import { type Hostile, hostileBodies } from './helpers/hostile-markup.ts'
import { offencesIn } from './helpers/judges.ts'
import { changed, comment, commentPolicy, draft, expecting, published, term } from './helpers/make.ts'
import { type Call, newsroom } from './helpers/newsroom.ts'

const bodies = hostileBodies()

const noText = /\0|\p{Cs}/gu

/** Some of them, of every kind, without what JSON is refused for: NUL and halves of characters. */
const some = bodies.filter((_, index) => index % 139 === 0).map((body) => ({ ...body, source: body.source.replace(noText, '') }))

t.test('nothing that runs, loads or disguises itself comes through, wherever a page puts it (S9: markup of every class)', async (t) => {
  t.ok(bodies.length > 8000, `${bodies.length} bodies`)
  const distinct = new Map<string, Hostile>()
  const unstable: unknown[] = []
  for (const body of bodies) {
    const { html } = renderBody(body)
    if (distinct.has(html)) continue
    distinct.set(html, body)
    if (renderBody({ format: 'html', source: html }).html !== html) unstable.push({ ...body, html })
  }
  t.same(unstable.slice(0, 5), [], 'what was made safe is not changed by being made safe again')
  const offending = [...distinct].map(([html, body]) => ({ offences: offencesIn(html), ...body, html }))
  t.same(offending.filter(({ offences }) => offences.length > 0).slice(0, 5), [])
})

t.test('the judges would notice what they look for', async (t) => {
  const offences: [html: string, offence: string][] = [
    ['<script></script>', '<script>'],
    ['<p onclick="x">', 'p[onclick]'],
    ['<p style="a">', 'p[style]'],
    ['<a href=" JAVA\nscript:x">a</a>', 'a[href] javascript:'],
    ['<a href="\u0001vbscript:x">a</a>', 'a[href] vbscript:'],
    ['<img src="data:x">', 'img[src] data:'],
    ['<iframe src="https://evil.example/"></iframe>', 'iframe[src] evil.example'],
    ['<svg></svg>', '<path>'],
    ['<!-- a -->', '<!-->'],
    ['<h2 id="cookie">a</h2>', 'h2[id] cookie'],
    ['<abbr title="</noscript><img src=x onerror=y>">a</abbr>', 'img[onerror]'],
    ['<abbr title="</textarea><script>y</script>">a</abbr>', '<script>'],
  ]
  for (const [markup, offence] of offences)
    t.ok(offencesIn(markup.replace('<svg>', '<svg><path></path>')).includes(offence), `${markup}: ${offencesIn(markup)}`)
  const kinds = new Set(bodies.filter(({ format }) => format === 'html').map(({ kind }) => kind))
  const noticed = new Set(some.filter(({ format, source }) => format === 'html' && offencesIn(source).length > 0).map(({ kind }) => kind))
  t.ok(noticed.size > 30, `${noticed.size} of ${kinds.size} kinds are noticed before they are made safe`)
})

t.test('bodies are made safe on every way in (S9: created, changed, imported)', async (t) => {
  const { reader, editor, services } = await newsroom(t)
  expecting(200, await editor('PATCH', '/site', { imageRules: { alt: 'optional' } }, { 'if-match': '*' }))
  const publish = async ({ body: { id }, etag }: Awaited<ReturnType<Call>>) =>
    expecting(200, await editor('PUT', `/editorial/articles/${id}/publication`, {}, { 'if-match': etag }))
  const served = async () => (await wholeArticles(reader)).map(({ body }) => body)

  for (const { format, source } of some) await publish(await draft(editor, { body: { format, source } }))
  for (const { format, source } of some) {
    const { body, etag } = await draft(editor)
    const url = `/editorial/articles/${body.id}`
    await publish(expecting(200, await editor('PATCH', url, { body: { format, source } }, { 'if-match': etag })))
  }
  for (const { source } of some.filter(({ format }) => format === 'html')) {
    const { body, etag } = await draft(editor, { body: { format: 'markdown', source } })
    await publish(
      expecting(200, await editor('PATCH', `/editorial/articles/${body.id}`, { body: { format: 'html' } }, { 'if-match': etag })),
    )
  }
  const written = await served()
  t.ok(written.length > 150, `${written.length} bodies`)

  const items = some.map(({ source }, index) => item(index + 1, { 'content:encoded': source }))
  const report = await importExport(services, () => inPieces(wxr(items.join(''))))
  const all = await served()
  t.same(report.imported.articles, { published: some.length })
  t.equal(all.length, written.length + some.length)
  const distinct = [...new Set(all.map(({ html }) => html))]
  t.same(
    distinct.map((html) => ({ offences: offencesIn(html), html })).filter(({ offences }) => offences.length > 0),
    [],
  )
})

t.test('texts are served as they were written, as JSON that no browser takes for markup', async (t) => {
  const { reader, editor, moderator } = await newsroom(t)
  await commentPolicy(editor, { mode: 'post' })
  const texts = ['</script><script>alert(1)</script>', '<!--<script>', '"><img src=x onerror=alert(1)>', '{{7*7}}&lt;b&gt;']
  for (const text of texts) {
    const section = await term(editor, 'sections', { name: text, description: text, slug: `s${texts.indexOf(text)}` })
    const tag = await term(editor, 'tags', { name: text, slug: `t${texts.indexOf(text)}` })
    const author = await term(editor, 'authors', { name: text, slug: `a${texts.indexOf(text)}` })
    const words = {
      headline: text,
      standfirst: text,
      dateline: text,
      source: { name: text, licence: text, usageTerms: text },
      leadImage: { url: 'https://a.example/a.jpg', alt: text, caption: text, credit: text },
      seo: { title: text, description: text },
    }
    const filed = { sectionId: section.id, tagIds: [tag.id], bylines: [{ authorId: author.id, role: text }] }
    const { slug } = (await published(editor, { ...words, ...filed, slug: `story-${texts.indexOf(text)}` })).body
    const story = await reader('GET', `/articles/${slug}`)
    t.match(story, {
      headers: { 'content-type': 'application/json; charset=utf-8', 'x-content-type-options': 'nosniff' },
      body: { ...words, section: { name: text }, tags: [{ name: text }], bylines: [{ name: text, role: text }] },
    })
    t.match(story.body.jsonLd, { headline: text, author: [{ name: text }], keywords: [text], articleSection: text })
    const masthead = {
      name: text,
      tagline: text,
      place: { name: text, latitude: null, longitude: null },
      navigation: [{ label: text, href: '/' }],
    }
    expecting(200, await changed(editor, 'PATCH', '/site', masthead))
    t.match((await reader('GET', '/site')).body, { ...masthead, sections: { length: texts.indexOf(text) + 1 } })
    const { id } = await comment(reader, slug, { authorName: text, body: text })
    expecting(200, await moderator('GET', `/moderation/comments/${id}`))
    const { body } = await moderator('GET', `/moderation/comments/${id}`)
    const { version, revision } = body
    await moderator('PUT', `/moderation/comments/${id}/decision`, { action: 'approve', version, revision })
    t.match((await reader('GET', `/articles/${slug}/comments`)).body.items, [{ authorName: text, body: text }])
  }
})

t.test('an address of any member leads to the web, and to nothing that runs', async (t) => {
  const { reader, editor } = await newsroom(t)
  const { body: story, etag } = await published(editor, { slug: 'story' })
  const url = `/editorial/articles/${story.id}`
  const pointersOf = (answer: Awaited<ReturnType<Call>>) =>
    expecting(400, answer).body.errors.map(({ pointer }: { pointer: string }) => pointer)
  const runs = addresses().filter(({ address }, index) => address.search(noText) < 0 && (index < 5 || index % 3 === 0))
  t.ok(runs.length > 50, `${runs.length} addresses`)
  for (const { disguise, address } of runs) {
    const patch = { source: { name: 'a', url: address }, leadImage: { url: address }, seo: { canonicalUrl: address } }
    const entry = { label: 'a', href: address }
    const navigation = [{ ...entry, children: [{ ...entry, children: [entry] }] }]
    t.same(
      [
        new Set(pointersOf(await editor('PATCH', url, patch, { 'if-match': etag }))),
        new Set(pointersOf(await editor('PATCH', '/site', { navigation }, { 'if-match': '*' }))),
        new Set(pointersOf(await reader('POST', '/articles/story/comments', { authorName: 'Ann', body: 'Well.', authorUrl: address }))),
      ],
      [
        new Set(['#/source/url', '#/leadImage/url', '#/seo/canonicalUrl']),
        new Set(['', '/children/0', '/children/0/children/0'].map((place) => `#/navigation/0${place}/href`)),
        new Set(['#/authorUrl']),
      ],
      disguise,
    )
  }
})

t.test('an import takes addresses of the web only', async (t) => {
  const { reader, services } = await newsroom(t)
  const disguised = addresses()
    .map(({ address }) => legible(address))
    .filter((address) => !/^https?:/i.test(address))
  const items = disguised.flatMap((address, index) => [
    item(1000 + index, { 'wp:post_type': 'attachment', 'wp:attachment_url': address }),
    item(2000 + index, {
      'wp:post_type': 'nav_menu_item',
      more: `<category domain="nav_menu" nicename="main"><![CDATA[Main]]></category>${meta('_menu_item_type', 'custom')}${meta('_menu_item_url', address)}`,
    }),
    item(index + 1, { link: address, more: meta('_thumbnail_id', 1000 + index) + commentBy(index + 1, address) }),
  ])
  await importExport(services, () => inPieces(wxr(items.join(''))))
  const stories = await wholeArticles(reader)
  const comments = await Promise.all(stories.map(({ slug }) => reader('GET', `/articles/${slug}/comments`)))
  t.equal(stories.length, disguised.length)
  t.equal(comments.flatMap(({ body }) => body.items).length, disguised.length)
  const served = [stories, comments.map(({ body }) => body), (await reader('GET', '/site')).body]
  t.same(
    addressesIn(served).filter((address) => !/^https?:$/.test(new URL(address, 'https://paper.example').protocol)),
    [],
  )
})

t.test('while a long body is made safe, everybody else is served', async (t) => {
  const { reader, editor } = await newsroom(t)
  const { body, etag } = await published(editor, { slug: 'story' })
  const source = `${'The tide *came in* at [nine](https://tides.example/).\n\n'.repeat(3)}# Tide\n\n`.repeat(1000)
  const answered: string[] = []
  const noted = (name: string) => (answer: Awaited<ReturnType<Call>>) => {
    answered.push(name)
    return answer
  }
  const long = [
    editor('POST', '/editorial/articles', { headline: 'Long', body: { format: 'markdown', source } }).then(noted('long')),
    editor('PATCH', `/editorial/articles/${body.id}`, { body: { source } }, { 'if-match': etag }).then(noted('long')),
  ]
  await draft(editor).then(noted('draft'))
  await reader('POST', '/articles/story/comments', { authorName: 'Ann', body: 'Well put.' }).then(noted('comment'))
  await reader('GET', '/articles/story').then(noted('story'))
  for (const { body } of await Promise.all(long)) t.equal(body.body.headings.length, 1000)
  t.same(answered, ['draft', 'comment', 'story', 'long', 'long'])
})

t.test('so many long bodies wait, and others are told to come again', async (t) => {
  const { editor } = await newsroom(t)
  const write = (source: string) => editor('POST', '/editorial/articles', { headline: 'Long', body: { format: 'markdown', source } })
  const answers = await Promise.all(['- tide\n'.repeat(10_000), ...Array<string>(10).fill('tide '.repeat(2500))].map(write))
  t.same(answers.map(({ status }) => status).sort(), [...Array(8).fill(201), ...Array(3).fill(503)])
  t.match(
    answers.find(({ status }) => status === 503),
    { headers: { 'retry-after': '5' }, body: { code: 'unavailable' } },
  )
  const deep = { headline: 'Deep', body: { format: 'html', source: `${'<blockquote>'.repeat(201)}${'tide '.repeat(2500)}` } }
  t.match(await editor('POST', '/editorial/articles', deep), {
    status: 422,
    body: { errors: [{ pointer: '#/body/source', code: 'too-deep' }] },
  })
})

t.test('a body is kept as what it was rendered from, also when two change it at once', async (t) => {
  const { editor } = await newsroom(t)
  const { body } = await draft(editor, { body: { format: 'markdown', source: '*a*' } })
  const url = `/editorial/articles/${body.id}`
  const source = `<b>b</b>${' '.repeat(20_000)}`
  const half = editor('PATCH', url, { body: { source } }, { 'if-match': '*' })
  expecting(200, await editor('PATCH', url, { body: { format: 'html' } }, { 'if-match': '*' }))
  t.match(await half, { status: 412, body: { code: 'changed-meanwhile' } })
  t.match((await editor('GET', url)).body, { body: { format: 'html', source: '*a*', html: '<p>*a*</p>' } })
})

/** All public articles with their bodies. */
async function wholeArticles(reader: Call) {
  const articles = []
  for (let url: string | null = '/articles?view=full&limit=20'; url !== null; ) {
    const { body } = expecting(200, await reader('GET', url))
    articles.push(...body.items)
    url = body.page.next === null ? null : `/articles?view=full&limit=20&cursor=${encodeURIComponent(body.page.next)}`
  }
  return articles
}

/** Every value of a member that is an address, however deep. */
function addressesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) =>
    typeof member === 'string' && /url$|^href$|^mainEntityOfPage$/i.test(name) ? [member] : addressesIn(member),
  )
}

const site = 'https://echo.example'

function wxr(records: string) {
  return `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>The Echo</title><link>${site}</link><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_blog_url>${site}</wp:base_blog_url>${records}</channel></rss>`
}

function item(id: number, { more = '', ...fields }: Record<string, string> = {}) {
  const all = {
    title: `Story ${id}`,
    link: `${site}/story-${id}/`,
    'wp:post_id': id,
    'wp:post_name': `imported-${id}`,
    'wp:post_date_gmt': '2024-05-03 06:30:00',
    'wp:post_type': 'post',
    'wp:status': 'publish',
    ...fields,
  }
  return `<item>${Object.entries(all)
    .map(([name, value]) => `<${name}>${cdata(String(value))}</${name}>`)
    .join('')}${more}</item>`
}

function commentBy(id: number, url: string) {
  return `<wp:comment><wp:comment_id>${id}</wp:comment_id><wp:comment_author>Ann</wp:comment_author><wp:comment_author_url>${cdata(url)}</wp:comment_author_url>
<wp:comment_date_gmt>2024-05-04 10:00:00</wp:comment_date_gmt><wp:comment_content>Words.</wp:comment_content><wp:comment_approved>1</wp:comment_approved></wp:comment>`
}

const meta = (key: string, value: string | number) =>
  `<wp:postmeta><wp:meta_key>${key}</wp:meta_key><wp:meta_value>${cdata(String(value))}</wp:meta_value></wp:postmeta>`

const cdata = (text: string) => `<![CDATA[${legible(text).replaceAll(']]>', ']]]]><![CDATA[>')}]]>`

/** What XML can carry of it. */
function legible(text: string) {
  return text.replace(/[^\P{Cc}\t\n]|[\p{Cs}\ufffe\uffff]/gu, '')
}

async function* inPieces(text: string) {
  for (let at = 0; at < text.length; at += 65_536) yield text.slice(at, at + 65_536)
}
