import { isKnownShortcode } from './known-shortcodes.ts'
import { endOfElement, markAt } from './markup.ts'

/** `[name a="b" c]`, `[name /]` or `[/name]` as it stands in a text, from `start` up to `end`. */
export interface ShortcodeTag {
  start: number
  end: number
  name: string
  form: 'open' | 'close' | 'alone'
  attributes: Map<string, string>
  /** Values without a name, in their order. */
  values: string[]
}

/** A tag longer than this many characters is taken for text in brackets. */
const LONGEST = 4000

/** The tags in a text, in their order: those outside HTML tags and outside `<pre>`, `<code>`, `<script>`, `<style>` and `<textarea>`. */
export function shortcodeTags(html: string): ShortcodeTag[] {
  const tags: ShortcodeTag[] = []
  const next = /[<[]/g
  for (let found = next.exec(html); found; found = next.exec(html)) {
    const at = found.index
    if (found[0] === '[') {
      const tag = tagAt(html, at)
      if (tag) tags.push(tag)
      next.lastIndex = tag?.end ?? at + 1
    } else {
      const { kind, name, end } = markAt(html, at)
      next.lastIndex = kind === 'open' && literal.has(name) ? endOfElement(html, name, end) : end
    }
  }
  return tags
}

/** Which opening tag each closing tag belongs to: `pairs.get(openingIndex)` is the index of its closing tag. */
export function pairsOf(tags: ShortcodeTag[]): Map<number, number> {
  const pairs = new Map<number, number>()
  const open: number[] = []
  const openOfName = new Map<string, number>()
  const count = (name: string, change: number) => openOfName.set(name, (openOfName.get(name) ?? 0) + change)
  tags.forEach(({ name, form }, index) => {
    if (form === 'open') {
      open.push(index)
      count(name, 1)
    }
    if (form !== 'close' || !openOfName.get(name)) return
    for (;;) {
      const last = open.pop()!
      count(tags[last]!.name, -1)
      if (tags[last]!.name !== name) continue
      pairs.set(last, index)
      return
    }
  })
  return pairs
}

/** Whether a tag that has no partner is a shortcode, and not text in brackets such as `[sic]`. Case tells `[video]` from `[Video]`. */
export function isShortcode({ name, attributes }: ShortcodeTag) {
  return isKnownShortcode(name) || attributes.size > 0
}

const literal = new Set(['pre', 'code', 'script', 'style', 'textarea'])

function tagAt(html: string, start: number): ShortcodeTag | undefined {
  const opening = /\[(\/?)([a-z][\w-]*)(?=[\s\]=]|\/\])/iy
  opening.lastIndex = start
  const found = opening.exec(html)
  if (!found) return undefined
  const inside = insideBrackets(html.slice(opening.lastIndex, start + LONGEST))
  if (inside === undefined) return undefined
  const name = found[2]!
  const end = opening.lastIndex + inside.length + 1
  if (found[1]) return inside.trim() ? undefined : { start, end, name, form: 'close', attributes: new Map(), values: [] }
  if (inside.startsWith('=') && !isKnownShortcode(name)) return undefined
  const alone = /(?:^|[\s"'])\/$/.test(inside)
  return { start, end, name, form: alone ? 'alone' : 'open', ...argumentsOf(alone ? inside.slice(0, -1) : inside) }
}

/** What stands before the closing bracket; undefined where another bracket or an HTML tag comes first. */
function insideBrackets(rest: string) {
  for (let at = 0; at < rest.length; at += 1) {
    const letter = rest[at]!
    if (letter === ']') return rest.slice(0, at)
    if (letter === '[' || letter === '<') return undefined
    if ((letter === '"' || letter === "'") && /[=\s]/.test(rest[at - 1] ?? '')) {
      const quoteEnd = rest.indexOf(letter, at + 1)
      if (quoteEnd !== -1) at = quoteEnd
    }
  }
  return undefined
}

function argumentsOf(inside: string) {
  const attributes = new Map<string, string>()
  const values: string[] = []
  const each = /([a-z_][\w-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))|"([^"]*)"|'([^']*)'|(\S+)/gi
  for (const [, name, ...found] of inside.replace(/^=/, '').matchAll(each)) {
    const value = withoutTypographicQuotes(found.find((text) => text !== undefined) ?? '')
    if (name === undefined) values.push(value)
    else attributes.set(name.toLowerCase(), value)
  }
  return { attributes, values }
}

/** The visual editor turns straight quotes into typographic ones, which then belong to the value. */
function withoutTypographicQuotes(value: string) {
  return value.trim().replace(/^(?:[“”″]|&(?:quot|#8220|#8221|#8243);)|(?:[“”″]|&(?:quot|#8220|#8221|#8243);)$/g, '')
}
