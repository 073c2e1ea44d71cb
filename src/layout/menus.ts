import { publicArticles } from '../articles/lists.store.ts'
import { shownState } from '../articles/publishing.ts'
import { publicTermsById } from '../articles/terms.store.ts'
import type { Reader } from '../db/database.ts'
import type { MenuEntry } from '../db/tables.ts'
import { standingOf } from '../links/store.ts'
import { type Failure, Problem } from '../problem.ts'
import { termsById } from '../taxonomy/store.ts'
import { type DeskEntry, type MenuLayout, mostEntries, type NewEntry, type ShownEntry } from './menus.schema.ts'

type Target = NonNullable<MenuEntry['target']>

/** What entries lead to today, by id: only what is public. Two statements at most. */
type Targets = ReadonlyMap<string, { label: string; href: string }>

/** A menu as readers see it at a moment: with today’s addresses, and without what is not public and what stands below that. */
export async function shownMenu(db: Reader, entries: readonly MenuEntry[], now: Date): Promise<ShownEntry[]> {
  return shownIn(entries, await targetsOf(db, entries, now))
}

/** A menu as the desk sees it. */
export async function deskMenu(db: Reader, entries: readonly MenuEntry[], now: Date): Promise<DeskEntry[]> {
  const targets = await targetsOf(db, entries, now)
  const terms = await termsById(db, idsIn(entries, isTerm))
  const articles = await standingOf(db, idsIn(entries, isArticle))
  const whyHidden = ({ id }: Target) => {
    const standing = articles.get(id)
    if (standing) return shownState(standing.article, now)
    return terms.has(id) ? 'empty' : 'removed'
  }
  const seen = (list: readonly MenuEntry[], isBelowHidden: boolean): DeskEntry[] =>
    list.map(({ label = null, href = null, target = null, children = [] }) => {
      const link = isBelowHidden ? undefined : linkOf({ label, href, target }, targets)
      const hidden = link ? null : isBelowHidden ? 'above' : whyHidden(target!)
      return { label, href, target, shown: link ?? null, hidden, children: seen(children, link === undefined) }
    })
  return seen(entries, false)
}

/** The entries to be kept. Throws `unprocessable`, pointing at each that leads nowhere, to two places, or to what does not exist, and at one without a name. */
export async function checkedEntries(db: Reader, { items }: MenuLayout): Promise<MenuEntry[]> {
  const wanted = items.map(withoutNulls)
  const count = entriesIn(wanted)
  if (count > mostEntries)
    throw new Problem('unprocessable', undefined, [
      { pointer: '#/items', code: 'too-many', detail: `A menu has ${mostEntries} entries at most; these are ${count}.` },
    ])
  const terms = await termsById(db, idsIn(wanted, isTerm))
  const articles = await standingOf(db, idsIn(wanted, isArticle))
  const failures = walked(wanted, '#/items').flatMap(({ entry, pointer }): Failure[] => {
    const { label, href, target } = entry
    if (target === undefined && href === undefined)
      return [{ pointer, code: 'leads-nowhere', detail: 'An entry needs an `href` or a `target`.' }]
    if (target === undefined)
      return label === undefined ? [{ pointer: `${pointer}/label`, code: 'required', detail: 'An address needs a label.' }] : []
    if (href !== undefined)
      return [{ pointer: `${pointer}/href`, code: 'unexpected', detail: 'An entry with a `target` has its address from there.' }]
    const found = terms.get(target.id)?.kind ?? articles.get(target.id)?.article.type
    return found === target.kind
      ? []
      : [{ pointer: `${pointer}/target/id`, code: 'unknown', detail: `There is no ${target.kind} ${target.id}.` }]
  })
  if (failures.length > 0) throw new Problem('unprocessable', undefined, failures)
  return wanted
}

/** How many entries there are, of all levels. */
export function entriesIn(entries: readonly MenuEntry[]): number {
  return walked(entries, '').length
}

async function targetsOf(db: Reader, entries: readonly MenuEntry[], now: Date): Promise<Targets> {
  const targets = new Map<string, { label: string; href: string }>()
  for (const { id, type, slug, headline } of await publicArticles(db, idsIn(entries, isArticle), now))
    targets.set(id, { label: headline, href: pathTo(type, slug) })
  for (const { id, kind, slug, name } of (await publicTermsById(db, idsIn(entries, isTerm), now)).values())
    targets.set(id, { label: name, href: pathTo(kind, slug) })
  return targets
}

function pathTo(kind: string, slug: string) {
  return `/${kind}s/${encodeURIComponent(slug)}`
}

function shownIn(entries: readonly MenuEntry[], targets: Targets): ShownEntry[] {
  return entries.flatMap(({ children = [], ...entry }) => {
    const link = linkOf(entry, targets)
    const below = link ? shownIn(children, targets) : []
    return link ? [{ ...link, ...(below.length > 0 && { children: below }) }] : []
  })
}

/** Where an entry leads, under its own label or that of its target; undefined while that is not public. */
function linkOf({ label, href, target }: Pick<NewEntry, 'label' | 'href' | 'target'>, targets: Targets) {
  const found = target ? targets.get(target.id) : { label: '', href: href! }
  return found && { label: label ?? found.label, href: found.href }
}

function withoutNulls({ label, href, target, children = [] }: NewEntry): MenuEntry {
  return {
    ...(label != null && { label }),
    ...(href != null && { href }),
    ...(target != null && { target }),
    ...(children.length > 0 && { children: children.map(withoutNulls) }),
  }
}

function walked(entries: readonly MenuEntry[], place: string): { entry: MenuEntry; pointer: string }[] {
  return entries.flatMap((entry, position) => {
    const pointer = `${place}/${position}`
    return [{ entry, pointer }, ...walked(entry.children ?? [], `${pointer}/children`)]
  })
}

const isTerm = ({ kind }: Target) => kind === 'section' || kind === 'tag'
const isArticle = ({ kind }: Target) => kind === 'article' || kind === 'page'

function idsIn(entries: readonly MenuEntry[], fits: (target: Target) => boolean) {
  const ids = walked(entries, '').flatMap(({ entry: { target } }) => (target && fits(target) ? [target.id] : []))
  return [...new Set(ids)]
}
