import { randomBytes } from 'node:crypto'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { beginTextIndexAnew } from '../src/articles/text-index/text-index.store.ts'
import { buildTextIndex } from '../src/articles/text-index/text-index.ts'
import { storiesLike } from '../src/search/alike.store.ts'
import { mostCandidates } from '../src/search/store.ts'
import { tellingWords } from '../src/search/telling-words.ts'
import { offencesIn } from './helpers/judges.ts'
import { changed, draft, expecting, published, term } from './helpers/make.ts'
import { type Call, newsroom } from './helpers/newsroom.ts'

const asked = (q: string, more = '') => `/search?q=${encodeURIComponent(q)}${more}`

/** The headlines that are found, best first. */
async function found(reader: Call, q: string, more = ''): Promise<string[]> {
  const { body } = expecting(200, await reader('GET', asked(q, more)))
  return body.items.map(({ article }: { article: { headline: string } }) => article.headline)
}

const markdown = (source: string) => ({ format: 'markdown', source })

t.test('a story is found by its words, however they are typed and in whatever script', async (t) => {
  const { reader, editor } = await newsroom(t)
  const author = await term(editor, 'authors', { name: 'Żofia Dąbrowska' })
  const stories: [words: Record<string, unknown>, finds: string[], not: string[]][] = [
    [
      { headline: 'Łódź Straße', body: markdown('Der Zürcher Nguyễn trinkt cafe\u0301 in İstanbul und co\u00adoperate O’Brien.') },
      [
        'lodz',
        'ŁÓDŹ',
        'Łodz strasse',
        'STRASSE',
        'zurcher',
        'café',
        'CAFÉ',
        'nguyen',
        'istanbul',
        'cooperate',
        "o'brien",
        'Zürch',
        '"Łódź Straße"',
      ],
      ['lo', '"strasse lodz"', 'urcher', 'O’Brian', 'lodz -cafe', 'zu'],
    ],
    [
      { headline: 'Ο Οδυσσεύς', standfirst: 'ﬁne 𝓗arbour', bylines: [{ authorId: author.id }] },
      ['ΟΔΥΣΣΕΥΣ', 'οδυσσευσ', 'fine', 'harb', 'zofia dabrowska'],
      ['οδυσ σευς'],
    ],
    [
      { headline: 'می\u200cخواهم کتاب علی را بخوانم', body: markdown('سال ۱۴۰۳ در مُحَمَّد كـــتابخانه') },
      ['كتاب', 'کتاب', 'علي', 'ميخواهم', '1403', '١٤٠٣', 'محمد', 'کتابخانه'],
      ['کتب'],
    ],
    [
      { headline: '气候变化会议', body: markdown('北京在COVID对策中召开会议。') },
      ['气候', '候变', '气候变化', '会议', '京', 'covid对策', '北京 covid', '北京'],
      ['气变', '气候会议', '海'],
    ],
    [
      { headline: '気候変動とガード', body: markdown('東京都は豪雨対策を発表した。ｶﾞｰﾄﾞ') },
      ['気候変動', '東京都', '京都', '雨', 'ガード', 'ｶﾞｰﾄﾞ', '豪雨対策を発表'],
      ['豪雨発表', '京東'],
    ],
    [{ headline: 'น้ำท่วมกรุงเทพ', body: markdown('ນະຄອນຫຼວງ ខ្មែរ မြန်မာ') }, ['น้ำท่วม', 'กรุงเทพ', 'ท่วมกรุง', 'ຫຼວງ', 'ខ្មែរ', 'မြန်မာ'], ['เทพกรุง']],
    [{ headline: 'हिन्दी में समाचार', body: markdown('한국어 뉴스 Ёлка') }, ['हिन्दी', 'समाचार', '한국어', 'елка', 'ЁЛКА', '뉴스'], ['हन्द']],
  ]
  for (const [words] of stories) await published(editor, words)
  for (const [{ headline }, finds, not] of stories) {
    for (const q of finds) t.ok((await found(reader, q)).includes(String(headline)), `“${q}” finds “${headline}”`)
    for (const q of not) t.notOk((await found(reader, q)).includes(String(headline)), `“${q}” does not find “${headline}”`)
  }
  const marks = async (q: string) => (await reader('GET', asked(q))).body.items[0]
  t.match(await marks('lodz caf'), { headlineHtml: '<mark>Łódź</mark> Straße', snippetHtml: /trinkt <mark>cafe\u0301<\/mark> in/ })
  t.match(await marks('気候変動 雨対'), { headlineHtml: '<mark>気候変動</mark>とガード', snippetHtml: /東京都は豪<mark>雨対<\/mark>策/ })
  t.match(await marks('کتابخانه'), { snippetHtml: /<mark>كـــتابخانه<\/mark>/ })
  t.match(await marks('京'), { snippetHtml: /<mark>京<\/mark>/ })
})

