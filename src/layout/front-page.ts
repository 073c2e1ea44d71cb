import { deskSummary } from '../articles/desk.ts'
import { everything, publicList } from '../articles/lists.store.ts'
import { summaryOf, termIdsOf } from '../articles/summary.ts'
import type { Reader, Writer } from '../db/database.ts'
import type { FrontSlot } from '../db/tables.ts'
import type { Caller } from '../http/access.ts'
import { standingOf } from '../links/store.ts'
import { Problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { readSite } from '../site/store.ts'
import { type Term, termsById } from '../taxonomy/store.ts'
import { failuresOf, laidOut, placesIn, slotsOf } from './arrangement.ts'
import type { FrontLayout } from './fronts.schema.ts'
import { arrange, arrangements, frontOf, pinnedArticles, typesOf } from './fronts.store.ts'

type Clocked = Pick<Services, 'config' | 'now'>

/** What readers see on a front page as it is arranged: the site's, or a section's with all that stands below it. Five statements. */
export async function frontPage(db: Reader, section: Term | undefined, { config, now }: Clocked) {
  const { slots } = await frontOf(db, section?.id)
  return shownIn(db, slots, section, { config, now })
}

/** A front page as the desk sees it. */
export async function deskFront(db: Reader, section: Term | undefined, clocked: Clocked) {
  const { slots, ...front } = await frontOf(db, section?.id)
  const shown = await shownIn(db, slots, section, clocked)
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
        return target ? [{ ...pin, shown: isShown, article: deskSummary(target, clocked.now()) }] : []
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
async function shownIn(db: Reader, slots: readonly FrontSlot[], section: Term | undefined, { config, now }: Clocked) {
  const pinned = await pinnedArticles(db, section?.id, now())
  const filter = { ...everything, filed: section ? [[section.id]] : [] }
  const latest = await publicList(db, filter, placesIn(slots), undefined, now())
  const laid = laidOut(slots, pinned, latest)
  const rows = laid.flatMap(({ items }) => items.map(({ row }) => row))
  const { commentSettings: settings } = await readSite(db)
  const setting = { terms: await termsById(db, termIdsOf(rows)), settings, config, now: now() }
  return laid.map(({ kind, items }) => ({
    kind,
    items: items.map(({ row, ...place }) => ({ article: summaryOf(row, setting), ...place })),
  }))
}
