import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5'
import t from 'tap'
import { renderBody } from '../src/articles/body/render.ts'
import { rendered } from '../src/articles/body/rendering.ts'
import { Problem } from '../src/problem.ts'

const html = (source: string) => renderBody({ format: 'html', source })
const markdown = (source: string) => renderBody({ format: 'markdown', source })

t.test('Markdown becomes HTML', async (t) => {
  const cases: [source: string, html: string][] = [
    ['A *new* **quay**', '<p>A <em>new</em> <strong>quay</strong></p>'],
    ['~~Tuesday~~ Wednesday', '<p><s>Tuesday</s> Wednesday</p>'],
    ['`1 < 2`', '<p><code>1 &lt; 2</code></p>'],
    ['one  \ntwo', '<p>one<br>\ntwo</p>'],
    ['# Tide\n\nSub\n---', '<h2 id="tide">Tide</h2>\n<h2 id="sub">Sub</h2>'],
    ['- a\n- b', '<ul>\n<li>a</li>\n<li>b</li>\n</ul>'],
    ['3. c\n4. d', '<ol start="3">\n<li>c</li>\n<li>d</li>\n</ol>'],
    ['> said', '<blockquote>\n<p>said</p>\n</blockquote>'],
    ['***', '<hr>'],
    ['```js\nlet a\n```', '<pre><code>let a\n</code></pre>'],
    ['[tide](/tides "High")', '<p><a href="/tides" title="High">tide</a></p>'],
    ['<https://harbour.example/>', '<p><a href="https://harbour.example/">https://harbour.example/</a></p>'],
    ['![A crane](/crane.jpg)', '<p><img src="/crane.jpg" alt="A crane"></p>'],
    ['| a |\n|--:|\n| b |', '<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>'],
    ['<b>shown</b> &amp; told', '<p>&lt;b>shown&lt;/b> &amp; told</p>'],
    ['[no](javascript:alert(1))', '<p>[no](javascript:alert(1))</p>'],
    ['[a note][1]\n\n[1]: https://harbour.example/note', '<p><a href="https://harbour.example/note">a note</a></p>'],
    ['', ''],
  ]
  for (const [source, expected] of cases) t.equal(markdown(source).html, expected, JSON.stringify(source))
})

t.test('HTML keeps what it means and loses how it looked', async (t) => {
  const cases: [source: string, html: string][] = [
    ['<p style="color:red" class="lead" id="a" data-x="1" onclick="x()">a</p>', '<p>a</p>'],
    ['<div>one</div><div>two <b>bold</b></div>three', '<p>one</p><p>two <b>bold</b></p><p>three</p>'],
    ['<b style="font-weight:normal"><p>pasted</p><p>text</p></b>', '<p>pasted</p><p>text</p>'],
    ['<p>a <font color="red">b</font> <x-tag>c</x-tag> <span>d</span></p>', '<p>a b c d</p>'],
    ['<p lang="ar" dir="rtl">أ <span lang="en">b</span></p>', '<p lang="ar" dir="rtl">أ <span lang="en">b</span></p>'],
    ['<p lang="not a tag" dir="up">a</p>', '<p>a</p>'],
    ['<p></p><p>&nbsp;</p><p><br></p><h2></h2><ul></ul>', ''],
    ['<a href="/x"><h3>T</h3><p>p</p></a>', '<a href="/x"><h3 id="t">T</h3><p>p</p></a>'],
    ['<p><a name="old">a</a> <a href="/b" hreflang="de" target="_blank" rel="x">b</a></p>', '<p>a <a href="/b" hreflang="de">b</a></p>'],
    [
      '<p><a href="HTTPS://Harbour.example">a</a><a href="mailto:a@b.example">b</a><a href="tel:+1">c</a><a href="#d">d</a></p>',
      '<p><a href="https://Harbour.example">a</a><a href="mailto:a@b.example">b</a><a href="tel:+1">c</a><a href="#d">d</a></p>',
    ],
    ['<ol start="-2" reversed type="a"><li value="7">a</ol>', '<ol start="-2" reversed><li>a</li></ol>'],
    ['<li>loose</li><td>cell</td><summary>sum</summary>', '<p>loose</p><p>cell</p><p>sum</p>'],
    ['<h2>a<div>b</div></h2>', '<h2 id="a-b">a\nb</h2>'],
    [
      '<table><caption>c<col span="2"><tr><th scope="row" colspan="2" width="9">a<td rowspan="x">b</table>',
      '<table><caption>c</caption><colgroup><col span="2"></colgroup><tbody><tr><th scope="row" colspan="2">a</th><td>b</td></tr></tbody></table>',
    ],
    [
      '<figure><img src="a.jpg" alt="" width="100%" height="90" loading="lazy" srcset="b.jpg 2x"><figcaption>c</figcaption></figure>',
      '<figure><img src="a.jpg" alt="" height="90" loading="lazy"><figcaption>c</figcaption></figure>',
    ],
    ['<picture><source srcset="a.webp"><img src="a.jpg"></picture>', '<img src="a.jpg">'],
    [
      '<video autoplay src="https://a.example/v.mp4" poster="p.jpg" width="640">no player</video>',
      '<video src="https://a.example/v.mp4" width="640" controls></video>',
    ],
    [
      '<audio><source src="https://a.example/a.ogg" type="audio/ogg"></audio>',
      '<audio controls><source src="https://a.example/a.ogg" type="audio/ogg"></audio>',
    ],
    ['<audio src="/a.ogg"></audio>', ''],
    ['<details open><summary>s</summary>t</details>', '<details><summary>s</summary>t</details>'],
    ['<a href="/x"><table><tr><td><a href="/y">b</a></table></a>', '<a href="/x"><table><tbody><tr><td>b</td></tr></tbody></table></a>'],
    [
      '<table><caption>a</caption><caption>b</caption><tr><td>c</table>',
      '<table><caption>a</caption><tbody><tr><td>c</td></tr></tbody></table>',
    ],
    ['<dl><div><dt>a<dd>b</div></dl>', '<dl><dt>a</dt><dd>b</dd></dl>'],
    ['<pre>\n\n  a\n  b</pre>', '<pre>  a\n  b</pre>'],
    ['<p>a\u0001b\u0000c&#13;d&#xFFFE;e\ud800f</p>', '<p>abcdef</p>'],
    ['<title>t</title><form><p>a</p><input value="b"></form><textarea>c</textarea><noscript>d</noscript><p>e</p>', '<p>e</p>'],
  ]
  for (const [source, expected] of cases) t.equal(html(source).html, expected, JSON.stringify(source))
})

