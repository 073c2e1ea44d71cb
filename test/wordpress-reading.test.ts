import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { cleanContent, type Image } from '../src/transfer/wordpress/content/clean.ts'
import { readWordPress, UnreadableExport, type WordPressItem, type WordPressRecord } from '../src/transfer/wordpress/export/wxr.ts'

const bytes = new TextEncoder()

const channel = `<title>The Lantern &amp; Tide</title><link>https://lantern.example</link><description>News of the bay</description>
<language>en-GB</language><wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://lantern.example/paper</wp:base_blog_url>`

function wxr(records: string, { head = channel, version = '1.2' } = {}) {
  return `<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/6.4" -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/${version}/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/${version}/">
<channel>${head}${records}</channel></rss>`
}

const ferry = `<item><title><![CDATA[Ferry <em>delayed</em> &amp; crowded]]></title><link>https://lantern.example/ferry</link>
<pubDate>Fri, 03 May 2024 06:30:00 +0000</pubDate><dc:creator><![CDATA[ines]]></dc:creator><guid isPermaLink="false">https://lantern.example/?p=7</guid>
<content:encoded><![CDATA[The quay was full — “for hours”.]]></content:encoded><excerpt:encoded><![CDATA[Waiting.]]></excerpt:encoded>
<wp:post_id>7</wp:post_id><wp:post_date>2024-05-03 08:30:00</wp:post_date><wp:post_date_gmt>2024-05-03 06:30:00</wp:post_date_gmt>
<wp:post_modified_gmt>2024-05-04 07:00:00</wp:post_modified_gmt><wp:comment_status>open</wp:comment_status><wp:post_name>%e6%b8%a1%e8%bc%aa</wp:post_name>
<wp:status>publish</wp:status><wp:post_parent>0</wp:post_parent><wp:menu_order>3</wp:menu_order><wp:post_type>post</wp:post_type>
<wp:post_password></wp:post_password><wp:is_sticky>1</wp:is_sticky>
<category domain="category" nicename="harbour"><![CDATA[Harbour &amp; quay]]></category><category domain="post_tag" nicename="ferries">Ferries</category>
<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>12</wp:meta_value></wp:postmeta>
<wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value>ferry-late</wp:meta_value></wp:postmeta>
<wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value>ferry</wp:meta_value></wp:postmeta>
<wp:postmeta><wp:meta_key>_edit_last</wp:meta_key><wp:meta_value>1</wp:meta_value></wp:postmeta>
${comment(31, { approved: '1', author: 'Odd &#038; Sons' })}${comment(32, { approved: '0', parent: 31 })}</item>`

function comment(id: number, { approved = '1', parent = 0, type = '', author = 'Ada' } = {}) {
  return `<wp:comment><wp:comment_id>${id}</wp:comment_id><wp:comment_author><![CDATA[${author}]]></wp:comment_author>
<wp:comment_author_email>ada@example.org</wp:comment_author_email><wp:comment_author_url>https://ada.example</wp:comment_author_url>
<wp:comment_date>2024-05-03 12:00:00</wp:comment_date><wp:comment_date_gmt>2024-05-03 10:00:00</wp:comment_date_gmt>
<wp:comment_content><![CDATA[Well said.]]></wp:comment_content><wp:comment_approved>${approved}</wp:comment_approved>
<wp:comment_type>${type}</wp:comment_type><wp:comment_parent>${parent}</wp:comment_parent></wp:comment>`
}

async function* inChunks(...chunks: (Uint8Array | string)[]) {
  yield* chunks
}

async function read(...chunks: (Uint8Array | string)[]) {
  const records: WordPressRecord[] = []
  let refusal: unknown
  try {
    for await (const record of readWordPress(inChunks(...chunks))) records.push(record)
  } catch (error) {
    refusal = error
  }
  return { records, refusal }
}

async function itemOf(fields: string, document?: Parameters<typeof wxr>[1]): Promise<WordPressItem> {
  const { records, refusal } = await read(wxr(`<item>${fields}</item>`, document))
  if (refusal) throw refusal
  return records.find((record) => record.kind === 'item')!
}

