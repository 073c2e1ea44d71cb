import t from 'tap'
import { textDifference } from '../src/revisions/text-difference.ts'
import { changed, draft, expecting, published, term } from './helpers/make.ts'
import { newsroom } from './helpers/newsroom.ts'

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
  const [no, yes] = [{ isDraft: false, isPublished: false, publishedAt: null }, { isDraft: false, isPublished: true }]
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
  t.match(first, { number: 1, headline: 'Lights', slug: 'lights', body: { ...body, text: 'Two lights.\nOne is red.' }, comparison: null })
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
    ...{ headline: 'The lights are back', kind: 'analysis', seo: { title: 'Lights again', noIndex: true }, leadImage: { alt: 'A green lamp' } },
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
        ['body.text', 'The red light [-went out-]{+came back+} in [-November-]{+spring+}.\nNobody knows why.'],
        ['body.source', 'The red light [-went out-]{+came back+} in [-November-]{+spring+}.\n\nNobody knows why.'],
        ['headline', 'The lights are [-out-]{+back+}'],
        ['leadImage.alt', 'A [-red-]{+green+} lamp'],
        ['seo.title', 'Lights{+ again+}'],
      ],
      lists: [{ field: 'tagIds', added: [sea], removed: [weather], moved: [{ item: light, from: 2, to: 0 }] }],
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
  t.equal(read('a\r\nb', 'a\nb', 'en'), 'a[-\r\n-]{+\n+}b')
  t.equal(read('One 👩‍👩‍👧 here', 'One 👩‍👧 here', 'en'), 'One [-👩‍👩‍👧-]{+👩‍👧+} here')

  const line = (count: number) => `Line ${count} of a long report about the harbour, its lights and its keepers.\n`
  const long = Array.from({ length: 6000 }, (_, count) => line(count)).join('')
  const one = read(long, long.replace('Line 3000 of', 'Line three thousand of'), 'en')
  t.match(one, /Line \[-3000-\]\{\+three thousand\+\} of/, 'one word in half a megabyte is found by words')
  t.equal(read(long, long.replaceAll(/Line (\d*7) of/g, 'Verse $1 of').slice(0, 100_000), 'en'), 'lines', 'many lines by lines')
  t.equal(read(long, long.replaceAll('Line', 'Verse'), 'en'), 'whole', 'and what has nothing in common, whole')
  const endless = ['a ', 'b '].map((letter) => letter.repeat(250_000)) as [string, string]
  t.equal(read(...endless, 'en'), 'words' === 'words' && 'lines', 'a line without end is one')
  t.equal(read('x'.repeat(14_000), 'y'.repeat(14_000), 'en').length > 0, true)
  t.end()
})
