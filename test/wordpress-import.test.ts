import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { asc } from 'drizzle-orm'
import t from 'tap'
import { importWordPress } from '../src/commands/import.ts'
import { articles, events, terms } from '../src/db/tables.ts'
import { formerPath } from '../src/front/former.ts'
import { commentText } from '../src/transfer/wordpress/comment-text.ts'
import { importExport } from '../src/transfer/wordpress/import.ts'
import { reportText } from '../src/transfer/wordpress/report.ts'
import { changed, expecting } from './helpers/make.ts'
import { type Call, newsroom } from './helpers/newsroom.ts'

type Fields = Record<string, string | number>

const site = 'https://echo.example/paper'

/** An export of The Quayside Echo, with these records. */
function wxr(records: string, url = site) {
  return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>The Quayside Echo</title><link>${url}</link><description>Tides &amp;amp; tidings</description><language>pt_BR</language>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>${url}</wp:base_blog_url>
<wp:author><wp:author_login>rosa.m</wp:author_login><wp:author_email>rosa@echo.example</wp:author_email><wp:author_display_name>Rosa Marés</wp:author_display_name></wp:author>
${category(3, 'ferries', 'Ferries', 'harbour')}${category(1, 'news', 'News')}${category(2, 'harbour', 'Harbour', 'news')}${category(4, 'sport', 'Sport')}${category(5, 'lost', 'Lost', 'gone')}
<wp:tag><wp:term_id>8</wp:term_id><wp:tag_slug>tides</wp:tag_slug><wp:tag_name>Tides</wp:tag_name></wp:tag>
<wp:tag><wp:term_id>9</wp:term_id><wp:tag_slug>unused</wp:tag_slug><wp:tag_name>Unused</wp:tag_name></wp:tag>${records}</channel></rss>`
}

function category(id: number, slug: string, name: string, parent = '') {
  return `<wp:category><wp:term_id>${id}</wp:term_id><wp:category_nicename>${slug}</wp:category_nicename><wp:category_parent>${parent}</wp:category_parent><wp:cat_name>${name}</wp:cat_name></wp:category>`
}

/** A published post unless told otherwise; what is in `fields` goes into elements of these names. */
function item(id: number, { more = '', ...fields }: Fields & { more?: string } = {}) {
  const slug = fields.slug ?? `story-${id}`
  const all: Fields = {
    title: `Story ${id}`,
    link: `${site}/2024/05/${slug}/`,
    guid: `${site}/?p=${id}`,
    'dc:creator': 'rosa.m',
    'content:encoded': `<p>The words of story ${id}.</p>`,
    'wp:post_id': id,
    'wp:post_name': slug,
    'wp:post_date_gmt': '2024-05-03 06:30:00',
    'wp:post_type': 'post',
    'wp:status': 'publish',
    'wp:comment_status': 'open',
    ...fields,
  }
  const elements = Object.entries(all).map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`)
  return `<item>${elements.join('')}${more}</item>`
}

const meta = (key: string, value: string | number) =>
  `<wp:postmeta><wp:meta_key>${key}</wp:meta_key><wp:meta_value><![CDATA[${value}]]></wp:meta_value></wp:postmeta>`
const filed = (taxonomy: string, slug: string, name = slug) =>
  `<category domain="${taxonomy}" nicename="${slug}"><![CDATA[${name}]]></category>`

function comment(
  id: number,
  { parent = 0, approved = '1', type = 'comment', body = `Words ${id}.`, at = `2024-05-04 10:00:${String(id % 60).padStart(2, '0')}` } = {},
) {
  return `<wp:comment><wp:comment_id>${id}</wp:comment_id><wp:comment_author><![CDATA[Reader &amp; ${id}]]></wp:comment_author>
<wp:comment_author_email>Reader${id}@Mail.example</wp:comment_author_email><wp:comment_author_url>http://reader.example/ü</wp:comment_author_url>
<wp:comment_author_IP>203.0.113.77</wp:comment_author_IP><wp:comment_date_gmt>${at}</wp:comment_date_gmt><wp:comment_content><![CDATA[${body}]]></wp:comment_content>
<wp:comment_approved>${approved}</wp:comment_approved><wp:comment_type>${type}</wp:comment_type><wp:comment_parent>${parent}</wp:comment_parent></wp:comment>`
}

