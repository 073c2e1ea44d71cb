/** A story that might go with another: what the two have in common. */
export interface Candidate {
  id: string
  sharedTags: number
  sameSection: boolean
  sameLanguage: boolean
  publishedAt: string
  /** How much of what tells what the one is about is said in the other: between 0 and 1. */
  textLikeness: number
  /** The words that say it. */
  sharedWords: readonly string[]
}

export interface Likeness {
  id: string
  score: number
  reasons: string[]
}

/** Of two stories that say the same, the one tag that they share is worth a third. */
const tagsOfOneText = 3

/** What is written in another language is for other readers. */
const elsewhere = 0.5

/** So many words are named as a reason. */
const wordsNamed = 3

/** Halves every month: old stories are less likely what a reader wants next. */
const halfLife = 30 * 86_400_000

/**
 * The stories most like one published at `publishedAt`, best first, at most `places`, each with its reasons. What the texts share
 * counts like up to three tags, the section like half of one; all of it fades with the time between the two, and is halved between two
 * languages. The score lies between 0 and 1.
 */
export function likest(candidates: readonly Candidate[], publishedAt: string, places: number): Likeness[] {
  return candidates
    .map((candidate) => {
      const { id, sharedTags, sameSection, sameLanguage, textLikeness, publishedAt: at } = candidate
      const distance = Math.abs(Date.parse(publishedAt) - Date.parse(at))
      const kinship = 1 - 0.5 ** (sharedTags + (sameSection ? 0.5 : 0) + tagsOfOneText * textLikeness)
      const nearness = (0.5 + 0.5 * 0.5 ** (distance / halfLife)) * (sameLanguage ? 1 : elsewhere)
      return { id, score: Math.round(kinship * nearness * 1000) / 1000, at, reasons: reasonsFor(candidate, distance) }
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.at < b.at ? 1 : a.at > b.at ? -1 : a.id < b.id ? 1 : -1))
    .slice(0, places)
    .map(({ id, score, reasons }) => ({ id, score, reasons }))
}

function reasonsFor({ sharedTags, sameSection, sharedWords }: Candidate, distance: number) {
  const named = sharedWords.slice(0, wordsNamed).map((word) => `“${word}”`)
  return [
    ...(named.length > 0 ? [`shares ${named.join(', ')}`] : []),
    ...(sharedTags > 0 ? [`${sharedTags} shared ${sharedTags === 1 ? 'tag' : 'tags'}`] : []),
    ...(sameSection ? ['same section'] : []),
    ...(distance < 7 * 86_400_000 ? ['same week'] : []),
  ]
}
