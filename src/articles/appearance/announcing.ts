import { setImmediate as turn } from 'node:timers/promises'
import type { Services } from '../../services.ts'
import { nextUntold, tellNext } from './appearance.store.ts'

/** So much is told in one transaction, that others need not wait long. */
const atOnce = 100

/** What was told, and how many milliseconds it is until something is to be told again; undefined when nothing is planned. */
export interface Announced {
  told: number
  next: number | undefined
}

/**
 * Tells which articles have appeared and disappeared by the clock, each planned moment once and in the order of these moments, as events: what
 * passed while nobody looked included. What another process has told meanwhile is not told again, nor what was told before the clock was set back.
 */
export async function announce({ db, now }: Pick<Services, 'db' | 'now'>, stopping: AbortSignal): Promise<Announced> {
  let told = 0
  for (;;) {
    const next = await nextUntold(db)
    const wait = next && Date.parse(next.news.moment) - now().getTime()
    if (wait === undefined || wait > 0 || stopping.aborted) return { told, next: wait }
    told += await db.write(async (tx) => {
      let count = 0
      while (count < atOnce && (await tellNext(tx, now()))) count++
      return count
    })
    await turn()
  }
}