t.test('headings have ids of their own, in the order of the page', async (t) => {
  const { headings } = markdown(
    '# Tides *today*\n## Tides today\n### Tides today 1\n## 2024\n## Section 2024\n## !!!\n## ???\n## Location\n## 港の歴史\n## Cafe\u0301',
  )
  t.strictSame(headings, [
    { level: 2, id: 'tides-today', text: 'Tides today' },
    { level: 2, id: 'tides-today-1', text: 'Tides today' },
    { level: 3, id: 'tides-today-1-1', text: 'Tides today 1' },
    { level: 2, id: 'section-2024', text: '2024' },
    { level: 2, id: 'section-2024-1', text: 'Section 2024' },
    { level: 2, id: 'section', text: '!!!' },
    { level: 2, id: 'section-1', text: '???' },
    { level: 2, id: 'section-location', text: 'Location' },
    { level: 2, id: '港の歴史', text: '港の歴史' },
    { level: 2, id: 'caf\u00e9', text: 'Cafe\u0301' },
  ])
  t.strictSame(html('<h1 id="mine">A</h1><blockquote><h6>B</h6></blockquote>').headings, [
    { level: 2, id: 'a', text: 'A' },
    { level: 6, id: 'b', text: 'B' },
  ])
})

t.test('players, maps and charts come from the providers on the list', async (t) => {
  const sources = [
    'https://www.youtube.com/embed/dQw4w9WgXcQ?start=3&rel=0',
    'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ',
    'https://player.vimeo.com/video/76979871?h=8272103f6e',
    'https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/1',
    'https://open.spotify.com/embed/track/1',
    'https://www.dailymotion.com/embed/video/x1',
    'https://geo.dailymotion.com/player.html?video=x1',
    'https://datawrapper.dwcdn.net/abcde/1/',
    'https://flo.uri.sh/visualisation/1/embed',
    'https://www.openstreetmap.org/export/embed.html?bbox=1,2,3,4',
    'https://embed.podcasts.apple.com/de/podcast/x/id1',
  ]
  for (const src of sources) {
    const { html: rendered, text } = html(
      `<iframe src="${src}" title="T" width="560" height="315" allowfullscreen onload="x()">inner</iframe>`,
    )
    t.strictSame(attributesOfFirst(rendered, 'iframe'), {
      src,
      title: 'T',
      width: '560',
      height: '315',
      allowfullscreen: '',
      loading: 'lazy',
      referrerpolicy: 'strict-origin-when-cross-origin',
      sandbox: 'allow-scripts allow-same-origin allow-popups allow-presentation',
    })
    t.equal(text, '')
  }
  t.match(attributesOfFirst(html('<iframe src="//www.youtube.com/embed/x"></iframe>').html, 'iframe'), {
    src: 'https://www.youtube.com/embed/x',
    title: 'YouTube',
  })
})

