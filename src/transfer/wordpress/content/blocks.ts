import { addressIn, addressLink, escapeHtml, isAddress, markAt } from './markup.ts'
import { paragraphs } from './paragraphs.ts'

interface Block {
  name: string
  attributes: string
  /** Where this block begins in the output, and in the list of what was left out. */
  from: number
  leftOutFrom: number
}

/** Whether the block editor wrote this content. */
export function hasBlocks(source: string) {
  return /<!--\s+wp:/.test(source)
}

/**
 * Takes the comments out of a post from the block editor and leaves the HTML between them. An embed becomes a paragraph with a link;
 * a block that WordPress fills in when it shows the page (latest posts, a calendar, a query) is left out by name.
 */
export function renderBlocks(source: string): { html: string; leftOut: string[] } {
  const out: string[] = []
  const leftOut: string[] = []
  const open: Block[] = []
  let rewrittenUpTo = 0
  let at = 0
  let between = ''

  for (let start = source.indexOf('<!--'); start !== -1; start = source.indexOf('<!--', at)) {
    const end = source.indexOf('-->', start + 4)
    if (end === -1) break
    between += source.slice(at, start)
    at = end + 3
    const comment = delimiterIn(source.slice(start + 4, end))
    if (!comment) continue
    addHtml(between)
    between = ''
    const block = { name: comment.name, attributes: comment.attributes, from: out.length, leftOutFrom: leftOut.length }
    if (comment.kind === 'begin') open.push(block)
    else if (comment.kind === 'whole') close(block)
    else if (open.at(-1)?.name === comment.name) close(open.pop()!)
  }
  addHtml(between + source.slice(at))
  return { html: addressesLinked(out.join('\n')), leftOut }

  function addHtml(html: string) {
    const text = html.trim()
    if (!text) return
    out.push(open.length === 0 && isAddress(text) ? `<p>${text}</p>` : text)
  }

  function close({ name, attributes, from, leftOutFrom }: Block) {
    const hollow = out.length <= from && leftOut.length === leftOutFrom && !mayBeHollow.has(name)
    const rewrite = from < rewrittenUpTo ? undefined : rewrites.get(name)
    if (filledInLater.test(name) || hollow) {
      replaceWith('')
      leftOut.length = leftOutFrom
      leftOut.push(`block ${name}`)
    } else if (vanishing.has(name)) {
      replaceWith('')
    } else if (rewrite) {
      const rewritten = rewrite(out.slice(from).join('\n'), attributes)
      replaceWith(rewritten ?? '')
      if (rewritten === undefined) leftOut.push(`block ${name}`)
      rewrittenUpTo = out.length
    }

    function replaceWith(html: string) {
      out.length = from
      addHtml(html)
    }
  }
}

/** Reads `wp:name {json}`, `wp:name {json} /` or `/wp:name`; undefined for any other comment. */
function delimiterIn(comment: string) {
  const opening = /^\s+(\/?)wp:([a-z][a-z0-9_-]*(?:\/[a-z][a-z0-9_-]*)?)(?=\s)/.exec(comment)
  if (!opening) return undefined
  const [matched, slash, name = ''] = opening
  const rest = comment.slice(matched.length).trim()
  return {
    kind: slash ? 'end' : rest.endsWith('/') ? 'whole' : 'begin',
    name: name.includes('/') ? name.replace(/^core-embed\/.*/, 'core/embed') : `core/${name}`,
    attributes: rest.slice(rest.indexOf('{'), rest.lastIndexOf('}') + 1),
  }
}

/** Blocks that hold no text of the post, only a template or nothing. */
const filledInLater =
  /^core\/(?:archives|avatar|block|calendar|categories|comment|comments|home-link|latest-comments|latest-posts|legacy-widget|loginout|navigation|page-list|pattern|post|query|read-more|rss|search|site|social-links|tag-cloud|template-part|term|widget-group)(?:-.*)?$/

const vanishing = new Set(['core/more', 'core/nextpage', 'core/spacer'])

const mayBeHollow = new Set(['core/paragraph', 'core/html', 'core/shortcode', 'core/freeform', ...vanishing])

/** A rewritten block inside another of these is not read again, so that nesting cannot make this slow. */
const rewrites = new Map<string, (inner: string, attributes: string) => string | undefined>([
  ['core/embed', embed],
  ['core/file', fileLink],
  ['core/shortcode', paragraphs],
])

function embed(inner: string, attributes: string) {
  const written = addressOf(attributes)
  const address = isAddress(written) ? escapeHtml(written) : addressIn(inner)
  if (!address) return undefined
  const caption = element(inner, 'figcaption')
  return `<p>${addressLink(address)}</p>${caption ? `\n<p>${caption.inner.trim()}</p>` : ''}`
}

function addressOf(attributes: string): string {
  try {
    return String(JSON.parse(attributes).url)
  } catch {
    return ''
  }
}

/** The block repeats its link as a download button and may show the file in a frame. */
function fileLink(inner: string) {
  const link = element(inner, 'a')
  return link ? `<p>${link.outer}</p>` : inner
}

/** The first element of this name, for elements that do not contain their like. */
function element(html: string, name: string) {
  const start = html.search(new RegExp(`<${name}[\\s>]`, 'i'))
  if (start === -1) return undefined
  const innerStart = markAt(html, start).end
  const length = html.slice(innerStart).search(new RegExp(`</${name}\\s*>`, 'i'))
  if (length === -1) return undefined
  return { inner: html.slice(innerStart, innerStart + length), outer: `${html.slice(start, innerStart + length)}</${name}>` }
}

/** WordPress makes a player of a paragraph that holds an address and nothing else. */
function addressesLinked(html: string) {
  return html.replace(/<p(?:\s[^<>]*)?>\s*(https?:\/\/[^\s<>"]+)\s*<\/p>/gi, (_, address) => `<p>${addressLink(address)}</p>`)
}
