import MarkdownIt, { type Token } from 'markdown-it'
import { refused } from './markup-parsing.ts'

/** Deeper than any body may be, so that nothing is lost below that. What is deeper still is refused when the HTML is read. */
const markdown = new MarkdownIt({ html: false, maxNesting: 250 })

/** Room for the addresses and titles of all links together, in UTF-16 code units. */
const roomForLinks = 4 * 1024 * 1024

/**
 * HTML for CommonMark with tables and strikethrough; tags in it are shown, not obeyed. Throws `unprocessable` for short
 * references to long addresses: a megabyte of them would be written out as gigabytes.
 */
export function htmlOfMarkdown(source: string): string {
  const references = {}
  const tokens = markdown.parse(source, references)
  if (lengthOfAttributes(tokens) > roomForLinks) throw refused('expands', 'The link references in the body expand to more than 4 MiB.')
  return markdown.renderer.render(tokens, markdown.options, references)
}

function lengthOfAttributes(tokens: readonly Token[]): number {
  let length = 0
  for (const { attrs, children } of tokens) {
    for (const [, value] of attrs ?? []) length += String(value).length
    if (children) length += lengthOfAttributes(children)
  }
  return length
}
