import { type MatchingCopy, normaliseWithOffsets, skeletonWithOffsets } from './normalise.ts'

/** Which name is imitated by which stretch of the reader's, in UTF-16 offsets. `loosely`: only one word of several is the same. */
export interface Imitation {
  of: string
  start: number
  end: number
  loosely: boolean
}

/**
 * The name of the newsroom that a reader's name is, contains, or is contained in: by whole words, however they are spaced, as written or by its looks.
 *
 * A first name alone belongs to everybody, so it imitates Anna Hill but loosely.
 */
export function imitation(name: string, staffNames: string[]) {
  const found = staffNames.flatMap((staffName) => resemblance(name, staffName) ?? [])
  return found.find((one) => !one.loosely) ?? found[0]
}

function resemblance(name: string, staffName: string): Imitation | undefined {
  for (const copyOf of [normaliseWithOffsets, skeletonWithOffsets]) {
    const words = wordsOf(copyOf(name))
    const staffWords = wordsOf(copyOf(staffName))
    const theirs = run(words, staffWords)
    if (theirs) return { of: staffName, ...extent(theirs), loosely: false }
    const ours = run(staffWords, words)
    if (ours) return { of: staffName, ...extent(words), loosely: ours.length === 1 }
  }
}

interface Word {
  text: string
  start: number
  end: number
}

function wordsOf(copy: MatchingCopy): Word[] {
  return Array.from(copy.text.matchAll(/[\p{L}\p{M}\p{N}]+/gu), ({ 0: text, index }) => ({
    text,
    ...copy.original(index, index + text.length),
  }))
}

/** The neighbouring words that together spell what the others do: "AnnaHill" and "A. n. n. a. Hill" are Anna Hill, Joanna Hill is not. */
function run(words: Word[], others: Word[]) {
  const wanted = others.map((word) => word.text).join('')
  for (let first = 0; first < words.length; first++) {
    let spelt = ''
    for (let last = first; last < words.length && spelt.length < wanted.length; last++) {
      spelt += words[last]!.text
      if (spelt === wanted) return words.slice(first, last + 1)
    }
  }
}

function extent(words: Word[]) {
  return { start: words[0]!.start, end: words.at(-1)!.end }
}
