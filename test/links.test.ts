import t from 'tap'
import { links } from '../src/db/tables.ts'
import { changed, draft, expecting, published, term } from './helpers/make.ts'
import { type Answer, type Call, newsroom } from './helpers/newsroom.ts'

const desk = '/editorial/articles'
const nobody = '019342a0-5b00-7c1e-8000-000000000001'

/** An editor’s choice, published. */
async function related(editor: Call, id: string, items: object[]) {
  expecting(200, await changed(editor, 'PUT', `${desk}/${id}/related`, { items }))
  return expecting(200, await changed(editor, 'PUT', `${desk}/${id}/publication`, {}))
}

const slugsOf = ({ body }: Answer): string[] => body.items.map(({ article }: { article: { slug: string } }) => article.slug)

t.test('the editor’s choice keeps its order, whatever becomes of the stories in it', async (t) => {
  const { reader, editor, clock } = await newsroom(t)
  const { body: story } = await published(editor, { headline: 'Main' })
  const ids: Record<string, string> = {}
  for (const slug of ['c', 'a', 'd', 'b']) ids[slug] = (await published(editor, { headline: slug, slug })).body.id
  const { body: planned } = await published(editor, { headline: 'Planned' }, { at: clock.in(60) })
  const { body: unwritten } = await draft(editor, { headline: 'Unwritten' })
  await related(editor, story.id, [
    { articleId: ids.a, relation: 'background', note: 'How it began' },
    { articleId: unwritten.id, relation: 'series' },
    { articleId: ids.b },
    { articleId: planned.id, relation: 'follow-up', note: null },
    { articleId: ids.c, relation: 'correction-of' },
    { articleId: ids.d },
  ])
  const shown = async () => {
    const alone = slugsOf(await reader('GET', '/articles/main/related')).join(' ')
    const { included } = (await reader('GET', '/articles/main?include=related')).body
    if (alone !== slugsOf({ body: included.related } as Answer).join(' ')) throw new Error('The page and the list disagree')
    return alone
  }
  t.equal(await shown(), 'a b c d')
  t.match((await reader('GET', '/articles/main/related')).body.items, [
    { relation: 'background', note: 'How it began', chosenBy: 'editor', reasons: { length: 0 }, article: { slug: 'a' } },
    { relation: 'related', note: null, chosenBy: 'editor', article: { slug: 'b' } },
    { relation: 'correction-of', note: null, article: { slug: 'c' } },
  ])
  clock.pass(60)
  t.equal(await shown(), 'a b planned c d')
  const b = `${desk}/${ids.b}`
  const steps = [
    ['DELETE', `${b}/publication`, undefined, 'a planned c d'],
    ['PUT', `${b}/publication`, {}, 'a b planned c d'],
    ['PUT', `${b}/archive`, undefined, 'a planned c d'],
    ['PUT', `${b}/publication`, { at: clock.in(60) }, 'a planned c d'],
    ['DELETE', b, undefined, 'a planned c d'],
    ['PUT', `/editorial/trash/${ids.b}/restoration`, undefined, 'a planned c d'],
    ['PUT', `${b}/publication`, {}, 'a b planned c d'],
  ] as const
  for (const [method, url, payload, expected] of steps) {
    expecting(200, await changed(editor, method, url, payload))
    t.equal(await shown(), expected, `${method} ${url}`)
  }
  await changed(editor, 'PATCH', b, { slug: 'b2', headline: 'B2' })
  t.equal(await shown(), 'a b planned c d')
  await changed(editor, 'PUT', `${b}/publication`, {})
  t.equal(await shown(), 'a b2 planned c d')

  const { body: links } = await editor('GET', `${desk}/${story.id}/related`)
  t.same(
    links.items.map(({ article }: { article: { slug: string; state: string } }) => `${article.slug} ${article.state}`),
    [...['a published', 'unwritten draft', 'b2 published', 'planned published', 'c published', 'd published']],
  )
  expecting(200, await changed(editor, 'DELETE', `${desk}/${story.id}/publication`))
  t.equal((await reader('GET', '/articles/main/related')).status, 404)
  expecting(200, await changed(editor, 'PUT', `${desk}/${story.id}/publication`, {}))
  t.equal(await shown(), 'a b2 planned c d')
  await related(editor, story.id, [{ articleId: ids.d }, { articleId: ids.a }])
  t.equal(await shown(), 'd a')
  await related(editor, story.id, [])
  t.equal(await shown(), '')
})

