import { minuteOf } from '../articles/text-index/text-rows.ts'
import type { Wanted } from './asking.ts'

/** Where the words were found, by what it is worth: each doubling is worth as much as being so many minutes newer. */
const [anywhere, someInHeadline, allInFront, allInHeadline] = [1, 4, 8, 16]
const halfLife = 90 * 24 * 60

/** A story that was found, before it is read. */
export interface Candidate {
  row: number
  id: string
  sectionId: string | null
  /** The words of the headline, and of standfirst, tags and authors, folded. */
  headline: string
  front: string
}

/** A candidate with its score: the minute it stands in, and the later the more its words are worth. It does not change while the story does not. */
export type Ranked<Found extends Candidate> = Found & { score: number }

/** The candidates, best first. The score depends on each story alone, neither on the others nor on the time of asking. */
export function ranked<Found extends Candidate>(candidates: readonly Found[], wanted: readonly Wanted[]): Ranked<Found>[] {
  return inOrder(
    candidates.map((candidate) => ({ ...candidate, score: minuteOf(candidate.row) + Math.log2(worthOf(candidate, wanted)) * halfLife })),
  )
}

function worthOf({ headline, front }: Candidate, wanted: readonly Wanted[]) {
  const inside = wanted.filter((one) => stands(one, headline)).length
  if (inside === wanted.length) return allInHeadline
  if (wanted.every((one) => stands(one, headline) || stands(one, front))) return allInFront
  return inside > 0 ? someInHeadline : anywhere
}

function stands({ words, beginning }: Wanted, text: string) {
  return ` ${text} `.includes(` ${words.join(' ')}${beginning ? '' : ' '}`)
}

/** Best first; of the same score, the one that was begun later. */
export function inOrder<Found extends Candidate>(all: readonly Ranked<Found>[]): Ranked<Found>[] {
  return all.toSorted((a, b) => b.score - a.score || (a.id < b.id ? 1 : -1))
}

/** What of the ranked stands behind a position. */
export function behind<Found extends Candidate>(all: readonly Ranked<Found>[], position: readonly string[] | undefined): Ranked<Found>[] {
  if (!position) return [...all]
  const [score, id] = [Number(position[0]), position[1]!]
  return all.filter((one) => one.score < score || (one.score === score && one.id < id))
}
