import { type FoundWord, signsIn, wordsIn } from '../articles/text-index/search-words.ts'

/** Words that are looked for side by side, folded; with `beginning`, what begins with the last of them is found, too. */
export interface Wanted {
  words: readonly string[]
  beginning: boolean
}

/** What somebody looks for: all of the wanted, and nothing with any of the unwanted. */
export interface Asked {
  wanted: readonly Wanted[]
  unwanted: readonly Wanted[]
}

/** Only the first words are looked for: each more would make the search longer, and hardly better. */
const mostWanted = 8

/** From so many letters on, what is typed is taken for the beginning of a word: fewer begin too many words. */
const shortestBeginning = 3

/**
 * Reads what was typed. Every word must be found; “several in quotes”, or joined by anything but white space, side by side; the last one may still be
 * on its way; a hyphen in front keeps out. Whatever else there is means nothing. Nobody is wanted where no word was typed.
 */
export function askedBy(typed: string): Asked {
  const parts = [...typed.matchAll(/(-?)(?:["“”„«»]([^"“”„«»]*)(?:["“”„«»]|$)|([^\s"“”„«»]+))/gu)]
  const read = parts.map(([whole, minus, inQuotes, plain], place) => {
    const isLast = place === parts.length - 1 && inQuotes === undefined
    return { out: minus === '-', wanted: pieces(wordsIn(inQuotes ?? plain ?? whole), isLast && minus === '') }
  })
  const distinct = (some: Wanted[]) => [...new Map(some.map((one) => [JSON.stringify(one), one])).values()].slice(0, mostWanted)
  return {
    wanted: distinct(read.filter(({ out }) => !out).flatMap(({ wanted }) => wanted)),
    unwanted: distinct(read.filter(({ out }) => out).flatMap(({ wanted }) => wanted)),
  }
}

/** The same for FTS5, narrowed to what is filed under one word at least of every group. */
export function expressionOf({ wanted, unwanted }: Asked, filed: readonly (readonly string[])[]): string {
  const groups = filed.map((group) => `(${group.map(quoted).join(' OR ')})`)
  const found = [...wanted.map(written), ...groups].join(' AND ')
  return unwanted.length === 0 ? found : `(${found}) NOT (${unwanted.map(written).join(' OR ')})`
}

/** A word, or words in a row, as FTS5 takes them: whatever it holds is looked for and never read as syntax. */
export function quoted(words: string): string {
  return `"${words.replaceAll('"', '""')}"`
}

function written({ words, beginning }: Wanted) {
  return quoted(words.join(' ')) + (beginning ? ' *' : '')
}

/** Words side by side. A sign that stands alone is a piece of its own: in the index such signs stand behind the text. */
function pieces(found: readonly FoundWord[], isLast: boolean): Wanted[] {
  const rows: FoundWord[][] = []
  for (const word of found) {
    const row = rows.at(-1)
    if (!row || isAlone(word) || isAlone(row[0]!)) rows.push([word])
    else row.push(word)
  }
  return rows.map((row, place) => {
    const last = row.at(-1)!
    const beginning = isLast && place === rows.length - 1 && !last.isSign && last.word.length >= shortestBeginning
    return { words: row.map(({ word }) => word), beginning }
  })
}

function isAlone({ word, isSign }: FoundWord) {
  return isSign === true && signsIn(word).length < 2
}
