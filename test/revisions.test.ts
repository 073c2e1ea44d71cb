import t from 'tap'
import { keepRevisions } from '../src/commands/timed-revisions.ts'
import { articleChanges } from '../src/db/tables.ts'
import { letRevisionsGo } from '../src/revisions/retention.ts'
import { textDifference } from '../src/revisions/text-difference.ts'
import { changed, draft, expecting, published, term } from './helpers/make.ts'
import { newsroom } from './helpers/newsroom.ts'
import { formOf, png } from './helpers/pictures.ts'

const desk = '/editorial/articles'
const nobody = '019342a0-5b00-7c1e-8000-000000000001'

type Part = { change: string; text: string }

/** A difference as it is read: `kept [-removed-] {+added+}`. */
function marked(parts: readonly Part[]) {
  return parts.map(({ change, text }) => (change === 'kept' ? text : change === 'removed' ? `[-${text}-]` : `{+${text}+}`)).join('')
}

t.test('every save is kept: who, when, what they said of it, and what readers ever saw', async (t) => {
  const { hire, editor, reader, clock } = await newsroom(t)
  const [ann, ben] = [await hire('editor', 'Ann'), await hire('author', 'Ben')]
  const body = { format: 'markdown', source: 'Two lights.\n\nOne is red.' }
  const { body: story } = await draft(ann, { headline: 'Lights', note: 'From the agency', body })
  const article = `${desk}/${story.id}`
  clock.pass(60)
  expecting(200, await changed(ann, 'PATCH', article, { headline: 'Lights return', note: 'As Ben said' }))
  expecting(200, await changed(editor, 'PUT', `${article}/publication`, {}))
  clock.pass(60)
  expecting(200, await changed(editor, 'PATCH', article, { note: null, body: { source: 'Three lights.\n\nOne is red.' } }))
  expecting(200, await changed(editor, 'PUT', `${article}/related`, { items: [] }))

  const { body: list } = await ben('GET', `${article}/revisions`)
  const [no, yes] = [
    { isDraft: false, isPublished: false, publishedAt: null },
    { isDraft: false, isPublished: true },
  ]
  t.match(list, {
    items: [
      { ...no, number: 4, version: 5, note: null, isDraft: true, createdBy: { name: 'The editor' } },
      { ...no, number: 3, version: 4, note: null, createdBy: { name: 'The editor' } },
      {
        ...{ ...yes, number: 2, version: 2, note: 'As Ben said', headline: 'Lights return', wordCount: 5, createdBy: { name: 'Ann' } },
        ...{ createdAt: '2026-01-05T09:01:00.000Z', publishedAt: '2026-01-05T09:01:00.000Z' },
      },
      { ...no, number: 1, version: 1, note: 'From the agency', headline: 'Lights', createdAt: '2026-01-05T09:00:00.000Z' },
    ],
    page: { hasMore: false },
  })
  const numbers: number[] = []
  for (let url = `${article}/revisions?limit=1`; url !== ''; ) {
    const { items, page } = (await ben('GET', url)).body
    numbers.push(...items.map(({ number }: { number: number }) => number))
    url = page.next ? `${article}/revisions?limit=1&cursor=${page.next}` : ''
  }
  t.same(numbers, [4, 3, 2, 1], 'page by page, each once')

  const first = (await ben('GET', `${article}/revisions/1`)).body
  t.match(first, { number: 1, headline: 'Lights', slug: 'lights', body: { ...body, text: 'Two lights.\n\nOne is red.' }, comparison: null })
  t.equal((await reader('GET', '/articles/lights')).body.headline, 'Lights return')

  for (const [url, status] of [
    [`${article}/revisions/9`, 404],
    [`${article}/revisions/1?compare=9`, 404],
    [`${desk}/${nobody}/revisions`, 404],
    [`${desk}/${nobody}/revisions/1`, 404],
    [`${article}/revisions/0`, 400],
    [`${article}/revisions/1e1`, 400],
    [`${article}/revisions/1?compare=-1`, 400],
    [`${article}/revisions?limit=0`, 400],
  ] as const)
    t.equal((await ben('GET', url)).status, status, url)
  t.equal((await reader('GET', `${article}/revisions`)).status, 401)
})