t.test('what only looks like a provider leaves nothing', async (t) => {
  const sources = [
    '',
    'about:blank',
    '/embed/x',
    'http://www.youtube.com/embed/x',
    'https://www.youtube.com.evil.example/embed/x',
    'https://evil.example/?https://www.youtube.com/embed/x',
    'https://evil.example/embed/x#www.youtube.com/embed/',
    'https://www.youtube.com@evil.example/embed/x',
    'https://user@www.youtube.com/embed/x',
    'https://user:secret@www.youtube.com/embed/x',
    'https://www.youtube.com:8443/embed/x',
    'https://www.youtube.com./embed/x',
    'https://youtube.com/embed/x',
    'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
    'https://www.youtube.com/embed/../redirect?q=evil',
    'https://www.youtube.com/EMBED/x',
    'https://wwwyoutube.com/embed/x',
    'https://www.yоutube.com/embed/x',
    'https://evil.example\\@www.youtube.com/embed/x',
    'ftp://www.youtube.com/embed/x',
    'javascript://www.youtube.com/embed/%0aalert(1)',
    'data:text/html,https://www.youtube.com/embed/x',
  ]
  for (const src of sources) t.equal(html(`<iframe src="${src}"></iframe>`).html, '', src)
  t.equal(html('<iframe srcdoc="<p>a</p>"></iframe>').html, '')
})

t.test('the address of a video on a line of its own becomes its player', async (t) => {
  const youtube = 'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ'
  const cases: [source: string, src: string][] = [
    ['https://www.youtube.com/watch?v=dQw4w9WgXcQ', youtube],
    ['https://m.youtube.com/watch?app=x&v=dQw4w9WgXcQ', youtube],
    ['http://youtube.com/shorts/dQw4w9WgXcQ', youtube],
    ['https://youtu.be/dQw4w9WgXcQ?si=x&t=42s', `${youtube}?start=42`],
    ['https://vimeo.com/76979871', 'https://player.vimeo.com/video/76979871'],
  ]
  for (const [address, src] of cases) {
    const link = address.replaceAll('&', '&amp;')
    const bodies = [markdown(address), markdown(`<${address}>`), html(`<p>${link}</p>`), html(`<div><a href="${link}">${link}</a></div>`)]
    for (const { html: rendered, text } of bodies) {
      t.equal(attributesOfFirst(rendered, 'iframe')?.src, src, rendered)
      t.match(rendered, /^<figure><iframe [^>]+><\/iframe><\/figure>$/)
      t.equal(text, '')
    }
  }
  const figure = html('<figure><div>https://vimeo.com/1</div><figcaption>The quay</figcaption></figure>')
  t.match(figure.html, /^<figure><iframe [^>]+><\/iframe><figcaption>The quay<\/figcaption><\/figure>$/)
  t.equal(figure.text, 'The quay')

  const links = [
    'See https://youtu.be/dQw4w9WgXcQ',
    '[the film](https://youtu.be/dQw4w9WgXcQ)',
    'https://youtu.be/short',
    'https://youtu.be.evil.example/dQw4w9WgXcQ',
    'https://user@youtu.be/dQw4w9WgXcQ',
    'https://vimeo.com/channels/1',
    'https://www.youtube.com/channel/dQw4w9WgXcQ',
  ]
  for (const link of links) t.equal(attributesOfFirst(markdown(link).html, 'iframe'), undefined, link)
})

t.test('rendering what was rendered changes nothing', async (t) => {
  const bodies = [
    markdown(
      '# A\n\n# A\n\ntext ~~s~~ `c`\n\n- a\n  - b\n\n      code\n\n| a |\n|---|\n| b |\n\nhttps://youtu.be/dQw4w9WgXcQ\n\n![i](i.png "t")',
    ),
    html('<pre>\n\n\n<b></b>\na</pre> x <h3> y <i> z </i> </h3><table><caption> c <tr><td> d <th><p>e'),
    html('<ul><li>a<ul><li>b</ul></li>text<p>c</ul><dl><dd>d<dt>e</dl><a href="/x">l<p>m<a href="/y">n</a></p></a>'),
    html('<p>a<b>b<p>c</b>d<i><b>e<p>f</i>g<div>h<h2>i<h3>j</h3>k</div>l'),
    html('<figure><a href="/x"><img src="a"></a><div>cap</div></figure><div><img src="a"> <img src="b"></div><del><p>a</p>b</del>'),
  ]
  for (const body of bodies) t.strictSame(html(body.html), body)
})