t.test('the order is by where the words stand and by time, and pages, filters and facets follow it', async (t) => {
  const { reader, editor, clock, db, services } = await newsroom(t)
  const north = await term(editor, 'sections', { name: 'North' })
  const pier = await term(editor, 'sections', { name: 'Pier', parentId: north.id })
  const tag = await term(editor, 'tags', { name: 'Herring' })
  const day = 86_400
  const ferry = markdown('The ferry and its harbour, with a long word: quay.')
  const story = (headline: string, days: number, more: Record<string, unknown> = {}) =>
    published(editor, { headline, ...more }, { at: clock.in(-days * day) })
  await story('Old but all of it: harbour ferry', 200, { sectionId: pier.id, kind: 'opinion' })
  await story('New and far below', 1, { body: ferry, sectionId: north.id, tagIds: [tag.id] })
  await story('The ferry alone in front', 100, { body: ferry, language: 'fr', sectionId: pier.id })
  await story('In the standfirst', 90, { standfirst: 'A ferry in the harbour' })
  await story('Very old, below', 2000, { body: ferry })
  const best = ['In the standfirst', 'Old but all of it: harbour ferry', 'The ferry alone in front', 'New and far below', 'Very old, below']
  t.same(await found(reader, 'ferry harbour'), best)
  t.same(await found(reader, 'harbour fer'), best)
  t.same(await found(reader, 'herring'), ['New and far below'], 'a tag is one of its words')

  const { body } = await reader('GET', asked('ferry harbour'))
  t.match(body, { capped: false, complete: true, page: { next: null, hasMore: false } })
  t.same(body.facets.sections, [
    { slug: 'pier', name: 'Pier', count: 2 },
    { slug: 'north', name: 'North', count: 1 },
  ])
  t.same((await found(reader, 'ferry', '&section=north')).length, 3, 'with the section below')
  t.same(await found(reader, 'ferry', '&section=north&kind=opinion'), ['Old but all of it: harbour ferry'])
  t.same(await found(reader, 'ferry', '&language=FR&section=pier'), ['The ferry alone in front'])
  t.same(await found(reader, 'ferry', '&tag=herring&tag=nothing'), ['New and far below'])
  t.same(await found(reader, 'ferry', '&tag=nothing'), [])
  t.same(await found(reader, 'ferry', '&author=nobody'), [])
  const [from, to] = [clock.in(-100 * day), clock.in(-90 * day)]
  t.same(await found(reader, 'ferry', `&publishedFrom=${from}&publishedBefore=${to}`), ['The ferry alone in front'], 'from, and before')
  t.same(await found(reader, north.id.replaceAll('-', '')), [], 'what a story is filed under is none of its words')

  const paged: string[] = []
  for (let url = asked('ferry harbour', '&limit=2'); paged.length < 9; ) {
    const page = expecting(200, await reader('GET', url)).body
    paged.push(...page.items.map(({ article }: { article: { headline: string } }) => article.headline))
    t.same(page.facets, body.facets, 'facets are of all that is found')
    if (!page.page.hasMore) break
    clock.pass(40 * day)
    url = asked('ferry harbour', `&limit=2&cursor=${page.page.next}`)
  }
  t.same(paged, best, 'the order does not depend on when a page is asked for')
  const { next } = (await reader('GET', asked('ferry harbour', '&limit=2'))).body.page
  t.match(await reader('GET', asked('ferry', `&limit=2&cursor=${next}`)), { status: 400, body: { code: 'bad-cursor' } })
  for (const nothing of ['nowhere', '…?!', '"', '-ferry', '😀', '  '])
    t.match(await reader('GET', asked(nothing)), { status: 200, body: { items: [], capped: false, facets: { sections: [] } } }, nothing)

  await db.write(beginTextIndexAnew)
  t.match((await reader('GET', asked('ferry'))).body, { complete: false, items: { length: 5 } }, 'said, and found meanwhile')
  t.equal(await buildTextIndex(services), 5)
  t.match((await reader('GET', asked('ferry'))).body, { complete: true, items: { length: 5 } })
})

