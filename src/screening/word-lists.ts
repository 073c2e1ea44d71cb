import { setImmediate } from 'node:timers/promises'
import { type MatchingCopy, normaliseWithOffsets, skeletonWithOffsets } from './normalise.ts'

/** A stretch of a text, in UTF-16 offsets, and the word of a list that it is; `certain`: as it is spelt, not only as it looks. */
export interface Match {
  word: string
  start: number
  end: number
  certain: boolean
}

/** The words of a list, ready to be looked for. */
export interface CompiledWords {
  spelt: Phrases
  drawn: Phrases
}

/** A text, ready to be looked through. */
export interface Readable {
  text: string
  spelt: Tokens
  drawn: Tokens
}

/** Words by what their tokens spell, and how many tokens those have that begin with a token, the most first. */
interface Phrases {
  words: Map<string, string[]>
  lengths: Map<string, number[]>
}

interface Tokens {
  /** All of them, each with an end. */
  flat: string
  tokens: Token[]
}

interface Token {
  text: string
  /** Where it stands in `flat`. */
  at: number
  start: number
  end: number
  /** Whether the next one is a part of the same phrase: nothing but spaces, hyphens and apostrophes is between them. */
  joined: boolean
  /** Whether no word begins here, because it has begun before: in Korean, whose words go on without a space. */
  inside: boolean
}

/** So many words are made ready at once, which takes some ten milliseconds. */
const atOnce = 250

/** Makes a list ready, and lets others go on meanwhile. */
export async function compileWords(words: readonly string[]): Promise<CompiledWords> {
  const compiled = { spelt: noPhrases(), drawn: noPhrases() }
  for (const [position, word] of words.entries()) {
    if (position % atOnce === atOnce - 1) await setImmediate()
    add(compiled.spelt, tokensOf(normaliseWithOffsets(word)), word)
    add(compiled.drawn, tokensOf(skeletonWithOffsets(word)), word)
  }
  return compiled
}

/** Whether there is anything in a word that could be found: a letter, a digit or a sign, not only spaces, hyphens and what cannot be seen. */
export function canBeFound(word: string) {
  return (
    /[\p{L}\p{N}]/u.test(word.replace(/\p{Default_Ignorable_Code_Point}/gu, '')) || tokensOf(normaliseWithOffsets(word)).tokens.length > 0
  )
}

/** Makes a text ready, once for all lists. */
export function readable(text: string): Readable {
  return { text, spelt: tokensOf(normaliseWithOffsets(text)), drawn: tokensOf(skeletonWithOffsets(text)) }
}

/**
 * The words of a list that stand in a text, by whole words where a script has spaces, anywhere where it has none; of those that begin together the longest.
 * At each token of the text at most as many phrases are looked up as words have lengths: how many words there are does not matter.
 */
export function wordsIn({ text, spelt, drawn }: Readable, list: CompiledWords): Match[] {
  const bySpelling = find(spelt, list.spelt).map(({ words, start, end }) => {
    const typed = asTyped(text.slice(start, end))
    const word = words.find((each) => asTyped(each) === typed)
    return { word: word ?? words[0]!, start, end, certain: word !== undefined }
  })
  let next = 0
  const byLooks = find(drawn, list.drawn).flatMap(({ words, start, end }) => {
    while (next < bySpelling.length && bySpelling[next]!.end <= start) next++
    const isKnown = next < bySpelling.length && bySpelling[next]!.start < end
    const word = isKnown ? undefined : words.find((each) => isDisguise(text.slice(start, end), each))
    return word === undefined ? [] : [{ word, start, end, certain: false }]
  })
  return [...bySpelling, ...byLooks].sort((one, other) => one.start - other.start)
}

/** The scripts that put no space between words. */
const unspaced = ['Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Thai', 'Lao', 'Khmer', 'Myanmar', 'Tibetan', 'Yi', 'Javanese', 'Tai_Tham']
  .map((script) => String.raw`\p{Script_Extensions=${script}}`)
  .join('')

/** What may stand between the words of a phrase. */
const gap = String.raw`\s\p{Pd}\p{Pc}'’`

/** A word; or a single sign: a syllable of Korean, a character of a script without spaces with its marks, an emoji, a punctuation mark. */
const tokens = new RegExp(
  String.raw`(?:(?![${unspaced}\p{Script=Hangul}])[\p{L}\p{M}\p{N}])+|\p{Script=Hangul}|[${unspaced}]\p{M}*|[^${gap}]`,
  'gu',
)
const hangul = /^\p{Script=Hangul}/u
const onlyGap = new RegExp(`^[${gap}]*$`, 'u')

const endOfToken = '\n'

function tokensOf(copy: MatchingCopy): Tokens {
  const found: Token[] = []
  let flat = ''
  let last = 0
  for (const { 0: text, index } of copy.text.matchAll(tokens)) {
    const before = found.at(-1)
    if (before) before.joined = onlyGap.test(copy.text.slice(last, index))
    const inside = before !== undefined && last === index && hangul.test(text) && hangul.test(before.text)
    found.push({ text, at: flat.length, ...copy.original(index, index + text.length), joined: false, inside })
    flat += text + endOfToken
    last = index + text.length
  }
  return { flat, tokens: found }
}

function noPhrases(): Phrases {
  return { words: new Map(), lengths: new Map() }
}

function add({ words, lengths }: Phrases, { flat, tokens: [first, ...rest] }: Tokens, word: string) {
  if (!first) return
  const known = lengths.get(first.text) ?? []
  if (!known.includes(rest.length + 1))
    lengths.set(
      first.text,
      [...known, rest.length + 1].sort((one, other) => other - one),
    )
  words.set(flat, [...(words.get(flat) ?? []), word])
}

function find({ flat, tokens }: Tokens, { words, lengths }: Phrases) {
  const ends = tokens.map((_, position) => position)
  for (let position = tokens.length - 2; position >= 0; position--) if (tokens[position]!.joined) ends[position] = ends[position + 1]!
  const found: { words: string[]; start: number; end: number }[] = []
  for (let first = 0; first < tokens.length; first++) {
    const { text, at, start, inside } = tokens[first]!
    if (inside) continue
    for (const length of lengths.get(text) ?? []) {
      const last = first + length - 1
      if (last > ends[first]!) continue
      const here = words.get(flat.slice(at, tokens[last + 1]?.at))
      if (!here) continue
      found.push({ words: here, start, end: tokens[last]!.end })
      first = last
      break
    }
  }
  return found
}

/**
 * A spelling without what does not make it another word: width, case, what cannot be seen, the optional marks of Arabic and Hebrew, how it is joined.
 * Accents stay: “año” is not “ano”, nor is “sık” “sik”.
 */
function asTyped(text: string) {
  return text
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('i\u0307', 'i')
    .replaceAll('ß', 'ss')
    .replace(/[\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0640\u064B-\u0652\u0670]/g, '')
    .replace(gaps, ' ')
}

const gaps = new RegExp(`[${gap}]+`, 'gu')

/** In plain letters only a capital I can pass for an l, among small ones: “fall” does not disguise “fail”. */
function isDisguise(text: string, word: string) {
  if (!/^[a-z\s'-]+$/i.test(text)) return true
  const letters = asTyped(word)
  if (text === text.toUpperCase() || text.length !== letters.length) return false
  return Array.from(text.replace(gaps, ' ')).every(
    (sign, position) => sign.toLowerCase() === letters[position] || (sign === 'I' && letters[position] === 'l'),
  )
}
