import type { Place } from '../comments.store.ts'
import type { WordPressComment } from './export/wxr.ts'

/** How deep threads are nested; deeper answers stand beside what they answer. */
const deepest = 3

/** The comments of one item, oldest first, but each after the one that it answers. */
export function parentsFirst(comments: readonly WordPressComment[]): WordPressComment[] {
  const byId = new Map(comments.map((comment) => [comment.id, comment]))
  const placed = new Set<WordPressComment>()
  const ordered: WordPressComment[] = []
  for (const comment of comments.toSorted(byAge)) {
    const above: WordPressComment[] = []
    for (let at: WordPressComment | undefined = comment; at && !placed.has(at); at = byId.get(at.parentId)) {
      placed.add(at)
      above.push(at)
    }
    ordered.push(...above.reverse())
  }
  return ordered
}

function byAge(one: WordPressComment, other: WordPressComment) {
  const [first = '', second = ''] = [one.createdAt ?? '', other.createdAt ?? '']
  return first === second ? Number(one.id) - Number(other.id) || 0 : first < second ? -1 : 1
}

/** Where a new comment stands below the one that it answers, or at the top. */
export function placeBelow(answered: Place | undefined, id: string): Place {
  if (!answered) return { id, rootId: id, parentId: null, depth: 1 }
  const { rootId, parentId, depth } = answered
  return depth < deepest ? { id, rootId, parentId: answered.id, depth: depth + 1 } : { id, rootId, parentId, depth }
}
