import { createHash } from 'node:crypto'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { eq } from 'drizzle-orm'
import type { Test } from 'tap'
import { comments, formerAddresses, imports } from '../../src/db/tables.ts'
import { changed, commentPolicy, decided, draft, expecting, published, term } from './make.ts'
import { newsroom } from './newsroom.ts'
import type { Known } from './operations.ts'

export type World = Awaited<ReturnType<typeof newsroom>> & { hidden: Hidden }

/** What readers must not learn of: words to look for in answers, and what can be asked for. */
export interface Hidden {
  stories: { id: string; slug: string }[]
  pages: { id: string; slug: string }[]
  comments: string[]
  sections: string[]
  tags: string[]
  authors: string[]
  paths: string[]
  emails: string[]
  names: string[]
  bodies: string[]
}

/** Every word that a reader may never get begins so; slugs and addresses, which can be asked for, begin with `veiled`. */
export const canary = 'canary'

/** An id that nothing has. */
export const nowhere = '019342a0-5b00-7c1e-8000-000000000001'

const page = 'about'
const story = 'harbour-lights-return'

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
  const settings = { BROADSHEET_LOG_LEVEL: 'trace' }
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
async function publish({ db, editor, moderator, reader, clock }: Newsroom): Promise<Record<string, string[]>> {
  const sections = (await editor('GET', '/editorial/sections')).body.items
  for (const [count, words] of [
    { language: 'fa' },
    { language: 'fr', kind: 'photo' },
    { sectionId: sections[0].id, pinned: true },
  ].entries())
    await published(editor, { headline: `Public ${count}`, ...words }, { at: clock.in(-3600 * count) })
  const moved = (await published(editor, { slug: 'before' })).body
  await changed(editor, 'PATCH', `/editorial/articles/${moved.id}`, { slug: 'after' })
  await changed(editor, 'PUT', `/editorial/articles/${moved.id}/publication`, {})

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
    ] as const
    await tx.insert(formerAddresses).values([...addresses])
  })
  const slugs = (all: { slug: string }[]) => all.map(({ slug }) => slug)
  return {
    'articles/{slug}': [story, 'after', 'before', ...slugs(items).slice(0, 6)],
    'articles/{id}': items.slice(0, 2).map(({ id }: { id: string }) => id),
    'pages/{slug}': slugs(pages),
    'sections/{slug}': slugs(sections).slice(0, 4),
    'tags/{slug}': slugs(tags).slice(0, 3),
    'authors/{slug}': slugs(authors).slice(0, 3),
    'comments/{id}': [root, ...threads.slice(0, 2).map(({ id }: { id: string }) => id)],
    '?path': ['/old/story', '/old/section/'],
  }
}

