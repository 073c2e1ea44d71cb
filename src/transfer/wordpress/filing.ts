import { mostTags } from '../../articles/desk/desk.schema.ts'
import type { Writer } from '../../db/database.ts'
import type { WordPressItem } from './export/wxr.ts'
import { count } from './report.ts'
import type { Run } from './run.ts'
import { formerAuthor, formerCategory, formerTag } from './taxonomy.ts'
import { type FormerTerm, type KnownTerm, keepTerm } from './terms.ts'

/**
 * Where a story is filed. It stands in one section, the deepest of its categories; those above are implied, the others become
 * tags. Authors and terms that the head of the export does not list are made.
 */
export async function filingOf(tx: Writer, run: Run, { terms, author }: WordPressItem) {
  const of = (taxonomy: string) => terms.filter((term) => term.taxonomy === taxonomy)
  const categories = of('category').map(formerCategory)
  const { section, further } = await placeOf(tx, run, categories)
  const tags = new Map<string, FormerTerm>()
  for (const tag of [...of('post_tag').map(formerTag), ...further.map(asTag)]) if (!tags.has(tag.key)) tags.set(tag.key, tag)
  const taken = [...tags.values()].slice(0, mostTags)
  if (tags.size > mostTags) count(run.report.leftOut, `tag beyond the ${mostTags} that a story takes`, tags.size - mostTags)
  const fromCategories = taken.filter(({ madeOfCategory }) => madeOfCategory).length
  if (fromCategories > 0) count(run.report.adapted, 'further category kept as a tag', fromCategories)
  const kept = await termsOf(tx, run, 'tag', taken)
  const authors = author === '' ? [] : await termsOf(tx, run, 'author', [formerAuthor({ login: author, name: author })])
  const tagIds = [...new Set(kept.map(({ id }) => id))]
  return { sectionId: section?.id ?? null, tagIds, bylines: authors.map(({ id }) => ({ authorId: id })) }
}

function asTag(category: FormerTerm): FormerTerm {
  return { ...category, madeOfCategory: true }
}

/** The first of the deepest categories, and those that do not stand above it. */
async function placeOf(tx: Writer, run: Run, categories: readonly FormerTerm[]) {
  let section: KnownTerm | undefined
  const known: { category: FormerTerm; path: string }[] = []
  for (const category of categories) {
    const term = await keepTerm(tx, run, 'section', category)
    if (!term) continue
    known.push({ category, path: term.path })
    if (!section || depth(term) > depth(section)) section = term
  }
  const further = known.filter(({ path }) => !`${section?.path}/`.startsWith(`${path}/`))
  return { section, further: further.map(({ category }) => category) }
}

function depth({ path }: KnownTerm) {
  return path.split('/').length
}

async function termsOf(tx: Writer, run: Run, kind: 'tag' | 'author', terms: readonly FormerTerm[]) {
  const found: KnownTerm[] = []
  for (const term of terms) {
    const known = await keepTerm(tx, run, kind, term)
    if (known) found.push(known)
  }
  return found
}
