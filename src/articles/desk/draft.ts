import { patched } from '../../http/patch.ts'
import { type Failure, Problem } from '../../problem.ts'
import { canonicalLanguage, unknownLanguage } from '../../site/language.ts'
import { insistOnSlug } from '../../taxonomy/slug.ts'
import type { BodySource } from '../body/render.ts'
import { rendered } from '../body/rendering.ts'
import type { Words } from '../words.ts'
import type { ArticlePatch, NewArticle } from './desk.schema.ts'
import { changedImage, failuresIn, noImage } from './lead-image.ts'

const noSource = { name: '', url: null, licence: null, usageTerms: null }
const noSeo = { title: null, description: null, canonicalUrl: null, noIndex: false }

/** The body among the words: what was written, and what readers get of it. */
export type BodyWords = Pick<Words, 'bodyFormat' | 'bodySource' | 'bodyHtml' | 'bodyText' | 'bodyHeadings' | 'excerpt' | 'wordCount'>

/** A new article whose body has been rendered. */
export type RenderedArticle = Omit<NewArticle, 'body'> & { body: BodyWords }

/** A body as it is kept; an empty one unless there is a source. It takes its time, so it is done before the write. Throws what `rendered` throws. */
export async function bodyWords(body: BodySource = { format: 'markdown', source: '' }): Promise<BodyWords> {
  const { html, text, headings, excerpt, wordCount } = await rendered(body)
  return { bodyFormat: body.format, bodySource: body.source, bodyHtml: html, bodyText: text, bodyHeadings: headings, excerpt, wordCount }
}

/** The first words of an article, with what was not given left blank. Throws what `changedWords` throws. */
export function firstWords({ type: _type, note: _note, body, bylines, ...given }: RenderedArticle, slug: string, language: string): Words {
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
    ...body,
  }
  return changedWords(blank, { ...given, ...(bylines && { bylines }), slug })
}

/** What is written in the body after a change. */
export function changedSource(
  { bodyFormat, bodySource }: Pick<Words, 'bodyFormat' | 'bodySource'>,
  body: ArticlePatch['body'],
): BodySource {
  return { format: body?.format ?? bodyFormat, source: body?.source ?? bodySource }
}

/**
 * The words after a change (RFC 7396), with the body that was rendered for it. Throws `unprocessable` for a source without a name, an image
 * without an address and an impossible language, and `changed-meanwhile` when the body was rendered upon one that is not there any more.
 */
export function changedWords(words: Words, { note: _note, body, bylines, ...patch }: ArticlePatch, made?: BodyWords): Words {
  const merged = patched(words, patch, { source: noSource, leadImage: noImage })
  const changed = { ...merged, leadImage: changedImage(words.leadImage, merged.leadImage, patch.leadImage) }
  const language = canonicalLanguage(changed.language)
  const failures: Failure[] = [
    ...(language === undefined ? [unknownLanguage(changed.language)] : []),
    ...(changed.source?.name === '' ? [{ pointer: '#/source/name', code: 'required', detail: 'A source needs a name.' }] : []),
    ...failuresIn(changed.leadImage),
  ]
  if (language === undefined || failures.length > 0) throw new Problem('unprocessable', undefined, failures)
  const named = bylines?.map(({ authorId, role = null }) => ({ authorId, role })) ?? words.bylines
  const { format, source } = changedSource(words, body)
  if (body && (made?.bodyFormat !== format || made.bodySource !== source)) throw new Problem('changed-meanwhile')
  return { ...changed, language, slug: insistOnSlug(changed.slug), bylines: named, ...(body && made) }
}
