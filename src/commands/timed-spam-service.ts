import type { FastifyBaseLogger } from 'fastify'
import { askAndTell } from '../moderation/rechecks.ts'
import type { Services } from '../services.ts'
import { byTheClock } from './by-the-clock.ts'

const minute = 60_000

const pace = { every: minute, afterFailure: minute, complaint: 'The spam service could not be asked. It is tried again in a minute' }

/** Asks the spam service again by the clock about what it has not judged, and tells it what people have decided. */
export function keepAskingAndTelling(services: Services, log: FastifyBaseLogger) {
  const look = async (stopping: AbortSignal) => {
    const { judged, told, complaint } = await askAndTell(services, stopping)
    if (judged + told > 0) log.info({ judged, told }, 'The spam service has judged comments, and was told of others')
    if (complaint !== undefined) log.warn({ complaint }, 'The spam service does not answer')
  }
  return byTheClock(pace, look, log)
}
