import type { Element, RootContent } from 'hast'
import { parseMarkup } from '../../articles/body/parsing.ts'
import { printable } from '../../articles/body/tree.ts'

/**
 * A comment as plain text: line breaks are kept, references become characters, and a link stays readable as `text (address)`.
 * Throws `unprocessable` for markup that is nested too deeply or left open too often.
 */
export function commentText(html: string): string {
  const text = /[<&]/.test(html) ? textOf(parseMarkup(html).children) : html
  return printable(text.replace(/\r\n?/g, '\n'))
    .normalize('NFC')
    .replace(/(?<![^\S\n])[^\S\n]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function textOf(nodes: readonly RootContent[]): string {
  return nodes.map((node) => (node.type === 'text' ? node.value : node.type === 'element' ? textOfElement(node) : '')).join('')
}

function textOfElement(element: Element): string {
  const { tagName, children, properties } = element
  if (unspoken.has(tagName)) return ''
  if (tagName === 'br') return '\n'
  if (tagName === 'img') return withAddress(String(properties.alt ?? ''), properties.src)
  const text = textOf(children)
  if (tagName === 'a') return withAddress(text, properties.href)
  if (tagName === 'li') return `\n- ${text.trim()}\n`
  if (paragraphs.has(tagName)) return `\n\n${text.trim()}\n\n`
  return lines.has(tagName) ? `\n${text}\n` : text
}

/** What a link says, and where it leads unless it says just that. */
function withAddress(text: string, address: unknown) {
  const written = typeof address === 'string' ? address.trim() : ''
  if (!/^(?:https?:\/\/|mailto:)\S+$/i.test(written)) return text
  const shown = written.replace(/^mailto:/i, '')
  const said = text.trim()
  return said === '' || said === shown ? shown : `${text} (${shown})`
}

const unspoken = new Set('head iframe noscript object script style svg template textarea title'.split(' '))
const paragraphs = new Set('blockquote dl ol p pre table ul'.split(' '))
const lines = new Set('address article aside dd div dt figure footer form h1 h2 h3 h4 h5 h6 header hr section tr'.split(' '))
