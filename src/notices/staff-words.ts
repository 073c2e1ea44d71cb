import { countedUpTo } from '../moderation/numbers.store.ts'
import type { Arrivals } from './events.store.ts'
import { inOneLine, momentOf, type Newspaper } from './words.ts'

/** What a moderator is told: what is new, and all that waits. Nothing that a reader wrote is in it. */
export interface Waiting {
  fresh: Arrivals
  waiting: number
  oldestAt: string | null
  /** Where the queue is. */
  queue: string
}

/** The mail that says that comments wait. */
export function mailOfWaiting({ fresh, waiting, oldestAt, queue }: Waiting, newspaper: Newspaper) {
  const named = fresh.articles.map(({ headline, count }) => `  ${count} under “${inOneLine(headline, 120)}”`)
  const others = fresh.count - fresh.articles.reduce((sum, { count }) => sum + count, 0)
  return {
    subject: `${newspaper.name}: ${comments(fresh.count)} for a moderator`,
    text: `New since you were last told: ${comments(fresh.count)}.

${[...named, ...(others > 0 ? [`  ${others} under other articles`] : [])].join('\n')}

${oldestAt === null ? 'In the whole queue, none waits.' : `In the whole queue, ${comments(waiting)} ${waiting === 1 ? 'waits' : 'wait'}, the oldest since ${momentOf(oldestAt, newspaper)}.`}

  ${queue}

You are told because you have asked for it. Say otherwise by PUT /v1/moderation/notices.
`,
  }
}

/** The same as JSON, for a webhook. */
export function callOfWaiting({ fresh, waiting, oldestAt, queue }: Waiting, newspaper: Newspaper, at: Date): string {
  return JSON.stringify({
    type: 'queue.waiting',
    timestamp: at.toISOString(),
    data: { newspaper: newspaper.name, new: fresh.count, articles: fresh.articles, waiting, oldestAt, queue },
  })
}

/** What tells that notices arrive. */
export function mailOfTest(newspaper: Newspaper) {
  return {
    subject: `${newspaper.name}: notices for moderators arrive here`,
    text: `This mail was asked for by POST /v1/moderation/notices/tests. What it tells: notices arrive.\n`,
  }
}

/** The same as JSON, for a webhook. */
export function callOfTest(newspaper: Newspaper, at: Date): string {
  return JSON.stringify({ type: 'queue.test', timestamp: at.toISOString(), data: { newspaper: newspaper.name } })
}

function comments(count: number) {
  const most = countedUpTo.comments
  if (count >= most) return `${most} comments or more`
  return count === 1 ? 'one comment' : `${count} comments`
}