t.test('readers find what is public at that second, in its public words, and the desk finds everything', async (t) => {
  const statements: string[] = []
  const { reader, editor, moderator, clock, as, hire } = await newsroom(t, { onStatement: (statement) => statements.push(statement) })
  const { id: sectionId } = await term(editor, 'sections', { name: 'Coast' })
  await published(editor, { headline: 'Planned lighthouse', sectionId }, { at: clock.in(10), until: clock.in(20) })
  const { body: held } = await published(editor, { headline: 'Held lighthouse', sectionId }, { at: clock.in(-100), embargo: clock.in(15) })
  const { body: live } = await published(editor, { headline: 'Live lighthouse', sectionId })
  await changed(editor, 'PATCH', `/editorial/articles/${live.id}`, { headline: 'Reworded secretly', body: markdown('lighthouse') })
  await draft(editor, { headline: 'Drafted lighthouse' })
  await published(editor, { headline: 'A page of the lighthouse', type: 'page' })
  const at = async (second: number) => {
    clock.pass(second)
    const headlines = await found(reader, 'lighthouse')
    const { facets, page } = (await reader('GET', asked('lighthouse', `&limit=${headlines.length}`))).body
    t.match({ facets, page }, { facets: { sections: [{ count: headlines.length }] }, page: { hasMore: false } }, 'nothing else is counted')
    return headlines.toSorted()
  }
  t.same(await at(0), ['Live lighthouse'])
  t.same(await at(9.999), ['Live lighthouse'])
  t.same(await at(0.001), ['Live lighthouse', 'Planned lighthouse'])
  t.same(await at(5), ['Held lighthouse', 'Live lighthouse', 'Planned lighthouse'])
  t.same(await at(5), ['Held lighthouse', 'Live lighthouse'])
  t.same(await found(reader, 'secretly'), [], 'readers find the words they see')

  const desk = async (q: string, more = '') =>
    expecting(200, await editor('GET', `/editorial${asked(q, more)}`)).body.items.map(
      ({ article }: { article: { headline: string; state: string } }) => `${article.headline} (${article.state})`,
    )
  t.same((await desk('lighthouse')).toSorted(), [
    'A page of the lighthouse (published)',
    'Drafted lighthouse (draft)',
    'Held lighthouse (published)',
    'Planned lighthouse (archived)',
    'Reworded secretly (published)',
  ])
  t.same(await desk('live'), [], 'by the newest words alone')
  t.same(await desk('lighthouse', '&state=draft'), ['Drafted lighthouse (draft)'])
  t.same(await desk('lighthouse', '&state=archived'), ['Planned lighthouse (archived)'])
  t.match((await editor('GET', '/editorial/search?q=lighthouse&limit=3')).body, { items: { length: 3 }, page: { hasMore: true } })
  t.match((await editor('GET', '/editorial/search?q=secretly')).body.items[0], {
    headlineHtml: 'Reworded <mark>secretly</mark>',
    snippetHtml: 'lighthouse',
  })
  t.match(await as()('GET', '/editorial/search?q=lighthouse'), { status: 401 })
  t.match(await moderator('GET', '/editorial/search?q=lighthouse'), { status: 403 })
  t.match(await (await hire('author'))('GET', '/editorial/search?q=lighthouse'), { status: 200 })

  await changed(editor, 'PUT', `/editorial/articles/${live.id}/publication`, {})
  t.same(await found(reader, 'live'), [], 'republished: the former words are gone')
  t.same(await found(reader, 'secretly'), ['Reworded secretly'])
  await changed(editor, 'DELETE', `/editorial/articles/${live.id}/publication`)
  t.same(await found(reader, 'secretly'), [], 'taken off at once')
  await changed(editor, 'DELETE', `/editorial/articles/${held.id}`)
  t.same(await found(reader, 'held'), [])
  t.same(await desk('held'), ['Held lighthouse (trashed)'])
  t.same(await desk('planned lighthouse'), ['Planned lighthouse (archived)'])

  const count = async (url: string) => {
    await reader('GET', url)
    statements.length = 0
    expecting(200, await reader('GET', url))
    return statements.length
  }
  await published(editor, { headline: 'One more' })
  const [few, ...others] = [
    await count(asked('more')),
    await count(asked('nowhere')),
    await count(asked('one more', '&limit=1&language=en')),
  ]
  t.ok(few! <= 8, `${few} statements`)
  for (const other of others) t.ok(other <= few!, 'always as many')
})

