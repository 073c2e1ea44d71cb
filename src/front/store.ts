import { and, asc, eq, sql } from 'drizzle-orm'
import { inhabited } from '../articles/terms.store.ts'
import type { Reader } from '../db/database.ts'
import { beyond } from '../db/keyset.ts'
import { prepared, preparedShapes } from '../db/prepared.ts'
import { formerAddresses, terms } from '../db/tables.ts'
import type { TermKind } from '../taxonomy/store.ts'

const { placeholder } = sql

const termPage = preparedShapes((db, page: 'first' | 'next') => {
  const cut =
    page === 'next'
      ? beyond([terms.position, terms.name, terms.id], 'after', [placeholder('position'), placeholder('name'), placeholder('id')])
      : undefined
  return db
    .select()
    .from(terms)
    .where(and(eq(terms.kind, placeholder('kind')), inhabited(db), cut))
    .orderBy(asc(terms.position), asc(terms.name), asc(terms.id))
    .limit(placeholder('limit'))
    .prepare('public_terms')
})

const oneTerm = prepared((db) =>
  db
    .select()
    .from(terms)
    .where(and(eq(terms.kind, placeholder('kind')), eq(terms.slug, placeholder('slug')), inhabited(db)))
    .prepare('public_term'),
)

const former = prepared((db) =>
  db
    .select()
    .from(formerAddresses)
    .where(eq(formerAddresses.path, placeholder('path')))
    .prepare('former_address'),
)

/** A page of the sections, tags or authors that something public stands in, in the newspaper’s order. */
export function publicTerms(db: Reader, kind: TermKind, limit: number, after: readonly string[] | undefined, now: Date) {
  const [position, name, id] = after ?? []
  return termPage(db, after ? 'next' : 'first').execute({ kind, limit, position: Number(position), name, id, now: now.toISOString() })
}

/** The term of that slug, if something public stands in it. */
export async function publicTerm(db: Reader, kind: TermKind, slug: string, now: Date) {
  const [term] = await oneTerm(db).execute({ kind, slug, now: now.toISOString() })
  return term
}

/** What stood at a path of the former site. */
export async function formerAddress(db: Reader, path: string) {
  const [address] = await former(db).execute({ path })
  return address
}
