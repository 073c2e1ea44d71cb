import type { FastifyBaseLogger } from 'fastify'
import { letGo } from '../comments/retention.ts'
import type { Services } from '../services.ts'

/** Milliseconds from one look to the next. */
const pace = 3_600_000

/** Lets go by the clock what its time is over for, until it is stopped: at once, and then every hour. Failures are logged, and tried again with the next. */
export function keepRetention(services: Services, log: FastifyBaseLogger) {
  const stopping = new AbortController()
  let timer: NodeJS.Timeout
  let looking = look()

  async function look() {
    try {
      const gone = await letGo(services, stopping.signal)
      if (Object.values(gone).some((count) => count > 0)) log.info({ gone }, 'What its time was over for was let go')
    } catch (error) {
      log.error({ err: error }, 'What its time is over for could not be let go. It is tried again in an hour')
    }
    if (stopping.signal.aborted) return
    timer = setTimeout(() => {
      looking = look()
    }, pace)
  }

  return {
    /** Answers when the write under way is done. */
    async stop() {
      clearTimeout(timer)
      stopping.abort()
      await looking
    },
  }
}
