import { type FoundWord, signsIn, wordsIn } from '../articles/text-index/search-words.ts'
import type { Wanted } from './asking.ts'

/** A stretch of a text, in UTF-16 offsets. */
interface Span {
  start: number
  end: number
}

/** A line as HTML: what was looked for is in `<mark>`, and everything else is text. */
export function markedLine(text: string, wanted: readonly Wanted[]): string {
  return marked(text, { start: 0, end: text.length }, spansOf(text, wanted))
}

/** UTF-16 units of a snippet, about, and how many of them stand before what was found. */
const [length, before] = [240, 60]

/** A text is looked through in steps of so many units. */
const step = 6000

/** A stretch of a text, as HTML like `markedLine`; undefined where nothing was found. And how many UTF-16 units were looked through for it. */
export interface Snippet {
  html: string | undefined
  read: number
}

/** The stretch of a text where most of what was looked for first stands together, looked for in its first units, as many as `farthest`. */
export function snippetOf(text: string, wanted: readonly Wanted[], farthest: number): Snippet {
  const end = Math.min(text.length, farthest)
  for (let at = 0; at < end; at += step) {
    const part = text.slice(Math.max(0, at - length), at + step)
    const spans = spansOf(part, wanted)
    if (spans.length === 0) continue
    const worth = (first: Span) => spans.filter(({ start, end }) => start >= first.start && end <= first.start + length - before).length
    const best = spans.slice(0, 200).reduce((most, span) => (worth(span) > worth(most) ? span : most))
    const window = windowAt(part, best.start - before)
    const inside = spans.filter(({ start, end }) => start >= window.start && end <= window.end)
    const reaches = { from: window.start > 0 || at > length, on: window.end < part.length || at + step < text.length }
    const html = `${reaches.from ? '… ' : ''}${marked(part, window, inside)}${reaches.on ? ' …' : ''}`
    return { html, read: at + step }
  }
  return { html: undefined, read: end }
}

/** The beginning of a text as such HTML, without marks. */
export function beginningOf(text: string): string {
  const window = windowAt(text, 0)
  return `${marked(text, window, [])}${window.end < text.length ? ' …' : ''}`
}

/** A window that cuts no word in two where words stand apart, nor ever a character. */
function windowAt(text: string, from: number): Span {
  const start = from <= 0 ? 0 : from + Math.max(0, text.slice(from, from + before).search(/(?<=\s)\S/u))
  const cut = text.slice(start, start + length)
  const space = start + length >= text.length ? -1 : cut.search(/\s\S*$/u)
  const end = start + (space > length / 2 ? space : cut.length)
  const within = (place: number) => (/[\udc00-\udfff]/.test(text[place] ?? '') ? place - 1 : place)
  return { start: within(start), end: within(end) }
}

function marked(text: string, { start, end }: Span, spans: readonly Span[]): string {
  let [html, at] = ['', start]
  for (const span of spans) {
    html += `${escaped(text.slice(at, span.start))}<mark>${escaped(text.slice(span.start, span.end))}</mark>`
    at = span.end
  }
  return html + escaped(text.slice(at, end))
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escaped(text: string) {
  return text.replace(/[&<>"']/g, (sign) => entities[sign]!)
}

/** Where the wanted stand in a text, in order; those that overlap are one. */
function spansOf(text: string, wanted: readonly Wanted[]): Span[] {
  const words = wordsIn(text)
  const places = new Map<string, number[]>()
  words.forEach(({ word }, place) => void (places.get(word)?.push(place) ?? places.set(word, [place])))
  const found = wanted.flatMap((one) => spansOfOne(text, one, words, places)).sort((a, b) => a.start - b.start || b.end - a.end)
  const spans: Span[] = []
  for (const { start, end } of found) {
    const last = spans.at(-1)
    if (last && start < last.end) last.end = Math.max(last.end, end)
    else spans.push({ start, end })
  }
  return spans
}

function spansOfOne(
  text: string,
  { words: row, beginning }: Wanted,
  words: readonly FoundWord[],
  places: ReadonlyMap<string, readonly number[]>,
): Span[] {
  const [first] = row
  const single = row.length === 1 && !beginning ? signsIn(first!) : []
  if (single.length === 1) return signsIn(text).filter(({ word }) => word === first)
  const fits = (word: string | undefined, place: number) =>
    place === row.length - 1 && beginning ? word?.startsWith(row[place]!) : word === row[place]
  const begins =
    row.length === 1 && beginning ? words.flatMap(({ word }, at) => (word.startsWith(first!) ? [at] : [])) : (places.get(first!) ?? [])
  return begins
    .filter((at) => row.every((_, place) => fits(words[at + place]?.word, place)))
    .map((at) => ({ start: words[at]!.start, end: words[at + row.length - 1]!.end }))
}
