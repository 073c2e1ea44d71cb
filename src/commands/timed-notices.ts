import type { FastifyBaseLogger } from 'fastify'
import { tellStaff } from '../notices/telling-staff.ts'
import type { Services } from '../services.ts'
import { byTheClock } from './by-the-clock.ts'

const pace = { every: 20_000, afterFailure: 60_000, complaint: 'Nobody could be told anything. It is tried again in a minute' }

/** Has moderators told by the clock of what waits. */
export function keepTelling(services: Services, log: FastifyBaseLogger) {
  const look = async () => {
    const moderators = await tellStaff(services)
    if (moderators > 0) log.info({ told: { moderators } }, 'Somebody was told something')
  }
  return byTheClock(pace, look, log)
}
