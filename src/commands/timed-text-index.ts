import type { FastifyBaseLogger } from 'fastify'
import { buildTextIndex } from '../articles/text-index/text-index.ts'
import type { Services } from '../services.ts'
import { byTheClock } from './by-the-clock.ts'

const pace = {
  every: 3_600_000,
  afterFailure: 60_000,
  complaint: 'The index of words could not be built on. It is tried again in a minute',
}

/** Builds the full-text index of a newspaper that has none yet, or one by other rules; from then on every change keeps it. */
export function keepTextIndex(services: Services, log: FastifyBaseLogger) {
  const look = async (stopping: AbortSignal) => {
    const indexed = await buildTextIndex(services, { stopping })
    if (indexed > 0) log.info({ indexed }, 'The index of words was built')
  }
  return byTheClock(pace, look, log)
}
