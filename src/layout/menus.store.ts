import { and, asc, eq, sql } from 'drizzle-orm'
import type { Reader, Writer } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { type MenuEntry, menus } from '../db/tables.ts'
import { audit, type By } from '../events/audit.ts'
import { record } from '../events/record.ts'
import { insistOn } from '../http/fresh.ts'
import { Problem } from '../problem.ts'
import { changeSite, readSite } from '../site/store.ts'
import { mostMenus } from './menus.schema.ts'

/** The menu that stands in the masthead, and shares its revision. */
export const main = 'main'

export interface KeptMenu {
  name: string
  items: MenuEntry[]
  revision: number
  updatedAt: string
}

const byName = prepared((db) =>
  db
    .select()
    .from(menus)
    .where(eq(menus.name, sql.placeholder('name')))
    .prepare('menu'),
)

/** A menu as it is kept; undefined when there is none of that name. */
export async function keptMenu(db: Reader, name: string): Promise<KeptMenu | undefined> {
  if (name === main) return mainMenu(db)
  const [menu] = await byName(db).execute({ name })
  return menu
}

/** All of them, the main one first. */
export async function keptMenus(db: Reader): Promise<KeptMenu[]> {
  return [await mainMenu(db), ...(await db.select().from(menus).orderBy(asc(menus.name)).limit(mostMenus))]
}

/**
 * Sets the entries of a menu. `expected` is 0 where it is to be a new one. Throws `not-found`, `changed-meanwhile`, whatever `items` throws, and
 * `unprocessable` for one menu too many.
 */
export async function changeMenu(
  tx: Writer,
  name: string,
  items: () => Promise<MenuEntry[]>,
  expected: number | undefined,
  now: Date,
  by?: By,
) {
  const current = await keptMenu(tx, name)
  if (expected !== 0 && !current) throw new Problem('not-found', `There is no menu “${name}”. Send \`If-None-Match: *\` to begin it.`)
  if (expected === 0 && current) {
    const detail = `There is a menu “${name}” already, at revision ${current.revision}.`
    throw new Problem('changed-meanwhile', detail, [{ header: 'If-None-Match', code: 'exists', detail }])
  }
  if (current) insistOn(expected, current.revision, current.updatedAt)
  const wanted = await items()
  if (name === main) return changeSite(tx, { navigation: wanted }, expected, now, by)
  if (!current && (await tx.$count(menus)) >= mostMenus)
    throw new Problem('unprocessable', `There are ${mostMenus} menus beside the main one already.`)
  const changed = { items: wanted, revision: (current?.revision ?? 0) + 1, updatedAt: now.toISOString() }
  const [menu] = current
    ? await tx.update(menus).set(changed).where(unchanged(current)).returning()
    : await tx
        .insert(menus)
        .values({ name, ...changed })
        .onConflictDoNothing()
        .returning()
  if (!menu) throw new Problem('changed-meanwhile')
  const { revision } = menu
  const entry = { what: 'menu', action: current ? 'changed' : 'created', subjectId: name } as const
  if (by) await audit(tx, by, { ...entry, before: { items: current?.items ?? [] }, after: { items: wanted } }, now)
  await record(tx, 'menu.changed', name, { revision }, now)
}

/** Removes a menu. Throws `not-found`, `changed-meanwhile`, and `state-forbids` for the main one. */
export async function removeMenu(tx: Writer, name: string, expected: number | undefined, now: Date, by: By) {
  const current = await keptMenu(tx, name)
  if (!current) throw new Problem('not-found', `There is no menu “${name}”.`)
  insistOn(expected, current.revision, current.updatedAt)
  if (name === main) throw new Problem('state-forbids', 'The main menu belongs to the masthead. It can be emptied.')
  const [removed] = await tx.delete(menus).where(unchanged(current)).returning({ name: menus.name })
  if (!removed) throw new Problem('changed-meanwhile')
  await audit(tx, by, { what: 'menu', action: 'removed', subjectId: name, before: { items: current.items }, after: {} }, now)
  await record(tx, 'menu.removed', name, {}, now)
}

async function mainMenu(db: Reader): Promise<KeptMenu> {
  const { navigation: items, revision, updatedAt } = await readSite(db)
  return { name: main, items, revision, updatedAt }
}

/** That a menu is still as it was read. */
function unchanged({ name, revision }: KeptMenu) {
  return and(eq(menus.name, name), eq(menus.revision, revision))
}