function menuEntry(id: number, menu: string, fields: Record<string, string | number>, title = '', parent = 0) {
  const details = Object.entries({ menu_item_parent: parent, ...fields }).map(([key, value]) => meta(`_menu_item_${key}`, value))
  return item(id, { 'wp:post_type': 'nav_menu_item', title, 'wp:menu_order': id, more: filed('nav_menu', menu) + details.join('') })
}

async function* inPieces(text: string) {
  for (let at = 0; at < text.length; at += 4096) yield text.slice(at, at + 4096)
}

type Room = Awaited<ReturnType<typeof newsroom>>

const imported = ({ services }: Room, export_: string) => importExport(services, () => inPieces(export_))

/** Every row of every table. */
function dump({ file }: Room) {
  const connection = new Sqlite(file, { readonly: true })
  const tables = connection.prepare("select name from sqlite_schema where type = 'table' order by name").pluck().all() as string[]
  const rows = Object.fromEntries(tables.map((name) => [name, connection.prepare(`select * from "${name}"`).all()]))
  connection.close()
  return rows
}

const find = async (reader: Call, path: string) => reader('GET', `/lookup?path=${encodeURIComponent(path)}`)

const slugsIn = async (reader: Call, list: string) =>
  (await reader('GET', `${list}?limit=100`)).body.items.map(({ slug }: { slug: string }) => slug).sort()

/** A bit of everything that an export can hold. */
const paper = wxr(
  [
    item(10, {
      slug: 'ferry',
      title: 'Ferry &amp; quay',
      'wp:is_sticky': 1,
      'wp:post_modified_gmt': '2024-06-01 08:00:00',
      'excerpt:encoded': 'A <b>slow</b> crossing',
      more:
        filed('category', 'news', 'News') +
        filed('category', 'ferries', 'Ferries') +
        filed('category', 'sport', 'Sport') +
        filed('post_tag', 'tides', 'Tides') +
        filed('post_format', 'post-format-aside') +
        meta('_thumbnail_id', 80) +
        meta('_wp_old_slug', 'ferry-late') +
        meta('_wp_old_slug', 'taken') +
        meta('_edit_last', 1) +
        comment(1) +
        comment(2, { type: 'pingback' }),
    }),
    item(11, { slug: 'taken', 'wp:comment_status': 'closed' }),
    item(20, { 'wp:status': 'draft', title: 'Canary draft', 'wp:post_date_gmt': '0000-00-00 00:00:00' }),
    item(21, { 'wp:status': 'pending', title: 'Canary pending' }),
    item(22, {
      'wp:status': 'private',
      title: 'Canary private',
      more: filed('post_tag', 'canary-tag', 'Canary tag') + meta('_wp_old_slug', 'canary-before') + comment(3),
    }),
    item(23, { 'wp:status': 'future', title: 'Canary future', 'wp:post_date_gmt': '2030-02-01 12:00:00' }),
    item(24, { title: 'Canary tomorrow', 'wp:post_date_gmt': '2026-01-06 12:00:00' }),
    item(25, { title: 'Canary password', 'wp:post_password': 'tide' }),
    item(26, { 'wp:status': 'trash', title: 'Canary trash', slug: 'canary__trashed' }),
    item(27, { 'wp:status': 'auto-draft', title: 'Canary auto-draft' }),
    item(28, { 'wp:status': 'archived-by-plugin', title: 'Canary plugin' }),
    item(29, { title: 'Canary undated', 'wp:post_date_gmt': '' }),
    item(40, { 'wp:post_type': 'page', slug: 'about', title: 'About us', link: `${site}/about/`, 'wp:comment_status': 'closed' }),
    item(41, { 'wp:post_type': 'page', 'wp:status': 'private', title: 'Canary page', slug: 'canary-page' }),
    item(80, {
      'wp:post_type': 'attachment',
      'wp:status': 'inherit',
      'wp:attachment_url': `${site}/files/ferry.jpg`,
      'wp:post_parent': 12,
      'excerpt:encoded': 'The <i>Alba</i>',
      more: meta('_wp_attachment_image_alt', 'A "white" ferry'),
    }),
    item(81, {
      'wp:post_type': 'attachment',
      'wp:status': 'inherit',
      'wp:attachment_url': '/paper/files/quay.png',
      'wp:post_parent': 12,
      'wp:menu_order': 1,
    }),
    item(82, { 'wp:post_type': 'attachment', 'wp:status': 'inherit', 'wp:attachment_url': `${site}/files/list.pdf`, 'wp:post_parent': 12 }),
    item(90, { 'wp:post_type': 'product', more: comment(90) }),
    menuEntry(100, 'Main', { type: 'custom', object: 'custom', url: '#' }, 'Parts'),
    menuEntry(101, 'Main', { type: 'taxonomy', object: 'category', object_id: 2 }, '', 100),
    menuEntry(102, 'Main', { type: 'post_type', object: 'page', object_id: 40 }, '', 101),
    menuEntry(103, 'Main', { type: 'custom', url: 'https://elsewhere.example/' }, 'Deep', 102),
    menuEntry(104, 'Main', { type: 'post_type', object: 'page', object_id: 41 }),
    menuEntry(105, 'Main', { type: 'custom', url: `${site}/2024/05/ferry` }, 'Our ferry'),
    menuEntry(106, 'Main', { type: 'custom', url: 'javascript:alert(1)' }, 'Bad'),
    menuEntry(107, 'Main', { type: 'custom', url: `${site}/` }, 'Home'),
    menuEntry(108, 'Small', { type: 'custom', url: 'https://elsewhere.example/' }, 'Elsewhere'),
  ].join(''),
)