t.test('the text is what a reader sees, block by block', async (t) => {
  const cases: [source: string, text: string][] = [
    ['<h2>T</h2><p>a<br>b</p>\n\n\n<p> c   d </p>', 'T\n\na\nb\n\nc d'],
    ['<ul><li>a<li>b</ul><table><tr><td>1<td>2<tr><td>3</table><table><tr><td>4</table>', 'a\nb\n1\t2\n3\n4'],
    ['<figure><img src="a.png" alt="unseen"><figcaption>seen</figcaption></figure>', 'seen'],
    ['<details><summary>more</summary>less</details>', 'more\nless'],
    ['<pre>  a\n    b</pre>', 'a\n    b'],
    ['<p>x<p><iframe src="https://www.youtube.com/embed/x">y</iframe><p>z', 'x\n\nz'],
  ]
  for (const [source, expected] of cases) t.equal(html(source).text, expected, JSON.stringify(source))
})

t.test('the excerpt is the beginning of the running text', async (t) => {
  const long = (sentence: string, times: number) => Array.from({ length: times }, () => sentence).join(' ')
  const tide = 'The tide came in at nine and nobody on the quay was surprised.'
  const cases: [name: string, source: string, excerpt: string][] = [
    ['nothing', '', ''],
    ['no paragraphs', '# Title\n\n- item\n\n```\ncode\n```\n\n![alt](a.png)', ''],
    ['headings, lists, quotes and code are skipped', '# T\n\nOne.\n\n- item\n\n> quote\n\n    code\n\nTwo.', 'One. Two.'],
    ['whole sentences', long(tide, 9), long(tide, 4)],
    ['a paragraph ends a sentence', `${long(tide, 3)} No stop here\n\n${long('x', 200)}`, `${long(tide, 3)} No stop here`],
    ['whole words, where only a short sentence ends', `Never. ${long('Harbour', 60)}`, `Never. ${long('Harbour', 34)}…`],
    ['whole words, where no sentence ends', long('harbour', 60), `${long('harbour', 34)} harbour…`],
    [
      'no abbreviation ends a sentence',
      `${'a '.repeat(100)}met Dr. Smith on 3. May ${'b '.repeat(100)}`,
      `${'a '.repeat(100)}met Dr. Smith on 3. May ${'b '.repeat(27)}b…`,
    ],
    [
      'German',
      long('Die Flut kam um neun, und am Kai war niemand überrascht darüber.', 9),
      long('Die Flut kam um neun, und am Kai war niemand überrascht darüber.', 4),
    ],
    ['Chinese', '潮水九点上涨，码头上没有人感到惊讶。'.repeat(30), '潮水九点上涨，码头上没有人感到惊讶。'.repeat(15)],
    [
      'Arabic',
      long('هل ارتفع المد عند التاسعة ولم يفاجأ أحد على الرصيف؟', 9),
      long('هل ارتفع المد عند التاسعة ولم يفاجأ أحد على الرصيف؟', 5),
    ],
  ]
  for (const [name, source, expected] of cases) t.equal(markdown(source).excerpt, expected, name)

  const graphemes = (text: string) => [...new Intl.Segmenter('und').segment(text)].length
  for (const source of [
    long(tide, 4),
    'สภาเมืองประชุมเมื่อวันอังคาร'.repeat(40),
    '👩‍👩‍👧‍👦'.repeat(400),
    '👩‍👩‍👧‍👦 '.repeat(400),
    `e${'\u0301'.repeat(9000)} f`,
    'x'.repeat(900),
  ]) {
    t.ok(graphemes(markdown(source).excerpt) <= 280, source.slice(0, 20))
  }
  t.equal(markdown('👩‍👩‍👧‍👦'.repeat(280)).excerpt, '👩‍👩‍👧‍👦'.repeat(280))
})

