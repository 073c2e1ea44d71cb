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
  const words = copiesOf(name)
  const found = staffNames.flatMap((staffName) => resemblance(words, staffName) ?? [])
  return found.find((one) => !one.loosely) ?? found[0]
}

/** The words of a name as they are matched: normalised, and by their looks. */
type Copies = readonly Word[][]

function resemblance(copies: Copies, staffName: string): Imitation | undefined {
  const staffCopies = knownCopiesOf(staffName)
  for (const [place, words] of copies.entries()) {
    const staffWords = staffCopies[place]!
    const theirs = run(words, staffWords)
    if (theirs) return { of: staffName, ...extent(theirs), loosely: false }
    const ours = run(staffWords, words)
    if (ours) return { of: staffName, ...extent(words), loosely: ours.length === 1 }
  }
}

/** So many names of a newsroom stay read: each takes some fifty microseconds, and every comment is held against all of them. */
const namesKept = 2000
const known = new Map<string, Copies>()

function knownCopiesOf(staffName: string): Copies {
  const read = known.get(staffName)
  if (read) return read
  if (known.size === namesKept) known.clear()
  const copies = copiesOf(staffName)
  known.set(staffName, copies)
  return copies
}

function copiesOf(name: string): Copies {
  return [wordsOf(normaliseWithOffsets(name)), wordsOf(skeletonWithOffsets(name))]
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