t.test('an imported newspaper has its name, its sections, tags and authors, its pages and its menu', async (t) => {
  const room = await newsroom(t)
  const { reader, editor } = room
  const report = await imported(room, paper)

  const masthead = (await reader('GET', '/site')).body
  t.match(masthead, { name: 'The Quayside Echo', tagline: 'Tides & tidings', language: 'pt-BR' })
  t.same(masthead.navigation, [
    {
      label: 'Parts',
      href: '#',
      children: [{ label: 'Harbour', href: '/sections/harbour', children: [{ label: 'About us', href: '/pages/about' }] }],
    },
    { label: 'Our ferry', href: '/articles/ferry' },
    { label: 'Home', href: '/' },
  ])
  t.same((await reader('GET', '/sections')).body.items, [
    { slug: 'ferries', name: 'Ferries', description: '', parent: 'harbour' },
    { slug: 'harbour', name: 'Harbour', description: '', parent: 'news' },
    { slug: 'news', name: 'News', description: '', parent: null },
  ])
  t.same(await slugsIn(editor, '/editorial/sections'), ['ferries', 'harbour', 'lost', 'news', 'sport'])
  t.same(await slugsIn(editor, '/editorial/tags'), ['canary-tag', 'sport', 'tides', 'unused'])
  t.same(await slugsIn(reader, '/authors'), ['rosa-marés'])
  t.match((await reader('GET', '/pages/about')).body, { headline: 'About us', comments: { open: false } })

  t.match(report, {
    site,
    imported: {
      articles: { published: 2, draft: 8, inReview: 1, trashed: 1 },
      pages: { published: 1, draft: 1 },
      comments: { approved: 2 },
      sections: 5,
      tags: 3,
      authors: 1,
      media: 3,
      oldSlugs: 1,
      menuEntries: 5,
    },
    adapted: {
      'further category kept as a tag': 1,
      'section without the one above it, now at the top': 1,
      'private, now a draft': 2,
      'future, now a draft': 2,
      'password-protected, now a draft': 1,
      'undated, now a draft': 1,
    },
    leftOut: {
      pingback: 1,
      'post type product': 1,
      'comment under what is left out': 1,
      'taxonomy post_format': 1,
      'custom field': 1,
      'old slug that belongs to another': 1,
      'old slug of what is not published': 1,
      'menu “Small”': 1,
      'menu entry below the third level': 1,
      'menu entry to nothing public: post_type': 1,
      'menu entry to nothing public: custom': 1,
    },
  })
  t.ok(report.notes.includes('future: “Canary future” is a draft and keeps its date, 2030-02-01T12:00:00.000Z'))
  t.match(reportText(report), /^From https:\/\/echo\.example\/paper\n\nImported articles\n +2 {2}published\n/)
})

