import type { FastifyBaseLogger } from 'fastify'
import { letRevisionsGo } from '../revisions/retention.ts'
import type { Services } from '../services.ts'
import { byTheClock } from './by-the-clock.ts'

const hour = 3_600_000

const pace = { every: 24 * hour, afterFailure: hour, complaint: 'Old revisions could not be let go. It is tried again in an hour' }

/** Lets go, once a day, the revisions that are not kept any more. */
export function keepRevisions(services: Services, log: FastifyBaseLogger) {
  const look = async (stopping: AbortSignal) => {
    const gone = await letRevisionsGo(services, stopping)
    if (gone.revisions > 0) log.info({ gone }, 'Old revisions were let go')
  }
  return byTheClock(pace, look, log)
}
