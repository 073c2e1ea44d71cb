import MarkdownIt, { type Token } from 'markdown-it'
import { refused } from './parsing.ts'

/** Blocks beyond this depth would be lost; but a body that deep is refused when its HTML is read. */
const markdown = new MarkdownIt({ html: false, maxNesting: 250 })

/** Within a line, every further level costs a further look at all of its brackets; beyond this depth they are just brackets. */
const inALine = new MarkdownIt({ html: false, maxNesting: 20 })

markdown.core.ruler.at('inline', ({ tokens, env }) => {
  for (const { type, content, children } of tokens) if (type === 'inline') inALine.inline.parse(content, inALine, env, children ?? [])
})

/** Room for the addresses and titles of all links together, in UTF-16 code units. */
const roomForLinks = 4 * 1024 * 1024

/**
 * The HTML of CommonMark with tables and strikethrough; tags in it are shown, not obeyed. Throws `unprocessable` for short
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