t.test('what was published there is public here with its own date, and nothing else is', async (t) => {
  const room = await newsroom(t)
  const { reader, editor, clock } = room
  await imported(room, paper)

  t.match((await reader('GET', '/articles/ferry')).body, {
    headline: 'Ferry & quay',
    standfirst: 'A slow crossing',
    publishedAt: '2024-05-03T06:30:00.000Z',
    updatedAt: '2024-06-01T08:00:00.000Z',
    pinned: true,
    language: 'pt-BR',
    section: { slug: 'ferries' },
    tags: [{ slug: 'tides' }, { slug: 'sport' }],
    bylines: [{ name: 'Rosa Marés', slug: 'rosa-marés' }],
    leadImage: { url: `${site}/files/ferry.jpg`, alt: 'A "white" ferry', caption: 'The Alba' },
    comments: { count: 1, open: false, closesAt: '2024-05-17T06:30:00.000Z' },
  })
  t.match((await reader('GET', '/articles/taken')).body, { comments: { open: false }, updatedAt: '2024-05-03T06:30:00.000Z' })

  const everywhere = [
    '/articles?view=full',
    '/pages',
    '/site',
    '/sections',
    '/tags',
    '/authors',
    '/articles/ferry?include=related,comments,latest',
    '/pages/about',
  ]
  const desk = (await editor('GET', '/editorial/articles?limit=100')).body.items
  clock.pass(10 * 365 * 86_400)
  for (const address of everywhere) t.notMatch(JSON.stringify(expecting(200, await reader('GET', address)).body), /canary/i, address)
  const hidden = {
    20: 'draft',
    21: 'inReview',
    22: 'draft',
    23: 'draft',
    24: 'draft',
    25: 'draft',
    26: 'trashed',
    27: 'draft',
    28: 'draft',
    29: 'draft',
  }
  for (const [id, state] of Object.entries(hidden)) {
    const slug = id === '26' ? 'canary-trashed' : `story-${id}`
    t.equal(desk.find((article: { slug: string }) => article.slug === slug)?.state, state, slug)
    t.equal((await reader('GET', `/articles/${slug}`)).status, 404)
    for (const path of [`/paper/2024/05/story-${id}`, `/paper/?p=${id}`]) t.equal((await find(reader, path)).status, 404, path)
  }
  t.match(
    desk.find(({ slug }: { slug: string }) => slug === 'story-23'),
    { publishedAt: '2030-02-01T12:00:00.000Z', hasUnpublishedChanges: false },
  )
  t.equal((await reader('GET', '/articles/canary-before')).status, 404)
})

