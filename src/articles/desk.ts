import { never } from '../db/columns.ts'
import type { Reader, Writer } from '../db/database.ts'
import type { Caller } from '../http/access.ts'
import { insistOn } from '../http/fresh.ts'
import { Problem } from '../problem.ts'
import { insistOnSlug, slugOf } from '../taxonomy/slug.ts'
import type { ArticlePatch } from './desk.schema.ts'
import { type BodyWords, bodyWords, changedSource, changedWords, firstWords, type RenderedArticle } from './draft.ts'
import { illustrated } from './lead-image.ts'
import { shownState } from './publishing.ts'
import { checkReferences } from './references.ts'
import { claimSlug, freeSlug } from './slugs.store.ts'
import { type ArticleRow, type ArticleWithDraft, articleWithDraft, beginArticle, saveDraft } from './store.ts'
import { type Words, wordsOf } from './words.ts'

/** Begins an article. Throws `slug-taken` and `unprocessable`. */
export async function writeArticle(tx: Writer, wanted: RenderedArticle, id: string, language: string, by: string | null, now: Date) {
  const type = wanted.type ?? 'article'
  const slug = wanted.slug === undefined ? await freeSlug(tx, type, slugOf(wanted.headline, type)) : insistOnSlug(wanted.slug)
  const words = await illustrated(tx, firstWords(wanted, slug, wanted.language ?? language))
  await checkReferences(tx, words)
  const begun = await beginArticle(tx, id, type, words, by, now)
  await claimSlug(tx, type, slug, id)
  return begun
}

/** The body that a patch leads to, rendered before its write; nothing when it has none. Throws what `reviseArticle` would, and what `bodyWords` throws. */
export async function revisedBody(db: Reader, id: string, { body }: ArticlePatch, expected: number | undefined, caller: Caller) {
  if (!body) return undefined
  const { article, draft } = await articleWithDraft(db, id)
  insistOnChange(article, expected, caller)
  return bodyWords(changedSource(draft, body))
}

/**
 * Changes the draft of an article; a body is rendered by then. Throws `not-allowed`, `changed-meanwhile`, `slug-taken`, `state-forbids` and
 * `unprocessable`.
 */
export async function reviseArticle(
  tx: Writer,
  id: string,
  { patch, body }: { patch: ArticlePatch; body: BodyWords | undefined },
  expected: number | undefined,
  caller: Caller,
  now: Date,
) {
  return saveWords(tx, id, (words) => changedWords(words, patch, body), expected, caller, now)
}

/** Saves what `change` makes of the newest words as the next revision. */
export async function saveWords(
  tx: Writer,
  id: string,
  change: (words: Words) => Words | Promise<Words>,
  expected: number | undefined,
  caller: Caller,
  now: Date,
) {
  const { article, draft } = await articleWithDraft(tx, id)
  insistOnChange(article, expected, caller)
  const changed = await illustrated(tx, await change(wordsOf(draft)))
  await checkReferences(tx, changed)
  if (changed.slug !== draft.slug) await claimSlug(tx, article.type, changed.slug, id)
  return saveDraft(tx, article, changed, caller.staffId, now)
}

function insistOnChange(article: ArticleRow, expected: number | undefined, caller: Caller) {
  insistOnRight(caller, article)
  insistOn(expected, article.version, article.updatedAt)
  if (article.state === 'trashed') throw new Problem('state-forbids', 'It is in the trash. Restore it first.')
}

/** Throws `not-allowed` when the caller may not touch the article: whoever cannot publish works on their own, before it is published. */
export function insistOnRight(caller: Caller, article: Pick<ArticleRow, 'createdBy' | 'publishedRevision'>) {
  if (caller.scopes.includes('articles:publish')) return
  if (article.createdBy !== caller.staffId) throw new Problem('not-allowed', 'This is somebody else’s; your token is for your own drafts.')
  if (article.publishedRevision !== null) throw new Problem('not-allowed', 'It has been published; an editor changes it from here.')
}

/** An article as the desk sees it. */
export function deskArticle({ article, draft }: ArticleWithDraft, now: Date) {
  const { bodyFormat, bodySource, bodyHtml, bodyText, bodyHeadings, related, ...words } = wordsOf(draft)
  return {
    ...words,
    ...deskSummary({ article, headline: draft.headline, slug: draft.slug }, now),
    draftRevision: article.draftRevision,
    publishedRevision: article.publishedRevision,
    embargo: article.embargo,
    publicFrom: orNull(article.publicFrom),
    publicUntil: orNull(article.publicUntil),
    body: { format: bodyFormat, source: bodySource, html: bodyHtml, text: bodyText, headings: bodyHeadings },
    comments: {
      open: article.commentsOpen,
      closesAt: article.commentsCloseAt === never ? 'never' : article.commentsCloseAt,
      count: article.commentCount,
    },
  }
}

/** What the desk's lists show of an article. */
export function deskSummary({ article, headline, slug }: { article: ArticleRow; headline: string; slug: string }, now: Date) {
  const { id, type, version, publishedRevision, draftRevision, publishedAt, createdAt, createdBy, updatedAt } = article
  const hasUnpublishedChanges = publishedRevision !== null && publishedRevision !== draftRevision
  const state = shownState(article, now)
  return { id, type, state, slug, headline, revision: version, hasUnpublishedChanges, publishedAt, createdAt, createdBy, updatedAt }
}

function orNull(moment: string) {
  return moment === never ? null : moment
}
