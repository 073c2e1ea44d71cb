import LinkifyIt from 'linkify-it'
import { normaliseWithOffsets } from './normalise.ts'

/** A stretch of a text, in UTF-16 offsets, and where the link leads, written the same for every spelling of it. */
export interface Link {
  start: number
  end: number
  target: string
}

/** The links of a text, bare or in markup; and apart from them what only may be one: `example dot com`, `hxxp://`, `there.So`. */
export function linksIn(text: string, copy = normaliseWithOffsets(text)) {
  const inText = (link: Link) => ({ ...link, ...copy.original(link.start, link.end) })
  const recognised = (linkify.match(copy.text) ?? []).map(({ index, lastIndex, schema }) => {
    const { start, end } = copy.original(index, lastIndex)
    const accident = schema === '' && (missingSpace.test(text.slice(start, end)) || copy.text[lastIndex] === '@')
    return { ...link(copy.text, index, lastIndex), accident }
  })
  const certain = [...recognised.filter((one) => !one.accident), ...matches(copy.text, addresses), ...matches(copy.text, markup)]
  const doubtful = [...recognised.filter((one) => one.accident), ...matches(copy.text, disguises)]
  return { links: eachOnce(certain).map(inText), doubtful: eachOnce(doubtful).map(inText) }
}

const linkify = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: false })
  .add('mailto:', null)
  .tlds(['app', 'blog', 'casino', 'club', 'dev', 'icu', 'online', 'site', 'store', 'top', 'vip', 'xyz'], true)

/** Whoever writes "I was there.So I left" has forgotten a space; and what ends before an @ begins an e-mail address. */
const missingSpace = /\.\p{Lu}\p{Ll}$/u

/** Addresses that linkify-it leaves alone: after a letter or a sign, or under a top-level domain it does not know. */
const addresses = /(?:https?:\/\/|(?<![\p{L}\p{N}])www\.(?=[\p{L}\p{N}]))[^\s<>"'()[\]{},;]+/gu

const opening = String.raw`(?:<a [^<>]{0,200}?href ?= ?|\[(?:url|link)[\]=])["']?`

/** An HTML or BBCode link with its address. */
const markup = new RegExp(String.raw`${opening}[^\s<>"'[\]]*`, 'gu')

const disguises = new RegExp(
  [
    String.raw`(?<![\p{L}\p{N}])h(?:xx|\*\*|__)ps?\[?:?\]?//\S*`,
    String.raw`(?<![\p{L}\p{N}])https?(?: : ?| ?: )//\S*`,
    String.raw`(?<![\p{L}\p{N}-])(?!(?:the|an?|this|that) dot )[\p{L}\p{N}-]{2,63}(?: ?[[({<] ?(?:dot|\.) ?[\])}>] ?| dot )(?:com|net|org|info|biz|ru|cn|io|co|uk|de|eu|xyz|top|shop|site|online|club)(?![\p{L}\p{N}])`,
  ].join('|'),
  'gu',
)

function matches(text: string, pattern: RegExp) {
  return Array.from(text.matchAll(pattern), (match) => link(text, match.index, match.index + match[0].length))
}

function link(text: string, start: number, end: number): Link {
  const address = text.slice(start, end).replace(beforeHost, '')
  return { start, end, target: address.endsWith('/') ? address.slice(0, -1) : address }
}

const beforeHost = new RegExp(String.raw`^(?:${opening})?(?:https?:)?(?:\/\/)?(?:www\.)?`, 'u')

/** Without what begins inside another. */
function eachOnce(found: Link[]) {
  const links: Link[] = []
  for (const next of found.toSorted((one, other) => one.start - other.start)) {
    const last = links.at(-1)
    if (!last || next.start >= last.end) links.push(next)
  }
  return links
}