t.test('every old address finds what it has become', async (t) => {
  const room = await newsroom(t)
  const { reader } = room
  const encoded = item(60, { slug: '%e6%b8%a1-100%25', link: `${site}/2024/05/%e6%b8%a1-100%25/`, guid: `${site}/old/%E6%B8%A1` })
  const copied = item(61, { guid: `${site}/?p=60` })
  await imported(room, paper.replace('</channel>', `${copied}${encoded}</channel>`))

  const addresses = {
    '/paper/2024/05/ferry/': 'articles/ferry',
    '/paper/2024/05/ferry': 'articles/ferry',
    '/paper/?p=10': 'articles/ferry',
    '/paper?p=10': 'articles/ferry',
    '/paper/2024/05/ferry-late/': 'articles/ferry',
    '/paper/2024/05/taken': 'articles/taken',
    '/paper/about/': 'pages/about',
    '/paper/?page_id=40': 'pages/about',
    '/paper/category/news/harbour/ferries/': 'sections/ferries',
    '/paper/category/ferries': 'sections/ferries',
    '/paper/tag/tides/': 'tags/tides',
    '/paper/author/rosa-m/': 'authors/rosa-mar%C3%A9s',
    '/paper/2024/05/渡-100%': 'articles/%E6%B8%A1-100',
    '/paper/2024/05/%e6%b8%a1-100%25/': 'articles/%E6%B8%A1-100',
    '/paper/2024/05/%E6%B8%A1-100%25': 'articles/%E6%B8%A1-100',
    '/paper/old/渡': 'articles/%E6%B8%A1-100',
    '/paper/?p=60': 'articles/%E6%B8%A1-100',
  }
  for (const [path, target] of Object.entries(addresses))
    t.match(await find(reader, path), { status: 200, body: { path: `/v1/${target}` } }, path)
  for (const path of ['/', '/paper', '/2024/05/ferry', '/paper/category/sport', '/paper/tag/sport', '/paper/tag/unused'])
    t.equal((await find(reader, path)).status, 404, path)
  t.match(await reader('GET', '/articles/ferry-late'), { status: 308, headers: { location: '/v1/articles/ferry' } })
  t.match(await reader('GET', '/articles/taken'), { status: 200, body: { headline: 'Story 11' } })
})

t.test('a path of the former site has one spelling', async (t) => {
  const spellings: [string, string][] = [
    ['/a/', '/a'],
    ['/a//', '/a'],
    ['/', '/'],
    ['/a/?p=1', '/a?p=1'],
    ['/?p=1', '/?p=1'],
    ['/%C3%A9', '/é'],
    ['/e\u0301', '/é'],
    ['/a%2fb%3fc', '/a%2Fb%3Fc'],
    ['/%ff%zz', '/%FF%zz'],
  ]
  for (const [written, kept] of spellings) t.equal(formerPath(written), kept, written)
})

t.test('bodies and words are made safe and fit', async (t) => {
  const room = await newsroom(t)
  const { reader } = room
  const deep = '<blockquote>'.repeat(300)
  const report = await imported(
    room,
    paper.replace(
      '</channel>',
      [
        item(12, {
          slug: 'gallery',
          'content:encoded': 'Look:\n\n[gallery]\n\n[gallery id="10"]\n\n[gallery ids="81,999" columns="2"]\n\n[[gallery]]',
        }),
        item(13, {
          slug: 'hostile',
          title: '<script>alert(1)</script>Tea &lt;b&gt;\u2028 time',
          'content:encoded':
            '<p onclick="x()">Hi<script>alert(2)</script> <a href="javascript:x()">there</a></p><!-- wp:html --><iframe src="https://evil.example"></iframe><!-- /wp:html -->',
        }),
        item(14, { slug: 'nameless', title: '', 'content:encoded': 'One two three four five six seven eight nine ten' }),
        item(15, { slug: 'empty', title: ' ', 'content:encoded': '' }),
        item(16, { slug: 'endless', title: 'x'.repeat(400), 'excerpt:encoded': 'y'.repeat(1200), 'dc:creator': 'guest@mail.example' }),
        item(17, { slug: 'Big_Slug.%F0%9F', link: `${site}/Big_Slug/` }),
        item(18, { slug: 'deep', 'content:encoded': deep, more: comment(70) }),
        item(19, { slug: 'long', 'content:encoded': '<p>word</p>'.repeat(60_000) }),
        item(30, { slug: 'tagged', more: Array.from({ length: 110 }, (_, position) => filed('post_tag', `t${position}`)).join('') }),
        item(31, { slug: 'picture', more: meta('_thumbnail_id', 12345) }),
        '</channel>',
      ].join(''),
    ),
  )

  const gallery = (await reader('GET', '/articles/gallery')).body.body
  t.equal(gallery.html.match(/<img /g).length, 3)
  t.match(gallery.html, /ferry\.jpg.*quay\.png.*quay\.png/s)
  t.match(gallery.text, /\[gallery\]$/)
  const hostile = (await reader('GET', '/articles/hostile')).body
  t.equal(hostile.headline, 'alert(1)Tea <b> time')
  t.match(hostile.body.html, /^<p>Hi there<\/p>$/)
  t.equal((await reader('GET', '/articles/nameless')).body.headline, 'One two three four five six seven eight …')
  t.equal((await reader('GET', '/articles/empty')).body.headline, 'Untitled')
  const endless = (await reader('GET', '/articles/endless')).body
  t.match(endless, { headline: /^x{299}…$/, standfirst: /^y{999}…$/, bylines: [{ name: 'guest', slug: 'guest' }] })
  t.match(await find(reader, '/paper/Big_Slug'), { body: { slug: 'big-slug-f0-9f' } })
  t.equal((await reader('GET', '/articles/tagged')).body.tags.length, 100)
  t.same(
    [await reader('GET', '/articles/deep'), await reader('GET', '/articles/long')].map(({ status }) => status),
    [404, 404],
  )
  t.match(report, {
    adapted: {
      'headline made of the first words': 2,
      'headline cut at 300 characters': 1,
      'standfirst cut at 1000 characters': 1,
      'slug written in another way': 1 + 1,
    },
    leftOut: {
      'article that cannot be kept': 2,
      'comment under what is left out': 2,
      'tag beyond the 100 that a story takes': 10,
      'gallery image': 1,
      'lead image that is not in the file': 1,
      'shortcode gallery': 1,
    },
  })
  t.match(report.notes.join('\n'), /left out: “Story 18”: .*nested.*\nleft out: “Story 19”: body\/source .*500000/s)
})