t.test('two revisions are compared by field: texts by words, lists by what came, went and moved', async (t) => {
  const { editor } = await newsroom(t)
  const tags = []
  for (const name of ['Sailing', 'Weather', 'Light', 'Sea']) tags.push((await term(editor, 'tags', { name })).id)
  const [sailing, weather, light, sea] = tags
  const image = { url: 'https://media.example/1.jpg', alt: 'A red lamp' }
  const source = 'The red light went out in November.\n\nNobody knows why.'
  const words = { headline: 'The lights are out', standfirst: 'At last.', tagIds: [sailing, weather, light], leadImage: image }
  const { body: story } = await draft(editor, { ...words, kind: 'news', seo: { title: 'Lights' }, body: { format: 'markdown', source } })
  const article = `${desk}/${story.id}`
  const patch = {
    ...{
      headline: 'The lights are back',
      kind: 'analysis',
      seo: { title: 'Lights again', noIndex: true },
      leadImage: { alt: 'A green lamp' },
    },
    ...{ tagIds: [light, sailing, sea], body: { source: source.replace('went out in November', 'came back in spring') } },
  }
  expecting(200, await changed(editor, 'PATCH', article, patch))
  const { comparison } = expecting(200, await editor('GET', `${article}/revisions/2?compare=1`)).body
  t.same(
    { ...comparison, texts: comparison.texts.map(({ field, parts }: { field: string; parts: Part[] }) => [field, marked(parts)]) },
    {
      with: 1,
      fields: ['body', 'kind', 'headline', 'tagIds', 'leadImage.alt', 'seo.title', 'seo.noIndex'],
      texts: [
        ['body.text', 'The red light [-went out-]{+came back+} in [-November-]{+spring+}.\n\nNobody knows why.'],
        ['body.source', 'The red light [-went out-]{+came back+} in [-November-]{+spring+}.\n\nNobody knows why.'],
        ['headline', 'The lights are [-out-]{+back+}'],
        ['leadImage.alt', 'A [-red-]{+green+} lamp'],
        ['seo.title', 'Lights{+ again+}'],
      ],
      lists: [{ field: 'tagIds', added: [sea], removed: [weather], moved: [{ item: sailing, from: 0, to: 1 }] }],
      values: [
        { field: 'kind', before: 'news', after: 'analysis' },
        { field: 'seo.noIndex', before: false, after: true },
      ],
    },
  )
  const back = (await editor('GET', `${article}/revisions/1?compare=2`)).body.comparison
  t.equal(marked(back.texts[2].parts), 'The lights are [-back-]{+out+}', 'in either direction')
  const itself = (await editor('GET', `${article}/revisions/2?compare=2`)).body.comparison
  t.same(itself, { with: 2, fields: [], texts: [], lists: [], values: [] })
})

