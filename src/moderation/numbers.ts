import { commentStates } from '../comments/states.ts'
import type { Reader } from '../db/database.ts'
import { commentsInStates, countedUpTo, decisionsSince } from './numbers.store.ts'

type Decided = Awaited<ReturnType<typeof decisionsSince>>[number]

/** How the moderators’ desk stands: what waits, where all comments are, and how long readers waited for a decision. Two statements. */
export async function numbers(db: Reader, now: Date) {
  const { oldestAt, waiting, ...counts } = await commentsInStates(db)
  const states = Object.fromEntries(commentStates.map((state) => [state, counted(counts[state])])) as Record<
    (typeof commentStates)[number],
    ReturnType<typeof counted>
  >
  const since = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString()
  const decided = await decisionsSince(db, since(30))
  return {
    waiting: { ...counted(waiting), oldestAt },
    states,
    last7Days: pace(decided.filter(({ at }) => at >= since(7))),
    last30Days: pace(decided),
  }
}

function counted(count: number) {
  return { count, more: count === countedUpTo.comments }
}

function pace(decided: readonly Decided[]) {
  const whose = new Map<string, Decided[]>()
  for (const one of decided) {
    const key = one.staffId ?? one.name
    const own = whose.get(key)
    if (own) own.push(one)
    else whose.set(key, [one])
  }
  const moderators = [...whose.values()]
    .map((own) => ({ staffId: own[0]!.staffId, name: own[0]!.name, decisions: own.length, medianSeconds: median(own)! }))
    .sort((one, other) => other.decisions - one.decisions || (one.name < other.name ? -1 : 1))
  return { decisions: decided.length, medianSeconds: median(decided), moderators: moderators.slice(0, 100) }
}

/** Half of the comments waited so long or less, half so long or more; null of none. */
function median(decided: readonly Decided[]): number | null {
  if (decided.length === 0) return null
  const seconds = decided.map(({ at, createdAt }) => (Date.parse(at) - Date.parse(createdAt)) / 1000).sort((one, other) => one - other)
  const middle = seconds.length >> 1
  return seconds.length % 2 === 1 ? seconds[middle]! : (seconds[middle - 1]! + seconds[middle]!) / 2
}
