import type { Options as Schema } from 'rehype-sanitize'
import { blockElements, inlineElements, mediaElements } from './elements.ts'
import { embedReferrerPolicy, embedSandbox } from './embeds.ts'

/** What an address may be: its schemes, and whether it may go without one. */
export interface AddressRule {
  schemes: string[]
  relative: boolean
}

export const linkAddress: AddressRule = { schemes: ['http', 'https', 'mailto', 'tel'], relative: true }
export const imageAddress: AddressRule = { schemes: ['http', 'https'], relative: true }
export const mediaAddress: AddressRule = { schemes: ['http', 'https'], relative: false }

/** The shape of a language tag (RFC 5646). */
export const languageTag = /^[a-z]{1,8}(-[a-z0-9]{1,8})*$/i
export const direction = /^(ltr|rtl|auto)$/i

const pixels = /^\d{1,5}$/
const count = /^\d{1,4}$/

/** The last gate: whatever was done before it, nothing passes but these elements, attributes and schemes. */
export const allowed: Schema = {
  tagNames: [...inlineElements, ...blockElements, ...mediaElements, 'br', 'source'],
  attributes: {
    '*': [
      ['lang', languageTag],
      ['dir', direction],
    ],
    a: ['href', 'title', ['hrefLang', languageTag]],
    abbr: ['title'],
    audio: ['src', 'controls'],
    col: [['span', count]],
    colgroup: [['span', count]],
    iframe: [
      'src',
      'title',
      ['width', pixels],
      ['height', pixels],
      'allowFullScreen',
      'loading',
      ['referrerPolicy', embedReferrerPolicy],
      ['sandbox', ...embedSandbox],
    ],
    img: ['src', 'alt', 'title', ['width', pixels], ['height', pixels], ['loading', 'lazy', 'eager']],
    ol: [['start', /^-?\d{1,9}$/], 'reversed'],
    source: ['src', 'type'],
    td: [
      ['colSpan', count],
      ['rowSpan', count],
    ],
    th: [
      ['colSpan', count],
      ['rowSpan', count],
      ['scope', 'row', 'col', 'rowgroup', 'colgroup'],
    ],
    time: ['dateTime'],
    video: ['src', 'controls', 'poster', ['width', pixels], ['height', pixels]],
  },
  protocols: { href: linkAddress.schemes, src: imageAddress.schemes, poster: mediaAddress.schemes },
  ancestors: {},
  required: {},
  strip: [],
  clobber: [],
  clobberPrefix: '',
}

/**
 * The address as it may be written out, or nothing. Whatever stands before the first colon counts as a scheme, after
 * removing what browsers ignore there (URL Standard, 4.4): tabs, line ends and surrounding blanks.
 */
export function allowedAddress(value: unknown, { schemes, relative }: AddressRule): string | undefined {
  if (typeof value !== 'string') return undefined
  const address = value.replace(/[\t\n\r]/g, '').trim()
  const scheme = /^([^:/?#]*):/.exec(address)?.[1]?.toLowerCase()
  if (scheme === undefined) return relative && address !== '' ? address : undefined
  if (!schemes.includes(scheme) || !URL.canParse(address)) return undefined
  return scheme + address.slice(scheme.length)
}
