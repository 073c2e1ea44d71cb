import { patched } from '../http/patch.ts'
import { type Failure, Problem } from '../problem.ts'
import { canonicalLanguage, unknownLanguage } from '../site/language.ts'
import { insistOnSlug } from '../taxonomy/slug.ts'
import { renderBody } from './body/render.ts'
import type { ArticlePatch, NewArticle } from './desk.schema.ts'
import type { Words } from './words.ts'

const noSource = { name: '', url: null, licence: null, usageTerms: null }
const noImage = { url: '', alt: '', caption: null, credit: null, width: null, height: null }
const noSeo = { title: null, description: null, canonicalUrl: null, noIndex: false }

/** The first words of an article, with what was not given left blank. Throws `unprocessable` for a body that cannot be rendered. */
export function firstWords({ type: _type, body, bylines, ...given }: NewArticle, slug: string, language: string): Words {
  const blank: Words = {
    slug,
    language,
    kind: 'news',
    headline: given.headline,
    standfirst: '',
    dateline: '',
    pinned: false,
    sectionId: null,
    tagIds: [],
    bylines: [],
    source: null,
    leadImage: null,
    seo: noSeo,
    related: [],
    ...rendered({ format: 'markdown', source: '' }),
  }
  return changedWords(blank, { ...given, ...(body && { body }), ...(bylines && { bylines }), slug })
}

/** The words after a change (RFC 7396). Throws `unprocessable` for a source without a name, an image without an address and an impossible language. */
export function changedWords(words: Words, { body, bylines, ...patch }: ArticlePatch): Words {
  const changed = patched(words, patch, { source: noSource, leadImage: noImage })
  const language = canonicalLanguage(changed.language)
  const failures: Failure[] = [
    ...(language === undefined ? [unknownLanguage(changed.language)] : []),
    ...(changed.source?.name === '' ? [{ pointer: '#/source/name', code: 'required', detail: 'A source needs a name.' }] : []),
    ...(changed.leadImage?.url === '' ? [{ pointer: '#/leadImage/url', code: 'required', detail: 'An image needs an address.' }] : []),
  ]
  if (language === undefined || failures.length > 0) throw new Problem('unprocessable', undefined, failures)
  const named = bylines?.map(({ authorId, role = null }) => ({ authorId, role })) ?? words.bylines
  const source = { format: body?.format ?? words.bodyFormat, source: body?.source ?? words.bodySource }
  return { ...changed, language, slug: insistOnSlug(changed.slug), bylines: named, ...(body && rendered(source)) }
}

function rendered(body: { format: 'markdown' | 'html'; source: string }) {
  const { html, text, headings, excerpt, wordCount } = renderBody(body)
  return { bodyFormat: body.format, bodySource: body.source, bodyHtml: html, bodyText: text, bodyHeadings: headings, excerpt, wordCount }
}
