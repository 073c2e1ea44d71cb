import { parseMarkup } from '../../../articles/body/parsing.ts'
import { markAt } from '../content/markup.ts'

/** The text of a title or a name, in one line. WordPress keeps these as HTML: tags go, character references become characters. */
export function plainText(html: string) {
  return (/[<&]/.test(html) ? withoutReferences(withoutTags(html)) : html).replace(/\s+/g, ' ').trim()
}

function withoutTags(html: string) {
  const texts: string[] = []
  for (let at = 0; at < html.length; ) {
    const tagAt = html.indexOf('<', at)
    if (tagAt === -1) return texts.join('') + html.slice(at)
    const { kind, name, end } = markAt(html, tagAt)
    texts.push(html.slice(at, tagAt), kind === 'text' ? html.slice(tagAt, end).replace(/</g, '&lt;') : name === 'br' ? ' ' : '')
    at = end
  }
  return texts.join('')
}

function withoutReferences(html: string) {
  return parseMarkup(html)
    .children.map((node) => ('value' in node ? node.value : ''))
    .join('')
}