t.test('the words of a revision come back as the newest draft, without what is not there any more', async (t) => {
  const { editor, reader, hire } = await newsroom(t)
  const [ben, cid] = [await hire('author', 'Ben'), await hire('author', 'Cid')]
  const section = await term(editor, 'sections', { name: 'Harbour' })
  const [gone, kept] = [await term(editor, 'tags', { name: 'Gone' }), await term(editor, 'tags', { name: 'Kept' })]
  for (const type of ['page', 'article']) {
    const words = { type, headline: 'Lights', slug: 'lights', sectionId: section.id, tagIds: [gone.id, kept.id] }
    const begun = expecting(201, await ben('POST', desk, { ...words, body: { format: 'html', source: '<h2>Now</h2><p>Red</p>' } }))
    const article = `${desk}/${begun.body.id}`
    const restoration = `${article}/revisions/1/restoration`
    const patch = { headline: 'Nothing', slug: `nothing-${type}`, tagIds: [], body: { source: 'Nothing' } }
    expecting(200, await changed(ben, 'PATCH', article, patch))
    const tag = await term(editor, 'tags', { name: 'Short-lived' })
    if (type === 'article') {
      expecting(200, await changed(ben, 'PATCH', article, { tagIds: [tag.id] }))
      expecting(200, await changed(ben, 'PATCH', article, { tagIds: [] }))
    }
    const standing = (await editor('GET', article)).etag
    t.match(await ben('PUT', restoration), { status: 428, body: { code: 'if-match-needed' } })
    t.match(await cid('PUT', restoration, undefined, { 'if-match': standing }), { status: 403, body: { code: 'not-allowed' } })
    t.equal((await reader('PUT', restoration, undefined, { 'if-match': standing })).status, 401)
    t.equal((await ben('PUT', `${article}/revisions/99/restoration`, undefined, { 'if-match': standing })).status, 404)

    const back = expecting(200, await ben('PUT', restoration, undefined, { 'if-match': standing }))
    t.match(back.body, { headline: 'Lights', slug: 'lights', sectionId: section.id, state: 'draft', body: begun.body.body })
    t.same([back.body.tagIds, back.body.draftRevision], [words.tagIds, type === 'article' ? 5 : 3])
    t.match((await ben('GET', `${article}/revisions?limit=1`)).body.items, [{ note: 'Revision 1 restored', createdBy: { name: 'Ben' } }])
    const { comparison } = (await ben('GET', `${article}/revisions/${back.body.draftRevision}?compare=1`)).body
    t.same(comparison.fields, [], 'to the letter')
    if (type === 'page') continue

    // Meanwhile a tag is removed, and another story has got the slug.
    expecting(200, await changed(ben, 'PATCH', article, patch))
    expecting(201, await ben('POST', desk, { headline: 'Other', slug: 'lights' }))
    expecting(204, await editor('DELETE', `/editorial/tags/${gone.id}`, undefined, { 'if-match': '*' }))
    const again = expecting(200, await ben('PUT', restoration, undefined, { 'if-match': '*' }))
    t.match(again.body, { headline: 'Lights', slug: 'nothing-article' })
    t.same(again.body.tagIds, [kept.id])
    const note = 'Revision 1 restored, without what is not there any more: the slug “lights”, which is another’s now, 1 tag'
    t.match((await ben('GET', `${article}/revisions?limit=1`)).body.items, [{ note }])
    expecting(204, await editor('DELETE', `/editorial/tags/${tag.id}`, undefined, { 'if-match': '*' }))
    const picture = expecting(201, await ben('POST', '/editorial/media', formOf(png(1), { alt: 'The lights' }))).body
    const { draftRevision } = expecting(200, await changed(ben, 'PATCH', article, { leadImage: { mediaId: picture.id } })).body
    expecting(200, await changed(ben, 'PATCH', article, { leadImage: null }))
    expecting(204, await editor('DELETE', `/editorial/media/${picture.id}`, undefined, { 'if-match': '*' }))
    const bare = expecting(200, await ben('PUT', `${article}/revisions/${draftRevision}/restoration`, undefined, { 'if-match': '*' }))
    t.equal(bare.body.leadImage, null, 'a picture that was removed does not keep the words from coming back')
    t.match((await ben('GET', `${article}/revisions?limit=1`)).body.items, [{ note: /any more: the picture$/ }])
    expecting(200, await changed(editor, 'DELETE', article))
    const trashed = await editor('PUT', restoration, undefined, { 'if-match': '*' })
    t.match(trashed, { status: 409, body: { code: 'state-forbids' } })
  }
})