t.test('an export tells of the paper, its people, its sections and then its articles', async (t) => {
  const { records, refusal } = await read(
    wxr(`<wp:author><wp:author_login>ines</wp:author_login><wp:author_email>ines@example.org</wp:author_email>
<wp:author_display_name><![CDATA[Inês Vale]]></wp:author_display_name></wp:author>
<wp:category><wp:term_id>4</wp:term_id><wp:category_nicename>news</wp:category_nicename><wp:category_parent/><wp:cat_name>News</wp:cat_name></wp:category>
<wp:category><wp:category_nicename>harbour</wp:category_nicename><wp:category_parent>news</wp:category_parent>
<wp:cat_name><![CDATA[Harbour &amp; quay]]></wp:cat_name><wp:category_description>Boats.</wp:category_description></wp:category>
<wp:tag><wp:tag_slug>f%c3%a4hre</wp:tag_slug><wp:tag_name>Fähre</wp:tag_name></wp:tag>
<wp:term><wp:term_taxonomy>nav_menu</wp:term_taxonomy><wp:term_slug>main</wp:term_slug><wp:term_name>Main</wp:term_name></wp:term>${ferry}`),
  )
  t.equal(refusal, undefined)
  t.same(records, [
    {
      kind: 'site',
      title: 'The Lantern & Tide',
      tagline: 'News of the bay',
      language: 'en-GB',
      url: 'https://lantern.example/paper',
      version: '1.2',
    },
    { kind: 'author', login: 'ines', name: 'Inês Vale' },
    { kind: 'category', id: '4', slug: 'news', name: 'News', parent: '', description: '' },
    { kind: 'category', id: '', slug: 'harbour', name: 'Harbour & quay', parent: 'news', description: 'Boats.' },
    { kind: 'tag', id: '', slug: 'fähre', name: 'Fähre', description: '' },
    {
      kind: 'item',
      id: '7',
      guid: 'https://lantern.example/?p=7',
      type: 'post',
      status: 'publish',
      title: 'Ferry delayed & crowded',
      slug: '渡輪',
      link: 'https://lantern.example/ferry',
      author: 'ines',
      content: 'The quay was full — “for hours”.',
      excerpt: 'Waiting.',
      publishedAt: '2024-05-03T06:30:00.000Z',
      modifiedAt: '2024-05-04T07:00:00.000Z',
      commentsOpen: true,
      hasPassword: false,
      parentId: '',
      menuOrder: 3,
      sticky: true,
      attachmentUrl: '',
      terms: [
        { taxonomy: 'category', slug: 'harbour', name: 'Harbour & quay' },
        { taxonomy: 'post_tag', slug: 'ferries', name: 'Ferries' },
      ],
      meta: { _thumbnail_id: '12' },
      oldSlugs: ['ferry-late', 'ferry'],
      otherMeta: 1,
      comments: [
        {
          id: '31',
          parentId: '',
          authorName: 'Odd & Sons',
          authorUrl: 'https://ada.example',
          authorEmail: 'ada@example.org',
          createdAt: '2024-05-03T10:00:00.000Z',
          body: 'Well said.',
          state: 'approved',
          type: 'comment',
        },
        {
          id: '32',
          parentId: '31',
          authorName: 'Ada',
          authorUrl: 'https://ada.example',
          authorEmail: 'ada@example.org',
          createdAt: '2024-05-03T10:00:00.000Z',
          body: 'Well said.',
          state: 'pending',
          type: 'comment',
        },
      ],
    },
  ])
})

t.test('a comment keeps what became of it and what it is', async (t) => {
  const cases = [
    ['1', '', 'approved', 'comment'],
    ['0', 'comment', 'pending', 'comment'],
    ['hold', '', 'pending', 'comment'],
    ['constructor', '', 'pending', 'comment'],
    ['spam', '', 'spam', 'comment'],
    ['trash', '', 'trash', 'comment'],
    ['post-trashed', '', 'trash', 'comment'],
    ['1', 'pingback', 'approved', 'pingback'],
    ['1', 'trackback', 'approved', 'trackback'],
    ['1', 'review', 'approved', 'review'],
  ] as const
  const { comments } = await itemOf(cases.map(([approved, type], index) => comment(index + 1, { approved, type })).join(''))
  t.same(
    comments.map(({ state, type }) => [state, type]),
    cases.map(([, , state, type]) => [state, type]),
  )
})

