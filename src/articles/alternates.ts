import type { Config } from '../config.ts'
import type { ArticleType } from './addresses/slugs.store.ts'
import { addressOf } from './summary.ts'

/** A story in one of its languages, as readers may know of it. */
export interface PublicTranslation {
  id: string
  type: ArticleType
  slug: string
  language: string
  headline: string
  publishedAt: string
}

/**
 * An article with the languages that its story can be read in, its own among them, as search engines ask; none when it is the only one.
 * The oldest comes first and counts as what the others were translated from. Nothing of this depends on what is not public.
 */
export function withAlternates<Article extends { jsonLd: Record<string, unknown> }>(
  article: Article,
  { translations, ...own }: PublicTranslation & { translations: readonly PublicTranslation[] },
  siteLanguage: string,
  config: Config,
) {
  if (translations.length === 0) return { ...article, alternates: [] }
  const all = [own, ...translations].sort(byAge)
  const usual = usualOf(all, siteLanguage)
  const alternates = all.map((each) => {
    const { language, slug, headline } = each
    return { language, slug, url: addressOf(config, each), headline, isDefault: each === usual }
  })
  const works = alternates.map(({ language, url, headline }) => ({ '@type': 'NewsArticle', url, inLanguage: language, headline }))
  const place = all.indexOf(own)
  const told = place === 0 ? { workTranslation: works.slice(1) } : { translationOfWork: works[0] }
  return { ...article, alternates, jsonLd: { ...article.jsonLd, ...told } }
}

/** The one for readers of any other language (`x-default`): in the newspaper’s language, or else in a variant of it. */
function usualOf(all: readonly PublicTranslation[], siteLanguage: string) {
  const base = (language: string) => language.split('-')[0]
  return all.find(({ language }) => language === siteLanguage) ?? all.find(({ language }) => base(language) === base(siteLanguage))
}

function byAge(one: PublicTranslation, other: PublicTranslation) {
  return one.publishedAt < other.publishedAt || (one.publishedAt === other.publishedAt && one.id < other.id) ? -1 : 1
}
