import { Type } from 'typebox'
import { everything, publicArticle, publicArticles, publicList } from '../articles/lists.store.ts'
import { addressOf, articleOf, summaryOf, termIdsOf } from '../articles/summary.ts'
import { atRevision } from '../http/fresh.ts'
import { pageOf, paging, positionOf } from '../http/page.ts'
import { answer, closed, nothing, oneOf, Slug } from '../http/schema.ts'
import { relatedTo } from '../links/related.ts'
import { RelatedArticles } from '../links/schema.ts'
import { Problem } from '../problem.ts'
import type { Routes } from '../services.ts'
import { datelineOf } from '../site/dateline.ts'
import { Site } from '../site/schema.ts'
import { currentWeather, readSite } from '../site/store.ts'
import { Author, AuthorList, Section, SectionList, Tag, TagList } from '../taxonomy/schema.ts'
import { type Term, type TermKind, termsById } from '../taxonomy/store.ts'
import { formerPath } from './former.ts'
import { listed, listedRows } from './lists.ts'
import { articlePage } from './page.ts'
import { Article, ArticleList, Found, inclusions, listQuery, PageSummaryList, StaticPage } from './schema.ts'
import { formerAddress, publicTerm, publicTerms } from './store.ts'

const bySlug = closed({ slug: Slug })