t.test('a link to itself, twice, or to nothing is refused, each with its place', async (t) => {
  const { editor } = await newsroom(t)
  const { body: story } = await draft(editor, { headline: 'Main' })
  const { body: other } = await draft(editor, { headline: 'Other' })
  const items = [story.id, other.id, nobody, other.id].map((articleId) => ({ articleId }))
  const refused = await changed(editor, 'PUT', `${desk}/${story.id}/related`, { items })
  t.match(refused, {
    status: 422,
    body: {
      errors: [
        { pointer: '#/items/0/articleId', code: 'itself' },
        { pointer: '#/items/2/articleId', code: 'unknown' },
        { pointer: '#/items/3/articleId', code: 'twice' },
      ],
    },
  })
  t.same((await editor('GET', `${desk}/${story.id}/related`)).body, { revision: 1, version: 1, items: [] })
  const shapeless = await changed(editor, 'PUT', `${desk}/${story.id}/related`, {
    items: [{ articleId: other.id, relation: 'cousin', notes: 'x' }],
  })
  t.match(shapeless, {
    status: 400,
    body: { errors: [{ pointer: '#/items/0/notes', detail: /`note`/ }, { pointer: '#/items/0/relation' }] },
  })
  t.equal((await changed(editor, 'PUT', `${desk}/${story.id}/related`, { items: Array(51).fill({ articleId: other.id }) })).status, 400)
  t.equal((await editor('PUT', `${desk}/${nobody}/related`, { items: [] }, { 'if-match': '*' })).status, 404)
  for (const resource of ['', '/suggestions']) t.equal((await editor('GET', `${desk}/${nobody}/related${resource}`)).status, 404)
  t.equal((await editor('GET', `${desk}/${nobody}/backlinks`)).status, 404)
})

t.test('links are set upon what was read, by whoever may change the story', async (t) => {
  const { editor, hire } = await newsroom(t)
  const [ines, tobias] = [await hire('author', 'Ines'), await hire('author', 'Tobias')]
  const { body: target } = await draft(editor, { headline: 'Target' })
  const { body: story, etag } = await draft(ines, { headline: 'Own' })
  const links = `${desk}/${story.id}/related`
  const items = [{ articleId: target.id }]
  t.match(await ines('PUT', links, { items }), { status: 428, body: { code: 'if-match-needed' } })
  const set = await ines('PUT', links, { items }, { 'if-match': etag })
  t.match(set, {
    status: 200,
    body: { revision: 2, items: [{ relation: 'related', note: null, article: { id: target.id, state: 'draft' } }] },
  })
  t.equal(set.etag, (await ines('GET', links)).etag)
  t.match(await ines('PUT', links, { items: [] }, { 'if-match': etag }), { status: 412, body: { detail: /version 2 since/ } })
  t.match(await ines('PATCH', `${desk}/${story.id}`, { headline: 'New' }, { 'if-match': set.etag }), { status: 200, body: { revision: 3 } })
  t.match((await ines('GET', links)).body, { revision: 3, items: [{ article: { id: target.id } }] }, 'a change of words leaves them alone')
  t.equal((await tobias('PUT', links, { items: [] }, { 'if-match': '*' })).status, 403)
  expecting(200, await changed(editor, 'PUT', `${desk}/${story.id}/publication`, {}))
  t.equal((await ines('PUT', links, { items: [] }, { 'if-match': '*' })).status, 403)
  t.equal((await editor('PUT', links, { items: [] }, { 'if-match': '*' })).status, 200)
})