t.test('an article is dated by UTC, then by the clock of the paper, then by its feed', async (t) => {
  const none = '0000-00-00 00:00:00'
  for (const [gmt, local, feed, publishedAt] of [
    ['2024-05-03 06:30:00', '2024-05-03 08:30:00', '', '2024-05-03T06:30:00.000Z'],
    [none, '2024-05-03 08:30:00', '', '2024-05-03T08:30:00.000Z'],
    [none, none, 'Fri, 03 May 2024 08:30:00 +0200', '2024-05-03T06:30:00.000Z'],
    [none, none, 'Mon, 30 Nov -0001 00:00:00 +0000', null],
    ['soon', '2024-13-45 08:30:00', '', null],
    ['', '', '', null],
  ]) {
    const fields = `<pubDate>${feed}</pubDate><wp:post_date>${local}</wp:post_date><wp:post_date_gmt>${gmt}</wp:post_date_gmt>`
    t.equal((await itemOf(fields)).publishedAt, publishedAt, `${gmt} / ${local} / ${feed}`)
  }
})

t.test('a slug is decoded where it is UTF-8', async (t) => {
  for (const [written, slug] of [
    ['%e4%b8%ad-2', '中-2'],
    ['%E4%B8%AD', '中'],
    ['%e4%b8', '%e4%b8'],
    ['100%', '100%'],
    ['a%2fb', 'a%2fb'],
  ]) {
    t.equal((await itemOf(`<wp:post_name>${written}</wp:post_name>`)).slug, slug)
  }
})

t.test('an old export, with much missing, is read', async (t) => {
  const head = '<title>Old Lantern</title><link>https://old.example</link><wp:wxr_version>1.0</wp:wxr_version>'
  const { records } = await read(
    wxr(
      `<wp:category><wp:term_id>4</wp:term_id><wp:category_nicename>news</wp:category_nicename><wp:category_parent></wp:category_parent><wp:cat_name>All news</wp:cat_name></wp:category>
<wp:category><wp:category_nicename>sea</wp:category_nicename><wp:category_parent>All news</wp:category_parent><wp:cat_name>Sea</wp:cat_name></wp:category>
<item><title>Tide table</title><category><![CDATA[Sea]]></category><category domain="category" nicename="sea"><![CDATA[Sea]]></category>
<category domain="tag"><![CDATA[Moon]]></category></item>`,
      { head, version: '1.0' },
    ),
  )
  t.match(records, [
    { kind: 'site', url: 'https://old.example', version: '1.0', tagline: '' },
    { slug: 'news', parent: '' },
    { slug: 'sea', parent: 'news' },
    {
      type: 'post',
      status: 'draft',
      publishedAt: null,
      commentsOpen: false,
      comments: [],
      terms: [
        { taxonomy: 'category', slug: 'sea', name: 'Sea' },
        { taxonomy: 'post_tag', slug: '', name: 'Moon' },
      ],
    },
  ])
})

t.test('pages, pictures, menus and protected articles say what they are', async (t) => {
  t.match(await itemOf('<wp:post_type>page</wp:post_type><wp:post_parent>4</wp:post_parent><wp:post_password>x</wp:post_password>'), {
    type: 'page',
    parentId: '4',
    hasPassword: true,
  })
  const alt = '<wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value>A quay</wp:meta_value></wp:postmeta>'
  const picture = `<wp:post_type>attachment</wp:post_type><guid>https://lantern.example/quay.jpg</guid>${alt}`
  t.match(await itemOf(picture), { attachmentUrl: 'https://lantern.example/quay.jpg', meta: { _wp_attachment_image_alt: 'A quay' } })
  const entry = '<wp:postmeta><wp:meta_key>_menu_item_object_id</wp:meta_key><wp:meta_value>4</wp:meta_value></wp:postmeta>'
  t.match(await itemOf(`<wp:post_type>nav_menu_item</wp:post_type>${entry}`), { meta: { _menu_item_object_id: '4' } })
})

