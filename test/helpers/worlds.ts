import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { Test } from 'tap'
import { formerAddresses } from '../../src/db/tables.ts'
import { type Hidden, keepFromReaders, story } from './hidden.ts'
import { changed, commentPolicy, expecting, published } from './make.ts'
import { newsroom } from './newsroom.ts'
import { unsubscription } from './readers.ts'
import type { Known } from './samples.ts'

export type World = Awaited<ReturnType<typeof newsroom>> & { hidden: Hidden }

/** An id that nothing has. */
export const nowhere = '019342a0-5b00-7c1e-8000-000000000001'

const page = 'about'

/**
 * Two newspapers that are one to their readers: copies of the same, in which different people have written, filed, published, withdrawn,
 * decided and thrown away different things that nobody outside may see, twice as many in the first. And what can be asked for, in either.
 */
export async function twoWorlds(t: Test, log: (line: string) => void) {
  const folder = t.testdir()
  const common = await newsroom(t, { file: join(folder, 'common.db'), sample: true })
  const known = await publish(common)
  const files = ['a', 'b'].map((letter) => join(folder, `${letter}.db`))
  const database = new Sqlite(common.file)
  for (const file of files) database.exec(`vacuum into '${file}'`)
  database.close()
  const settings = {
    BROADSHEET_LOG_LEVEL: 'trace',
    BROADSHEET_MAIL: 'smtp://mail.example',
    BROADSHEET_MAIL_FROM: 'news@news.example',
  }
  const first = await newsroom(t, { file: files[0]!, settings, log })
  const second = await newsroom(t, { file: files[1]!, settings, log })
  const worlds: [World, World] = [
    Object.assign(first, { hidden: await keepFromReaders(first, 'a', 2) }),
    Object.assign(second, { hidden: await keepFromReaders(second, 'b', 1) }),
  ]
  for (const { clock } of worlds) clock.pass(10)
  return { worlds, known: withHidden(known, worlds) }
}

type Newsroom = Awaited<ReturnType<typeof newsroom>>

/** What all may read, beside the sample: stories that have moved, in other languages, and long conversations. */
async function publish({ db, services, editor, moderator, reader, clock }: Newsroom): Promise<Record<string, string[]>> {
  const sections = (await editor('GET', '/editorial/sections')).body.items
  for (const [count, words] of [
    { language: 'fa' },
    { language: 'fr', kind: 'photo' },
    { sectionId: sections[0].id, pinned: true },
  ].entries())
    await published(editor, { headline: `Public ${count}`, ...words }, { at: clock.in(-3600 * count) })
  const moved = (await published(editor, { slug: 'before' })).body
  await changed(editor, 'PATCH', `/editorial/articles/${moved.id}`, { slug: 'after' })
  const leaving = (await published(editor, { slug: 'leaving' })).body
  expecting(200, await changed(editor, 'PUT', `/editorial/articles/${moved.id}/related`, { items: [{ articleId: leaving.id }] }))
  expecting(200, await changed(editor, 'DELETE', `/editorial/articles/${leaving.id}/publication`))
  await changed(editor, 'PUT', `/editorial/articles/${moved.id}/publication`, {})
  const [first, second] = (await reader('GET', '/articles?language=fa')).body.items.concat(
    (await reader('GET', '/articles?language=fr')).body.items,
  )
  await changed(editor, 'PUT', `/editorial/articles/${first.id}/translations`, { items: [{ articleId: second.id }] })
  const { token } = expecting(201, await editor('POST', `/editorial/articles/${moved.id}/preview-links`, {})).body

  const correction = { kind: 'correction', note: 'It was the other mole.', before: 'south', after: 'north' }
  expecting(201, await editor('POST', `/editorial/articles/${moved.id}/corrections`, correction))
  for (const slug of ['beside', 'given-up']) expecting(200, await editor('PUT', `/editorial/articles/${moved.id}/slugs/${slug}`))
  expecting(204, await editor('DELETE', `/editorial/articles/${moved.id}/slugs/given-up`))
  const withdrawn: { id: string; slug: string }[] = []
  for (const slug of ['taken-back', 'taken-back-too']) {
    withdrawn.push((await published(editor, { slug })).body)
    const withdrawal = { reason: 'error', note: 'It was not so.' }
    expecting(200, await changed(editor, 'PUT', `/editorial/articles/${withdrawn.at(-1)!.id}/withdrawal`, withdrawal))
  }

  await commentPolicy(editor, { mode: 'first_time' })
  const pages = (await reader('GET', '/pages')).body.items
  const pageId = pages.find(({ slug }: { slug: string }) => slug === page).id
  await changed(editor, 'PUT', `/editorial/articles/${pageId}/comment-settings`, { open: true, closesAt: 'never' })
  const say = async (url: string, body: string, inReplyTo?: string) =>
    expecting(201, await moderator('POST', url, { authorName: 'Desk', body, ...(inReplyTo && { inReplyTo }) })).body.id
  const root = await say(`/articles/${story}/comments`, 'A thread begins')
  for (let count = 0; count < 22; count++) {
    clock.pass(1)
    await say(`/articles/${story}/comments`, `Root ${count}`)
    await say(`/articles/${story}/comments`, `Reply ${count}`, root)
  }
  await say(`/pages/${page}/comments`, 'On a page')

  const { items } = (await reader('GET', '/articles?limit=100')).body
  const tags = (await reader('GET', '/tags')).body.items
  const authors = (await reader('GET', '/authors')).body.items
  const { items: threads } = (await reader('GET', `/articles/${story}/comments`)).body
  await db.write(async (tx) => {
    const addresses = [
      { path: '/old/story', kind: 'article', targetId: items[0].id },
      { path: '/old/section', kind: 'section', targetId: sections[0].id },
      { path: '/old/taken-back', kind: 'article', targetId: withdrawn[0]!.id },
    ] as const
    await tx.insert(formerAddresses).values([...addresses])
  })
  const slugs = (all: { slug: string }[]) => all.map(({ slug }) => slug)
  return {
    'articles/{slug}': [story, 'after', 'before', 'beside', 'given-up', ...slugs(withdrawn), ...slugs(items).slice(0, 6)],
    'articles/{id}': items.slice(0, 2).map(({ id }: { id: string }) => id),
    'pages/{slug}': slugs(pages),
    'sections/{slug}': slugs(sections).slice(0, 4),
    'tags/{slug}': slugs(tags).slice(0, 3),
    'authors/{slug}': slugs(authors).slice(0, 3),
    'previews/{link}': [token],
    'unsubscriptions/{link}': [unsubscription(services, nowhere), `replies.${nowhere}.${'A'.repeat(43)}`],
    'comments/{id}': [root, ...threads.slice(0, 2).map(({ id }: { id: string }) => id)],
    '?path': ['/old/story', '/old/section/', '/old/taken-back'],
  }
}