t.test('comments come with their threads, states and dates, and as plain text', async (t) => {
  const room = await newsroom(t)
  const { reader, moderator } = room
  const thread = [
    comment(205, { parent: 204 }),
    comment(204, { parent: 203 }),
    comment(203, { parent: 202 }),
    comment(202, {
      parent: 201,
      body: '<script>alert(1)</script>See <a href="https://tides.example/a?b=1&amp;c=2" onclick="x()">this</a>,\r\nor <a href="javascript:x()">that</a> &lt;i&gt; &hellip;',
    }),
    comment(201),
    comment(206, { parent: 999 }),
    comment(207, { approved: '0' }),
    comment(208, { parent: 207 }),
    comment(209, { approved: 'spam' }),
    comment(210, { approved: 'trash' }),
    comment(211, { type: 'trackback' }),
    comment(212, { parent: 211 }),
    comment(213, { type: 'order_note' }),
    comment(214, { body: ' <img src=x> ' }),
    comment(215, { parent: 216 }),
    comment(216, { parent: 215 }),
  ]
  const report = await imported(room, wxr(item(50, { slug: 'talk', more: thread.join('') })))

  const page = (await reader('GET', '/articles/talk/comments')).body
  t.same(
    page.items.map(({ body }: { body: string }) => body),
    ['Words 201.', 'Words 206.', 'Words 212.', 'Words 216.'],
  )
  const [root] = page.items
  t.match(root, {
    authorName: 'Reader & 201',
    authorUrl: 'http://reader.example/%C3%BC',
    createdAt: '2024-05-04T10:00:21.000Z',
    depth: 1,
    replyCount: 4,
  })
  const [second] = root.replies
  t.equal(second.body, 'See this (https://tides.example/a?b=1&c=2),\nor that <i> …')
  t.same(
    second.replies.map(({ body, depth }: { body: string; depth: number }) => [body, depth]),
    [
      ['Words 203.', 3],
      ['Words 204.', 3],
      ['Words 205.', 3],
    ],
  )
  t.same([second.replies[1].inReplyTo, second.replies[2].inReplyTo], [second.replies[0].id, second.replies[1].id])
  t.equal((await reader('GET', '/articles/talk')).body.comments.count, 9)
  t.notMatch(JSON.stringify(page), /mail\.example/i)

  const queue = async (state: string) =>
    (await moderator('GET', `/moderation/comments?state=${state}`)).body.items.map(({ body }: { body: string }) => body)
  t.same([await queue('pending'), await queue('spam'), await queue('rejected')], [['Words 207.'], ['Words 209.'], ['Words 210.']])
  t.match(report, {
    imported: { comments: { approved: 10, pending: 1, spam: 1, rejected: 1 } },
    adapted: { 'reply without the comment it answers, now at the top': 3 },
    leftOut: { trackback: 1, 'comment of type order_note': 1, 'comment without words': 1 },
  })
  const rows = dump(room)
  t.notMatch(JSON.stringify(rows), /203\.0\.113\.77|rosa@/)
  t.ok((rows.comments as { author_email: string }[]).every(({ author_email }) => /^reader\d+@mail\.example$/.test(author_email)))
})

