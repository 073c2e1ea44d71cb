import type { FastifyBaseLogger } from 'fastify'
import { tellAuthors } from '../notices/telling-authors.ts'
import { tellOfReplies } from '../notices/telling-replies.ts'
import { tellStaff } from '../notices/telling-staff.ts'
import type { Services } from '../services.ts'
import { byTheClock } from './by-the-clock.ts'

const pace = { every: 20_000, afterFailure: 60_000, complaint: 'Nobody could be told anything. It is tried again in a minute' }

/** Has moderators told by the clock of what waits, and authors of what became of their comments. */
export function keepTelling(services: Services, log: FastifyBaseLogger) {
  const look = async (stopping: AbortSignal) => {
    const moderators = await tellStaff(services)
    const authors = (await tellAuthors(services, stopping)) + (await tellOfReplies(services, stopping))
    if (moderators + authors > 0) log.info({ told: { moderators, authors } }, 'Somebody was told something')
  }
  return byTheClock(pace, look, log)
}
