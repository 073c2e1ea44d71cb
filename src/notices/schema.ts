import { type Static, Type } from 'typebox'
import { closed, Moment, named, nullable, oneOf, Url } from '../http/schema.ts'

const when = oneOf(['never', 'atOnce', 'digest'], {
  description:
    '`atOnce`: within a minute, and what comes in the five minutes after in one; `digest`: every so many hours, if anything new waits',
})

const digestHours = Type.Integer({ minimum: 1, maximum: 168, description: 'Hours from one digest to the next; 24 unless told' })

const Delivery = Type.Object(
  {
    sentAt: nullable(Type.String({ format: 'date-time', description: 'When one last went through' })),
    failedAt: nullable(Type.String({ format: 'date-time', description: 'When a try last failed' })),
    failure: nullable(Type.String({ description: 'Why it did', examples: ['The receiver of a webhook answered 500.'] })),
  },
  { description: 'How it went lately' },
)

export const Notices = named(
  'Notices',
  Type.Object(
    {
      when,
      digestHours,
      email: nullable(Type.String()),
      webhook: nullable(Type.String()),
      webhookSecret: nullable(
        Type.String({ description: 'What calls are signed with: shown once, in the answer to the change that set the URL' }),
      ),
      mailIsSent: Type.Boolean({ description: 'Whether this newspaper sends mail at all' }),
      toldAt: nullable(Type.String({ format: 'date-time', description: 'When you were last told' })),
      deliveries: Type.Object({ email: Delivery, webhook: Delivery }),
    },
    { description: 'How you are told that comments wait' },
  ),
)

export const NewNotices = named(
  'NewNotices',
  closed(
    {
      when,
      digestHours: Type.Optional(digestHours),
      email: Type.Optional(
        nullable(Type.String({ format: 'email', maxLength: 254, description: 'Your address', examples: ['night-desk@news.example'] })),
      ),
      webhook: Type.Optional(nullable(Type.String({ ...Url, description: 'What is called; a new one is given a new secret' }))),
    },
    { description: 'The whole setting: what is left out is not used' },
  ),
)

export const NoticeTest = named(
  'NoticeTest',
  Type.Object(
    {
      ways: Type.Array(Type.Unsafe<'email' | 'webhook'>(oneOf(['email', 'webhook'])), {
        description: 'Where a notice is on its way; none if nothing is set',
      }),
      at: Moment,
    },
    { description: 'What was tried' },
  ),
)

export type NewNotices = Static<typeof NewNotices>
