import type { Term } from '../taxonomy/store.ts'
import type { Candidate } from './ranking.ts'

/** In which sections the candidates stand, most found first. */
export function sectionsAmong(candidates: readonly Candidate[], terms: ReadonlyMap<string, Term>) {
  const counts = new Map<string, number>()
  for (const { sectionId } of candidates) if (sectionId !== null) counts.set(sectionId, (counts.get(sectionId) ?? 0) + 1)
  return [...counts]
    .flatMap(([id, count]) => {
      const section = terms.get(id)
      return section ? [{ slug: section.slug, name: section.name, count }] : []
    })
    .sort((a, b) => b.count - a.count || (a.slug < b.slug ? -1 : 1))
}
