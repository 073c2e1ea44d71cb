import { signsIn, wordsIn } from '../articles/text-index/search-words.ts'

/** What a story is about is told by these of its words. */
export interface Told {
  headline: string
  standfirst: string
  tagNames: readonly string[]
  bodyText: string
}

/** So much a word counts for each place it stands in; in the body, for each time up to some. */
const [inHeadline, inTag, inStandfirst, mostInBody] = [5, 4, 3, 4]

/** UTF-16 units of a body that are looked at: what a story is about is told by then. */
const looked = 20_000

/**
 * The most telling words of a story, folded as in the index, most telling first: those of the headline, the tags and the standfirst, and what its body
 * says again and again; longer words before shorter ones. Made of the story alone, so that they tell nothing of others.
 */
export function tellingWords({ headline, standfirst, tagNames, bodyText }: Told, most: number): string[] {
  const weights = new Map<string, number>()
  const count = (words: Iterable<string>, weight: number) => {
    for (const word of words) if (isTelling(word)) weights.set(word, (weights.get(word) ?? 0) + weight)
  }
  count(distinct(headline), inHeadline)
  count(new Set(tagNames.flatMap((name) => [...distinct(name)])), inTag)
  count(distinct(standfirst), inStandfirst)
  const times = new Map<string, number>()
  for (const { word } of wordsIn(bodyText.slice(0, looked))) times.set(word, (times.get(word) ?? 0) + 1)
  for (const [word, number] of times) if (number > 1 || weights.has(word)) count([word], Math.min(number, mostInBody))
  return [...weights]
    .map(([word, weight]) => ({ word, weight: weight * (isPair(word) ? 2.5 : Math.log2(word.length)) }))
    .sort((a, b) => b.weight - a.weight || (a.word < b.word ? -1 : 1))
    .slice(0, most)
    .map(({ word }) => word)
}

function distinct(text: string) {
  return new Set(wordsIn(text).map(({ word }) => word))
}

/** Short words and bare numbers tell little; of scripts without spaces, a pair of signs does. */
function isTelling(word: string) {
  return (word.length >= 4 && !/^\d+$/.test(word)) || isPair(word)
}

function isPair(word: string) {
  return signsIn(word).length === 2
}