/** What only the newsroom knows: `times` of everything, in words that no other world has. */
async function keepFromReaders({ db, reader, as, editor, moderator, owner, hire, clock }: Newsroom, letter: string, times: number) {
  const hidden: Hidden = {
    stories: [],
    pages: [],
    comments: [],
    sections: [],
    tags: [],
    authors: [],
    paths: [],
    emails: [],
    names: [],
    bodies: [],
  }
  clock.pass(60)
  const readable = (await reader('GET', '/articles?limit=100')).body.items as { id: string; slug: string }[]
  const [own] = (await editor('GET', '/editorial/sections')).body.items
  const [tag] = (await editor('GET', '/editorial/tags')).body.items
  const [author] = (await editor('GET', '/editorial/authors')).body.items
  const roots = (await reader('GET', `/articles/${story}/comments?limit=100`)).body.items as { id: string; depth: number }[]

  for (let count = 1; count <= times; count++) {
    const name = (what: string) => `${canary} ${letter} ${count} ${what}`
    const slug = (what: string) => `veiled-${letter}-${count}-${what}`
    const filed = {
      sections: await term(editor, 'sections', { name: name('section'), slug: slug('section'), parentId: own.id }),
      tags: await term(editor, 'tags', { name: name('tag'), slug: slug('tag'), description: name('description') }),
      authors: await term(editor, 'authors', { name: name('author'), slug: slug('author') }),
    }
    hidden.sections.push(filed.sections.slug)
    hidden.tags.push(filed.tags.slug)
    hidden.authors.push(filed.authors.slug)
    const words = (what: string, more: object = {}) => ({
      ...{ headline: name(what), slug: slug(what), standfirst: name('standfirst'), dateline: name('place'), kind: 'photo', pinned: true },
      ...{ language: 'fa', sectionId: filed.sections.id, tagIds: [tag.id, filed.tags.id] },
      bylines: [{ authorId: author.id }, { authorId: filed.authors.id, role: name('role') }],
      body: { format: 'markdown', source: `## ${name('heading')}\n\n${name('body')}` },
      source: { name: name('source') },
      leadImage: { url: `https://images.example/${slug('image')}`, alt: name('alt') },
      seo: { title: name('title') },
      ...more,
    })
    const article = (id: string) => `/editorial/articles/${id}`
    const past = { at: clock.in(-5400 * count) }
    const states: { state: string; publication?: Record<string, unknown>; after?: ['PUT' | 'DELETE', resource: string] }[] = [
      { state: 'draft' },
      { state: 'in-review', after: ['PUT', '/review'] },
      { state: 'scheduled', publication: { at: clock.in(7200) } },
      { state: 'embargoed', publication: { ...past, embargo: clock.in(7200) } },
      { state: 'expired', publication: { ...past, until: clock.in(1) } },
      { state: 'withdrawn', publication: past, after: ['DELETE', '/publication'] },
      { state: 'archived', publication: past, after: ['PUT', '/archive'] },
      { state: 'trashed', publication: past, after: ['DELETE', ''] },
    ]
    for (const type of ['article', 'page'] as const) {
      for (const { state, publication, after } of states) {
        const made = words(`${type}-${state}`, { type, sectionId: count % 2 ? own.id : filed.sections.id })
        const { id } = (publication ? await published(editor, made, publication) : await draft(editor, made)).body
        if (state === 'archived' && type === 'article') expecting(202, await talk(type, made.slug, name('on what has gone')))
        if (after) expecting(200, await changed(editor, after[0], article(id) + after[1]))
        hidden[type === 'article' ? 'stories' : 'pages'].push({ id, slug: made.slug })
        hidden.paths.push(`/${made.slug}`)
      }
    }
    // Another story’s next words in each world, that of the first readers’ page included.
    const { id } = readable.find(letter === 'a' ? ({ slug }) => slug === story : ({ slug }) => slug === 'after')!
    await changed(editor, 'PATCH', article(id), words(`next-of-${count}`, { tagIds: [], sectionId: filed.sections.id }))
    const target = readable.find((other) => other.id !== id)!.id
    await changed(editor, 'PUT', `${article(id)}/related`, { items: [{ articleId: target, note: name('link') }] })

    const waits = async (what: string, more: object = {}) => {
      const { id } = expecting(202, await talk('article', story, name(what), more)).body
      hidden.comments.push(id)
      return id
    }
    await waits('pending')
    await waits('reply', { inReplyTo: roots[1]!.id })
    await waits('spam', { subject: name('honeypot') })
    const rejected = await waits('rejected')
    const seen = expecting(200, await moderator('GET', `/moderation/comments/${rejected}`)).body
    const decision = { action: 'reject', version: seen.version, revision: 1, reason: name('reason'), note: name('note') }
    expecting(200, await moderator('PUT', `/moderation/comments/${rejected}/decision`, decision))
    const withdrawn = await waits('approved once')
    await decided(moderator, withdrawn, 'approve')
    expecting(
      201,
      await moderator('POST', `/articles/${story}/comments`, { authorName: 'Desk', body: name('answer'), inReplyTo: withdrawn }),
    )
    await decided(moderator, withdrawn, 'spam')
    // What can be read has a history, too.
    await decided(moderator, roots[count]!.id, 'hold')
    await decided(moderator, roots[count]!.id, 'approve')

    await hire('author', name('colleague'))
    hidden.names.push(name('colleague'))
    const token = expecting(201, await owner('POST', '/admin/tokens', { name: name('robot'), role: 'reader', label: name('label') })).body
    expecting(204, await owner('DELETE', `/admin/tokens/${token.id}`))

    async function talk(type: 'article' | 'page', slug: string, body: string, more: object = {}) {
      const email = `${canary}-${letter}-${count}-${hidden.emails.length}@reader.example`
      hidden.emails.push(email)
      hidden.bodies.push(body)
      const words = { authorName: name('reader'), authorEmail: email, body, ...more }
      const somebody = as(undefined, `172.16.${count}.${hidden.emails.length}`)
      return somebody('POST', `/${type}s/${slug}/comments`, words, { 'user-agent': name('browser') })
    }
  }
  await db.write(async (tx) => {
    for (const { id } of roots) {
      const of = (what: string) => createHash('sha256').update(`${letter} ${what} ${id}`).digest('base64url')
      const traces = { authorEmail: `${canary}-${id}@${letter}.example`, userAgent: `${canary} browser`, addressHash: of('address') }
      await tx
        .update(comments)
        .set({ ...traces, fingerprint: of('text') })
        .where(eq(comments.id, id))
    }
    const former = hidden.stories.map(({ id, slug }) => ({ path: `/${slug}`, kind: 'article' as const, targetId: id }))
    await tx.insert(formerAddresses).values(former)
    const data = { note: `${canary} ${letter} import` }
    await tx
      .insert(imports)
      .values({ source: `wordpress:${letter}`, kind: 'post', externalId: canary, targetId: hidden.stories[0]!.id, data })
  })
  return hidden
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
    'articles/{slug}': [...known['articles/{slug}']!, ...stories.map(({ slug }) => slug), 'nowhere'],
    'articles/{id}': ids,
    'trash/{id}': ids,
    'pages/{slug}': [...known['pages/{slug}']!, ...all(({ pages }) => pages).map(({ slug }) => slug), 'nowhere'],
    'sections/{slug}': sections,
    'sections/{id}': [nowhere],
    'tags/{slug}': tags,
    'tags/{id}': [nowhere],
    'authors/{slug}': authors,
    'authors/{id}': [nowhere],
    'comments/{id}': commentIds,
    'tokens/{id}': ['0123456789abcdef'],
    'problems/{code}': ['broken', 'nowhere'],
    '?section': filter(sections),
    '?tag': filter(tags),
    '?author': filter(authors),
    '?language': ['en', 'fa', 'de'],
    '?moment': ['2026-01-04T09:00:00Z', '2026-01-05T06:00:00Z', '2026-01-05T09:00:00Z'],
    '?id': ids,
    '?article': ids,
    '?path': [...known['?path']!, ...all(({ paths }) => paths), '/nowhere'],
  }
}