t.test('a file is the same wherever it is cut in two', async (t) => {
  const whole = wxr(ferry)
  const file = bytes.encode(whole)
  const { records } = await read(file)
  t.equal(records.length, 2)
  const differing = []
  for (let cut = 1; cut < file.length; cut += 1) {
    const parts = await read(file.subarray(0, cut), file.subarray(cut))
    if (JSON.stringify(parts) !== JSON.stringify({ records })) differing.push(cut)
  }
  t.same(differing, [])
  t.same(await read(...Array.from(file, (byte) => Uint8Array.of(byte))), { records, refusal: undefined })
  t.same(await read(...whole.replace('full', '🚢').split('')), await read(whole.replace('full', '🚢')))
})

t.test('small flaws of real exports are read past', async (t) => {
  const undeclared = wxr(ferry).replace(/ xmlns:\w+="[^"]*"/g, '')
  for (const [flaw, file] of [
    ['a blank line before the declaration', `\n${wxr(ferry)}`],
    ['a byte order mark', `\ufeff${wxr(ferry)}`],
    ['control characters', wxr(ferry.replace('quay', 'qu\u0000\u000b\uffffay'))],
    ['undeclared prefixes', undeclared],
    ['other prefixes', wxr(ferry).replaceAll('wp:', 'w:').replaceAll('xmlns:wp', 'xmlns:w')],
    ['https in the namespace', wxr(ferry).replaceAll('http://wordpress.org', 'https://wordpress.org')],
    ['output of a plugin after the end', `${wxr(ferry)}\nNotice: something`],
  ] as const) {
    t.match(
      await read(bytes.encode(file)),
      { refusal: undefined, records: [{ kind: 'site' }, { slug: '渡輪', content: /^The quay was full —/ }] },
      flaw,
    )
  }
})

t.test('what is no export is refused, with a sentence that says what to do', async (t) => {
  const feed = wxr(ferry, { head: '<title>A feed</title>' })
  const open = wxr(ferry)
  const deep = '<wp:x>'.repeat(70) + '</wp:x>'.repeat(70)
  for (const [what, file, sentence] of [
    ['an empty file', '', /is empty/],
    ['a web page', '<!DOCTYPE html><html><body>Log in</body></html>', /not a WordPress export/],
    ['an XHTML page', '<html><body>Log in</body></html>', /not a WordPress export/],
    ['plain text', 'title,slug\na,b', /not a WordPress export/],
    ['a feed', feed, /not a WordPress export/],
    ['a later version', wxr('', { head: channel.replace('1.2', '2.0') }), /not a WordPress export/],
    ['RSS without a channel', '<rss version="2.0"></rss>', /not a WordPress export/],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0), /Unpack it first/],
    ['zip', 'PK\u0003\u0004', /Unpack it first/],
    ['a DTD', open.replace('<rss', '<!DOCTYPE rss [<!ENTITY a "aaaa">]><rss'), /DOCTYPE/],
    ['a DTD within', open.replace('<item>', '<!DOCTYPE rss><item>'), /DOCTYPE/],
    ['an entity of its own', open.replace('The Lantern', '&lantern;'), /undefined entity.*line 5/],
    ['broken XML', open.replace('</guid>', '</gid>'), /The XML is broken.*\(line \d+, column \d+\)/],
    ['bottomless nesting', wxr(deep), /nested too deeply/],
    ['another encoding', open.replace('UTF-8', 'ISO-8859-1'), /ISO-8859-1.*Save it as UTF-8/],
    ['an endless field', open.replace('Waiting.', 'w'.repeat(17 * 1024 * 1024)), /too large/],
  ] as const) {
    const { refusal } = await read(file)
    t.ok(refusal instanceof UnreadableExport, what)
    t.match((refusal as Error)?.message, sentence, what)
  }
})

t.test('a DOCTYPE or an entity that an article writes about is text', async (t) => {
  t.equal((await itemOf('<content:encoded><![CDATA[<!DOCTYPE html> &nbsp;]]></content:encoded>')).content, '<!DOCTYPE html> &nbsp;')
  t.equal((await itemOf('<content:encoded>&lt;b&gt; &#233;&#xe9;</content:encoded>')).content, '<b> éé')
})

