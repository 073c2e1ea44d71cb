import { newspaperAt } from '../articles/appearance/appearance.store.ts'
import { deskSummary } from '../articles/desk/desk.ts'
import { everything, publicList } from '../articles/lists.store.ts'
import { closings, summaryOf, termIdsOf } from '../articles/summary.ts'
import type { Reader, Writer } from '../db/database.ts'
import type { FrontSlot } from '../db/tables.ts'
import type { Caller } from '../http/access.ts'
import { standingOf } from '../links/store.ts'
import { Problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { type Term, termsById } from '../taxonomy/store.ts'
import { failuresOf, laidOut, placesIn, slotsOf } from './arrangement.ts'
import type { FrontLayout } from './fronts.schema.ts'
import { arrange, arrangements, frontOf, nextFrontChange, pinnedArticles, typesOf } from './fronts.store.ts'

/** By which settings a front page is shown, and at which moment. */
interface Setting {
  config: Services['config']
  now: Date
}

/** What readers see on a front page as it is arranged: the site's, or a section's with all that stands below it; and the moments at which the clock may change it. Six statements. */
export async function frontPage(db: Reader, section: Term | undefined, setting: Setting) {
  const arranged = await frontOf(db, section?.id)
  const { slots, nextChanges } = await shownIn(db, arranged.slots, section, setting)
  const shown = slots.flatMap(({ items }) => items.map(({ article }) => article))
  return { slots, changes: [...nextChanges, (await nextFrontChange(db, setting.now)) ?? null, ...closings(shown)] }
}

/** A front page as the desk sees it. */
export async function deskFront(db: Reader, section: Term | undefined, setting: Setting) {
  const { slots, ...front } = await frontOf(db, section?.id)
  const { slots: shown } = await shownIn(db, slots, section, setting)
  const standing = await standingOf(
    db,
    slots.flatMap(({ pins }) => pins.map(({ articleId }) => articleId)),
  )
  return {
    ...front,
    section: section ? { id: section.id, slug: section.slug, name: section.name } : null,
    slots: slots.map(({ pins, ...slot }, position) => ({
      ...slot,
      pins: pins.flatMap((pin) => {
        const target = standing.get(pin.articleId)
        const isShown = shown[position]!.items.some(({ article, chosenBy }) => article.id === pin.articleId && chosenBy === 'editor')
        return target ? [{ ...pin, shown: isShown, article: deskSummary(target, setting.now) }] : []
      }),
    })),
    shown,
  }
}

/** Arranges a front page. Throws `changed-meanwhile`, and `unprocessable` with a pointer at each pin that cannot be. */
export async function arrangeFront(
  tx: Writer,
  section: Term | undefined,
  layout: FrontLayout,
  expected: number | undefined,
  { staffId }: Caller,
  now: Date,
) {
  const checked = async () => {
    const slots = slotsOf(layout)
    const pins = slots.flatMap((slot) => slot.pins)
    const failures = failuresOf(
      slots,
      await typesOf(
        tx,
        pins.map(({ articleId }) => articleId),
      ),
    )
    if (failures.length > 0) throw new Problem('unprocessable', undefined, failures)
    return slots
  }
  await arrange(tx, section?.id, checked, expected, staffId, now)
}

/** Arranges a front page as it was at a revision. Throws `changed-meanwhile`, and `not-found` for one that is not kept. */
export async function restoreFront(
  tx: Writer,
  section: Term | undefined,
  revision: number,
  expected: number | undefined,
  { staffId }: Caller,
  now: Date,
) {
  const former = async () => {
    const found = (await arrangements(tx, section?.id)).find((arrangement) => arrangement.revision === revision)
    if (!found) throw new Problem('not-found', `The arrangement ${revision} is not kept.`)
    return found.slots
  }
  await arrange(tx, section?.id, former, expected, staffId, now)
}

/** The pins are looked for even when there are none, and the latest even when there is no place: a front page always costs the same. */
async function shownIn(db: Reader, slots: readonly FrontSlot[], section: Term | undefined, { config, now }: Setting) {
  const pinned = await pinnedArticles(db, section?.id, now)
  const filter = { ...everything, filed: section ? [[section.id]] : [] }
  const latest = await publicList(db, filter, placesIn(slots), undefined, now)
  const laid = laidOut(slots, pinned, latest)
  const rows = laid.flatMap(({ items }) => items.map(({ row }) => row))
  const { commentSettings: settings, nextChanges } = await newspaperAt(db, now)
  const setting = { terms: await termsById(db, termIdsOf(rows)), settings, config, now }
  const slotsShown = laid.map(({ kind, items }) => ({
    kind,
    items: items.map(({ row, ...place }) => ({ article: summaryOf(row, setting), ...place })),
  }))
  return { slots: slotsShown, nextChanges }
}
