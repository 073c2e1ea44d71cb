import type { FastifyBaseLogger } from 'fastify'
import { storageOf } from '../media/storage.ts'
import { removeStray } from '../media/stray.ts'
import type { Services } from '../services.ts'
import { byTheClock } from './by-the-clock.ts'

const pace = {
  every: 600_000,
  afterFailure: 600_000,
  complaint: 'Files that are nobody’s could not be removed. It is tried again in ten minutes',
}

/** Removes by the clock the files of pictures that are no more, and of uploads that came to nothing. */
export function keepMediaTidy(services: Services, log: FastifyBaseLogger) {
  const storage = storageOf(services.config)
  const look = async (stopping: AbortSignal) => {
    const removed = await removeStray(services, storage, stopping)
    if (removed > 0) log.info({ removed }, 'Files that were nobody’s were removed')
  }
  return byTheClock(pace, look, log)
}
