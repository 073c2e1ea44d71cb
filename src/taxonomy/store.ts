import { and, asc, eq, inArray, type SQLWrapper, sql } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { beyond } from '../db/keyset.ts'
import { filled, listSize, places, prepared, preparedShapes } from '../db/prepared.ts'
import { terms } from '../db/tables.ts'
import { Problem } from '../problem.ts'

export type TermKind = 'section' | 'tag' | 'author'
export type Term = typeof terms.$inferSelect

const termById = prepared((db) =>
  db
    .select()
    .from(terms)
    .where(eq(terms.id, sql.placeholder('id')))
    .prepare('term_by_id'),
)

const byIds = preparedShapes((db, size: `${number}`) => {
  const asked = db
    .select({ id: terms.id })
    .from(terms)
    .where(inArray(terms.id, places('id', Number(size))))
  return db.select().from(terms).where(isOrStandsAbove(asked)).prepare(`terms_by_${size}_ids`)
})

const bySlugs = preparedShapes((db, size: `${number}`) =>
  db
    .select()
    .from(terms)
    .where(and(eq(terms.kind, sql.placeholder('kind')), inArray(terms.slug, places('slug', Number(size)))))
    .prepare(`terms_by_${size}_slugs`),
)

/** That a term is one of these, or a section above one of them. */
export function isOrStandsAbove(asked: SQLWrapper) {
  return sql`${terms.id} in (with recursive above(id) as (
    select * from ${asked} as asked union select ${terms.parentId} from ${terms} inner join above on ${terms.id} = above.id
  ) select id from above)`
}

/** Those of the ids that exist, and the sections above them, in one statement, by id. */
export async function termsById(db: Reader, ids: Iterable<string>): Promise<Map<string, Term>> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return new Map()
  const rows = await byIds(db, `${listSize(wanted.length)}`).execute(filled('id', wanted))
  return new Map(rows.map((term) => [term.id, term]))
}

/** Those of the slugs that exist. */
export function termsBySlug(db: Reader, kind: TermKind, slugs: readonly string[]): Promise<Term[]> {
  return bySlugs(db, `${listSize(slugs.length)}`).execute({ kind, ...filled('slug', slugs) })
}

/** A page of all terms of a kind, whether anything public stands in them or not. */
export function allTerms(db: Reader, kind: TermKind, limit: number, after: readonly string[] | undefined) {
  const [position, name, id] = after ?? []
  const rest = position === undefined ? undefined : beyond([terms.position, terms.name, terms.id], 'after', [Number(position), name, id])
  return db
    .select()
    .from(terms)
    .where(and(eq(terms.kind, kind), rest))
    .orderBy(asc(terms.position), asc(terms.name), asc(terms.id))
    .limit(limit)
}

/** Throws `not-found`. */
export async function deskTerm(db: Reader, kind: TermKind, id: string): Promise<Term> {
  const [term] = await termById(db).execute({ id })
  if (!term || term.kind !== kind) throw new Problem('not-found', `There is no ${kind} ${id}.`)
  return term
}

/** A section and those above it, of terms that were read together, from the inside out. */
export function pathOf<Section extends Pick<Term, 'id' | 'parentId'>>(
  sections: ReadonlyMap<string, Section>,
  sectionId: string | null,
): Section[] {
  const path: Section[] = []
  for (let id = sectionId; id !== null; ) {
    const section = sections.get(id)
    if (!section || path.includes(section)) break
    path.push(section)
    id = section.parentId
  }
  return path
}

/** The section itself and those above it, from the inside out. */
export async function withAncestors(db: Reader, sectionId: string): Promise<string[]> {
  return pathOf(await termsById(db, [sectionId]), sectionId).map(({ id }) => id)
}

const below = preparedShapes((db, size: `${number}`) =>
  db
    .select({ id: terms.id })
    .from(terms)
    .where(inArray(terms.parentId, places('above', Number(size))))
    .prepare(`terms_below_${size}`),
)

/** The section itself and all below it, a statement for each level. */
export async function withDescendants(db: Reader, sectionId: string): Promise<string[]> {
  const found = new Set([sectionId])
  for (let level = [sectionId]; level.length > 0; ) {
    const rows = await below(db, `${listSize(level.length)}`).execute(filled('above', level))
    level = rows.map(({ id }) => id).filter((id) => !found.has(id))
    for (const id of level) found.add(id)
  }
  return [...found]
}
