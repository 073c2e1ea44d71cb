import { createHash } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { commenterToken } from '../../src/comments/commenter-token.ts'
import { comments, formerAddresses, imports } from '../../src/db/tables.ts'
import { authorNote, ban, batchOf, changed, decided, draft, expecting, published, term, wordList } from './make.ts'
import type { newsroom } from './newsroom.ts'
import { formOf, png } from './pictures.ts'
import { verified } from './readers.ts'

/** What readers must not learn of: words to look for in answers, and what can be asked for. */
export interface Hidden {
  stories: { id: string; slug: string }[]
  pages: { id: string; slug: string }[]
  comments: string[]
  decisions: string[]
  claims: string[]
  sections: string[]
  tags: string[]
  authors: string[]
  paths: string[]
  emails: string[]
  names: string[]
  bodies: string[]
  lists: string[]
  bans: string[]
  notes: string[]
  batches: string[]
  /** Tokens that open nothing: those that do are for whoever was given them. */
  previews: string[]
  /** Slugs that public stories are to have. */
  nexts: string[]
  media: string[]
}

/** Every word that a reader may never get begins so; slugs and addresses, which can be asked for, begin with `veiled`. */
export const canary = 'canary'

/** The story of the sample that most is said about. */
export const story = 'harbour-lights-return'

