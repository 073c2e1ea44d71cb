import { type MailCarrier, MailFailure } from '../mail/mail.ts'
import type { Services } from '../services.ts'
import { signedHeaders } from './signature.ts'
import { webhookSecretOf } from './store.ts'

/** Milliseconds that a receiver has to answer. */
const patience = 10_000

/** Calls the webhooks of the staff, each signed with its own secret. Closing it ends the calls under way, which are made again. */
export function webhookCarrier(services: Pick<Services, 'db' | 'fetch'>): MailCarrier {
  const closing = new AbortController()
  return {
    async send({ id, to, text, date, subjectId }) {
      const secret = await webhookSecretOf(services.db, subjectId ?? '')
      if (secret === null) throw new MailFailure('permanent', 'The webhook is not wanted any more.')
      const headers = { 'content-type': 'application/json', 'user-agent': 'Broadsheet', ...signedHeaders(secret, id, text, date) }
      const { status } = await services
        .fetch(to, { method: 'POST', headers, body: text, within: patience, stopping: closing.signal })
        .catch((error) => {
          throw new MailFailure('temporary', reasonOf(error as Error & { code?: string }, new URL(to)))
        })
      if (status >= 200 && status < 300) return
      throw new MailFailure(status === 410 ? 'permanent' : 'temporary', `The receiver of a webhook answered ${status}.`)
    },
    close: () => closing.abort(),
  }
}

/** Why there was no answer, without the address that was called, which may be a secret. */
function reasonOf({ name, code, message }: Error & { code?: string }, { host, hostname }: URL) {
  if (name === 'TimeoutError') return `The receiver of a webhook did not answer within ${patience / 1000} seconds.`
  if (name === 'AbortError') return 'The call of a webhook was interrupted.'
  if (code !== undefined) return `The receiver of a webhook cannot be reached (${code}).`
  return `A webhook cannot be called: ${message.replace(host, 'it').replace(hostname, 'it')}`
}