t.test('of a file cut short, what is whole is read before it is refused', async (t) => {
  const file = wxr(ferry + ferry)
  for (const cut of [
    file.length - 1,
    file.length - '</channel></rss>'.length,
    file.lastIndexOf('Waiting'),
    file.lastIndexOf('</item>') - 3,
  ]) {
    const { records, refusal } = await read(file.slice(0, cut))
    t.match(records.slice(0, 2), [{ kind: 'site' }, { slug: '渡輪' }])
    t.ok(refusal instanceof UnreadableExport)
    t.match((refusal as UnreadableExport).message, /ends in the middle/)
    t.type((refusal as UnreadableExport).line, 'number')
  }
})

t.test('an export of 20,000 articles is read piece by piece, and nothing of it lingers', async (t) => {
  const articles = 20_000
  let written = 0
  let bytesRead = 0
  async function* file() {
    const whole = wxr('<!-- here -->')
    const [before, after] = whole.split('<!-- here -->') as [string, string]
    yield bytes.encode(before)
    for (; written < articles; written += 1) {
      yield bytes.encode(
        `<item><link>https://lantern.example/articles/${written}</link><content:encoded>${'tide '.repeat(600)}</content:encoded></item>`,
      )
    }
    yield bytes.encode(after)
  }
  const links: string[] = []
  let furthestAhead = 0
  const before = heapInUse()
  for await (const record of readWordPress(file(), (count) => (bytesRead = count))) {
    if (record.kind !== 'item') continue
    links.push(record.link)
    furthestAhead = Math.max(furthestAhead, written - links.length)
  }
  t.equal(links.length, articles)
  t.equal(links.at(-1), 'https://lantern.example/articles/19999')
  t.ok(furthestAhead <= 1, `${furthestAhead} articles were read ahead`)
  t.ok(bytesRead > articles * 3000, 'progress is told in bytes')
  t.ok(heapInUse() - before < 12 * 1024 * 1024, 'links that are kept do not keep 60 MB of articles with them')
})

function heapInUse() {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}

const library = new Map<string, Image>([
  ['5', { url: 'https://lantern.example/quay.jpg', alt: 'The "old" quay', caption: 'At <em>dusk</em>' }],
  ['6', { url: 'https://lantern.example/bell.jpg?a=1&b=2', alt: '', caption: '' }],
])

const clean = (source: string) => cleanContent(source, (id) => library.get(id))
const link = (address: string) => `<p><a href="${address}">${address}</a></p>`
const quay =
  '<figure><img src="https://lantern.example/quay.jpg" alt="The &quot;old&quot; quay"><figcaption>At <em>dusk</em></figcaption></figure>'
const bell = '<figure><img src="https://lantern.example/bell.jpg?a=1&amp;b=2" alt=""></figure>'

