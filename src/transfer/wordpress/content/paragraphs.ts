import { addressLink, endOfElement, isAddress, markAt } from './markup.ts'

interface Container {
  name: string
  /** `flowing` text is wrapped in paragraphs, `tight` text only broken into lines, in a `frame` there is no text of its own. */
  kind: 'flowing' | 'tight' | 'frame'
  /** Whether text that no blank line sets apart is a paragraph as well. */
  wraps: boolean
}

interface Line {
  html: string
  /** Whether it is text without tags, and not part of a link. */
  bare: boolean
}

/**
 * Marks up the paragraphs of a classic post, which an editor wrote as blank lines, and the line breaks within them, as WordPress
 * does for display. Block elements stay between paragraphs; an address on a line of its own becomes a paragraph with a link.
 */
export function paragraphs(html: string): string {
  const out: string[] = []
  const containers: Container[] = [{ name: '', kind: 'flowing', wraps: true }]
  const opened = new Map<string, number>()
  let lines: Line[] = []
  let openTag = ''
  let holdsSomething = false
  let links = 0

  for (let at = 0; at < html.length; ) {
    const text = html[at] === '<' ? '' : textAt(html, at)
    if (text) {
      addText(text)
      at += text.length
      continue
    }
    const { kind, name, end } = markAt(html, at)
    const tag = html.slice(at, end)
    at = end
    if (kind === 'comment') {
      if (/^<!--\s*(?:more|nextpage)\b/.test(tag)) endParagraph('blank line')
    } else if (kind === 'text') {
      addText(tag)
    } else if (name === 'p') {
      endParagraph('block')
      if (kind === 'open') openTag = tag
    } else if (kind === 'open' && wordsByThemselves.has(name)) {
      at = endOfElement(html, name, end)
      append(html.slice(end - tag.length, at), false)
      holdsSomething = true
    } else if (kind === 'open' && blocksByThemselves.has(name)) {
      endParagraph('block')
      at = endOfElement(html, name, end)
      out.push(html.slice(end - tag.length, at), '\n')
    } else if (name === 'hr') {
      endParagraph('block')
      out.push(tag, '\n')
    } else if (kindOf(name)) {
      endParagraph('block')
      if (kind === 'open') enter(name, tag)
      else leave(name, tag)
    } else {
      addInline(kind, name, tag)
    }
  }
  endParagraph('block')
  return out.join('').trim()

  function addText(text: string) {
    const [first = '', ...rest] = text.split('\n')
    append(first, true)
    rest.forEach((line, index) => {
      if (line.trim() === '' && index < rest.length - 1) endParagraph('blank line')
      lines.push({ html: '', bare: links === 0 })
      append(line, true)
    })
  }

  function addInline(kind: 'open' | 'close', name: string, tag: string) {
    append(tag, false)
    if (name === 'a') links = Math.max(0, links + (kind === 'open' ? 1 : -1))
    if (showsWithoutText.has(name)) holdsSomething = true
  }

  function append(html: string, bare: boolean) {
    if (bare && html.trim()) holdsSomething = true
    const line = lines.at(-1)
    if (!line) lines.push({ html, bare: bare && links === 0 })
    else {
      line.html += html
      line.bare &&= bare
    }
  }

  function enter(name: string, tag: string) {
    out.push(tag)
    containers.push({ name, kind: kindOf(name)!, wraps: name === 'blockquote' })
    opened.set(name, (opened.get(name) ?? 0) + 1)
  }

  /** Elements left open inside end with it; an end tag without a beginning is dropped. */
  function leave(name: string, tag: string) {
    if (!opened.get(name)) return
    for (let last = ''; last !== name; ) {
      last = containers.pop()!.name
      opened.set(last, opened.get(last)! - 1)
    }
    out.push(tag, containers.length === 1 ? '\n' : '')
  }

  function endParagraph(reason: 'blank line' | 'block') {
    const container = containers.at(-1)!
    if (reason === 'blank line' && container.kind !== 'flowing' && !openTag) return
    if (reason === 'blank line') container.wraps = true
    const written = lines.map((line) => ({ ...line, html: line.html.trim() })).filter((line) => line.html)
    if (!holdsSomething || (container.kind === 'frame' && !openTag)) out.push(written.map((line) => line.html).join('\n'))
    else if (openTag || (container.kind === 'flowing' && container.wraps)) out.push(wrapped(written, openTag || '<p>'))
    else out.push(broken(written.map(({ html, bare }) => (bare && isAddress(html) ? addressLink(html) : html))))
    lines = []
    openTag = ''
    holdsSomething = false
    links = 0
  }
}

/** Text from here to the next `<`. */
function textAt(html: string, at: number) {
  const end = html.indexOf('<', at)
  return html.slice(at, end === -1 ? html.length : end)
}

function wrapped(lines: Line[], openTag: string) {
  const groups: string[][] = []
  let apart = true
  for (const { html, bare } of lines) {
    const address = bare && isAddress(html)
    if (apart || address) groups.push([])
    groups.at(-1)!.push(address ? addressLink(html) : html)
    apart = address
  }
  return groups.map((group, index) => `${index === 0 ? openTag : '<p>'}${broken(group)}</p>\n`).join('')
}

function broken(lines: string[]) {
  return lines.map((line, index) => (index === lines.length - 1 || /<br\s*\/?>$/i.test(line) ? line : `${line}<br>`)).join('\n')
}

function kindOf(name: string): Container['kind'] | undefined {
  return flowing.has(name) ? 'flowing' : tight.has(name) ? 'tight' : frames.has(name) ? 'frame' : undefined
}

const flowing = names(
  'address article aside blockquote center dd details dialog div fieldset footer form header li main nav noscript search section td th',
)
const tight = names('caption dt figcaption h1 h2 h3 h4 h5 h6 legend option summary')
const frames = names('colgroup dl figure hgroup map menu ol optgroup table tbody tfoot thead tr ul')
const blocksByThemselves = names('audio iframe object pre script style video')
const wordsByThemselves = names('math picture select svg textarea')
const showsWithoutText = names('button canvas embed img input meter progress')

function names(list: string) {
  return new Set(list.split(' '))
}
