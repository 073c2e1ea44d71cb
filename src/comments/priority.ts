import type { Rule, Signal } from '../screening/signals.ts'

/** Minutes of waiting that a finding is worth to a comment, by how it was judged. */
const headStarts: Readonly<Record<Signal['verdict'], number>> = { allow: 0, flag: 60, hold: 180, spam: 180, reject: 180 }

/** A report by a reader is worth so many minutes; the first ten count. */
const headStartOfReport = 360
const reportsCounted = 10

/** What these found says nothing about the words. */
const silent: ReadonlySet<Rule> = new Set(['mode', 'first_time', 'reports', 'provider_error'])

/** A certain spam is worth so many minutes; a likely one its share. */
const headStartOfScore = 360

/**
 * The whole number by which moderators see first what needs them most: the minute in which a comment came, less what was found in it. So what waits longer comes
 * before what is as bad, nothing waits for ever, and the number of a comment changes only with its findings and its reports.
 */
export function priorityOf(createdAt: string, signals: readonly Pick<Signal, 'rule' | 'verdict' | 'score'>[], reports: number): number {
  const found = signals.filter(({ rule }) => !silent.has(rule as Rule))
  const worth = found.map(({ verdict, score }) => (score === null ? headStarts[verdict] : (score * headStartOfScore) / 100))
  const minutes = Math.max(0, ...worth) + Math.min(reports, reportsCounted) * headStartOfReport
  return Math.floor(Date.parse(createdAt) / 60_000) - Math.round(minutes)
}