/** What is known to all, then what is hidden in either world, then what was never anywhere. */
function withHidden(known: Record<string, string[]>, worlds: readonly World[]): Known {
  const all = <Value>(what: (hidden: Hidden) => Value[]) => worlds.flatMap(({ hidden }) => what(hidden))
  const stories = all(({ stories }) => stories)
  const terms = (kind: 'sections' | 'tags' | 'authors') => [...known[`${kind}/{slug}`]!, ...all((hidden) => hidden[kind]), 'nowhere']
  const [sections, tags, authors] = [terms('sections'), terms('tags'), terms('authors')]
  const filter = ([first, second, ...rest]: string[]) => [first!, rest.find((slug) => slug.startsWith('veiled'))!, second!, 'nowhere']
  const ids = [...known['articles/{id}']!, ...stories.map(({ id }) => id), nowhere]
  const commentIds = [...known['comments/{id}']!, ...all(({ comments }) => comments), nowhere]
  return {
    ...known,
    'articles/{slug}': [...known['articles/{slug}']!, ...stories.map(({ slug }) => slug), ...all(({ nexts }) => nexts), 'nowhere'],
    'articles/{id}': ids,
    'previews/{link}': [...known['previews/{link}']!, ...all(({ previews }) => previews), 'nowhere'],
    'preview-links/{linkId}': [nowhere],
    'trash/{id}': ids,
    'corrections/{correctionId}': [nowhere],
    'slugs/{slug}': ['before', 'nowhere'],
    'revisions/{number}': ['1'],
    'pages/{slug}': [...known['pages/{slug}']!, ...all(({ pages }) => pages).map(({ slug }) => slug), 'nowhere'],
    'sections/{slug}': sections,
    'sections/{id}': [nowhere],
    'front/{slug}': sections,
    'arrangements/{number}': ['1', '2'],
    'menus/{name}': ['main', 'footer', 'nowhere'],
    'tags/{slug}': tags,
    'tags/{id}': [nowhere],
    'authors/{slug}': authors,
    'authors/{id}': [nowhere],
    'moderation/authors/{id}': commentIds,
    'author-notes/{id}': [...all(({ notes }) => notes), nowhere],
    'batches/{id}': [...all(({ batches }) => batches), nowhere],
    'comments/{id}': commentIds,
    'word-lists/{id}': [...all(({ lists }) => lists), nowhere],
    'media/{id}': [...all(({ media }) => media), nowhere],
    'bans/{id}': [...all(({ bans }) => bans), nowhere],
    'decisions/{id}': [...all(({ decisions }) => decisions), nowhere],
    'claims/{id}': [...all(({ claims }) => claims), nowhere],
    'tokens/{id}': ['0123456789abcdef'],
    'problems/{code}': ['broken', 'nowhere'],
    '?section': filter(sections),
    '?tag': filter(tags),
    '?author': filter(authors),
    '?language': ['en', 'fa', 'de'],
    '?moment': ['2026-01-04T09:00:00Z', '2026-01-05T06:00:00Z', '2026-01-05T09:00:00Z'],
    '?q': ['harbour', '"harbour lights" -canary', 'canary', 'veiled', '!'],
    '?id': ids,
    '?article': ids,
    '?path': [...known['?path']!, ...all(({ paths }) => paths), '/nowhere'],
  }
}