t.test('a story knows what links to it, in what is public and in drafts, page by page', async (t) => {
  const { editor, reader, clock } = await newsroom(t)
  const { body: target } = await draft(editor, { headline: 'Target' })
  const list = `${desk}/${target.id}/backlinks`
  const backlinks = async (of = 'published') => slugsOf(await editor('GET', `${list}?of=${of}`))
  const first = await published(editor, { headline: 'First' })
  clock.pass(1)
  const second = await published(editor, { headline: 'Second' })
  const { body: planned } = await published(editor, { headline: 'Planned' }, { at: clock.in(60) })
  const items = [{ articleId: target.id, relation: 'background', note: 'See' }]
  await changed(editor, 'PUT', `${desk}/${first.body.id}/related`, { items })
  t.same(await backlinks(), [], 'a draft’s link is not public')
  t.match((await editor('GET', `${list}?of=draft`)).body, {
    items: [{ relation: 'background', note: 'See', article: { slug: 'first', state: 'published', hasUnpublishedChanges: true } }],
    page: { hasMore: false },
    capped: false,
  })
  for (const { body } of [first, second]) await related(editor, body.id, items)
  await changed(editor, 'PUT', `${desk}/${planned.id}/related`, { items })
  await changed(editor, 'PUT', `${desk}/${planned.id}/publication`, { at: clock.in(60) })
  t.same(await backlinks(), ['second', 'first'], 'last begun first')
  t.same(await backlinks('draft'), ['planned', 'second', 'first'])
  const [link] = (await editor('GET', list)).body.items
  t.match(link, { relation: 'background', note: 'See', article: { state: 'published', headline: 'Second' } })
  clock.pass(60)
  t.same(await backlinks(), ['planned', 'second', 'first'])
  for (const of of ['published', 'draft']) {
    const walked: string[] = []
    let url: string | undefined = `${list}?of=${of}&limit=1`
    while (url) {
      const page: Answer = expecting(200, await editor('GET', url))
      walked.push(...slugsOf(page))
      url = page.headers.link?.match(/\/v1([^>]+)>; rel="next"/)?.[1]
    }
    t.same(walked, ['planned', 'second', 'first'], `every link ${of} once, a page each`)
  }
  const { next } = (await editor('GET', `${list}?limit=1`)).body.page
  t.equal((await editor('GET', `${list}?of=draft&cursor=${next}`)).status, 400, 'a cursor is of one list')
  await changed(editor, 'DELETE', `${desk}/${second.body.id}/publication`)
  await changed(editor, 'DELETE', `${desk}/${first.body.id}`)
  t.same(await backlinks(), ['planned'])
  t.same(
    (await editor('GET', `${list}?of=draft`)).body.items.map(({ article }: { article: { state: string } }) => article.state),
    ['published', 'draft', 'trashed'],
    'with where each stands',
  )
  await changed(editor, 'PUT', `${desk}/${second.body.id}/publication`, {})
  t.same(await backlinks(), ['planned', 'second'], 'what returns has its links again')
  await related(editor, planned.id, [])
  t.same([await backlinks(), await backlinks('draft')], [['second'], ['second', 'first']])
  t.equal((await reader('GET', list)).status, 401)
})

