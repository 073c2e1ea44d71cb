import { slugOwner } from '../articles/addresses/slugs.store.ts'
import type { ArticleWithDraft, RevisionRow } from '../articles/store.ts'
import { type Words, wordsOf } from '../articles/words.ts'
import type { Reader } from '../db/database.ts'
import { findMedia } from '../media/uses.store.ts'
import { termsById } from '../taxonomy/store.ts'

/**
 * The words of a former revision as they can be saved now, and what the new one is noted with. What has been removed since – section, tags, authors, the picture – is
 * left out, and a slug that another article has got is not taken from it: the note says so. The body is the one that was kept, to the letter.
 */
export async function restoredWords(
  db: Reader,
  { article, draft }: ArticleWithDraft,
  revision: RevisionRow,
): Promise<{ words: Words; note: string }> {
  const then = wordsOf(revision)
  const authorIds = then.bylines.map(({ authorId }) => authorId)
  const known = await termsById(db, [...(then.sectionId === null ? [] : [then.sectionId]), ...then.tagIds, ...authorIds])
  const is = (kind: string, id: string) => known.get(id)?.kind === kind
  const owner = await slugOwner(db, article.type, then.slug)
  const picture = then.leadImage
  const isPictureGone = picture?.mediaId != null && (await findMedia(db, picture.mediaId)) === undefined
  const words = {
    ...then,
    leadImage: isPictureGone ? null : picture,
    slug: owner === undefined || owner === article.id ? then.slug : draft.slug,
    sectionId: then.sectionId !== null && is('section', then.sectionId) ? then.sectionId : null,
    tagIds: then.tagIds.filter((id) => is('tag', id)),
    bylines: then.bylines.filter(({ authorId }) => is('author', authorId)),
  }
  const left = [
    ...(words.slug === then.slug ? [] : [`the slug “${then.slug}”, which is another’s now`]),
    ...(words.sectionId === then.sectionId ? [] : ['the section']),
    ...(isPictureGone ? ['the picture'] : []),
    ...counted(then.tagIds.length - words.tagIds.length, 'tag'),
    ...counted(then.bylines.length - words.bylines.length, 'author'),
  ]
  return {
    words,
    note: `Revision ${revision.number} restored${left.length > 0 ? `, without what is not there any more: ${left.join(', ')}` : ''}`,
  }
}

function counted(count: number, what: string) {
  return count === 0 ? [] : [`${count} ${what}${count === 1 ? '' : 's'}`]
}
