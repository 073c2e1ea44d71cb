import type { Static } from 'typebox'
import { closed, named, oneOf } from '../http/schema.ts'

const need = oneOf(['required', 'optional'])

export const ImageRules = named(
  'ImageRules',
  closed({ alt: need, credit: need }, { description: 'What a picture needs before it is published; what is published already stays' }),
)

export type ImageRules = Static<typeof ImageRules>

/** What holds where nothing is set: newspapers from before there were rules publish as they did. A new one begins with alt texts required. */
export const usualImageRules: ImageRules = { alt: 'optional', credit: 'optional' }
