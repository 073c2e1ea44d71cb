/** What stands at a `<`: a tag, a comment (or declaration), or text that only looks like one; `end` is the index after it. */
export interface Mark {
  kind: 'open' | 'close' | 'comment' | 'text'
  name: string
  end: number
}

/** Reads the tag that begins at `at`. Each character is looked at once: what is no tag is text up to where that was found out. */
export function markAt(html: string, at: number): Mark {
  if (html.startsWith('<!--', at)) return commentUpTo(html, html.indexOf('-->', at + 4), 3)
  if (html[at + 1] === '!' || html[at + 1] === '?') return commentUpTo(html, html.indexOf('>', at + 2), 1)
  const opening = /<(\/?)([a-z][a-z0-9:-]*)/iy
  opening.lastIndex = at
  const found = opening.exec(html)
  if (!found) return { kind: 'text', name: '', end: at + 1 }
  let end = opening.lastIndex
  for (; end < html.length && html[end] !== '<'; end += 1) {
    const letter = html[end]!
    if (letter === '>') return { kind: found[1] ? 'close' : 'open', name: found[2]!.toLowerCase(), end: end + 1 }
    if ((letter === '"' || letter === "'") && html[end - 1] === '=') {
      const quoteEnd = html.indexOf(letter, end + 1)
      if (quoteEnd !== -1) end = quoteEnd
    }
  }
  return { kind: 'text', name: '', end }
}

function commentUpTo(html: string, found: number, length: number): Mark {
  return found === -1 ? { kind: 'text', name: '', end: html.length } : { kind: 'comment', name: '', end: found + length }
}

/** The index after the end tag of an element that began before `at`; the end of the text where nobody closed it, as in a browser. */
export function endOfElement(html: string, name: string, at: number) {
  const closing = new RegExp(`</${name}\\s*>`, 'gi')
  closing.lastIndex = at
  return closing.exec(html) ? closing.lastIndex : html.length
}

/** Whether this text is the address of a web page and nothing else. */
export function isAddress(text: string) {
  return /^https?:\/\/[^\s<>"]+$/i.test(text) && URL.canParse(text)
}

/** The first address of a web page in this text. */
export function addressIn(text: string) {
  return /https?:\/\/[^\s<>"'|]+/i.exec(text)?.[0]
}

/** A link that shows its address; in a paragraph of its own the body renderer makes a player of it where it knows the provider. */
export function addressLink(addressHtml: string) {
  const safe = addressHtml.replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
  return `<a href="${safe}">${safe}</a>`
}

/** Plain text as HTML, also for use inside a quoted attribute. */
export function escapeHtml(text: string) {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}
