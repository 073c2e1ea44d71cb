import { Type } from 'typebox'
import { nullable, oneOf, partial } from '../http/schema.ts'

const whole = (minimum: number, maximum: number, description: string) => Type.Integer({ minimum, maximum, description })

/** What readers may know of how comments are taken. */
export const publicSettings = {
  mode: oneOf(['closed', 'pre', 'first_time', 'post'], {
    description: 'Whose comments wait for a moderator: nobody may comment, all wait, strangers wait, none waits',
  }),
  depth: whole(1, 3, 'How deep replies are nested'),
  length: whole(10, 10_000, 'How many characters, as a reader counts them, a comment may have'),
  editWindowSeconds: whole(0, 86_400, 'How long its author may change a comment'),
}

/** Days from publication until an article closes. */
export const days = whole(1, 36_500, 'Days from publication')

/** What would tell how to get past the moderators, or how to silence others. */
export const privateSettings = {
  linksHoldAt: whole(1, 100, 'So many links to different addresses hold a comment; one is enough to hold a stranger’s'),
  duplicateHours: whole(0, 720, 'Within so many hours the same words from the same reader are one comment, sent twice; 0 for never'),
  reportsHideAt: whole(1, 1000, 'So many readers who report a comment hide it until a moderator has seen it, if none has yet'),
}

export const trust = {
  approved: whole(1, 100, 'So many comments approved by a moderator make an author trusted'),
  windowDays: whole(1, 3650, 'Within so many days'),
  rejectedDays: whole(0, 3650, 'And none rejected in so many'),
}

export const rate = {
  per15Seconds: whole(1, 100, 'Comments that one reader may leave in 15 seconds'),
  per10Minutes: whole(1, 300, 'In 10 minutes'),
  perDay: whole(1, 1000, 'In a day'),
}

export const emergency = oneOf(['off', 'pre', 'closed'], {
  description: 'For the whole site, above all else: all comments wait, or none is taken. It opens nothing that is closed',
})

const kept = { ...publicSettings, closeAfterDays: nullable(days), ...privateSettings, trust: partial(trust), rate: partial(rate) }

/** What is set in a section or for an article, as it is kept. */
export const keptSettings = partial(kept)

/** What is set for the site, as it is kept. */
export const keptSiteSettings = partial({ ...kept, emergency })
