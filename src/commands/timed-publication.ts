import type { FastifyBaseLogger } from 'fastify'
import { announce } from '../articles/appearance/announcing.ts'
import type { Services } from '../services.ts'
import { byTheClock } from './by-the-clock.ts'

const pace = {
  every: 1_000,
  afterFailure: 5_000,
  complaint: 'What has appeared or disappeared could not be told. It is tried again in five seconds',
}

/** Tells by the clock what has appeared and disappeared: at the planned moment, and within a second where it was planned since the last look. */
export function keepAnnouncing(services: Services, log: FastifyBaseLogger) {
  const look = async (stopping: AbortSignal) => {
    const { told, next } = await announce(services, stopping)
    if (told > 0) log.info({ told }, 'Articles have appeared or disappeared')
    return next
  }
  return byTheClock(pace, look, log)
}
