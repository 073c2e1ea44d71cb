import { formerAddresses } from '../../src/db/tables.ts'
import { authorNote, ban, batchOf, changed, comment, decided, draft, expecting, previewed, published, term, wordList } from './make.ts'
import type { Call, newsroom } from './newsroom.ts'
import { isConditional, type Operation, operationsOf, parametersIn, type Schema } from './operations.ts'
import { formOf, png } from './pictures.ts'
import { linkTo, unsubscription, verified } from './readers.ts'
import { type Making, sampleOf } from './samples.ts'

/** A request that succeeds, until something else has changed what it is about. */
export interface Filled {
  who: Call
  params: Record<string, string>
  /** The parameters that are required. */
  query: Record<string, string>
  /** Every member that the schema has, down to the deepest; undefined where no body is taken. */
  body: Record<string, unknown> | undefined
  headers: Record<string, string>
}

export type Sweep = Awaited<ReturnType<typeof sweepOf>>

/**
 * Every operation of the OpenAPI document, and for each a request that succeeds. What a new operation is about is found by its path and by
 * the names and schemas of its members; `fill` throws when it cannot be found, and says what to add here.
 */
export async function sweepOf({ app, owner, reader, moderator, clock, db, services }: Awaited<ReturnType<typeof newsroom>>) {
  const section = await term(owner, 'sections', { name: 'Harbour' })
  const tag = await term(owner, 'tags', { name: 'Sailing' })
  const author = await term(owner, 'authors', { name: 'Ann Archer' })
  const filed = { sectionId: section.id, tagIds: [tag.id], bylines: [{ authorId: author.id }] }
  const story = (await published(owner, filed)).body
  const page = (await published(owner, { type: 'page', headline: 'Imprint' })).body
  expecting(200, await changed(owner, 'PUT', `/editorial/articles/${page.id}/comment-settings`, { open: true }))
  const translated = (await draft(owner, { language: 'fa' })).body
  const lent = (await draft(owner)).body
  const preview = async () => expecting(201, await owner('POST', `/editorial/articles/${lent.id}/preview-links`, {})).body
  const list = await wordList(moderator)
  const former = { path: '/2024/11/01/old', kind: 'article', targetId: story.id } as const
  await db.write(async (tx) => void (await tx.insert(formerAddresses).values(former)))

  let slugs = 0
  /** Whose corrections and slugs the rest of an address is about. */
  let article = ''
  let pictures = 0
  /** What opens the comments that were left. */
  const tokens = new Map<string, string>()

  let menus = 0

  /** What stands at the addresses with a parameter: something fresh wherever an operation changes it. */
  const standing: Record<string, (operation: Operation) => Promise<string>> = {
    '/v1/front/{slug}': async () => section.slug,
    '/v1/menus/{name}': async () => 'main',
    '/v1/editorial/front/sections/{id}': async () => section.id,
    '/v1/editorial/front/sections/{id}/arrangements/{number}': async () => '1',
    '/v1/editorial/front/arrangements/{number}': async () => '1',
    '/v1/editorial/menus/{name}': async () => {
      const name = `menu-${++menus % 40}`
      await owner('PUT', `/editorial/menus/${name}`, { items: [] }, { 'if-none-match': '*' })
      return name
    },
    '/v1/articles/{slug}': async () => story.slug,
    '/v1/pages/{slug}': async () => page.slug,
    '/v1/sections/{slug}': async () => section.slug,
    '/v1/tags/{slug}': async () => tag.slug,
    '/v1/authors/{slug}': async () => author.slug,
    '/v1/comments/{id}': async () => {
      const { id, token } = await comment(reader, story.slug)
      tokens.set(id, token)
      return (await decided(moderator, id, 'approve')).comment.id
    },
    '/v1/moderation/comments/{id}': async () => (await comment(reader, story.slug)).id,
    '/v1/moderation/decisions/{id}': async () => (await decided(moderator, (await comment(reader, story.slug)).id, 'spam')).decisionId,
    '/v1/moderation/authors/{id}': async () => (await comment(reader, story.slug)).id,
    '/v1/moderation/author-notes/{id}': async () => authorNote(moderator, (await comment(reader, story.slug)).id),
    '/v1/moderation/decisions/batches/{id}': async () => batchOf(moderator, (await comment(reader, story.slug)).id),
    '/v1/moderation/claims/{id}': async () => {
      await comment(reader, story.slug)
      return expecting(201, await owner('POST', '/moderation/claims', { count: 1 })).body.id
    },
    '/v1/editorial/sections/{id}': async () => (await term(owner, 'sections', { name: 'Fishing' })).id,
    '/v1/editorial/tags/{id}': async () => (await term(owner, 'tags', { name: 'Fishing' })).id,
    '/v1/editorial/authors/{id}': async () => (await term(owner, 'authors', { name: 'Bea Brown' })).id,
    '/v1/previews/{link}': async () => (await preview()).token,
    '/v1/editorial/articles/{id}/preview-links/{linkId}': async () => (await preview()).id,
    '/v1/editorial/articles/{id}': async ({ id, method }) => {
      if (method === 'GET') return story.id
      const isOfPublic = /^(unpublishArticle|withdrawArticle|endWithdrawal|\w+Correction)$/.test(id)
      article = { revokePreviewLink: lent, putTranslations: translated }[id]?.id ?? (await (isOfPublic ? published : draft)(owner)).body.id
      if (id === 'endWithdrawal')
        expecting(200, await changed(owner, 'PUT', `/editorial/articles/${article}/withdrawal`, { reason: 'error' }))
      return article
    },
    '/v1/editorial/articles/{id}/corrections/{correctionId}': async () =>
      expecting(201, await owner('POST', `/editorial/articles/${article}/corrections`, { kind: 'update', note: 'It is back' })).body.id,
    '/v1/editorial/articles/{id}/slugs/{slug}': async ({ id }) => {
      const slug = `alias-${++slugs}`
      if (id === 'retireSlug') expecting(200, await owner('PUT', `/editorial/articles/${article}/slugs/${slug}`))
      return slug
    },
    '/v1/editorial/articles/{id}/revisions/{number}': async () => '1',
    '/v1/editorial/media/{id}': async () => (await owner('POST', '/editorial/media', formOf(png(++pictures)))).body.id,
    '/v1/editorial/trash/{id}': async () => {
      const { id } = (await draft(owner)).body
      return expecting(200, await owner('DELETE', `/editorial/articles/${id}`, undefined, { 'if-match': '*' })).body.id
    },
    '/v1/admin/tokens/{id}': async () => expecting(201, await owner('POST', '/admin/tokens', { name: 'Bea', role: 'reader' })).body.id,
    '/v1/moderation/word-lists/{id}': async ({ id }) => (id === 'deleteWordList' ? await wordList(moderator) : list).id,
    '/v1/moderation/bans/{id}': async () => (await ban(moderator)).id,
    '/v1/moderation/settings/sections/{id}': async () => section.id,
    '/v1/moderation/settings/articles/{id}': async () => story.id,
    '/v1/unsubscriptions/{link}': async () => unsubscription(services, services.newId()),
    '/problems/{code}': async () => 'broken',
  }

  const picture = (await owner('POST', '/editorial/media', formOf(png(++pictures)))).body
  const waiting = await comment(reader, story.slug, { authorEmail: 'waiting@news.example' })
  const token = await previewed(owner, waiting.id)
  let readers = 0
  let link: string | undefined
  /** What members are whose schema does not say enough. */
  const members: Record<string, () => unknown> = {
    slug: () => `harbour-lights-${++slugs}`,
    sectionId: () => section.id,
    id: () => section.id,
    parentId: () => section.id,
    tagIds: () => [tag.id],
    addTagIds: () => [tag.id],
    removeTagIds: () => [tag.id],
    authorId: () => author.id,
    articleId: () => story.id,
    mediaId: () => picture.id,
    article: () => [story.id],
    section: () => section.id,
    author: () => waiting.id,
    commentId: () => waiting.id,
    token: () => link ?? token,
    path: () => former.path,
    inReplyTo: () => null,
    subject: () => '',
    authorEmail: () => `reader-${++readers}@news.example`,
    mode: () => 'pre',
    revision: () => 1,
    version: () => 1,
    at: () => clock.in(60),
    embargo: () => clock.in(120),
    from: () => clock.in(60),
    until: () => clock.in(3600),
    observedAt: () => clock.in(0),
    expiresAt: () => clock.in(3600),
    email: () => `reader-${++readers}@news.example`,
  }

  /** Members that do not go with the others of their body. */
  const apart: Record<string, readonly string[]> = {
    createToken: ['staffId'],
    createBan: ['domain', 'network', 'commentId'],
    putMenu: ['href'],
    changeArticles: ['atomic'],
  }

  const making = ({ id }: Operation): Making => ({
    members: ({ properties = {} }) => Object.keys(properties).filter((name) => !apart[id]?.includes(name)),
    lists: 'filled',
    known: id === 'changeArticles' ? { ...members, version: () => null } : members,
    words: `What ${id} takes`,
  })

  /** A request for an operation that succeeds, about something that nobody has changed. */
  const fill = async (operation: Operation): Promise<Filled> => {
    const { path, body, scope } = operation
    const params: Record<string, string> = {}
    for (const { name } of parametersIn('path', operation)) {
      const found = standing[path.slice(0, path.indexOf(`{${name}}`) + name.length + 2)]
      if (!found) throw new Error(`Nobody knows what stands at ${path}: add it to what is standing in test/helpers/sweep.ts`)
      params[name] = await found(operation)
    }
    link = operation.id === 'openReaderLink' ? await linkTo(services, `reader-${++readers}@news.example`) : undefined
    const needs = (header: string) => parametersIn('header', operation).some(({ name, required }) => required && name === header)
    const needed = parametersIn('query', operation).filter(({ required }) => required)
    const sample = (schema: Schema, name?: string) => sampleOf(schema, operation, making(operation), name)
    return {
      who: scope === undefined ? reader : owner,
      params,
      query: Object.fromEntries(needed.map(({ name, schema }) => [name, String(sample(schema, name))])),
      body: body && (sample(body) as Record<string, unknown>),
      headers: {
        ...(isConditional(operation) && { 'if-match': '*' }),
        ...(needs('comment-token') && { 'comment-token': tokens.get(params.id!)! }),
        ...(needs('reader-token') && { 'reader-token': await verified(services, reader, `reader-${++readers}@news.example`) }),
      },
    }
  }
  return { operations: operationsOf(app), fill }
}

/** The path and query of a filled operation, for `newsroom`'s callers. */
export function addressOf({ path }: Operation, { params, query }: Pick<Filled, 'params' | 'query'>) {
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name]!))
  const search = new URLSearchParams(query).toString()
  return `/${filled}${search && `?${search}`}`
}

/** Sends a filled operation, with other things in some places. */
export function send(operation: Operation, filled: Filled, other: Partial<Filled> & { payload?: unknown } = {}) {
  const { who, params, query, body, headers } = { ...filled, ...other }
  const payload = 'payload' in other ? other.payload : operation.form ? formOf(png(0x336699)) : body
  return who(operation.method, addressOf(operation, { params, query }), payload, headers)
}