t.test('blocks leave their HTML, embeds a link, and what WordPress fills in later is counted', async (t) => {
  for (const [source, html, leftOut = {}] of [
    [
      '<!-- wp:paragraph -->\n<p>One</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:paragraph {"dropCap":true} -->\n<p>Two</p>\n<!-- /wp:paragraph -->',
      '<p>One</p>\n<p>Two</p>',
    ],
    ['<!-- wp:group --><div><!-- wp:heading --><h2>A</h2><!-- /wp:heading --></div><!-- /wp:group -->', '<div>\n<h2>A</h2>\n</div>'],
    ['<!-- wp:preformatted --><pre>a\n\n\n b</pre><!-- /wp:preformatted -->', '<pre>a\n\n\n b</pre>'],
    [
      '<!-- wp:gallery --><figure><!-- wp:image --><figure><img src="a.jpg"/></figure><!-- /wp:image --></figure><!-- /wp:gallery -->',
      '<figure>\n<figure><img src="a.jpg"/></figure>\n</figure>',
    ],
    ['<!-- wp:html --><b onclick="x()">[sic]</b><!-- not ours --><!-- /wp:html -->', '<b onclick="x()">[sic]</b>'],
    [
      '<!-- wp:more --><!--more--><!-- /wp:more --><!-- wp:spacer --><div></div><!-- /wp:spacer --><!-- wp:nextpage --><!--nextpage--><!-- /wp:nextpage -->',
      '',
    ],
    [
      '<!-- wp:latest-posts {"postsToShow":3} /--><!-- wp:latest-posts /--><!-- wp:acf/quiz {"q":"<p>"} /-->',
      '',
      { 'block core/latest-posts': 2, 'block acf/quiz': 1 },
    ],
    ['<!-- wp:block {"ref":12} /-->', '', { 'block core/block': 1 }],
    ['<!-- wp:calendar -->\n<!-- /wp:calendar -->', '', { 'block core/calendar': 1 }],
    [
      '<!-- wp:query --><div><!-- wp:post-template --><!-- wp:post-title /--><!-- /wp:post-template --></div><!-- /wp:query -->',
      '',
      { 'block core/query': 1 },
    ],
    ['<!-- wp:query --><p>Kept, for want of an end</p>', '<p>Kept, for want of an end</p>'],
    [
      '<!-- wp:embed {"url":"https://video.example/?v=1\\u0026t=2"} --><figure><div>\nhttps://video.example/?v=1&amp;t=2\n</div><figcaption>A <em>clip</em></figcaption></figure><!-- /wp:embed -->',
      `${link('https://video.example/?v=1&amp;t=2')}\n<p>A <em>clip</em></p>`,
    ],
    [
      '<!-- wp:core-embed/youtube --><figure><div>https://youtu.be/abc</div></figure><!-- /wp:core-embed/youtube -->',
      link('https://youtu.be/abc'),
    ],
    ['<!-- wp:embed {"url":"javascript:alert(1)"} --><figure></figure><!-- /wp:embed -->', '', { 'block core/embed': 1 }],
    [
      '<!-- wp:file --><div><a href="a.pdf">Minutes</a><a href="a.pdf" download>Download</a></div><!-- /wp:file -->',
      '<p><a href="a.pdf">Minutes</a></p>',
    ],
    ['<!-- wp:shortcode -->\n[gallery ids="5"]\n<!-- /wp:shortcode -->', quay],
    ['<!-- wp:shortcode -->\n[wpforms id="3"]\n<!-- /wp:shortcode -->', '', { 'shortcode wpforms': 1 }],
    ['<!-- wp:paragraph --><p>[contact-form-7 id="3"]</p><!-- /wp:paragraph -->', '', { 'shortcode contact-form-7': 1 }],
    ['<!-- wp:paragraph --><p class="x">https://video.example/9</p><!-- /wp:paragraph -->', link('https://video.example/9')],
    [
      '<!-- wp:paragraph --><p>A</p><!-- /wp:paragraph -->\n\nhttps://video.example/9\n\n<!-- wp:paragraph --><p>B</p><!-- /wp:paragraph -->',
      `<p>A</p>\n${link('https://video.example/9')}\n<p>B</p>`,
    ],
    ['<!-- wp:code --><pre><code>[gallery ids="5"]</code></pre><!-- /wp:code -->', '<pre><code>[gallery ids="5"]</code></pre>'],
  ] as [string, string, Record<string, number>?][]) {
    t.same(clean(source), { html, leftOut }, source)
  }
})

