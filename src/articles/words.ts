import { wholeImage } from './desk/lead-image.ts'
import type { RevisionRow } from './store.ts'

/** What an article says: a revision without its place in the row of revisions. */
export type Words = Omit<RevisionRow, 'articleId' | 'number' | 'createdAt' | 'createdBy' | 'version' | 'note'>

/** The words of a revision. */
export function wordsOf({ articleId, number, createdAt, createdBy, version, note, ...words }: RevisionRow): Words {
  return { ...words, leadImage: wholeImage(words.leadImage) }
}

/** What of the words an article keeps beside its state, for lists. */
export function listedBy({ slug, sectionId, kind, language, pinned }: Words) {
  return { slug, sectionId, kind, language, pinned }
}