t.test('a comment in HTML is readable as text', async (t) => {
  const texts: [string, string][] = [
    ['Plain & simple', 'Plain & simple'],
    ['Fish &amp; chips', 'Fish & chips'],
    ['One\n\n\n\ntwo  \nthree', 'One\n\ntwo\nthree'],
    ['<p>One</p><p>Two<br>Three</p>', 'One\n\nTwo\nThree'],
    ['<blockquote>Said</blockquote>Answer', 'Said\n\nAnswer'],
    ['<ul><li>a</li><li>b</li></ul>', '- a\n\n- b'],
    ['<a href="https://a.example">https://a.example</a>', 'https://a.example'],
    ['<a href="mailto:ann@a.example">Ann</a>', 'Ann (ann@a.example)'],
    ['1 < 2 and <b>bold</b>', '1 < 2 and bold'],
    ['<style>p{}</style><img src="https://a.example/b.png" alt="A boat">', 'A boat (https://a.example/b.png)'],
  ]
  for (const [html, text] of texts) t.equal(commentText(html), text, html)
})

t.test('whatever an import changes leaves its event, once', async (t) => {
  const room = await newsroom(t)
  await imported(room, paper)
  const rows = await room.db.select().from(events).orderBy(asc(events.sequence))
  const eventsOf = (id: string) => rows.filter(({ subjectId }) => subjectId === id).map(({ type }) => type)
  t.same(eventsOf('site'), ['site.changed', 'site.changed'], 'its name, and its menu')
  for (const { id, kind, name } of await room.db.select().from(terms)) t.same(eventsOf(id), [`${kind}.changed`], name)
  const then = {
    draft: [],
    inReview: ['article.handedIn'],
    published: ['article.published'],
    trashed: ['article.moved'],
    archived: [],
    withdrawn: [],
  }
  const now = room.clock.in(0)
  for (const { id, state, slug, publicFrom } of await room.db.select().from(articles))
    t.same(eventsOf(id), ['article.drafted', ...(publicFrom <= now ? ['article.appeared'] : []), ...then[state]], slug)
})

t.test('importing the same file twice changes nothing, whatever editors did between', async (t) => {
  const room = await newsroom(t)
  const { reader, editor, clock } = room
  await imported(room, paper)
  const { id } = (await reader('GET', '/articles/ferry')).body
  expecting(200, await changed(editor, 'PATCH', `/editorial/articles/${id}`, { headline: 'Ferry, corrected' }))
  expecting(200, await changed(editor, 'PATCH', '/site', { tagline: 'Ours' }))
  const before = dump(room)

  clock.pass(3600)
  const report = await imported(room, paper)
  t.same(dump(room), before)
  await imported(room, paper.replaceAll('https://echo.example', 'http://www.echo.example'))
  t.same(dump(room), before)
  t.same(report.imported, {
    articles: {},
    pages: {},
    comments: {},
    sections: 0,
    tags: 0,
    authors: 0,
    media: 0,
    addresses: 0,
    oldSlugs: 0,
    menuEntries: 0,
  })
  t.same(report.unchanged, { articles: 12, pages: 2, comments: 2, sections: 5, tags: 2, authors: 1, media: 3, oldSlugs: 1, menus: 1 })
})

