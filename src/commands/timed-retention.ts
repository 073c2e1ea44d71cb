import type { FastifyBaseLogger } from 'fastify'
import { letGo } from '../comments/retention.ts'
import type { Services } from '../services.ts'
import { byTheClock } from './by-the-clock.ts'

const hour = 3_600_000

const pace = { every: hour, afterFailure: hour, complaint: 'What its time is over for could not be let go. It is tried again in an hour' }

/** Lets go by the clock what its time is over for. */
export function keepRetention(services: Services, log: FastifyBaseLogger) {
  const look = async (stopping: AbortSignal) => {
    const gone = await letGo(services, stopping)
    if (Object.values(gone).some((count) => count > 0)) log.info({ gone }, 'What its time was over for was let go')
  }
  return byTheClock(pace, look, log)
}