t.test('the desk is told which links readers do not see, and why', async (t) => {
  const statements: string[] = []
  const { editor, reader, hire, clock, db } = await newsroom(t, { onStatement: (statement) => statements.push(statement) })
  const ids: Record<string, string> = {}
  for (const slug of ['stays', 'gone', 'archived', 'trashed', 'expires', 'planned'])
    ids[slug] = (await published(editor, { headline: slug, slug })).body.id
  ids.draft = (await draft(editor, { headline: 'draft', slug: 'draft' })).body.id
  const list = Object.values(ids).map((articleId) => ({ articleId }))
  const { body: older } = await published(editor, { headline: 'Older', slug: 'older' })
  const { body: newer } = await published(editor, { headline: 'Newer', slug: 'newer' })
  const { body: unread } = await draft(editor, { headline: 'Unread', slug: 'unread' })
  for (const { id } of [older, newer]) await related(editor, id, list)
  await changed(editor, 'PUT', `${desk}/${unread.id}/related`, { items: list })

  const dead = async (query = '') => {
    const { body } = expecting(200, await editor('GET', `/editorial/dead-links${query}`))
    return body.items.map(({ article, target, why }: Record<string, { slug: string }>) => `${article!.slug} to ${target!.slug}: ${why}`)
  }
  t.same(await dead(), ['newer to draft: draft', 'older to draft: draft'])
  await changed(editor, 'DELETE', `${desk}/${ids.gone}/publication`)
  await changed(editor, 'PUT', `${desk}/${ids.archived}/archive`)
  await changed(editor, 'DELETE', `${desk}/${ids.trashed}`)
  await changed(editor, 'PUT', `${desk}/${ids.expires}/publication`, { until: clock.in(30) })
  await changed(editor, 'DELETE', `${desk}/${ids.planned}/publication`)
  await changed(editor, 'PUT', `${desk}/${ids.planned}/publication`, { at: clock.in(60) })
  clock.pass(30)
  const of = (slug: string) => [
    ...[`${slug} to draft: draft`, `${slug} to planned: scheduled`, `${slug} to expires: expired`, `${slug} to trashed: trashed`],
    ...[`${slug} to archived: archived`, `${slug} to gone: draft`],
  ]
  t.same(await dead(), [...of('newer'), ...of('older')], 'not those of drafts')
  t.same(slugsOf(await reader('GET', '/articles/newer/related')).slice(0, 1), ['stays'], 'readers see what is left')
  const walked: string[] = []
  let url: string | undefined = '/editorial/dead-links?limit=5'
  while (url) {
    const page: Answer = expecting(200, await editor('GET', url))
    walked.push(...page.body.items.map(({ target }: { target: { slug: string } }) => target.slug))
    url = page.headers.link?.match(/\/v1([^>]+)>; rel="next"/)?.[1]
  }
  t.same(
    walked,
    (await dead()).map((line: string) => line.replace(/.* to (.*):.*/, '$1')),
    'a page at a time',
  )

  const cost = async (limit: number) => {
    statements.length = 0
    await dead(`?limit=${limit}`)
    return statements.length
  }
  t.equal(await cost(1), await cost(100), 'a page costs the same few statements')
  clock.pass(30)
  await changed(editor, 'PUT', `/editorial/trash/${ids.trashed}/restoration`)
  for (const slug of ['trashed', 'gone', 'archived', 'draft']) await changed(editor, 'PUT', `${desk}/${ids[slug]}/publication`, {})
  t.same(await dead(), ['newer to expires: expired', 'older to expires: expired'], 'what is back is not dead any more')
  const many = Array.from({ length: 2000 }, (_, place) => ({
    articleId: newer.id,
    position: 100 + place,
    targetId: ids.stays!,
    note: null,
  }))
  await db.write((tx) => tx.insert(links).values(many.map((link) => ({ ...link, relation: 'related' as const }))))
  const { body: short } = await editor('GET', '/editorial/dead-links')
  t.match(short, { items: { length: 0 }, page: { hasMore: true }, capped: true }, 'a page ends early where too many links are alive')
  const { body: rest } = await editor('GET', `/editorial/dead-links?cursor=${short.page.next}`)
  t.match(rest, { items: [{ article: { slug: 'newer' } }, { article: { slug: 'older' } }], page: { hasMore: false }, capped: false })
  await changed(editor, 'DELETE', `${desk}/${newer.id}`)
  t.same(await dead(`?cursor=${short.page.next}`), ['older to expires: expired'], 'nobody reads the links of what has gone')
  t.equal((await (await hire('moderator'))('GET', '/editorial/dead-links')).status, 403)
})