t.test('a later export brings what is new', async (t) => {
  const room = await newsroom(t)
  const { reader, editor } = room
  await imported(
    room,
    wxr(item(50, { slug: 'talk', more: comment(1) + comment(2, { parent: 1 }) }) + item(51, { slug: 'gone', more: comment(5) })),
  )
  const { id } = (await reader('GET', '/articles/gone')).body
  await changed(editor, 'DELETE', `/editorial/articles/${id}`)
  await imported(
    room,
    wxr(
      item(52) +
        item(50, { slug: 'talk', title: 'Not taken', more: comment(1) + comment(2, { parent: 1 }) + comment(3, { parent: 2 }) }) +
        item(51, { slug: 'gone', more: comment(5) }),
    ),
  )

  t.match((await reader('GET', '/articles/talk')).body, { headline: 'Story 50', comments: { count: 3 } })
  t.match((await reader('GET', '/articles/talk/comments')).body.items, [{ replies: [{ replies: [{ body: 'Words 3.', depth: 3 }] }] }])
  t.same(await slugsIn(reader, '/articles'), ['story-52', 'talk'])
})

t.test('an import that was interrupted is completed by the next', async (t) => {
  const long = paper.replace(
    '</channel>',
    `${Array.from({ length: 60 }, (_, position) => item(1000 + position, { more: comment(1000 + position) })).join('')}</channel>`,
  )
  const whole = await newsroom(t)
  await imported(whole, long)
  for (const survived of [0.3, 0.9]) {
    const room = await newsroom(t)
    let readings = 0
    const powerCut = async function* () {
      const fails = ++readings === 3
      yield* inPieces(fails ? long.slice(0, long.length * survived) : long)
      if (fails) throw new Error('power cut')
    }
    await t.rejects(importExport(room.services, powerCut), /power cut/)
    await imported(room, long)
    const counts = (rows: Record<string, unknown[]>) => Object.fromEntries(Object.entries(rows).map(([name, all]) => [name, all.length]))
    t.same(counts(dump(room)), counts(dump(whole)), `at ${survived}`)
    for (const list of ['/articles', '/pages', '/tags']) t.same(await slugsIn(room.reader, list), await slugsIn(whole.reader, list))
  }
})

t.test('sections and tags that the newspaper has already are joined, and its name and menu stay', async (t) => {
  const room = await newsroom(t)
  const { reader, editor } = room
  expecting(201, await editor('POST', '/editorial/sections', { name: 'Our ferries', slug: 'ferries' }))
  expecting(201, await editor('POST', '/editorial/articles', { headline: 'Ours', slug: 'ferry' }))
  await changed(editor, 'PATCH', '/site', { name: 'The Ellermouth Times', navigation: [{ label: 'Ours', href: '/' }] })
  const report = await imported(room, paper)
  t.match((await reader('GET', '/site')).body, { name: 'The Ellermouth Times', language: 'en', navigation: [{ label: 'Ours' }] })
  t.match((await reader('GET', '/articles/ferry-2')).body, { section: { name: 'Our ferries' } })
  t.match(await find(reader, '/paper/2024/05/ferry'), { body: { slug: 'ferry-2' } })
  t.match(report.adapted, { 'section joined with the one that was here': 1, 'slug written in another way': 2 })
})

t.test('the command refuses the sample newspaper, and files that are no export', async (t) => {
  const { services, file: database } = await newsroom(t, { sample: true })
  const folder = dirname(database)
  const file = join(folder, 'export.xml')
  writeFileSync(file, paper)
  writeFileSync(join(folder, 'half.xml'), paper.slice(0, 3000))
  await t.rejects(importWordPress(services.config, file), /broadsheet seed --remove/)
  const config = { ...services.config, database: join(folder, 'own.db') }
  await t.rejects(importWordPress(config, join(folder, 'none.xml')), /There is no file/)
  await t.rejects(importWordPress(config, folder), /is not a file/)
  await t.rejects(importWordPress(config, join(folder, 'half.xml')), /ends in the middle/)
})
