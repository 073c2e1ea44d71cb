import type { ArticleRow, RevisionRow } from '../articles/store.ts'
import { wordsOf } from '../articles/words.ts'

type Save = Pick<RevisionRow, 'number' | 'version' | 'createdAt' | 'note' | 'headline' | 'wordCount'> & {
  by: { id: string; name: string } | null
}

/** A save as lists show it; `published` says which revisions ever were, and since when. */
export function summaryOf(article: ArticleRow, { by, version, number, ...save }: Save, published: ReadonlyMap<number, string>) {
  return {
    ...save,
    number,
    version: version === 0 ? null : version,
    createdBy: by,
    isDraft: number === article.draftRevision,
    isPublished: number === article.publishedRevision,
    publishedAt: published.get(number) ?? null,
  }
}

/** A save, whole. */
export function revisionOf(
  article: ArticleRow,
  { revision, by }: { revision: RevisionRow; by: Save['by'] },
  published: ReadonlyMap<number, string>,
) {
  const { bodyFormat, bodySource, bodyHtml, bodyText, bodyHeadings, ...words } = wordsOf(revision)
  const body = { format: bodyFormat, source: bodySource, html: bodyHtml, text: bodyText, headings: bodyHeadings }
  return { ...words, body, ...summaryOf(article, { ...revision, by }, published) }
}
