import { Type } from 'typebox'
import { closed, Id, named, nullable, oneOf } from '../http/schema.ts'

export const reportReasons = ['spam', 'abuse', 'off-topic', 'other'] as const

const reason = oneOf(reportReasons, { description: 'What is wrong with it' })

export const NewReport = named(
  'NewReport',
  closed(
    {
      reason,
      note: Type.Optional(nullable(Type.String({ maxLength: 500, description: 'For the moderators; its author never sees it' }))),
    },
    { description: 'What a reader has against a comment' },
  ),
)

export const ReportReceipt = named(
  'ReportReceipt',
  Type.Object(
    { commentId: Id, reason },
    { description: 'The same for everybody who reports it, however often, and whatever becomes of it' },
  ),
)
