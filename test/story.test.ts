import { asc } from 'drizzle-orm'
import t from 'tap'
import { site } from '../src/commands/sample/newspaper.ts'
import { removeSample } from '../src/commands/store.ts'
import { articles, comments, events, terms } from '../src/db/tables.ts'
import { changed, comment, decided, expecting, published, term } from './helpers/make.ts'
import { newsroom } from './helpers/newsroom.ts'

t.test('a story from the first draft to the conversation under it', async (t) => {
  const { reader, editor, moderator, clock } = await newsroom(t)
  const section = await term(editor, 'sections', { name: 'Harbour' })
  const words = {
    headline: 'The harbour lights return',
    sectionId: section.id,
    body: { format: 'markdown', source: 'They shine **again**.' },
  }
  const { body: story } = expecting(201, await editor('POST', '/editorial/articles', words))
  t.match(story, { state: 'draft', slug: 'the-harbour-lights-return' })
  t.equal((await reader('GET', `/articles/${story.slug}`)).status, 404)

  const scheduled = await changed(editor, 'PUT', `/editorial/articles/${story.id}/publication`, { at: clock.in(60) })
  t.match(scheduled, { status: 200, body: { state: 'scheduled' } })
  clock.pass(59.999)
  t.equal((await reader('GET', `/articles/${story.slug}`)).status, 404)
  clock.pass(0.001)
  t.match(await reader('GET', `/articles/${story.slug}`), {
    status: 200,
    body: { headline: words.headline, body: { html: '<p>They shine <strong>again</strong>.</p>' } },
  })

  const waiting = await comment(reader, story.slug, { authorName: 'Ann', body: 'Well put.' })
  t.same((await reader('GET', `/articles/${story.slug}/comments`)).body.items, [])
  await decided(moderator, waiting.id, 'approve')
  t.match((await reader('GET', `/articles/${story.slug}/comments`)).body.items, [{ authorName: 'Ann', body: 'Well put.' }])
  t.match((await reader('GET', `/articles/${story.slug}?include=related,comments,latest`)).body, {
    comments: { count: 1 },
    included: { comments: { items: [{ body: 'Well put.' }] } },
  })
})

t.test('the sample newspaper answers everything at once, in every state', async (t) => {
  const { reader, editor, moderator } = await newsroom(t, { sample: true })
  const { body: page } = await reader('GET', '/articles/harbour-lights-return?include=related,comments,latest')
  t.match(page, { pinned: true, source: { name: String }, leadImage: { alt: String }, comments: { open: true, closesAt: null, count: 6 } })
  t.equal(page.included.related.items.filter(({ chosenBy }: { chosenBy: string }) => chosenBy === 'editor').length, 3)
  t.equal(
    page.included.comments.items.length +
      page.included.comments.items.reduce((sum: number, { replyCount }: { replyCount: number }) => sum + replyCount, 0),
    6,
  )
  t.ok(page.included.latest.items.length >= 8)
  t.match((await reader('GET', '/site')).body, {
    name: site.name,
    dateline: 'Monday, January 5, 2026',
    weather: { temperature: { value: 68.8, unit: 'F' } },
  })
  for (const state of ['draft', 'inReview', 'scheduled', 'published', 'archived', 'trashed'])
    t.ok((await editor('GET', `/editorial/articles?state=${state}`)).body.items.length > 0, `there is something ${state}`)
  for (const state of ['pending', 'approved', 'rejected', 'spam'])
    t.ok((await moderator('GET', `/moderation/comments?state=${state}`)).body.items.length > 0, `there is a ${state} comment`)
})

t.test('the sample newspaper goes, and takes nothing else with it', async (t) => {
  const { reader, editor, db, clock } = await newsroom(t, { sample: true })
  const { items: sections } = (await editor('GET', '/editorial/sections')).body
  const own = await published(editor, { headline: 'Our own', sectionId: sections[0].id })
  await db.write((tx) => removeSample(tx, site.name, clock.now()))
  t.match((await reader('GET', '/articles')).body.items, [{ headline: 'Our own', section: { slug: sections[0].slug } }])
  t.equal((await editor('GET', '/editorial/sections')).body.items.length, 1)
  t.same((await editor('GET', '/editorial/authors')).body.items, [])
  t.match((await reader('GET', '/site')).body, { name: 'A new newspaper', weather: null, navigation: [] })
  t.equal(await db.write((tx) => removeSample(tx, site.name, clock.now())), 0, 'a second time there is none')
  t.equal((await editor('GET', `/editorial/articles/${own.body.id}`)).status, 200)
})

t.test('the sample newspaper leaves the events of its making', async (t) => {
  const { db, clock } = await newsroom(t, { sample: true })
  const rows = await db.select().from(events).orderBy(asc(events.sequence))
  const eventsOf = (id: string) => rows.filter(({ subjectId }) => subjectId === id).map(({ type }) => type)
  t.same(eventsOf('site'), ['site.changed', 'site.weatherChanged', 'site.changed'], 'and its menu, once there are sections')
  for (const subject of ['front', 'footer']) t.equal(eventsOf(subject).length, 1, subject)
  for (const { id, kind, commentSettings } of await db.select().from(terms))
    t.same(eventsOf(id), [`${kind}.changed`, ...(Object.keys(commentSettings).length > 0 ? ['commentSettings.changed'] : [])])
  const now = clock.in(0)
  for (const { id, type, state, draftRevision, publishedRevision, publicFrom } of await db.select().from(articles)) {
    const made = [
      ...Array(draftRevision).fill('article.drafted'),
      ...(publishedRevision === null || (state === 'published' && publicFrom > now) ? [] : ['article.appeared']),
      ...(publishedRevision === null ? [] : ['article.published']),
      ...(state === 'archived' ? ['article.disappeared'] : []),
      ...({ inReview: ['article.handedIn'], archived: ['article.unpublished'], trashed: ['article.moved'] }[state as string] ?? []),
      ...(type === 'article' ? ['article.commentsChanged'] : []),
    ]
    t.same(eventsOf(id), made, `${type}, ${state}`)
  }
  for (const { id, state } of await db.select().from(comments))
    t.same(eventsOf(id), ['comment.submitted', ...(state === 'pending' ? [] : ['comment.decided'])], `a comment, ${state}`)
})