t.test('a classic post gets the paragraphs its editor saw', async (t) => {
  for (const [source, html] of [
    ['One\n\nTwo', '<p>One</p>\n<p>Two</p>'],
    ['One\r\nstill one\r\n\r\n\r\nTwo', '<p>One<br>\nstill one</p>\n<p>Two</p>'],
    ['One<br />\nstill one', '<p>One<br />\nstill one</p>'],
    ['A <b>bold\nmove</b>', '<p>A <b>bold<br>\nmove</b></p>'],
    ['One\n<h2>Head\nline</h2>\nTwo', '<p>One</p>\n<h2>Head<br>\nline</h2>\n<p>Two</p>'],
    ['<p class="lead">Given\nhere</p>\n\nAdded', '<p class="lead">Given<br>\nhere</p>\n<p>Added</p>'],
    ['<p>One\n\nTwo</p>', '<p>One</p>\n<p>Two</p>'],
    ['<p></p>\n\nOne', '<p>One</p>'],
    ['<div>Bare</div>', '<div>Bare</div>'],
    ['<div>\n\nOne\n\nTwo\n\n</div>', '<div><p>One</p>\n<p>Two</p>\n</div>'],
    ['<blockquote>Said\nso</blockquote>', '<blockquote><p>Said<br>\nso</p>\n</blockquote>'],
    ['<ul>\n<li>One</li>\n<li>Two\n<ul>\n<li>Three</li>\n</ul>\n</li>\n</ul>', '<ul><li>One</li><li>Two<ul><li>Three</li></ul></li></ul>'],
    ['<table>\n<tr>\n<td>1</td>\n</tr>\n</table>', '<table><tr><td>1</td></tr></table>'],
    ['One\n<pre>\na\n\n<b>b</b>\n</pre>\nTwo', '<p>One</p>\n<pre>\na\n\n<b>b</b>\n</pre>\n<p>Two</p>'],
    ['<script>\nif (a < b)\n\n  c()\n</script>', '<script>\nif (a < b)\n\n  c()\n</script>'],
    ['Say <textarea>\na\n\nb</textarea> so', '<p>Say <textarea>\na\n\nb</textarea> so</p>'],
    ['<img src="a.jpg"\nalt="a\n\nb > c">\n\nOne', '<p><img src="a.jpg"\nalt="a\n\nb > c"></p>\n<p>One</p>'],
    ['One\n<!--more-->\nTwo <!-- note --> three\n<!--nextpage-->\nFour', '<p>One</p>\n<p>Two  three</p>\n<p>Four</p>'],
    ['3 < 4 & 5 > 4', '<p>3 < 4 & 5 > 4</p>'],
    ['One <em>two\n\nthree</em> </div> four', '<p>One <em>two</p>\n<p>three</em></p>\n<p>four</p>'],
    ['<figure><img src="a.jpg">\n<p>One</p></figure>', '<figure><img src="a.jpg"><p>One</p>\n</figure>'],
    ['One\n<hr>\nTwo', '<p>One</p>\n<hr>\n<p>Two</p>'],
    ['One\nhttps://video.example/9\nTwo', `<p>One</p>\n${link('https://video.example/9')}\n<p>Two</p>`],
    ['See https://video.example/9', '<p>See https://video.example/9</p>'],
    ['<a href="https://a.example">\nhttps://a.example\n</a>', '<p><a href="https://a.example"><br>\nhttps://a.example<br>\n</a></p>'],
    [
      '<table><tr><td>https://a.example</td></tr></table>',
      '<table><tr><td><a href="https://a.example">https://a.example</a></td></tr></table>',
    ],
    ['', ''],
  ] as const) {
    t.same(clean(source), { html, leftOut: {} }, source)
  }
})

t.test("WordPress's own shortcodes become what they stand for", async (t) => {
  for (const [source, html, leftOut = {}] of [
    [
      '[caption id="attachment_5" width="300"]<img src="a.jpg" alt="[x]"> The quay\nat dusk[/caption]',
      '<figure><img src="a.jpg" alt="[x]"><figcaption>The quay<br>at dusk</figcaption></figure>',
    ],
    [
      '[caption]<a href="b"><img src="a.jpg"></a> The <em>quay</em>[/caption]',
      '<figure><a href="b"><img src="a.jpg"></a><figcaption>The <em>quay</em></figcaption></figure>',
    ],
    [
      '<p>[wp_caption caption="Old, <b>bold</b> [1]"]<img src="a.jpg">[/wp_caption]</p>',
      '<figure><img src="a.jpg"><figcaption>Old, <b>bold</b> [1]</figcaption></figure>',
    ],
    ['One [caption]<img src="a.jpg">[/caption] two', '<p>One</p>\n<figure><img src="a.jpg"></figure>\n<p>two</p>'],
    ['[gallery columns="2" ids="5, 6,77"]', `${quay}\n${bell}`, { 'gallery image': 1 }],
    ["[gallery include='6' /]", bell],
    ['[gallery ids=”6″]', bell],
    ['[gallery columns="2"]', '', { 'shortcode gallery': 1 }],
    ['[embed width="300"]https://video.example/?a=1&amp;b=2[/embed]', link('https://video.example/?a=1&amp;b=2')],
    ['[youtube https://youtu.be/abc]', link('https://youtu.be/abc')],
    ['[youtube=https://youtu.be/abc]', link('https://youtu.be/abc')],
    ['[youtube id="abcdefghijk"]', link('https://www.youtube.com/watch?v=abcdefghijk')],
    ['[vimeo 12345]', link('https://vimeo.com/12345')],
    ['[vimeo]', '', { 'shortcode vimeo': 1 }],
    ['Listen:\n[audio mp3="https://a.example/a.mp3"][/audio]', '<p>Listen:</p>\n<audio controls src="https://a.example/a.mp3"></audio>'],
    ['[audio https://a.example/a.mp3]', '<audio controls src="https://a.example/a.mp3"></audio>'],
    ['[video mp4="/v.mp4" poster="/p.jpg"][/video]', '<video controls src="/v.mp4" poster="/p.jpg"></video>'],
    ['[video src="https://www.youtube.com/watch?v=abc"]', link('https://www.youtube.com/watch?v=abc')],
    ['[video src="https://%zz/v.mp4"]', '<video controls src="https://%zz/v.mp4"></video>'],
    ['[playlist ids="5"]', '', { 'shortcode playlist': 1 }],
    ['[caption][video src="a.mp4"][/video][/caption]', '<video controls src="a.mp4"></video>'],
  ] as [string, string, Record<string, number>?][]) {
    t.same(clean(source), { html: html.replaceAll('</figcaption></figure>', '</figcaption></figure>'), leftOut }, source)
  }
})

