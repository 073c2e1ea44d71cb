import { newspaperAt } from '../articles/appearance/appearance.store.ts'
import { trueUntil } from '../http/fresh.ts'
import { pageOf, paging, positionOf } from '../http/page.ts'
import { answer, closed, Slug } from '../http/schema.ts'
import { Problem } from '../problem.ts'
import type { Routes } from '../services.ts'
import { Author, AuthorList, Section, SectionList, Tag, TagList } from '../taxonomy/schema.ts'
import { type Term, type TermKind, termsById } from '../taxonomy/store.ts'
import { publicTerm, publicTerms } from './store.ts'

const bySlug = closed({ slug: Slug })

/** Sections, tags and authors, as far as there is something to read in them. */
export const termReads: Routes = async (app, services) => {
  const { db, now } = services

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
        const at = now()
        const rows = await publicTerms(db, kind, request.query.limit + 1, positionOf(services, request), at)
        const { items, page } = pageOf(services, request, reply, rows, ({ position, name, id }) => [String(position), name, id])
        trueUntil(services, reply, (await newspaperAt(db, at)).nextChanges)
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
      async ({ params }, reply) => {
        const at = now()
        const term = await publicTerm(db, kind, params.slug, at)
        if (!term) throw new Problem('not-found', `No ${kind} is called “${params.slug}”.`)
        trueUntil(services, reply, (await newspaperAt(db, at)).nextChanges)
        const [shown] = await withParentSlugs(kind, [term])
        return shown!
      },
    )
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
