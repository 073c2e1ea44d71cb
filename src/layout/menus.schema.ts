import { type Static, Type } from 'typebox'
import { shownStates } from '../articles/publishing.ts'
import type { MenuEntry } from '../db/tables.ts'
import { closed, Moment, named, nullable, oneOf } from '../http/schema.ts'
import { Href, label, MenuTarget, threeLevels } from '../site/schema.ts'

/** So many entries are in a menu, and so many menus there are, at most. */
export const [mostEntries, mostMenus] = [500, 50] as const

export const MenuName = Type.String({
  pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$',
  maxLength: 36,
  description: '`main` is the one of the masthead',
  examples: ['footer'],
})

/** An entry as it is sent, before it is known to lead somewhere. */
export interface NewEntry {
  label?: string | null
  href?: string | null
  target?: MenuEntry['target'] | null
  children?: NewEntry[]
}

/** An entry as readers get it. */
export interface ShownEntry {
  label: string
  href: string
  children?: ShownEntry[]
}

/** Why readers do not see an entry: where its target stands, or what has become of it. */
export const hidings = [...shownStates, 'empty', 'removed', 'above'] as const

/** An entry as the desk sees it. */
export interface DeskEntry {
  label: string | null
  href: string | null
  target: NonNullable<MenuEntry['target']> | null
  shown: { label: string; href: string } | null
  hidden: (typeof hidings)[number] | null
  children: DeskEntry[]
}

const written = {
  label: Type.Optional(nullable({ ...label, description: 'Left out or null, it is called as what it leads to' })),
  href: Type.Optional(nullable(Href)),
  target: Type.Optional(nullable({ ...MenuTarget, description: 'In place of `href`: it leads there, whatever its address is' })),
}

export const MenuLayout = named(
  'MenuLayout',
  closed(
    {
      items: Type.Unsafe<NewEntry[]>(
        threeLevels((below) => closed({ ...written, ...below }), { description: 'In order, three levels deep' }),
      ),
    },
    { description: 'The entries of a menu, whole' },
  ),
)

const link = { label: Type.String(), href: Type.String({ description: 'An address, or a path on the newspaper’s site' }) }

export const Menu = named(
  'Menu',
  Type.Object(
    {
      name: MenuName,
      items: Type.Unsafe<ShownEntry[]>(threeLevels((below) => Type.Object({ ...link, ...below }), { description: 'In order' })),
    },
    { description: 'A menu as readers see it: what is not public is left out, with what stands below it' },
  ),
)

const kept = {
  label: nullable(label),
  href: nullable(Href),
  target: nullable(MenuTarget),
  shown: nullable(Type.Object(link, { description: 'What readers get of it now' })),
  hidden: nullable(
    oneOf(hidings, {
      description:
        'Why readers do not see it: the state of the article it leads to, `empty` for a section or tag without anything public, `removed`, or `above` for what stands below a hidden entry',
    }),
  ),
}

const about = { name: MenuName, revision: Type.Integer({ minimum: 1 }), updatedAt: Moment }

export const DeskMenu = named(
  'DeskMenu',
  Type.Object(
    { ...about, items: Type.Unsafe<DeskEntry[]>(threeLevels((below) => Type.Object({ ...kept, ...below }), { description: 'In order' })) },
    { description: 'A menu as it is kept, with where its entries lead' },
  ),
)

export const DeskMenus = named(
  'DeskMenus',
  Type.Object(
    {
      items: Type.Array(Type.Object({ ...about, entries: Type.Integer({ minimum: 0, description: 'How many there are, of all levels' }) })),
    },
    { description: 'The menus: the main one, then the others by name' },
  ),
)

export type MenuLayout = Static<typeof MenuLayout>
