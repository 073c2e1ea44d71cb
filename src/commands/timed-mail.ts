import type { FastifyBaseLogger } from 'fastify'
import type { MailCarrier } from '../mail/mail.ts'
import { sendMail } from '../mail/sending.ts'
import type { Services } from '../services.ts'
import { byTheClock, type Timed } from './by-the-clock.ts'

const pace = { every: 2_000, afterFailure: 60_000, complaint: 'Mail could not be looked after. It is tried again in a minute' }

/** Sends mail by the clock when it is due, and lets go of the carrier when it is stopped. */
export function keepSending(services: Services, carrier: MailCarrier, log: FastifyBaseLogger): Timed {
  const look = async (stopping: AbortSignal) => {
    const { sent, delayed, failed, uncertain, reasons } = await sendMail(services, carrier, stopping)
    const mail = { sent, delayed, failed, uncertain }
    if (reasons.length > 0 || failed + uncertain > 0) log.warn({ mail, reasons }, 'Some mail was not sent')
    else if (sent > 0) log.info({ mail }, 'Mail was sent')
  }
  const timed = byTheClock(pace, look, log)
  return {
    async stop() {
      await timed.stop()
      carrier.close()
    },
  }
}