t.test(
  'two editors at one article lose nothing: whoever comes second is told who changed what, and whether it is theirs, too',
  async (t) => {
    const { hire, editor, clock, db } = await newsroom(t)
    const [ann, bea] = [await hire('editor', 'Ann'), await hire('editor', 'Bea')]
    const { body: story } = await draft(editor, { headline: 'Lights', standfirst: 'Out.', seo: { title: 'Old' } })
    const article = `${desk}/${story.id}`
    const [annHas, beaHas] = [await ann('GET', article), await bea('GET', article)]
    clock.pass(60)
    const first = { headline: 'Lights return', seo: { title: 'New' } }
    const saved = expecting(200, await ann('PATCH', article, first, { 'if-match': annHas.etag }))

    const second = { headline: 'Lights again', seo: { noIndex: true }, standfirst: 'Back.', body: { source: 'Both.' } }
    const overtaken = await bea('PATCH', article, second, { 'if-match': beaHas.etag })
    t.match(overtaken, {
      ...{ status: 412, etag: '"r2"' },
      body: {
        code: 'changed-meanwhile',
        detail:
          'It is at version 2 since 2026-01-05T09:01:00.000Z; your change was made upon version 1. Ann changed headline, seo.title at 2026-01-05T09:01:00.000Z. Read it again, decide about headline, and send it with the new `ETag`.',
        current: { version: 2, changedAt: '2026-01-05T09:01:00.000Z', changedBy: { name: 'Ann' }, draftRevision: 2 },
        base: { version: 1, draftRevision: 1 },
        disjoint: false,
      },
    })
    const { yours, theirs, conflicts, errors } = overtaken.body
    t.same([yours, theirs, conflicts], [['headline', 'seo.noIndex', 'standfirst', 'body'], ['headline', 'seo.title'], ['headline']])
    t.match(errors, [
      { header: 'If-Match', code: 'revision-differs' },
      { pointer: '#/headline', code: 'changed-meanwhile', detail: 'Ann changed it at 2026-01-05T09:01:00.000Z.' },
    ])
    t.equal(errors.length, 2)

    // What Bea decides: her own words, where Ann has not been. It takes no further look.
    const { headline, ...rest } = second
    const apart = await bea('PATCH', article, rest, { 'if-match': beaHas.etag })
    t.match(apart, { status: 412, body: { disjoint: true, detail: /send the same again with the `ETag` of this answer/ } })
    t.same([apart.body.conflicts, apart.body.errors.length], [[], 1])
    const both = expecting(200, await bea('PATCH', article, rest, { 'if-match': apart.etag }))
    t.match(both.body, { ...first, standfirst: 'Back.', seo: { title: 'New', noIndex: true }, body: { source: 'Both.' } })

    // Publishing means all that was read; the switch of the comments and the links mean themselves.
    const stale = { 'if-match': saved.etag }
    const publishing = await ann('PUT', `${article}/publication`, {}, stale)
    t.match(publishing.body, { status: 412, yours: ['publication'], conflicts: ['body', 'standfirst', 'seo.noIndex'], disjoint: false })
    t.match((await ann('PUT', `${article}/comment-settings`, { open: false }, stale)).body, { yours: ['comments'], disjoint: true })
    t.match((await ann('PUT', `${article}/related`, { items: [] }, stale)).body, { yours: ['related'], disjoint: true })
    clock.pass(60)
    expecting(200, await ann('PUT', `${article}/publication`, {}, { 'if-match': both.etag }))
    expecting(200, await changed(ann, 'PUT', `${article}/related`, { items: [] }))
    expecting(200, await changed(bea, 'PUT', `${article}/comment-settings`, { open: false }))
    const late = await bea('PATCH', article, { leadImage: null, tagIds: [] }, { 'if-match': beaHas.etag })
    t.match(late.body, {
      current: { version: 6, changedBy: { name: 'Bea' }, draftRevision: 4 },
      base: { draftRevision: 1 },
      disjoint: true,
    })
    t.match(
      late.body.detail,
      /Bea changed comments at .+ Ann changed nothing at .+ Ann changed state, publication at .+ There were 2 changes before\./,
    )
    t.same(late.body.theirs, ['comments', 'state', 'publication', 'body', 'standfirst', 'seo.noIndex', 'headline', 'seo.title'])
    const whole = await bea('PUT', `${article}/revisions/1/restoration`, undefined, { 'if-match': beaHas.etag })
    t.same(
      whole.body.conflicts,
      ['body', 'headline', 'standfirst', 'seo.title', 'seo.noIndex'],
      'a restoration touches what it would change',
    )

    const ahead = await bea('PATCH', article, { headline: 'New' }, { 'if-match': '"r9"' })
    t.match(ahead.body, {
      theirs: null,
      conflicts: ['headline'],
      base: { draftRevision: null },
      detail: /There has been no such version yet/,
    })
    await db.write((tx) => tx.delete(articleChanges))
    const unknown = await bea('PATCH', article, { headline: 'New' }, { 'if-match': beaHas.etag })
    t.match(unknown.body, { theirs: null, conflicts: ['headline'], disjoint: false, detail: /not known any more.+decide about headline/ })
    t.equal(unknown.body.current.changedBy, null)
  },
)

