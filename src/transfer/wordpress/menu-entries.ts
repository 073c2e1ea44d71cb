import type { WordPressItem } from './export/wxr.ts'
import { type Counts, count } from './report.ts'

/** So many entries of all menus are read. */
const most = 2000

/** An entry of a menu, and those below it in their order. */
export interface MenuEntry {
  item: WordPressItem
  below: MenuEntry[]
}

/** Gathers the entries of the menus of an export, each once, whatever their order in the file. */
export function menuGatherer(leftOut: Counts) {
  const entries = new Map<string, { menu: string; item: WordPressItem }>()
  return {
    add(item: WordPressItem) {
      const menu = item.terms.find(({ taxonomy }) => taxonomy === 'nav_menu')
      if (!menu) count(leftOut, 'menu entry without a menu')
      else if (entries.size === most) count(leftOut, `menu entry beyond the first ${most}`)
      else entries.set(`${menu.name} ${item.id}`, { menu: menu.name, item: { ...item, content: '', comments: [] } })
    },
    /** The menus by name, the biggest first. */
    menus(): [name: string, items: WordPressItem[]][] {
      const menus = new Map<string, WordPressItem[]>()
      for (const { menu, item } of entries.values()) menus.set(menu, [...(menus.get(menu) ?? []), item])
      return [...menus].sort(([, one], [, other]) => other.length - one.length)
    },
  }
}

/** The entries of one menu as a tree; an entry whose parent is missing, or is below itself, stands at the top. */
export function menuTree(items: readonly WordPressItem[]): MenuEntry[] {
  const entries = new Map(
    items.toSorted((one, other) => one.menuOrder - other.menuOrder).map((item): [string, MenuEntry] => [item.id, { item, below: [] }]),
  )
  const above = ({ item }: MenuEntry) => entries.get(item.meta._menu_item_menu_item_parent ?? '')
  const top: MenuEntry[] = []
  for (const entry of entries.values()) {
    const parent = above(entry)
    if (parent && !isBelow(parent, entry, above)) parent.below.push(entry)
    else top.push(entry)
  }
  return top
}

function isBelow(entry: MenuEntry, other: MenuEntry, above: (entry: MenuEntry) => MenuEntry | undefined) {
  const seen = new Set<MenuEntry>()
  for (let at: MenuEntry | undefined = entry; at && !seen.has(at); at = above(at)) {
    if (at === other) return true
    seen.add(at)
  }
  return false
}
