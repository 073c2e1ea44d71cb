import { and, desc, eq, gt, inArray, lt, lte, sql } from 'drizzle-orm'
import type { PublicSummaryRow } from '../articles/lists.store.ts'
import { publicNow, publishedWords, summaryColumns } from '../articles/visibility.ts'
import { never } from '../db/columns.ts'
import type { Reader, Writer } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { articles, type FrontSlot, frontArrangements, frontPins, fronts, revisions, staff } from '../db/tables.ts'
import { record } from '../events/record.ts'
import { insistOn } from '../http/fresh.ts'
import { Problem } from '../problem.ts'
import { usual } from './arrangement.ts'

const { placeholder } = sql

/** So many arrangements of a front page are kept. */
const kept = 20

/** A front page at one of its arrangements. */
export interface Arranged {
  revision: number
  slots: FrontSlot[]
  arrangedAt: string | null
  arrangedBy: { id: string; name: string } | null
}

/** Whose front page it is: that of a section, or of the site without one. */
const placeOf = (sectionId: string | undefined) => sectionId ?? 'site'

const newest = prepared((db) =>
  arrangementsOf(db)
    .innerJoin(fronts, and(eq(fronts.place, frontArrangements.place), eq(fronts.revision, frontArrangements.revision)))
    .where(eq(fronts.place, placeholder('place')))
    .prepare('front'),
)

/** How a front page is arranged now; as in a new newspaper until somebody has arranged it. */
export async function frontOf(db: Reader, sectionId: string | undefined): Promise<Arranged> {
  const [row] = await newest(db).execute({ place: placeOf(sectionId) })
  return row ? arranged(row) : asUsual
}

/** How a front page was arranged, newest first; what is older than the last twenty is let go. */
export async function arrangements(db: Reader, sectionId: string | undefined): Promise<Arranged[]> {
  const rows = await arrangementsOf(db)
    .where(eq(frontArrangements.place, placeOf(sectionId)))
    .orderBy(desc(frontArrangements.revision))
  return [...rows.map(arranged), ...(rows.length < kept ? [asUsual] : [])]
}

/**
 * Arranges a front page anew, as `slots` says when it is at the `expected` revision. Pins of articles that are no longer there are left
 * out. Throws `changed-meanwhile`, and whatever `slots` throws.
 */
export async function arrange(
  tx: Writer,
  sectionId: string | undefined,
  slots: () => Promise<FrontSlot[]>,
  expected: number | undefined,
  by: string | null,
  now: Date,
) {
  const current = await frontOf(tx, sectionId)
  insistOn(expected, current.revision, current.arrangedAt ?? undefined)
  const wanted = await slots()
  const [place, revision] = [placeOf(sectionId), current.revision + 1]
  const [front] = await tx
    .insert(fronts)
    .values({ place, sectionId: sectionId ?? null, revision })
    .onConflictDoUpdate({ target: fronts.place, set: { revision }, setWhere: eq(fronts.revision, current.revision) })
    .returning()
  if (!front) throw new Problem('changed-meanwhile')
  const arrangedAt = now.toISOString()
  await tx.insert(frontArrangements).values({ place, revision, slots: wanted, arrangedAt, arrangedBy: by })
  await tx.delete(frontArrangements).where(and(eq(frontArrangements.place, place), lte(frontArrangements.revision, revision - kept)))
  await keepPins(tx, place, wanted, arrangedAt)
  await record(tx, 'front.changed', sectionId ?? 'front', { revision }, now)
}

/** The types of those of the articles that exist, by id. */
export async function typesOf(db: Reader, ids: readonly string[]) {
  const rows =
    ids.length === 0
      ? []
      : await db
          .select({ id: articles.id, type: articles.type })
          .from(articles)
          .where(inArray(articles.id, [...ids]))
  return new Map(rows.map(({ id, type }) => [id, type]))
}

const pinnedNow = prepared((db) =>
  db
    .select(summaryColumns)
    .from(frontPins)
    .innerJoin(articles, eq(articles.id, frontPins.articleId))
    .innerJoin(revisions, publishedWords)
    .where(
      and(
        eq(frontPins.place, placeholder('place')),
        lte(frontPins.startsAt, placeholder('now')),
        gt(frontPins.endsAt, placeholder('now')),
        publicNow,
      ),
    )
    .prepare('front_pins'),
)

/** The articles that are pinned to a front page, whose time it is and that are public, by id. */
export async function pinnedArticles(db: Reader, sectionId: string | undefined, now: Date): Promise<Map<string, PublicSummaryRow>> {
  const rows = await pinnedNow(db).execute({ place: placeOf(sectionId), now: now.toISOString() })
  return new Map(rows.map((row) => [row.id, row]))
}

const nextMoments = prepared((db) => {
  const first = (moment: typeof frontPins.startsAt | typeof frontPins.endsAt, name: string) =>
    db
      .select({ at: moment })
      .from(frontPins)
      .innerJoin(articles, eq(articles.id, frontPins.articleId))
      .where(and(gt(moment, placeholder('now')), lt(moment, never), publicNow))
      .orderBy(moment)
      .limit(1)
      .as(name)
  const [starts, ends] = [first(frontPins.startsAt, 'starts'), first(frontPins.endsAt, 'ends')]
  return db
    .select({ at: starts.at })
    .from(starts)
    .unionAll(db.select({ at: ends.at }).from(ends))
    .prepare('next_front_change')
})

/**
 * When a pin of any front page begins or ends next, of those whose articles are public now; undefined when none does. What is not public
 * changes nothing, and shows in nothing; its own publication is a moment of its own.
 */
export async function nextFrontChange(db: Reader, now: Date): Promise<string | undefined> {
  const moments = (await nextMoments(db).execute({ now: now.toISOString() })).map(({ at }) => at)
  return moments.sort()[0]
}

const asUsual: Arranged = { revision: 1, slots: usual, arrangedAt: null, arrangedBy: null }

function arrangementsOf(db: Reader) {
  const { revision, slots, arrangedAt, arrangedBy } = frontArrangements
  return db
    .select({ revision, slots, arrangedAt, arrangedBy, name: staff.name })
    .from(frontArrangements)
    .leftJoin(staff, eq(staff.id, frontArrangements.arrangedBy))
}

function arranged({ arrangedBy: id, name, ...row }: Omit<Arranged, 'arrangedBy'> & { arrangedBy: string | null; name: string | null }) {
  return { ...row, arrangedBy: id === null ? null : { id, name: name ?? '' } }
}

/** Copies the pins to where they are looked up by the clock. */
async function keepPins(tx: Writer, place: string, slots: readonly FrontSlot[], arrangedAt: string) {
  const pins = slots.flatMap((slot) => slot.pins)
  const there = await typesOf(
    tx,
    pins.map(({ articleId }) => articleId),
  )
  const rows = pins
    .filter(({ articleId }) => there.has(articleId))
    .map(({ articleId, from, until }) => ({ place, articleId, startsAt: from ?? arrangedAt, endsAt: until ?? never }))
  await tx.delete(frontPins).where(eq(frontPins.place, place))
  if (rows.length > 0) await tx.insert(frontPins).values(rows)
}