t.test('likeness fills the free places, says why, and never repeats the editor’s choice', async (t) => {
  const { reader, editor, clock } = await newsroom(t)
  const [harbour, town] = [await term(editor, 'sections', { name: 'Harbour' }), await term(editor, 'sections', { name: 'Town' })]
  const [sailing, weather] = [await term(editor, 'tags', { name: 'Sailing' }), await term(editor, 'tags', { name: 'Weather' })]
  const ids: Record<string, string> = {}
  const publish = async (slug: string, sectionId: string | null, tagIds: string[], publication = {}) => {
    ids[slug] = (await published(editor, { headline: slug, slug, sectionId, tagIds }, publication)).body.id
  }
  await publish('old', harbour.id, [sailing.id, weather.id])
  clock.pass(20 * 86_400)
  await publish('tag', town.id, [sailing.id])
  await publish('section', harbour.id, [])
  await publish('both', harbour.id, [weather.id])
  await publish('twin', harbour.id, [sailing.id, weather.id])
  await publish('stranger', town.id, [])
  await publish('later', harbour.id, [sailing.id, weather.id], { at: clock.in(60) })
  await publish('expired', harbour.id, [sailing.id, weather.id], { at: clock.in(-60), until: clock.in(-1) })
  ids.draft = (await draft(editor, { headline: 'Draft', sectionId: harbour.id, tagIds: [sailing.id] })).body.id
  await published(editor, { type: 'page', headline: 'Imprint', sectionId: harbour.id, tagIds: [sailing.id] })
  await publish('main', harbour.id, [sailing.id, weather.id])
  const shown = async () => (await reader('GET', '/articles/main/related')).body.items
  const likely = async () => {
    const items = (await shown()) as { article: { slug: string }; chosenBy: string; reasons: string[] }[]
    return items.map(({ article, chosenBy, reasons }) => `${article.slug}: ${chosenBy === 'editor' ? 'chosen' : reasons.join(', ')}`)
  }
  t.same(await likely(), [
    'twin: 2 shared tags, same section, same week',
    'old: 2 shared tags, same section',
    'both: 1 shared tag, same section, same week',
    'tag: 1 shared tag, same week',
    'section: same section, same week',
  ])
  t.match((await shown())[0], { relation: 'related', note: null, chosenBy: 'likeness' })

  await related(editor, ids.main!, [{ articleId: ids.stranger }, { articleId: ids.later }, { articleId: ids.twin }])
  const [old, both, tag, section] = (await likely()).slice(2)
  t.same(await likely(), ['stranger: chosen', 'twin: chosen', old, both, tag, section])
  clock.pass(60)
  t.same(await likely(), ['stranger: chosen', 'later: chosen', 'twin: chosen', old, both, tag], 'six places, the choice before likeness')
  await related(
    editor,
    ids.main!,
    ['later', 'twin', 'tag', 'both', 'section', 'old', 'stranger'].map((slug) => ({ articleId: ids[slug] })),
  )
  t.same(
    await likely(),
    ['later', 'twin', 'tag', 'both', 'section', 'old', 'stranger'].map((slug) => `${slug}: chosen`),
    'none is left out',
  )
  t.same(
    (await reader('GET', '/articles/stranger/related')).body.items.map(({ article }: { article: { slug: string } }) => article.slug),
    ['tag'],
  )
})

t.test('the desk is shown stories like the draft', async (t) => {
  const { editor } = await newsroom(t)
  const [sailing, weather] = [await term(editor, 'tags', { name: 'Sailing' }), await term(editor, 'tags', { name: 'Weather' })]
  const { body: one } = await published(editor, { headline: 'One', tagIds: [sailing.id] })
  await published(editor, { headline: 'Two', tagIds: [sailing.id, weather.id] })
  await draft(editor, { headline: 'Three', tagIds: [sailing.id] })
  const { body: story } = await draft(editor, { headline: 'Main' })
  const suggestions = async () => (await editor('GET', `${desk}/${story.id}/related/suggestions`)).body.items
  t.same(await suggestions(), [])
  await changed(editor, 'PATCH', `${desk}/${story.id}`, { tagIds: [sailing.id, weather.id] })
  t.match(await suggestions(), [
    { article: { slug: 'two', tags: [{ name: 'Sailing' }, { name: 'Weather' }] }, score: 0.75, reasons: ['2 shared tags', 'same week'] },
    { article: { slug: 'one' }, score: 0.5, reasons: ['1 shared tag', 'same week'] },
  ])
  await changed(editor, 'PUT', `${desk}/${story.id}/related`, { items: [{ articleId: one.id }] })
  t.same(
    (await suggestions()).map(({ article }: { article: { slug: string } }) => article.slug),
    ['two'],
    'not what is chosen already',
  )
})