/** What only the newsroom knows: `times` of everything, in words that no other world has. */
export async function keepFromReaders(
  { db, services, reader, as, editor, moderator, owner, hire, clock }: Awaited<ReturnType<typeof newsroom>>,
  letter: string,
  times: number,
) {
  const hidden: Hidden = {
    stories: [],
    pages: [],
    comments: [],
    decisions: [],
    claims: [],
    sections: [],
    tags: [],
    authors: [],
    paths: [],
    emails: [],
    names: [],
    bodies: [],
    lists: [],
    bans: [],
    notes: [],
    batches: [],
    previews: [],
    nexts: [],
    media: [],
  }
  clock.pass(60)
  const readable = (await reader('GET', '/articles?limit=100')).body.items as { id: string; slug: string; language: string }[]
  const [own] = (await editor('GET', '/editorial/sections')).body.items
  const [tag] = (await editor('GET', '/editorial/tags')).body.items
  const [author] = (await editor('GET', '/editorial/authors')).body.items
  const roots = (await reader('GET', `/articles/${story}/comments?limit=100`)).body.items as { id: string; createdAt: string }[]

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
    const said = { alt: name('alt'), caption: name('caption'), credit: name('credit') }
    const file = formOf(png(Buffer.from(`${letter}${count}`).readUInt16BE()), said)
    const picture = expecting(201, await editor('POST', '/editorial/media', file)).body
    hidden.media.push(picture.id)
    hidden.paths.push(new URL(picture.url).pathname)
    const image = count % 2 ? { mediaId: picture.id } : { url: `https://images.example/${slug('image')}`, alt: name('alt') }
    const words = (what: string, more: object = {}) => ({
      ...{ headline: name(what), slug: slug(what), standfirst: name('standfirst'), dateline: name('place'), kind: 'photo', pinned: true },
      ...{ language: 'fa', sectionId: filed.sections.id, tagIds: [tag.id, filed.tags.id] },
      bylines: [{ authorId: author.id }, { authorId: filed.authors.id, role: name('role') }],
      body: { format: 'markdown', source: `## ${name('heading')}\n\n${name('body')} harbour lights` },
      source: { name: name('source') },
      leadImage: image,
      seo: { title: name('title') },
      note: name('note'),
      ...more,
    })
    const article = (id: string) => `/editorial/articles/${id}`
    const past = { at: clock.in(-5400 * count) }
    const states: { state: string; publication?: Record<string, unknown>; after?: ['PUT' | 'DELETE', resource: string, body?: object] }[] =
      [
        { state: 'draft' },
        { state: 'in-review', after: ['PUT', '/review'] },
        { state: 'scheduled', publication: { at: clock.in(7200) } },
        { state: 'embargoed', publication: { ...past, embargo: clock.in(7200) } },
        { state: 'expired', publication: { ...past, until: clock.in(1) } },
        { state: 'withdrawn', publication: past, after: ['DELETE', '/publication'] },
        { state: 'archived', publication: past, after: ['PUT', '/archive'] },
        { state: 'trashed', publication: past, after: ['DELETE', ''] },
        { state: 'out-of-rights', publication: past, after: ['PUT', '/rights', { until: clock.in(-60), note: name('rights') }] },
        { state: 'before-its-rights', publication: past, after: ['PUT', '/rights', { from: clock.in(7200) }] },
      ]
    for (const type of ['article', 'page'] as const) {
      for (const { state, publication, after } of states) {
        const made = words(`${type}-${state}`, { type, sectionId: count % 2 ? own.id : filed.sections.id })
        const { id } = (publication ? await published(editor, made, publication) : await draft(editor, made)).body
        if (state === 'archived' && type === 'article') expecting(202, await talk(type, made.slug, name('on what has gone')))
        if (after) expecting(200, await changed(editor, after[0], article(id) + after[1], after[2]))
        if (state === 'archived' || state === 'expired')
          expecting(201, await editor('POST', `${article(id)}/corrections`, { kind: 'retraction', note: name('correction') }))
        if (state === 'draft') {
          hidden[type === 'article' ? 'stories' : 'pages'].push({ id, slug: slug(`${type}-alias`) })
          expecting(200, await editor('PUT', `${article(id)}/slugs/${slug(`${type}-alias`)}`))
        }
        hidden[type === 'article' ? 'stories' : 'pages'].push({ id, slug: made.slug })
        hidden.paths.push(`/${made.slug}`)
      }
    }
    // What was withdrawn has other words since, and in one world it is in the trash.
    const [taken, alsoTaken] = (await editor('GET', '/editorial/articles?state=withdrawn')).body.items
    await changed(editor, 'PATCH', article(taken.id), words(`withdrawn-${count}`))
    if (alsoTaken && letter === 'a') await changed(editor, 'DELETE', article(alsoTaken.id))
    // Another story’s next words in each world, that of the first readers’ page included.
    const { id } = readable.find(letter === 'a' ? ({ slug }) => slug === story : ({ slug }) => slug === 'after')!
    const next = await changed(editor, 'PATCH', article(id), words(`next-of-${count}`, { tagIds: [], sectionId: filed.sections.id }))
    hidden.nexts.push(expecting(200, next).body.slug)
    const rights = { until: clock.in(86_400 * count), note: name('rights of what is public') }
    expecting(200, await changed(editor, 'PUT', `${article(id)}/rights`, rights))
    const target = readable.find((other) => other.id !== id)!.id
    await changed(editor, 'PUT', `${article(id)}/related`, { items: [{ articleId: target, note: name('link') }] })

    // Somebody outside reads some of it; and what can be read is being translated.
    const lent = async (of: string) => expecting(201, await editor('POST', `${article(of)}/preview-links`, { note: name('lawyer') })).body
    const [open, over] = [await lent(hidden.stories.at(-states.length)!.id), await lent(id)]
    expecting(204, await editor('DELETE', `${article(id)}/preview-links/${over.id}`))
    const forged = open.token.replace(/.(?=.$)/, (last: string) => (last === 'A' ? 'B' : 'A'))
    hidden.previews.push(`${open.token.slice(0, -1)}~`, forged, over.token)
    for (const { id: of } of readable.filter(({ slug, language }) => [story, 'after'].includes(slug) || language === 'fa')) {
      const { body, etag } = expecting(200, await editor('GET', `${article(of)}/translations`))
      const others = body.items.map((item: { article: { id: string } }) => item.article.id)
      const made = words(`translation-of-${of.slice(-6)}`, { language: count === 1 ? 'nds' : 'frr', tagIds: [] })
      const { id: translation } = (await published(editor, made, { at: clock.in(7200) })).body
      const items = [...others, translation].map((articleId) => ({ articleId }))
      expecting(200, await editor('PUT', `${article(of)}/translations`, { items }, { 'if-match': etag }))
    }

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
    hidden.decisions.push(expecting(200, await moderator('PUT', `/moderation/comments/${rejected}/decision`, decision)).body.decisionId)
    hidden.notes.push(await authorNote(moderator, rejected, name('author note')))
    hidden.batches.push(await batchOf(moderator, await waits('taken by a filter')))
    hidden.claims.push(expecting(201, await moderator('POST', '/moderation/claims', { count: 1 })).body.id)
    const withdrawn = await waits('approved once')
    await decided(moderator, withdrawn, 'approve')
    expecting(
      201,
      await moderator('POST', `/articles/${story}/comments`, { authorName: 'Desk', body: name('answer'), inReplyTo: withdrawn }),
    )
    await decided(moderator, withdrawn, 'spam')
    const ended = expecting(202, await talk('article', story, name('taken back'))).body
    hidden.comments.push(ended.id)
    expecting(204, await reader('DELETE', `/comments/${ended.id}`, undefined, { 'comment-token': ended.token }))
    // What can be read has been reported, and has other words that wait.
    const root = roots.at(-count)!
    expecting(202, await reader('POST', `/comments/${root.id}/reports`, { reason: 'other', note: name('report') }))
    const opened = { 'comment-token': commenterToken(services.keys, root) }
    expecting(200, await reader('PATCH', `/comments/${root.id}`, { body: name('edit') }, opened))
    // And a history, too.
    await decided(moderator, roots[count]!.id, 'hold')
    await decided(moderator, roots[count]!.id, 'approve')

    await hire('author', name('colleague'))
    hidden.names.push(name('colleague'))
    const token = expecting(201, await owner('POST', '/admin/tokens', { name: name('robot'), role: 'reader', label: name('label') })).body
    expecting(204, await owner('DELETE', `/admin/tokens/${token.id}`))

    const listed = [name('pending'), name('colleague'), ...(letter === 'a' ? ['thought', 'pills'] : ['one.example'])]
    for (const effect of ['block', 'hold', 'flag'])
      hidden.lists.push((await wordList(moderator, { name: name(effect), effect, words: listed })).id)
    const reason = { reason: name('ban') }
    for (const target of [{ email: hidden.emails[0] }, { domain: `${letter}.example` }, { network: '10.0.0.0/9' }, { commentId: rejected }])
      hidden.bans.push((await ban(moderator, { ...target, ...reason, effect: letter === 'a' ? 'reject' : 'hold' })).id)
    const renamed = await changed(moderator, 'PATCH', `/moderation/word-lists/${hidden.lists[0]}`, { name: name('list') })
    expecting(200, renamed)

    async function talk(type: 'article' | 'page', slug: string, body: string, more: object = {}) {
      const email = `${canary}-${letter}-${count}-${hidden.emails.length}@reader.example`
      hidden.emails.push(email)
      hidden.bodies.push(body)
      const words = { authorName: name('reader'), authorEmail: email, body, ...more }
      const somebody = as(undefined, `172.16.${count}.${hidden.emails.length}`)
      return somebody('POST', `/${type}s/${slug}/comments`, words, { 'user-agent': name('browser') })
    }
  }
  // One of each state: a slot takes twenty pins.
  // What a public story links to comes back in other words, in another story’s place and time.
  const { items: drafts } = (await editor('GET', '/editorial/articles?state=draft&limit=100')).body
  const leaving = drafts.find(({ slug }: { slug: string }) => slug === 'leaving')
  expecting(200, await changed(editor, 'PATCH', `/editorial/articles/${leaving.id}`, { headline: `${canary} ${letter} returns` }))
  expecting(
    200,
    await changed(editor, 'PUT', `/editorial/articles/${leaving.id}/publication`, { at: clock.in(7200 * (letter === 'a' ? 1 : 2)) }),
  )
  const pins = hidden.stories.slice(1, 11).map(({ id }, position) => ({
    articleId: id,
    ...(letter === 'a' && { until: clock.in(20 + position) }),
    headline: `${canary} ${letter} on the front`,
    kicker: `${canary} ${letter}`,
  }))
  pins.push(Object.assign({ ...pins[0]!, articleId: readable.at(-1)!.id }, { from: clock.in(7200), until: clock.in(7300) }))
  const { slots } = expecting(200, await editor('GET', '/editorial/front')).body
  type Slot = { kind: string; places: number; pins: { articleId: string; until: string | null; kicker: string | null }[] }
  const withHidden = slots.map(({ kind, places, pins: open }: Slot, position: number) => ({
    ...{ kind, places },
    pins: [...(position === 0 ? pins : []), ...open.map(({ articleId, until, kicker }) => ({ articleId, until, kicker }))],
  }))
  expecting(200, await changed(editor, 'PUT', '/editorial/front', { slots: withHidden }))
  const usual = [1, 2, 6].map((places, position) => ({
    kind: ['lead', 'second', 'row'][position],
    places,
    pins: position === 0 ? pins : [],
  }))
  if (letter === 'a') expecting(200, await changed(editor, 'PUT', `/editorial/front/sections/${own.id}`, { slots: usual }))
  const footer = expecting(200, await editor('GET', '/editorial/menus/footer')).body.items as { target: object }[]
  const entries = hidden.pages.map(({ id }) => ({ target: { kind: 'page', id }, label: `${canary} ${letter} in the menu` }))
  const items = [...entries, ...footer.map(({ target }) => ({ target }))]
  expecting(200, await changed(editor, 'PUT', '/editorial/menus/footer', { items }))

  const more = letter === 'a' ? 1 : 2
  const settings = {
    ...{ linksHoldAt: 10 * more, duplicateHours: 10 * more, reportsHideAt: 50 * more },
    ...{ trust: { approved: more, windowDays: more, rejectedDays: more }, rate: { per10Minutes: 10 * more, perDay: 50 * more } },
  }
  for (const place of ['', `/sections/${own.id}`, `/articles/${readable.find(({ slug }) => slug === story)!.id}`])
    expecting(200, await moderator('PATCH', `/moderation/settings${place}`, settings, { 'if-match': '*' }))
  const reasons = {
    items: [{ text: `${canary} ${letter} reason to choose`, statement: `${canary} ${letter} statement` }],
    objection: `${canary} ${letter} objection`,
  }
  await verified(services, reader, hidden.emails[0]!)
  expecting(200, await moderator('PUT', '/moderation/reasons', reasons, { 'if-match': '*' }))
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
