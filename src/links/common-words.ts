import { createRequire } from 'node:module'
import { wordsIn } from '../articles/text-index/search-words.ts'

/** By language (ISO 639-1): words that stand in stories of any kind, such as “that” and “would”, and names of numbers. */
const lists = createRequire(import.meta.url)('stopwords-iso') as Readonly<Record<string, readonly string[]>>

const known = new Map<string, ReadonlySet<string>>()

/** The words of a language that tell nothing of what a story is about, folded as in the full-text index; none of a language without a list. */
export function commonWords(language: string): ReadonlySet<string> {
  const code = language.split('-')[0]!
  const words =
    known.get(code) ?? new Set((Object.hasOwn(lists, code) ? lists[code]! : []).flatMap((each) => wordsIn(each).map(({ word }) => word)))
  known.set(code, words)
  return words
}
