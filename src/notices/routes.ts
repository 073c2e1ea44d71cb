import type { Reader } from '../db/database.ts'
import { postOnce } from '../http/idempotency.ts'
import { answer, ref } from '../http/schema.ts'
import { Problem } from '../problem.ts'
import type { Routes } from '../services.ts'
import { NewNotices, Notices, NoticeTest } from './schema.ts'
import { newWebhookSecret } from './signature.ts'
import { deliveryTo, noticesOf, type StaffNotices, setNotices } from './store.ts'
import { tryNotices } from './telling-staff.ts'

const tags = ['Moderation']

/** Where they go is typed: nobody is flooded with them. */
const tries = {
  max: 10,
  timeWindow: 600_000,
  errorResponseBuilder: (_request: unknown, { ttl }: { ttl: number }) =>
    new Problem('too-many-requests', 'Ten in ten minutes are sent for one address.', [], { 'retry-after': String(Math.ceil(ttl / 1000)) }),
}

/** How moderators are told that comments wait: everybody’s own setting. */
export const noticeRoutes: Routes = async (app, services) => {
  const { config, db, now, newId, random } = services
  const post = postOnce(app, services)

  const shown = async (tx: Reader, notices: StaffNotices, webhookSecret: string | null) => {
    const { staffId, when, digestHours, email, webhook, toldAt } = notices
    const deliveries = { email: await deliveryTo(tx, staffId, 'mail'), webhook: await deliveryTo(tx, staffId, 'webhook') }
    return { when, digestHours, email, webhook, webhookSecret, mailIsSent: config.mail !== '', toldAt, deliveries }
  }

  app.get(
    '/moderation/notices',
    {
      config: { access: 'comments:moderate' },
      schema: {
        operationId: 'getNotices',
        tags,
        summary: 'How you are told that comments wait',
        description: 'Your own setting, and how it went lately.',
        response: { 200: answer('Your setting', Notices) },
      },
    },
    async ({ caller }) => shown(db, await noticesOf(db, caller!.staffId), null),
  )

  app.put(
    '/moderation/notices',
    {
      config: { access: 'comments:moderate', problems: ['unprocessable'] },
      schema: {
        operationId: 'putNotices',
        tags,
        summary: 'Say how you want to be told',
        description:
          'By mail, by a call of your webhook, or both; at once or as a digest. You are told how many comments wait, since when and under what, and never what is in them.',
        body: ref(NewNotices),
        response: { 200: answer('Your setting as it is now', Notices) },
      },
    },
    async ({ body, caller }) => {
      insistOnWay(body)
      const secret = newWebhookSecret(random)
      return db.write(async (tx) => {
        const notices = await setNotices(tx, caller!.staffId, body, secret, now())
        return shown(tx, notices, notices.webhookSecret === secret ? secret : null)
      })
    },
  )

  post(
    '/moderation/notices/tests',
    {
      config: { access: 'comments:moderate', rateLimit: tries },
      schema: {
        operationId: 'tryNotices',
        tags,
        summary: 'Have yourself told something',
        description:
          'In every way that you have set, whenever you want to be told otherwise. `deliveries` of your setting says how it went.',
        response: { 202: answer('It is on its way', NoticeTest) },
      },
    },
    async ({ caller }, tx) => {
      const ways = await tryNotices(tx, caller!.staffId, newId(), services)
      return { status: 202, body: { ways, at: now().toISOString() } }
    },
  )
}

/** Throws `unprocessable` for whoever wants to be told, and does not say where. */
function insistOnWay({ when, email = null, webhook = null }: NewNotices) {
  if (when === 'never' || email !== null || webhook !== null) return
  const detail = 'Say where you are to be told: give an `email`, a `webhook`, or both.'
  throw new Problem('unprocessable', detail, [{ pointer: '#/when', code: 'nowhere', detail }])
}
