import type { Image } from './clean.ts'
import { contentOf, hasContent } from './shortcode-content.ts'
import { isShortcode, pairsOf, type ShortcodeTag, shortcodeTags } from './shortcode-tags.ts'

const DEPTH = 8

interface Opened {
  tag: ShortcodeTag
  closing: number
  /** Where in the output the text inside begins. */
  from: number
}

/**
 * Replaces WordPress's own shortcodes with HTML; of all others the tags go, the text between them stays, and `leftOut` names them.
 * Text in brackets that is no shortcode stays, and `[[gallery]]` becomes `[gallery]`.
 */
export function renderShortcodes(html: string, image: (id: string) => Image | undefined): { html: string; leftOut: string[] } {
  const tags = shortcodeTags(html)
  const pairs = pairsOf(tags)
  const paired = new Set(pairs.values())
  const out: string[] = []
  const opened: Opened[] = []
  const leftOut: string[] = []
  let at = 0

  for (let index = 0; index < tags.length; index += 1) {
    const tag = tags[index]!
    const closing = pairs.get(index)
    if (closing === undefined && !paired.has(index) && !isShortcode(tag)) continue
    const end = tags[closing ?? index]!.end
    if (tag.form !== 'close' && html[tag.start - 1] === '[' && html[end] === ']') {
      out.push(html.slice(at, tag.start - 1), html.slice(tag.start, end))
      at = end + 1
      index = closing ?? index
      continue
    }
    out.push(html.slice(at, tag.start))
    at = tag.end
    if (opened.at(-1)?.closing === index) replace(opened.pop()!)
    else if (tag.form !== 'close' && hasContent(tag.name) && opened.length < DEPTH) {
      if (closing === undefined) replace({ tag, closing: index, from: out.length })
      else opened.push({ tag, closing, from: out.length })
    } else {
      if (tag.form !== 'close') leftOut.push(`shortcode ${tag.name}`)
      leaveParagraph(out.length - 1)
    }
  }
  return { html: out.join('') + html.slice(at), leftOut }

  function replace({ tag, from }: Opened) {
    const content = contentOf(tag, out.splice(from).join(''), image)
    leftOut.push(...content.leftOut)
    leaveParagraph(from - 1)
    out.push(content.html)
  }

  /** What was all of a paragraph takes its place: in HTML a paragraph cannot hold a figure, and need not be empty. */
  function leaveParagraph(before: number) {
    const begins = /<p(?:\s[^<>]*)?>\s*$/i.exec(out[before]!)
    const ends = /\s*<\/p\s*>/iy
    ends.lastIndex = at
    if (!begins || !ends.test(html)) return
    out[before] = out[before]!.slice(0, begins.index)
    at = ends.lastIndex
  }
}
