import { publicArticles } from '../../articles/lists.store.ts'
import type { Reader } from '../../db/database.ts'
import { formerAddress } from '../../front/store.ts'
import type { Navigation } from '../../site/schema.ts'
import { changeSite, readSite } from '../../site/store.ts'
import { termsById } from '../../taxonomy/store.ts'
import { imported, noteImports } from '../store.ts'
import { pathOnSite, webAddress } from './addresses.ts'
import type { WordPressItem } from './export/wxr.ts'
import { type MenuEntry, menuTree } from './menu-entries.ts'
import { count, note } from './report.ts'
import type { Run } from './run.ts'
import { line, shortened } from './wording.ts'

const deepest = 3
const mostBeside = 50
const longestLabel = 80

type Entry = Navigation[number]

/** Makes the biggest menu the newspaper's, unless it has one; the others are left out by name. */
export async function keepMenu(run: Run, menus: readonly [name: string, items: WordPressItem[]][]) {
  const { services, source, report } = run
  const [biggest, ...others] = menus
  for (const [name, items] of others) count(report.leftOut, `menu “${shortened(line(name), 60)}”`, items.length)
  if (!biggest) return
  const [name, items] = biggest
  if ((await imported(services.db, source, 'menu', ['navigation'])).size > 0) {
    report.unchanged.menus += 1
    return
  }
  const isFree = (await readSite(services.db)).navigation.length === 0
  if (!isFree) note(report, `The newspaper has a menu already; “${shortened(line(name), 60)}” was left out.`)
  const navigation = isFree ? await entriesOf(run, menuTree(items), 1) : []
  await services.db.write(async (tx) => {
    await noteImports(tx, [{ source, kind: 'menu', externalId: 'navigation', targetId: 'site' }])
    if (navigation.length === 0) return
    await changeSite(tx, { navigation }, undefined, services.now())
  })
  report.imported.menuEntries = linksIn(navigation)
}

async function entriesOf(run: Run, tree: readonly MenuEntry[], level: number): Promise<Entry[]> {
  const { report } = run
  if (level > deepest) {
    count(report.leftOut, 'menu entry below the third level', entriesIn(tree))
    return []
  }
  const entries: Entry[] = []
  for (const { item, below } of tree) {
    const target = await targetOf(run, item)
    const children = await entriesOf(run, below, level + 1)
    const label = shortened(line(item.title) || line(target?.name ?? ''), longestLabel)
    const href = target?.href ?? (children.length > 0 && item.meta._menu_item_type === 'custom' ? '#' : undefined)
    if (href === undefined || label === '') {
      count(report.leftOut, `menu entry to nothing public: ${item.meta._menu_item_type || 'unknown'}`)
      entries.push(...children)
    } else {
      entries.push({ label, href, ...(children.length > 0 && { children }) } as Entry)
    }
  }
  if (entries.length > mostBeside)
    count(report.leftOut, `menu entry beyond the ${mostBeside} that stand side by side`, entries.length - mostBeside)
  return entries.slice(0, mostBeside)
}

function entriesIn(tree: readonly MenuEntry[]): number {
  return tree.reduce((sum, { below }) => sum + 1 + entriesIn(below), 0)
}

function linksIn(entries: readonly Entry[]): number {
  return entries.reduce((sum, { children = [] }) => sum + 1 + linksIn(children), 0)
}

/** Where an entry leads here, and what that is called; nothing that readers cannot see. */
async function targetOf(run: Run, { meta }: WordPressItem): Promise<{ href: string; name: string } | undefined> {
  const {
    services: { db },
    source,
  } = run
  const object = meta._menu_item_object_id ?? ''
  if (meta._menu_item_type === 'post_type') {
    const row = (await imported(db, source, 'item', [object])).get(object)
    return storyAt(db, row?.targetId, run)
  }
  if (meta._menu_item_type === 'taxonomy') {
    const kind = meta._menu_item_object === 'post_tag' ? 'tag' : 'section'
    const number = `${kind} ${object}`
    const row = (await imported(db, source, 'number', [number])).get(number)
    return termAt(db, row?.targetId)
  }
  return meta._menu_item_type === 'custom' ? written(run, meta._menu_item_url?.trim() ?? '') : undefined
}

/** An address that somebody typed in: what it has become if it is the site's own, else itself. */
async function written(run: Run, address: string) {
  const {
    services: { db },
    site,
  } = run
  if (/^#\S*$/.test(address)) return { href: address, name: '' }
  const url = webAddress(address, site)
  if (url === undefined) return undefined
  const path = pathOnSite(url, site)
  const former = path === undefined ? undefined : await formerAddress(db, path)
  if (former) return former.kind === 'article' || former.kind === 'page' ? storyAt(db, former.targetId, run) : termAt(db, former.targetId)
  const isFrontPage = path === undefined && site.host !== '' && new URL(url).host.replace(/^www\./, '') === site.host
  return { href: isFrontPage ? '/' : url, name: '' }
}

async function storyAt(db: Reader, id: string | null | undefined, { services }: Run) {
  const [story] = id ? await publicArticles(db, [id], services.now()) : []
  return story && { href: `/${story.type}s/${encodeURIComponent(story.slug)}`, name: story.headline }
}

async function termAt(db: Reader, id: string | null | undefined) {
  const term = id ? (await termsById(db, [id])).get(id) : undefined
  return term && { href: `/${term.kind}s/${encodeURIComponent(term.slug)}`, name: term.name }
}
