import type { Mark } from './spam-words.ts'

/** In how many comments of each kind something stood. */
export interface Tally {
  spam: number
  ham: number
}

/** What the moderators' decisions have taught about the marks of one comment. */
export interface Learnt {
  examples: Tally
  marks: (Mark & Tally)[]
}

/** How much a comment is like spam, in percent, and the marks that say so, the strongest first. */
export interface Score {
  percent: number
  because: Mark[]
}

/** The score says nothing before it knows so many comments of each kind. */
const fewestExamples = 50

/** From so many percent on a comment is held. */
export const holdAt = 98

/** Only the most telling marks count, so that a long quotation does not drown an advertisement. */
const marksThatCount = 15

/** A moderator is shown so many. */
const marksShown = 6

/** Whether enough was learnt for a score. */
export function canScore({ spam, ham }: Tally) {
  return spam >= fewestExamples && ham >= fewestExamples
}

/**
 * The score of a comment by naive Bayes: the odds of its most telling marks, as though spam and other comments came equally often.
 * Undefined while too little was learnt.
 */
export function scoreOf({ examples, marks }: Learnt): Score | undefined {
  if (!canScore(examples)) return undefined
  const weighed = marks
    .map((mark) => ({ mark, weight: weightOf(mark, examples) }))
    .sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight) || (one.mark.name < other.mark.name ? -1 : 1))
    .slice(0, marksThatCount)
  const odds = weighed.reduce((sum, { weight }) => sum + weight, 0)
  const because = weighed.filter(({ weight }) => weight > telling).map(({ mark: { name, span } }) => ({ name, span }))
  return { percent: Math.floor(100 / (1 + Math.exp(-odds))), because: because.slice(0, marksShown) }
}

/** Less than twice as often in spam is no reason that a moderator would be given. */
const telling = Math.log(2)

/**
 * The logarithm of how much more often spam has the mark. A share is held against a share, however many more comments of one kind are known; and either
 * is taken for larger by one comment of the rarer kind, so that a single comment proves little.
 */
function weightOf({ spam, ham }: Tally, examples: Tally) {
  const one = 1 / Math.min(examples.spam, examples.ham)
  return Math.log((spam / examples.spam + one) / (ham / examples.ham + one))
}
