import { diffArrays } from 'diff'

/** A piece of a text: what both have, what only the older has, or only the newer. */
export interface Part {
  change: 'kept' | 'removed' | 'added'
  text: string
}

/** How finely two texts were compared. */
export const granularities = ['words', 'lines', 'whole'] as const

export interface TextDifference {
  granularity: (typeof granularities)[number]
  parts: Part[]
}

/** So many UTF-16 units, of both texts together between what they begin and end with alike, are compared by words, which takes some 20 ms at most. */
const mostByWords = 30_000

/** The comparison grows with the square of what differs: beyond so many words, or lines, a coarser one is made. */
const mostEdits = 400

/**
 * What became of one text in another, by the words of its language, those of scripts without spaces too; of long texts that differ much, by lines, or as
 * a whole. What is kept and removed is the older text to the letter, what is kept and added the newer. The work is bounded, not timed: the same texts
 * are always compared alike.
 */
export function textDifference(older: string, newer: string, language: string): TextDifference {
  const [before, after] = [linesOf(older), linesOf(newer)]
  const begin = before.findIndex((line, place) => line !== after[place])
  const start = begin === -1 ? before.length : begin
  let same = 0
  while (same < Math.min(before.length, after.length) - start && before.at(-1 - same) === after.at(-1 - same)) same++
  const removed = before.slice(start, before.length - same)
  const added = after.slice(start, after.length - same)
  const { granularity, parts } = difference(removed, added, language)
  const kept = (lines: readonly string[]): Part => ({ change: 'kept', text: lines.join('') })
  return { granularity, parts: joined([kept(before.slice(0, start)), ...parts, kept(same > 0 ? before.slice(-same) : [])]) }
}

function difference(removed: readonly string[], added: readonly string[], language: string): TextDifference {
  const [older, newer] = [removed.join(''), added.join('')]
  const segmenter = new Intl.Segmenter(language, { granularity: 'word' })
  const words = (text: string) =>
    [...text.matchAll(pieces)].flatMap(([piece]) => Array.from(segmenter.segment(piece), ({ segment }) => segment))
  const byWords = older.length + newer.length <= mostByWords ? compared(words(older), words(newer)) : undefined
  if (byWords) return { granularity: 'words', parts: withoutIslands(byWords) }
  const byLines = compared(removed, added)
  if (byLines) return { granularity: 'lines', parts: byLines }
  return {
    granularity: 'whole',
    parts: [
      { change: 'removed', text: older },
      { change: 'added', text: newer },
    ],
  }
}

/** Pieces for Intl.Segmenter, whose every step costs as much as the whole text is long: they end where a word does, if there is such a place. */
const pieces = /.{1,200}(?<=[\s\u3001\u3002\uff01\uff0c\uff1f])|.{1,200}/gsu

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? []
}

function compared(before: readonly string[], after: readonly string[]): Part[] | undefined {
  return diffArrays([...before], [...after], { maxEditLength: mostEdits })?.map(({ added, removed, value }) => ({
    change: added ? 'added' : removed ? 'removed' : 'kept',
    text: value.join(''),
  }))
}

/** Blanks that two replaced words have between them are replaced along with them, so that a sentence is read in one piece. */
function withoutIslands(parts: readonly Part[]): Part[] {
  const result: Part[] = []
  let [removed, added] = ['', '']
  const flush = () => {
    const blank = commonEnd(blankEnd(removed), blankEnd(added))
    const [older, newer] = [removed, added].map((text) => text.slice(0, text.length - blank.length)) as [string, string]
    result.push({ change: 'removed', text: older }, { change: 'added', text: newer }, { change: 'kept', text: blank })
    removed = added = ''
  }
  for (const [place, { change, text }] of parts.entries()) {
    if (change === 'removed') removed += text
    else if (change === 'added') added += text
    else if (removed && added && place < parts.length - 1 && text.trim() === '') {
      removed += text
      added += text
    } else {
      flush()
      result.push({ change, text })
    }
  }
  flush()
  return result
}

function blankEnd(text: string) {
  return text.slice(text.trimEnd().length)
}

function commonEnd(one: string, other: string) {
  let length = 0
  while (length < one.length && length < other.length && one.at(-1 - length) === other.at(-1 - length)) length++
  return one.slice(one.length - length)
}

/** Without empty parts, and neighbours of a kind as one. */
function joined(parts: readonly Part[]): Part[] {
  const result: Part[] = []
  for (const part of parts.filter(({ text }) => text !== '')) {
    const last = result.at(-1)
    if (last?.change === part.change) last.text += part.text
    else result.push({ ...part })
  }
  return result
}