t.test('old revisions are let go where a setting says so: never the newest, never what was ever published', async (t) => {
  const day = 86_400
  const { editor, services, clock, reader } = await newsroom(t, { settings: { BROADSHEET_KEEP_REVISIONS_DAYS: '30' } })
  const { body: story } = await published(editor, { headline: 'First', slug: 'story' })
  const { body: unpublished } = await draft(editor, { headline: 'Alone' })
  const article = `${desk}/${story.id}`
  const save = async (headline: string) => expecting(200, await changed(editor, 'PATCH', article, { headline }))
  for (const headline of ['Second', 'Third', 'Fourth']) await save(headline)
  expecting(200, await changed(editor, 'PUT', `${article}/publication`, {}))
  await save('Fifth')
  clock.pass(100 * day)
  const { etag } = await editor('GET', article)
  await save('Sixth')
  const numbers = async (url = article) =>
    (await editor('GET', `${url}/revisions`)).body.items.map(({ number }: { number: number }) => number)
  const stopped = AbortSignal.abort()
  t.same(await letRevisionsGo(services, stopped), { revisions: 0, changes: 0 }, 'nothing once it is told to stop')
  t.same(await letRevisionsGo({ ...services, config: { ...services.config, keepRevisionsDays: 0 } }), { revisions: 0, changes: 6 })
  t.same(await numbers(), [6, 5, 4, 3, 2, 1], 'without the setting they are kept for ever')

  t.same(await letRevisionsGo(services), { revisions: 2, changes: 0 })
  t.same(await numbers(), [6, 5, 4, 1], 'the fifth was the newest until today; the first and the fourth were published')
  t.same(await letRevisionsGo(services), { revisions: 0, changes: 0 }, 'a second time finds nothing')
  t.same(await numbers(`${desk}/${unpublished.id}`), [1])
  t.equal((await editor('GET', `${article}/revisions/2`)).status, 404)
  t.equal((await reader('GET', '/articles/story')).body.headline, 'Fourth')

  const overtaken = await editor('PATCH', article, { headline: 'New' }, { 'if-match': '"r2"' })
  t.match(overtaken.body, { base: { version: 2, draftRevision: null }, theirs: null, detail: /not known any more/ })
  t.match((await editor('PATCH', article, { pinned: true }, { 'if-match': etag })).body, {
    theirs: ['headline'],
    base: { draftRevision: 5 },
  })
  clock.pass(31 * day)
  t.same(await letRevisionsGo(services), { revisions: 1, changes: 0 })
  await save('Seventh')
  t.same(await numbers(), [7, 6, 4, 1], 'numbers are not used again')
  clock.pass(31 * day)
  let told = (_line: string) => {}
  const saying = new Promise<string>((resolve) => {
    told = resolve
  })
  const timed = keepRevisions(services, {
    info: ({ gone }: { gone: object }, line: string) => told(`${line} ${JSON.stringify(gone)}`),
  } as never)
  t.equal(await saying, 'Old revisions were let go {"revisions":1,"changes":0}')
  await timed.stop()
  t.same(await numbers(), [7, 4, 1])
})

t.test('words are those of the language, and a long text is compared with bounded work', (t) => {
  const read = (older: string, newer: string, language: string) => {
    const { granularity, parts } = textDifference(older, newer, language)
    const side = (change: string) => parts.map((part) => (part.change === 'kept' || part.change === change ? part.text : '')).join('')
    t.equal(side('removed'), older, 'nothing of the older is lost')
    t.equal(side('added'), newer, 'nor of the newer')
    return granularity === 'words' ? marked(parts) : granularity
  }
  t.equal(read('چراغ قرمز بندر خاموش است', 'چراغ سبز بندر روشن است', 'fa'), 'چراغ [-قرمز-]{+سبز+} بندر [-خاموش-]{+روشن+} است')
  t.equal(read('می‌روم خانه', 'می‌روم مدرسه', 'fa'), 'می‌روم [-خانه-]{+مدرسه+}', 'a joiner is in a word')
  t.equal(read('港の赤い灯台は消えた。', '港の緑の灯台は消えた。', 'ja'), '港の[-赤い-]{+緑の+}灯台は消えた。')
  t.equal(read('', 'New', 'en'), '{+New+}')
  t.equal(read('Gone\n', '', 'en'), '[-Gone\n-]')
  t.equal(read('Same', 'Same', 'en'), 'Same')
  t.equal(read('a\r\nb', 'a\nb', 'en'), 'a[-\r-]\nb')
  t.equal(read('One 👩‍👩‍👧 here', 'One 👩‍👧 here', 'en'), 'One [-👩‍👩‍👧-]{+👩‍👧+} here')

  const line = (count: number) => `Line ${count} of a long report about the harbour, its lights and its keepers.\n`
  const long = Array.from({ length: 6000 }, (_, count) => line(count)).join('')
  const one = read(long, long.replace('Line 3000 of', 'Line three thousand of'), 'en')
  t.match(one, /Line \[-3000-\]\{\+three thousand\+\} of/, 'one word in half a megabyte is found by words')
  t.equal(read(long, long.replaceAll(/Line (\d*77) of/g, 'Verse $1 of'), 'en'), 'lines', 'many lines by lines')
  t.equal(read(long, long.replaceAll('Line', 'Verse'), 'en'), 'whole', 'what has no line in common, whole')
  t.equal(read('a '.repeat(7000), 'b '.repeat(7000), 'en'), 'lines', 'and no more words than that')
  t.match(read('x'.repeat(14_000), 'y'.repeat(14_000), 'en'), /^\[-x+-\]\{\+y+\+\}$/, 'a word without an end is one')
  t.end()
})
