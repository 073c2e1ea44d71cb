import t from 'tap'
import { changed, comment, decided, expecting, term } from './helpers/make.ts'
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
