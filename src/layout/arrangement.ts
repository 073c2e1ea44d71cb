import type { FrontSlot } from '../db/tables.ts'
import type { Failure } from '../problem.ts'
import { type FrontLayout, mostPins, mostPlaces } from './fronts.schema.ts'

/** The front page of a new newspaper, or of a section, before anybody has arranged it: revision 1. */
export const usual: FrontSlot[] = [
  { kind: 'lead', places: 1, fill: true, pins: [] },
  { kind: 'second', places: 2, fill: true, pins: [] },
  { kind: 'row', places: 6, fill: true, pins: [] },
]

/** What is to be arranged, with what was left out filled in. */
export function slotsOf({ slots }: FrontLayout): FrontSlot[] {
  return slots.map(({ kind, places, fill = true, pins = [] }) => ({
    kind,
    places,
    fill,
    pins: pins.map(({ articleId, from, until, headline = null, kicker = null }) => ({
      articleId,
      from: instant(from),
      until: instant(until),
      headline,
      kicker,
    })),
  }))
}

/** What is wrong with an arrangement, by itself or by what its pins point to; `types` are those of the articles that there are. */
export function failuresOf(slots: readonly FrontSlot[], types: ReadonlyMap<string, 'article' | 'page'>): Failure[] {
  const failures: Failure[] = []
  if (placesIn(slots) > mostPlaces)
    failures.push({ pointer: '#/slots', code: 'too-many-places', detail: `A front page has ${mostPlaces} places at most.` })
  if (slots.flatMap(({ pins }) => pins).length > mostPins)
    failures.push({ pointer: '#/slots', code: 'too-many-pins', detail: `A front page has ${mostPins} pins at most.` })
  const seen = new Set<string>()
  for (const [row, { pins }] of slots.entries())
    for (const [position, { articleId, from, until }] of pins.entries()) {
      const pointer = `#/slots/${row}/pins/${position}`
      const at = `${pointer}/articleId`
      const type = types.get(articleId)
      if (seen.has(articleId)) failures.push({ pointer: at, code: 'twice', detail: 'This article is pinned to this front page already.' })
      else if (type === undefined) failures.push({ pointer: at, code: 'unknown', detail: `There is no article ${articleId}.` })
      else if (type === 'page') failures.push({ pointer: at, code: 'page', detail: 'A static page does not stand among articles.' })
      if (from !== null && until !== null && until <= from)
        failures.push({
          pointer: `${pointer}/until`,
          code: 'too-early',
          detail: `It would end (${until}) before it begins (${from}).`,
        })
      seen.add(articleId)
    }
  return failures
}

/** How many articles a front page can hold. */
export function placesIn(slots: readonly FrontSlot[]): number {
  return slots.reduce((sum, { places }) => sum + places, 0)
}

export interface Placed<Row> {
  row: Row
  chosenBy: 'editor' | 'latest'
  headline: string | null
  kicker: string | null
}

/**
 * Puts articles into their places. `pinned` holds the pinned ones whose time it is and that are public, by id; `latest` has as many as there are
 * places. Of more pins than places in a slot the first count, and the others are articles like any.
 */
export function laidOut<Row extends { id: string }>(slots: readonly FrontSlot[], pinned: ReadonlyMap<string, Row>, latest: readonly Row[]) {
  const byEditor = slots.map(({ places, pins }) =>
    pins
      .flatMap(({ articleId, headline, kicker }): Placed<Row>[] => {
        const row = pinned.get(articleId)
        return row ? [{ row, chosenBy: 'editor', headline, kicker }] : []
      })
      .slice(0, places),
  )
  const standing = new Set(byEditor.flat().map(({ row }) => row.id))
  const free = latest.filter(({ id }) => !standing.has(id))
  return slots.map(({ kind, places, fill }, position) => {
    const chosen = byEditor[position]!
    const filled = fill ? free.splice(0, places - chosen.length) : []
    return { kind, items: [...chosen, ...filled.map((row): Placed<Row> => ({ row, chosenBy: 'latest', headline: null, kicker: null }))] }
  })
}

function instant(moment: string | null | undefined) {
  return moment === null || moment === undefined ? null : new Date(moment).toISOString()
}