t.test('the desk is shown stories that say the same, whatever they are filed under, and told which words say so', async (t) => {
  const statements: string[] = []
  const { editor, reader, clock } = await newsroom(t, { onStatement: (statement) => statements.push(statement) })
  const dredging = 'The dredger would work in the channel until Friday. The dredger leaves then.'
  const said = (source: string, more: object = {}) => ({ body: { format: 'markdown', source }, ...more })
  await published(editor, { headline: 'The old channel', ...said(dredging), slug: 'old' })
  clock.pass(40 * 86_400)
  await published(editor, { headline: 'Channel closed', ...said(dredging), slug: 'closed' })
  const { body: chosen } = await published(editor, { headline: 'Channel open', ...said(dredging), slug: 'open' })
  await published(editor, { headline: 'Fahrrinne', ...said('Der Dredger im Channel.', { language: 'de' }), slug: 'fahrrinne' })
  await published(editor, { headline: 'What they would say there', ...said('They would work there until Friday.'), slug: 'common' })
  await published(editor, { headline: 'A dredger', slug: 'one-word' })
  await published(editor, { headline: 'Channel planned', ...said(dredging) }, { at: clock.in(3600) })
  await draft(editor, { headline: 'Channel written', ...said(dredging) })
  const { body: story } = await draft(editor, { headline: 'A DREDGER in the channel would work there until Friday' })
  await changed(editor, 'PUT', `${desk}/${story.id}/related`, { items: [{ articleId: chosen.id }] })
  const suggestions = async () =>
    (await editor('GET', `${desk}/${story.id}/related/suggestions`)).body.items as {
      article: { slug: string }
      score: number
      reasons: string[]
    }[]
  const before = statements.length
  const found = await suggestions()
  const cost = statements.length - before
  t.same(
    found.map(({ article, reasons }) => `${article.slug}: ${reasons.join('; ')}`),
    [
      'closed: shares “channel”, “dredger”, “friday”; same week',
      'old: shares “channel”, “dredger”, “friday”',
      'fahrrinne: shares “channel”, “dredger”; same week',
    ],
    'neither what is chosen, nor what is not public, nor what shares a single word or common ones',
  )
  t.ok(
    found.every(({ score }, place) => score > 0 && score < 1 && score <= (found[place - 1]?.score ?? 1)),
    'best first',
  )
  for (let count = 0; count < 25; count++) await published(editor, { headline: `Channel ${count}`, ...said(dredging) })
  statements.length = 0
  t.equal((await suggestions()).length, 20)
  t.equal(statements.length, cost, 'as many statements, however much is alike')
  t.same(slugsOf(await reader('GET', '/articles/closed/related')), [], 'readers are shown what is filed alike: their page stays cheap')
  await changed(editor, 'DELETE', `${desk}/${story.id}`)
  t.equal((await suggestions()).length, 20, 'of whatever state')
})

t.test('likeness looks past what has gone', async (t) => {
  const { reader, editor, clock } = await newsroom(t)
  const tag = await term(editor, 'tags', { name: 'Ferry' })
  await published(editor, { headline: 'Alike', tagIds: [tag.id] })
  const { body: story } = await published(editor, { headline: 'Main', tagIds: [tag.id] })
  for (let number = 0; number < 15; number++) {
    clock.pass(1)
    await published(editor, { headline: `Gone ${number}`, tagIds: [tag.id] }, { until: clock.in(60) })
  }
  clock.pass(120)
  t.same(slugsOf(await reader('GET', `/articles/${story.slug}/related`)), ['alike'])
})
