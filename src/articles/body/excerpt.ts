const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })
const words = new Intl.Segmenter('und', { granularity: 'word' })
const sentences = new Intl.Segmenter('und', { granularity: 'sentence' })

/** How long an excerpt may be, in graphemes. */
const room = 280

/** As much as is ever looked at for an excerpt, in code points: ample for 280 graphemes and the sentence after them. */
const beginning = /^.{0,4000}/su

/** Where a full stop does not end the sentence, in most languages: "Dr.", "z. B.", "J. F.", "on 3. May". */
const abbreviation = /(^|[^\p{L}\p{N}])(\p{L}{1,2}|\p{N}{1,2})\.$/u

/** Pieces for Intl.Segmenter, whose every step costs as much as the whole text is long: up to a blank where there is one. */
const pieces = /.{1,1000}(?=\s|$)|.{1,1000}/gsu

/**
 * The beginning of these paragraphs, each a line, in at most 280 graphemes: whole sentences, if those that fit fill a
 * third of the room; else whole words and an ellipsis.
 */
export function excerptOf(paragraphs: readonly string[]): string {
  const lines = paragraphs.filter((paragraph) => paragraph !== '').join('\n')
  const text = beginning.exec(lines)![0]
  const fits = lengthOfFirst(room, text)
  if (fits === lines.length) return inOneLine(lines)
  const end = lastSentenceEnd(text, fits)
  if (end >= fits / 3) return inOneLine(text.slice(0, end))
  return `${inOneLine(text.slice(0, lastWordEnd(text, lengthOfFirst(room - 1, text))))}…`
}

/** Counts words as the Unicode rules find them (UAX 29), with dictionaries for Chinese, Japanese and Thai. */
export function countWords(text: string): number {
  let count = 0
  for (const [piece] of text.matchAll(pieces)) {
    for (const { isWordLike } of words.segment(piece)) if (isWordLike) count++
  }
  return count
}

/** Where the first graphemes end, in UTF-16 code units. */
function lengthOfFirst(count: number, text: string) {
  let seen = 0
  for (const { index } of graphemes.segment(text)) if (seen++ === count) return index
  return text.length
}

function lastSentenceEnd(text: string, limit: number) {
  let last = 0
  for (const { index, segment } of sentences.segment(text)) {
    const sentence = segment.trimEnd()
    const end = index + sentence.length
    if (end > limit) break
    if (!abbreviation.test(sentence)) last = end
  }
  return last
}

/** Where the last whole word ends; in a single endless word, at the limit itself. */
function lastWordEnd(text: string, limit: number) {
  let last = 0
  for (const { index, segment, isWordLike } of words.segment(text)) {
    const end = index + segment.length
    if (end > limit) break
    if (isWordLike) last = end
  }
  return last || limit
}

/** Paragraphs end sentences, so they stay apart until now. */
function inOneLine(text: string) {
  return text.replaceAll('\n', ' ')
}
