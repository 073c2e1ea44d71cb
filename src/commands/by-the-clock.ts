import type { FastifyBaseLogger } from 'fastify'

/** How often something is done. */
export interface Pace {
  /** Milliseconds from one end to the next beginning. */
  every: number
  /** The same after a failure. */
  afterFailure: number
  /** What the log says of a failure. */
  complaint: string
}

/** What is done by the clock until it is stopped. */
export interface Timed {
  /** Tells the work under way to end, and answers when it has. */
  stop(): Promise<void>
}

/**
 * Does `work` by the clock until it is stopped: at once, and again and again, never twice at a time; sooner than the pace says when it answers
 * with fewer milliseconds. Failures are logged and tried again.
 */
export function byTheClock(
  pace: Pace,
  work: (stopping: AbortSignal) => Promise<number | undefined> | Promise<void>,
  log: FastifyBaseLogger,
): Timed {
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let working = once()

  async function once() {
    let next = pace.every
    try {
      const soon = await work(stopping.signal)
      if (soon !== undefined) next = Math.min(soon, pace.every)
    } catch (error) {
      if (!stopping.signal.aborted) log.error({ err: error }, pace.complaint)
      next = pace.afterFailure
    }
    if (stopping.signal.aborted) return
    timer = setTimeout(() => {
      working = once()
    }, next)
  }

  return {
    async stop() {
      clearTimeout(timer)
      stopping.abort()
      await working
    },
  }
}
