import type { Config } from '../config.ts'
import { addressOf as addressOfMedia } from '../media/names.ts'
import { type OwnSettings, type SiteSettings, settingsUnder } from '../site/comment-settings.ts'
import { pathOf, type Term } from '../taxonomy/store.ts'
import { commentWindow } from './comment-window.ts'
import { wholeImage } from './desk/lead-image.ts'
import type { PublicRow, PublicSummaryRow } from './lists.store.ts'
import type { ArticleSummary } from './schema.ts'

/** What turns rows into what readers get: the terms that the rows name with the sections above them, the site’s settings, the addresses and the clock. */
export interface Setting {
  terms: ReadonlyMap<string, Term>
  settings: SiteSettings
  config: Config
  now: Date
}

/** So many words are read in a minute. */
const wordsPerMinute = 230

/** The ids of all terms that rows name. */
export function termIdsOf(rows: readonly Pick<PublicSummaryRow, 'sectionId' | 'tagIds' | 'bylines'>[]): string[] {
  return rows.flatMap(({ sectionId, tagIds, bylines }) => [
    ...(sectionId ? [sectionId] : []),
    ...tagIds,
    ...bylines.map(({ authorId }) => authorId),
  ])
}

/** An article as lists show it. */
export function summaryOf(row: PublicSummaryRow, { terms, settings, config, now }: Setting): ArticleSummary {
  const {
    sectionId,
    tagIds,
    bylines,
    type,
    commentsOpen,
    commentsCloseAt,
    commentSettings,
    commentCount,
    updatedAt,
    publicUntil: _,
    ...shown
  } = row
  const places = [commentSettings, ...pathOf(terms, sectionId).map((section) => section.commentSettings)] as OwnSettings[]
  return {
    ...shown,
    url: addressOf(config, row),
    leadImage: imageOf(config, row.leadImage),
    section: named(terms, sectionId),
    tags: tagIds.flatMap((id) => named(terms, id) ?? []),
    bylines: bylines.flatMap(({ authorId, role }) => {
      const author = named(terms, authorId)
      return author ? [{ ...author, role }] : []
    }),
    updatedAt: updatedAt ?? row.publishedAt,
    readingMinutes: Math.ceil(row.wordCount / wordsPerMinute),
    comments: { ...commentWindow(row, settingsUnder(settings, places), now), count: commentCount },
  }
}

/** An article as its own page shows it; `siteName` is its publisher’s. */
export function articleOf(row: PublicRow, setting: Setting, siteName: string) {
  const { bodyHtml, bodyText, bodyHeadings, seo, corrections, ...rest } = row
  const summary = summaryOf(rest, setting)
  const body = { html: bodyHtml, text: bodyText, headings: bodyHeadings }
  return { ...summary, body, corrections, seo, jsonLd: jsonLdOf(summary, row, siteName) }
}

/** When the clock closes the articles for comments, which their summaries tell. */
export function closings(articles: readonly Pick<ArticleSummary, 'comments'>[]) {
  return articles.map(({ comments }) => (comments.open ? comments.closesAt : null))
}

/** Where readers find an article: on the newspaper’s site, or at this API when there is none yet. */
export function addressOf({ siteUrl, baseUrl }: Config, { type, slug }: Pick<PublicSummaryRow, 'type' | 'slug'>): string {
  const site = siteUrl === baseUrl ? `${baseUrl}/v1` : siteUrl
  return `${site}/${type}s/${encodeURIComponent(slug)}`
}

/** A picture with the addresses of today: of what was uploaded, revisions keep paths. */
function imageOf(config: Config, kept: PublicSummaryRow['leadImage']) {
  const image = wholeImage(kept)
  if (!image) return null
  const { mediaId, variants, ...shown } = image
  const at = (address: string) => addressOfMedia(config, address)
  return { ...shown, url: at(shown.url), variants: variants.map((variant) => ({ ...variant, url: at(variant.url) })) }
}

/** schema.org/NewsArticle, for search engines. */
function jsonLdOf(article: ArticleSummary, { seo, wordCount, corrections }: PublicRow, siteName: string): Record<string, unknown> {
  return {
    '@context': 'https://schema.org',
    '@type': article.kind === 'opinion' ? 'OpinionNewsArticle' : article.kind === 'analysis' ? 'AnalysisNewsArticle' : 'NewsArticle',
    headline: article.headline,
    description: article.standfirst || article.excerpt,
    datePublished: article.publishedAt,
    dateModified: article.updatedAt,
    inLanguage: article.language,
    mainEntityOfPage: seo.canonicalUrl ?? article.url,
    wordCount,
    author: article.bylines.map(({ name }) => ({ '@type': 'Person', name })),
    publisher: { '@type': 'NewsMediaOrganization', name: siteName },
    ...(article.section && { articleSection: article.section.name }),
    ...(article.tags.length > 0 && { keywords: article.tags.map(({ name }) => name) }),
    ...(article.leadImage && { image: [article.leadImage.url] }),
    ...(article.dateline && { dateline: article.dateline }),
    ...(corrections.length > 0 && {
      correction: corrections.map(({ note, at }) => ({ '@type': 'CorrectionComment', text: note, datePublished: at })),
    }),
  }
}

function named(terms: ReadonlyMap<string, Term>, id: string | null) {
  const term = id === null ? undefined : terms.get(id)
  return term ? { slug: term.slug, name: term.name } : null
}