t.test('words are counted as their language divides them', async (t) => {
  const cases: [source: string, words: number][] = [
    ['', 0],
    ['— … !', 0],
    ['The harbour’s new quay, built in 2024, isn’t open.', 9],
    ['Die Hafenbehörde hat’s gewusst.', 4],
    ['我们在北京工作', 4],
    ['ارتفع المد عند التاسعة', 4],
    ['ฉันรักคุณ', 3],
    ['- one\n- two\n\n| three | four |\n|---|---|\n| five | six |', 6],
  ]
  for (const [source, words] of cases) t.equal(markdown(source).wordCount, words, JSON.stringify(source))
  t.equal(markdown('harbour '.repeat(5000)).wordCount, 5000)
})

t.test('a body may be 200 levels deep, and no deeper', async (t) => {
  t.equal(html(`${'<blockquote>'.repeat(200)}x`).text, 'x')
  t.equal(markdown(`${'> '.repeat(199)}x`).text, 'x')
  const tooDeep = [
    () => html(`${'<blockquote>'.repeat(201)}x`),
    () => html('<div>'.repeat(100_000)),
    () => html('<b>'.repeat(100_000)),
    () => html('<svg>'.repeat(100_000)),
    () => html('<template>'.repeat(100_000)),
    () => html('<ul><li>'.repeat(50_000)),
    () => html('<table><tr><td>'.repeat(5000)),
    () => markdown(`${'> '.repeat(200)}x`),
    () => markdown(`${'> '.repeat(5000)}x`),
    () => markdown(`${'- '.repeat(5000)}x`),
    () => markdown(Array.from({ length: 300 }, (_, level) => `${' '.repeat(2 * level)}- x`).join('\n')),
    () => markdown(`${'*'.repeat(5000)}x${'*'.repeat(5000)}`),
  ]
  for (const render of tooDeep) {
    const problem = thrownBy(render)
    t.match(problem, { code: 'unprocessable', message: 'The body is nested too deeply (more than 200 levels).' })
    t.match(problem?.errors, [{ pointer: '#/body/source', code: 'too-deep' }])
  }
})

t.test('a short body that would become a long one is refused', async (t) => {
  const unclosed = `<p>${'<b><b><b><i><i><i><u><u><u><s><s><s>'}</p>${'<p>x'.repeat(50_000)}`
  t.match(thrownBy(() => html(unclosed))?.errors, [{ pointer: '#/body/source', code: 'unclosed' }])
  const references = `[a]: https://a.example/${'x'.repeat(50_000)}\n\n${'[a]'.repeat(1000)}`
  t.match(thrownBy(() => markdown(references))?.errors, [{ pointer: '#/body/source', code: 'expands' }])
  t.equal(markdown('['.repeat(5000)).text, '['.repeat(5000))
})

t.test('a body that is saved has a thousand headings at most', async (t) => {
  for (const heading of ['# Tide\n', '# Tide, and the time of the next one\n']) {
    const body = (times: number) => ({ format: 'markdown', source: heading.repeat(times) }) as const
    t.equal((await rendered(body(1000))).headings.length, 1000)
    await t.rejects(rendered(body(1001)), { errors: [{ pointer: '#/body/source', code: 'too-many-headings' }] })
    t.equal(renderBody(body(1001)).headings.length, 1001, 'while one that was saved before there was a limit can be checked')
  }
})

t.test('a body of a megabyte is rendered whole', async (t) => {
  const paragraph = 'The council met on *Tuesday* to discuss the [harbour](https://harbour.example/). Nobody went home happy.\n\n'
  const times = Math.ceil(2 ** 20 / paragraph.length)
  const { html: rendered, text, wordCount, headings, excerpt } = markdown(`# Harbour\n\n${paragraph.repeat(times)}# End`)
  t.equal(rendered.match(/<a href="https:\/\/harbour\.example\/">harbour<\/a>/g)?.length, times)
  t.equal(wordCount, 13 * times + 2)
  t.equal(headings.length, 2)
  t.ok(text.endsWith('\n\nEnd'))
  t.match(excerpt, /^The council met on Tuesday .* harbour\.$/)
})

type Node = DefaultTreeAdapterTypes.ChildNode

function nodesIn(nodes: readonly Node[]): Node[] {
  return nodes.flatMap((node) => ('childNodes' in node ? [node, ...nodesIn(node.childNodes)] : [node]))
}

function attributesOfFirst(markup: string, name: string): Record<string, string> | undefined {
  const element = nodesIn(parseFragment(markup).childNodes).find(({ nodeName }) => nodeName === name)
  return element && 'attrs' in element ? Object.fromEntries(element.attrs.map(({ name, value }) => [name, value])) : undefined
}

function thrownBy(render: () => unknown): Problem | undefined {
  try {
    render()
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  return undefined
}
