/** A story that might go with another: what the two have in common. */
export interface Candidate {
  id: string
  sharedTags: number
  sameSection: boolean
  publishedAt: string
}

export interface Likeness {
  id: string
  score: number
  reasons: string[]
}

/** Halves every month: old stories are less likely what a reader wants next. */
const halfLife = 30 * 86_400_000

/**
 * The stories most like one published at `publishedAt`, best first, at most `places`, each with its reasons. A shared tag counts most,
 * the section half as much, and both fade with the time between the two; the score lies between 0 and 1.
 */
export function likest(candidates: readonly Candidate[], publishedAt: string, places: number): Likeness[] {
  return candidates
    .map(({ id, sharedTags, sameSection, publishedAt: at }) => {
      const distance = Math.abs(Date.parse(publishedAt) - Date.parse(at))
      const kinship = 1 - 0.5 ** (sharedTags + (sameSection ? 0.5 : 0))
      const score = Math.round(kinship * (0.5 + 0.5 * 0.5 ** (distance / halfLife)) * 1000) / 1000
      return { id, score, at, reasons: reasonsFor(sharedTags, sameSection, distance) }
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.at < b.at ? 1 : a.at > b.at ? -1 : a.id < b.id ? 1 : -1))
    .slice(0, places)
    .map(({ id, score, reasons }) => ({ id, score, reasons }))
}

function reasonsFor(sharedTags: number, sameSection: boolean, distance: number) {
  return [
    ...(sharedTags > 0 ? [`${sharedTags} shared ${sharedTags === 1 ? 'tag' : 'tags'}`] : []),
    ...(sameSection ? ['same section'] : []),
    ...(distance < 7 * 86_400_000 ? ['same week'] : []),
  ]
}
