import type { Static } from 'typebox'
import { closed, named, oneOf } from '../http/schema.ts'

const need = oneOf(['required', 'optional'])

export const ImageRules = named(
  'ImageRules',
  closed({ alt: need, credit: need }, { description: 'What a picture needs before it is published; what is published already stays' }),
)

export type ImageRules = Static<typeof ImageRules>

/** What holds where nothing is set. */
export const usualImageRules: ImageRules = { alt: 'required', credit: 'optional' }