t.test('other shortcodes go, their text stays, and words in brackets are no shortcodes', async (t) => {
  for (const [source, html, leftOut = {}] of [
    ['[quote]Said so[/quote]', '<p>Said so</p>', { 'shortcode quote': 1 }],
    [
      '[su_box]\nOne\n\n[su_note color=red]Two[/su_note]\n[/su_box]',
      '<p>One</p>\n<p>Two</p>',
      { 'shortcode su_box': 1, 'shortcode su_note': 1 },
    ],
    ['[vc_row][vc_column width="1/2"]Text[/vc_column][/vc_row]', '<p>Text</p>', { 'shortcode vc_row': 1, 'shortcode vc_column': 1 }],
    ['[et_pb_text admin_label="a"]Text', '<p>Text</p>', { 'shortcode et_pb_text': 1 }],
    ['[contact-form-7 id="1" title="Ask [us]"] Ask', '<p>Ask</p>', { 'shortcode contact-form-7': 1 }],
    ['[weather town="Bay" /] and [weather town=Bay]', '<p>and</p>', { 'shortcode weather': 2 }],
    ['Lost [/caption] end', '<p>Lost  end</p>'],
    ["He “did [sic] it” [1] […] [top] [Smith, 2] [the editor's note] [a/b] “[Ted] left” [x", null],
    ['[see "the note" below] [link: a=b] [[Harbour]] arr[0] [/nothing]', null],
    ['<a title="[gallery]" href="x">[]</a> <code>[gallery ids="5"]</code>', null],
    ['[[gallery ids="5"]] and [[caption]a[/caption]]', '<p>[gallery ids="5"] and [caption]a[/caption]</p>'],
    ['[constructor] [hasOwnProperty x="1"]', '<p>[constructor]</p>', { 'shortcode hasOwnProperty': 1 }],
  ] as [string, string | null, Record<string, number>?][]) {
    t.same(clean(source), { html: html ?? `<p>${source}</p>`, leftOut }, source)
  }
})

t.test('no text, however contrived, takes long to clean', async (t) => {
  const times = 100_000
  const started = process.cpuUsage()
  for (const piece of [
    '<',
    '<a b=">" ',
    '<!--',
    '<pre>',
    '<div>',
    '[',
    '[a b="',
    '[a "[a " ',
    '[caption]',
    '[b][/c]',
    '<!-- wp:embed -->',
    '[caption]<img ',
    'a \n',
    '\n',
  ]) {
    const source = piece.repeat(times)
    t.type(clean(source).html, 'string')
    t.type(clean(`${source}[/b][/caption]<!-- /wp:embed -->`).html, 'string')
  }
  t.ok(process.cpuUsage(started).user < 30_000_000, 'a quadratic scanner would take minutes')
})