/** The newspaper as readers get it: public, the same for everybody, whoever asks. */
export const frontRoutes: Routes = async (app, services) => {
  const { db, now, config } = services

  app.get(
    '/site',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'getSite',
        tags: ['Site'],
        summary: 'The masthead',
        description: 'Name, today’s date written out, place and weather, menu and sections.',
        response: { 200: answer('The masthead, today', Site) },
      },
    },
    async (_request, reply) => {
      const site = await readSite(db)
      const sections = await publicTerms(db, 'section', 500, undefined, now())
      atRevision(reply, site.revision)
      return {
        ...site,
        dateline: datelineOf(now(), site.language, site.timeZone),
        weather: currentWeather(site.weather, now()),
        sections: withParents(sections),
      }
    },
  )

  app.get(
    '/articles',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'listArticles',
        tags: ['Articles'],
        summary: 'Published articles, latest first',
        description: 'Filters of different names narrow each other; one name given several times takes any of its values.',
        querystring: listQuery,
        response: { 200: answer('A page of articles', ArticleList) },
      },
    },
    async (request, reply) => {
      const rows = await listedRows(db, request.query, positionOf(services, request), now())
      if (request.query.id !== undefined) request.query.limit = rows.length
      const { items, page } = pageOf(services, request, reply, rows, ({ publishedAt, id }) => [publishedAt, id])
      const { commentPolicy: policy, name } = await readSite(db)
      return { items: await listed(db, items, { policy, config, now: now() }, name), page }
    },
  )

  app.get(
    '/articles/:slug',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'getArticle',
        tags: ['Articles'],
        summary: 'One article, with all its page shows',
        description:
          '`include` brings the related articles, the conversation and the latest articles in the same answer. A former slug redirects to the one of today.',
        params: bySlug,
        querystring: closed({
          include: Type.Optional(
            Type.Array(oneOf(inclusions), {
              maxItems: inclusions.length,
              uniqueItems: true,
              style: 'form',
              explode: false,
              description: 'Separated by commas',
            }),
          ),
        }),
        response: { 200: answer('The article', Article), 308: nothing('It has another slug now: see `Location`') },
      },
    },
    async (request, reply) => {
      const { slug } = request.params
      const row = await publicArticle(db, 'article', slug, now())
      if (!row) throw new Problem('not-found', `No article is called “${slug}”.`)
      if (row.slug !== slug) return reply.redirect(movedTo(`/v1/articles/${row.slug}`, request.url), 308)
      return articlePage(db, row, request.query.include ?? [], services)
    },
  )

  app.get(
    '/articles/:slug/related',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'listRelated',
        tags: ['Articles'],
        summary: 'What goes with an article',
        description: 'The editor’s choice in order; likeness fills the free places, and says why.',
        params: bySlug,
        response: { 200: answer('Related articles, in order', RelatedArticles), 308: nothing('It has another slug now: see `Location`') },
      },
    },
    async (request, reply) => {
      const { slug } = request.params
      const row = await publicArticle(db, 'article', slug, now())
      if (!row) throw new Problem('not-found', `No article is called “${slug}”.`)
      if (row.slug !== slug) return reply.redirect(movedTo(`/v1/articles/${row.slug}/related`, request.url), 308)
      const related = await relatedTo(db, row, now())
      const terms = await termsById(db, termIdsOf(related.map((link) => link.row)))
      const setting = { terms, policy: (await readSite(db)).commentPolicy, config, now: now() }
      return { items: related.map(({ row: target, ...link }) => ({ ...link, article: summaryOf(target, setting) })) }
    },
  )

  app.get(
    '/pages',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'listPages',
        tags: ['Pages'],
        summary: 'Static pages',
        description: 'Imprint, about, and the like.',
        querystring: closed(paging),
        response: { 200: answer('A page of them', PageSummaryList) },
      },
    },
    async (request, reply) => {
      const rows = await publicList(db, { ...everything, type: 'page' }, request.query.limit + 1, positionOf(services, request), now())
      const { items, page } = pageOf(services, request, reply, rows, ({ publishedAt, id }) => [publishedAt, id])
      return { items: items.map((row) => ({ ...row, url: addressOf(config, row), updatedAt: row.updatedAt ?? row.publishedAt })), page }
    },
  )

  app.get(
    '/pages/:slug',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'getPage',
        tags: ['Pages'],
        summary: 'One static page',
        description: 'A former slug redirects to the one of today.',
        params: bySlug,
        response: { 200: answer('The page', StaticPage), 308: nothing('It has another slug now: see `Location`') },
      },
    },
    async (request, reply) => {
      const { slug } = request.params
      const row = await publicArticle(db, 'page', slug, now())
      if (!row) throw new Problem('not-found', `No page is called “${slug}”.`)
      if (row.slug !== slug) return reply.redirect(movedTo(`/v1/pages/${row.slug}`, request.url), 308)
      const { commentPolicy: policy, name } = await readSite(db)
      return articleOf(row, { terms: new Map(), policy, config, now: now() }, name)
    },
  )

  for (const kind of ['section', 'tag', 'author'] as const) {
    const { One, List } = {
      section: { One: Section, List: SectionList },
      tag: { One: Tag, List: TagList },
      author: { One: Author, List: AuthorList },
    }[kind]
    const Kind = kind[0]!.toUpperCase() + kind.slice(1)

    app.get(
      `/${kind}s`,
      {
        config: { access: 'public' },
        schema: {
          operationId: `list${Kind}s`,
          tags: ['Taxonomy'],
          summary: `The ${kind}s that have something to read`,
          description: 'In the newspaper’s order.',
          querystring: closed(paging),
          response: { 200: answer(`A page of ${kind}s`, List) },
        },
      },
      async (request, reply) => {
        const rows = await publicTerms(db, kind, request.query.limit + 1, positionOf(services, request), now())
        const { items, page } = pageOf(services, request, reply, rows, ({ position, name, id }) => [String(position), name, id])
        return { items: await withParentSlugs(kind, items), page }
      },
    )

    app.get(
      `/${kind}s/:slug`,
      {
        config: { access: 'public' },
        schema: {
          operationId: `get${Kind}`,
          tags: ['Taxonomy'],
          summary: `One ${kind}`,
          description: `Its articles: \`GET /v1/articles?${kind}={slug}\`.`,
          params: bySlug,
          response: { 200: answer(`The ${kind}`, One) },
        },
      },
      async ({ params }) => {
        const term = await publicTerm(db, kind, params.slug, now())
        if (!term) throw new Problem('not-found', `No ${kind} is called “${params.slug}”.`)
        const [shown] = await withParentSlugs(kind, [term])
        return shown!
      },
    )
  }

  app.get(
    '/lookup',
    {
      config: { access: 'public', problems: ['not-found'] },
      schema: {
        operationId: 'lookUp',
        tags: ['Site'],
        summary: 'What an address of the former site has become',
        description: 'For redirects after moving from another system: give the path, and the query where that named the story.',
        querystring: closed({
          path: Type.String({
            minLength: 1,
            maxLength: 2000,
            pattern: '^/',
            description: 'Path of the former address',
            examples: ['/2024/11/01/old'],
          }),
        }),
        response: { 200: answer('What it is now', Found) },
      },
    },
    async ({ query: { path } }) => {
      const found = await formerTarget(formerPath(path))
      if (!found) throw new Problem('not-found', `Nothing is known of ${path.slice(0, 200)}.`)
      return { ...found, path: `/v1/${found.kind}s/${encodeURIComponent(found.slug)}` }
    },
  )

  async function formerTarget(path: string) {
    const address = await formerAddress(db, path)
    if (!address) return undefined
    const { kind, targetId } = address
    if (kind === 'article' || kind === 'page') {
      const [article] = await publicArticles(db, [targetId], now())
      return article && { kind, slug: article.slug }
    }
    const term = (await termsById(db, [targetId])).get(targetId)
    const shown = term && (await publicTerm(db, kind, term.slug, now()))
    return shown && { kind, slug: shown.slug }
  }

  async function withParentSlugs(kind: TermKind, terms: readonly Term[]) {
    const parents =
      kind === 'section'
        ? await termsById(
            db,
            terms.flatMap(({ parentId }) => parentId ?? []),
          )
        : new Map<string, Term>()
    return terms.map((term) => ({ ...term, parent: (term.parentId && parents.get(term.parentId)?.slug) || null }))
  }
}

function withParents(sections: readonly Term[]) {
  const slugs = new Map(sections.map(({ id, slug }) => [id, slug]))
  return sections.map(({ slug, name, parentId }) => ({ slug, name, parent: (parentId && slugs.get(parentId)) || null }))
}

/** The same question at another address. */
function movedTo(path: string, url: string) {
  const query = url.indexOf('?')
  return encodeURI(path) + (query < 0 ? '' : url.slice(query))
}
