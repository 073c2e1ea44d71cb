import type { Reader, Writer } from '../../db/database.ts'
import { addTerm } from '../../taxonomy/desk.store.ts'
import { firstFree, slugOf } from '../../taxonomy/slug.ts'
import { type TermKind, termsById, termsBySlug } from '../../taxonomy/store.ts'
import { keepAddresses } from '../addresses.store.ts'
import { imported, isImported, noteImports } from '../store.ts'
import { archivesOf } from './addresses.ts'
import { count } from './report.ts'
import type { Run } from './run.ts'
import { line, shortened } from './wording.ts'

/** A section, tag or author that is here; `path` is the slugs of a category and those above it, as WordPress wrote them. */
export interface KnownTerm {
  id: string
  path: string
}

/** A category, tag or author of the former site. */
export interface FormerTerm {
  /** By which the export names it: a slug or a login. */
  key: string
  /** As it stands in the address of its archive. */
  slug: string
  name: string
  description?: string
  /** Key of the category above. */
  parent?: string
  /** Whether it was none of its kind there: a tag made of a category is counted apart, and had no archive of its own. */
  madeOfCategory?: boolean
  /** WordPress's number of it, by which menus name it. */
  number?: string
}

/** So many terms are remembered, to spare looking them up for every article. */
const mostRemembered = 5000

/** The term that is here for one of the export: undefined when it has not been imported, null when somebody has removed it since. */
export async function knownTerm(db: Reader, run: Run, kind: TermKind, key: string): Promise<KnownTerm | null | undefined> {
  const remembered = run.terms.get(`${kind} ${key}`)
  if (remembered !== undefined) return remembered
  const row = (await imported(db, run.source, kind, [key])).get(key)
  if (!row?.targetId) return undefined
  const isHere = (await termsById(db, [row.targetId])).has(row.targetId)
  return remember(run, kind, key, isHere ? { id: row.targetId, path: String(row.data?.path) } : null)
}

/** The term that is here for one of the export, made when it has not been imported yet; null when somebody has removed it since. */
export async function keepTerm(tx: Writer, run: Run, kind: TermKind, former: FormerTerm): Promise<KnownTerm | null> {
  const known = await knownTerm(tx, run, kind, former.key)
  if (known !== undefined) return known
  const { services, source, site, report } = run
  const above = former.parent ? await knownTerm(tx, run, kind, former.parent) : undefined
  const path = above ? `${above.path}/${former.slug}` : former.slug
  const slug = await slugFor(tx, run, kind, former)
  const [joined] = await termsBySlug(tx, kind, [slug])
  const id = joined?.id ?? services.newId()
  await noteImports(tx, [{ source, kind, externalId: former.key, targetId: id, data: { path } }])
  if (former.number) await noteNumber(tx, run, `${kind} ${former.number}`, id)
  if (joined) count(report.adapted, `${kind} joined with the one that was here`)
  else {
    const parent = kind === 'section' && { parentId: above?.id ?? null }
    await addTerm(tx, kind, { slug, ...parent, ...wordsFor(run, kind, former) }, id, services.now())
    if (former.madeOfCategory) count(report.adapted, 'tag made of a category')
    else report.imported[`${kind}s`] += 1
  }
  const archives = former.madeOfCategory ? [] : archivesOf(kind, path, site)
  const addresses = archives.map((address) => ({ path: address, kind, targetId: id }))
  report.imported.addresses += await keepAddresses(tx, addresses)
  return remember(run, kind, former.key, { id, path })
}

async function noteNumber(tx: Writer, { source }: Run, number: string, targetId: string) {
  const known = await imported(tx, source, 'number', [number])
  if (known.size === 0) await noteImports(tx, [{ source, kind: 'number', externalId: number, targetId }])
}

/** The slug of a term: that of one that somebody has made here serves; one that another term of this export has does not. */
async function slugFor(tx: Writer, { source }: Run, kind: TermKind, { name, slug }: FormerTerm) {
  const wanted = slugOf(kind === 'author' ? name : slug, slugOf(slug, kind))
  const taken = new Set<string>()
  for (;;) {
    const free = firstFree(wanted, taken)
    const [there] = await termsBySlug(tx, kind, [free])
    if (!there || !(await isImported(tx, source, kind, there.id))) return free
    taken.add(free)
  }
}

function wordsFor({ report }: Run, kind: TermKind, { name, slug, description = '' }: FormerTerm) {
  const written = line(name) || slug
  if (written.length > longestName) count(report.adapted, `name of a ${kind} cut at ${longestName} characters`)
  if (description.length > longestDescription) count(report.adapted, `description of a ${kind} cut at ${longestDescription} characters`)
  return { name: shortened(written, longestName), description: shortened(description, longestDescription) }
}

const longestName = 120
const longestDescription = 5000

function remember<Found extends KnownTerm | null>({ terms }: Run, kind: TermKind, key: string, term: Found): Found {
  if (terms.size >= mostRemembered) terms.clear()
  terms.set(`${kind} ${key}`, term)
  return term
}
