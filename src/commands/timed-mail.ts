import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import type { MailCarrier } from '../mail/mail.ts'
import { callWebhooks, sendMail, type Tally } from '../mail/sending.ts'
import { webhookCarrier } from '../notices/webhook.ts'
import type { Services } from '../services.ts'
import { byTheClock, type Timed } from './by-the-clock.ts'

const pace = { every: 2_000, afterFailure: 60_000, complaint: 'Mail could not be looked after. It is tried again in a minute' }

/** Milliseconds that mail under way has left when it is stopped: less than the server has for all of its end. */
const stopsWithin = 5_000

/**
 * Sends mail by the clock when it is due, and lets go of the carrier when it is stopped. A mail server that does not answer by then holds nothing
 * up: what it was being handed is uncertain, and given up at the next start.
 */
export function keepSending(services: Services, carrier: MailCarrier, log: FastifyBaseLogger): Timed {
  const look = async (stopping: AbortSignal) => {
    const { reasons, ...mail } = await sendMail(services, carrier, stopping)
    if (isAmiss(mail, reasons)) log.warn({ mail, reasons }, 'Some mail was not sent')
    else if (mail.sent > 0) log.info({ mail }, 'Mail was sent')
  }
  const timed = byTheClock(pace, look, log)
  return {
    async stop() {
      await Promise.race([timed.stop(), pause(stopsWithin, undefined, { ref: false })])
      carrier.close()
    },
  }
}

/** Calls webhooks by the clock when they are due. Calls under way are ended when it is stopped, so that no receiver holds it up. */
export function keepCalling(services: Services, log: FastifyBaseLogger): Timed {
  const carrier = webhookCarrier(services)
  const look = async (stopping: AbortSignal) => {
    const { reasons, ...webhooks } = await callWebhooks(services, carrier, stopping)
    if (isAmiss(webhooks, reasons)) log.warn({ webhooks, reasons }, 'Some webhooks were not taken')
    else if (webhooks.sent > 0) log.info({ webhooks }, 'Webhooks were called')
  }
  const timed = byTheClock({ ...pace, complaint: 'Webhooks could not be looked after. It is tried again in a minute' }, look, log)
  return {
    stop() {
      carrier.close()
      return timed.stop()
    },
  }
}

function isAmiss({ failed, uncertain }: Omit<Tally, 'reasons'>, reasons: readonly string[]) {
  return reasons.length > 0 || failed + uncertain > 0
}