t.test('whatever is typed is looked for, and what is shown of it is safe', async (t) => {
  const { reader, editor } = await newsroom(t)
  const markup = '<script>alert(1)</script> & "quoted" <img src=x onerror=alert(1)> \' a<b'
  await published(editor, {
    headline: `Ferry ${markup}`,
    standfirst: markup,
    body: markdown(`Ferry &lt;script&gt;alert(1)&lt;/script&gt; ${'ferry & '.repeat(80)}`),
  })
  const pieces = [
    '"',
    '""',
    '"""',
    "'",
    'NEAR(',
    'NEAR(ferry alert, 2)',
    'headline:ferry',
    '{headline} : ferry',
    'ferry*',
    '*',
    '^ferry',
    'AND',
    'OR',
    'NOT',
  ]
  const more = [
    'ferry AND',
    'AND OR NOT',
    'ferry NOT alert',
    '(',
    ')',
    '(((((',
    'ferry)',
    '+',
    '-',
    '--',
    '-"',
    '-"ferry',
    'ferry -',
    'col:x',
    '\\',
    '\\"',
    ';',
    '--x',
    '/*',
  ]
  const signs = [
    '😀',
    '👨‍👩‍👧',
    '\u{e000}news',
    '\u200d',
    '\ufeff',
    '\u0301',
    'é\u0301'.repeat(20),
    '中'.repeat(128),
    'ก'.repeat(128),
    'a'.repeat(128),
    'a '.repeat(64),
    '“ferry',
    '„ferry“',
    '«',
    'ｆｅｒｒｙ',
  ]
  const queries = [...pieces, ...more, ...signs, ...pieces.flatMap((one) => more.slice(0, 16).map((other) => `${one} ${other}`))]
  for (let count = 0; count < 60; count++) queries.push(randomBytes(24).toString('latin1').replaceAll('\0', ' ') || 'x')
  t.ok(queries.length > 300)
  let marked = 0
  for (const q of queries) {
    const { status, body } = await reader('GET', asked(q.slice(0, 128)))
    if (status !== 200) t.fail(`${JSON.stringify(q)}: ${status} ${JSON.stringify(body)}`)
    for (const { headlineHtml, snippetHtml } of body.items ?? []) {
      if (/<mark>/.test(headlineHtml)) marked += 1
      const offences = /<(?!\/?mark>)/.test(headlineHtml + snippetHtml)
      if (offences) t.fail(`${JSON.stringify(q)} shows ${headlineHtml} ${snippetHtml}`)
    }
  }
  t.ok(marked > 30, 'and some of it is found')
  const [shown] = (await reader('GET', asked('alert script img quoted ferry'))).body.items
  t.same(offencesIn(shown.headlineHtml), [])
  t.same(offencesIn(shown.snippetHtml), [])
  t.match(shown.headlineHtml, /^<mark>Ferry<\/mark> &lt;<mark>script<\/mark>&gt;<mark>alert<\/mark>\(1\)/)
  t.same(
    shown.headlineHtml
      .replaceAll(/<\/?mark>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&'),
    `Ferry ${markup}`,
    'it says what the headline says',
  )
  for (const refused of ['', 'x'.repeat(129)])
    t.match(await reader('GET', asked(refused)), { status: 400, body: { code: 'invalid-request' } })
  t.match(await reader('GET', '/search?q=%ed%a0%80'), { status: 400 }, 'half a pair of surrogates')
  t.match(await reader('GET', '/search'), { status: 400 })
  t.match(await reader('GET', '/search?q=a&sort=x'), { status: 400 })
})

t.test('a page of very long stories is looked through only so far', async (t) => {
  const { reader, editor } = await newsroom(t)
  const source = `${'on and on '.repeat(11_500)} zebra`
  for (let count = 0; count < 4; count++) await published(editor, { headline: `Long ${count}`, body: markdown(source) })
  const { items } = expecting(200, await reader('GET', asked('zebra'))).body
  const marks = items.map(({ snippetHtml }: { snippetHtml: string }) => snippetHtml.includes('<mark>zebra</mark>'))
  t.same(marks, [true, true, true, false], 'the fourth is found, and shows its beginning')
})

t.test('stories alike by their words are public ones, and only so many are ever looked at', async (t) => {
  const { reader, editor, db, clock, file } = await newsroom(t)
  const told = {
    headline: 'Herring fleet returns',
    standfirst: '',
    bodyText: 'The herring fleet sailed. Herring was plenty for the trawlers, trawlers all.',
  }
  const words = tellingWords({ ...told, tagNames: ['North Sea'] }, 5)
  t.same(words, ['herring', 'returns', 'fleet', 'north', 'trawlers'])
  t.same(tellingWords({ headline: '気候変動', standfirst: '', tagNames: [], bodyText: '' }, 5).toSorted(), ['候変', '変動', '気候'])
  const { body: own } = await published(editor, { headline: 'Herring fleet returns' })
  const { body: near } = await published(editor, { headline: 'A fleet for herring' })
  const { body: far } = await published(editor, { headline: 'Trawlers' })
  await draft(editor, { headline: 'Herring fleet returns again' })
  const { body: later } = await published(editor, { headline: 'Herring fleet returns later' }, { at: clock.in(60) })
  const alike = await storiesLike(db, words, own.id, clock.now(), 5)
  t.match(alike, [
    { id: near.id, shared: ['herring', 'fleet'] },
    { id: far.id, shared: ['trawlers'] },
  ])
  t.same(alike.length, 2)
  t.ok(alike[0]!.likeness > alike[1]!.likeness && alike[1]!.likeness > 0)
  clock.pass(60)
  t.equal((await storiesLike(db, words, own.id, clock.now(), 1))[0]?.id, later.id)
  t.same(await storiesLike(db, [], own.id, clock.now(), 5), [])

  t.match((await reader('GET', asked('herring'))).body, { capped: false })
  const connection = new Sqlite(file)
  const copies = (table: string, key: string, own: Record<string, string>) => {
    const names = connection.prepare(`select name from pragma_table_info('${table}')`).pluck().all() as string[]
    const values = names.map((name) => own[name] ?? name)
    const numbers = 'with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ?)'
    connection
      .prepare(`${numbers} insert into ${table} (${names}) select ${values} from numbers, (select * from ${table} where ${key} = ?)`)
      .run(mostCandidates, near.id)
  }
  const id = `printf('019342a0-5b00-7c1e-8000-%012d', n)`
  copies('articles', 'id', { id, slug: id })
  copies('revisions', 'article_id', { article_id: id })
  copies('public_texts', 'article_id', { article_id: id, row: 'row + 1000 + n' })
  connection.exec(
    `insert into public_words (rowid, headline, standfirst, names, body)
     select row, headline, '', '', '' from public_texts where article_id like '019342a0%'`,
  )
  connection.close()
  t.match((await reader('GET', asked('herring'))).body, { capped: true, items: { length: 20 }, page: { hasMore: true } })
  t.match((await reader('GET', asked('trawlers'))).body, { capped: false, items: { length: 1 } })
})
