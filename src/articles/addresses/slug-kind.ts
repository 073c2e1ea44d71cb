import type { ArticleWithDraft } from '../store.ts'

export const slugKinds = ['current', 'draft', 'alias', 'former', 'retired'] as const

/** What a slug is to its article: of several, the first in the order of `slugKinds`, but what was given up is `retired`. */
export function slugKind(
  { slug, alias, retiredAt }: { slug: string; alias: boolean; retiredAt: string | null },
  { article, draft }: ArticleWithDraft,
): (typeof slugKinds)[number] {
  if (article.state === 'published' && slug === article.slug) return 'current'
  if (slug === draft.slug) return 'draft'
  if (retiredAt !== null) return 'retired'
  return alias ? 'alias' : 'former'
}
