import { never } from '../../db/columns.ts'
import type { Reader, Writer } from '../../db/database.ts'
import type { Caller } from '../../http/access.ts'
import { Problem } from '../../problem.ts'
import { insistOnSlug, slugOf } from '../../taxonomy/slug.ts'
import { insistOnUnreserved, reservedSlugs } from '../addresses/reserved-slugs.ts'
import { claimSlug, freeSlug } from '../addresses/slugs.store.ts'
import { withdrawalOf } from '../addresses/tombstone.ts'
import { planOf, shownState, whyHidden } from '../publishing.ts'
import { type ArticleRow, type ArticleWithDraft, articleWithDraft, beginArticle, saveDraft } from '../store.ts'
import { type Words, wordsOf } from '../words.ts'
import type { ArticlePatch } from './desk.schema.ts'
import { type BodyWords, bodyWords, changedSource, changedWords, firstWords, type RenderedArticle } from './draft.ts'
import { patchedFields } from './fields.ts'
import { illustrated } from './lead-image.ts'
import { type Intent, insistOnVersion } from './meanwhile.ts'
import { checkReferences } from './references.ts'

/** Begins an article; what is `reserved` is no slug. Throws `slug-taken` and `unprocessable`. */
export async function writeArticle(
  tx: Writer,
  wanted: RenderedArticle,
  id: string,
  language: string,
  by: string | null,
  now: Date,
  reserved = reservedSlugs,
) {
  const type = wanted.type ?? 'article'
  const slug = wanted.slug === undefined ? await freeSlug(tx, type, slugOf(wanted.headline, type)) : insistOnSlug(wanted.slug)
  insistOnUnreserved(slug, reserved)
  const words = await illustrated(tx, firstWords(wanted, slug, wanted.language ?? language))
  await checkReferences(tx, words)
  const begun = await beginArticle(tx, id, type, words, by, now, wanted.note)
  await claimSlug(tx, type, slug, id, by, now)
  return begun
}

/** The body that a patch leads to, rendered before its write; nothing when it has none. Throws what `reviseArticle` would, and what `bodyWords` throws. */
export async function revisedBody(db: Reader, id: string, patch: ArticlePatch, expected: number | undefined, caller: Caller) {
  if (!patch.body) return undefined
  const { article, draft } = await articleWithDraft(db, id)
  await insistOnChange(db, article, expected, caller, intentOf(patch))
  return bodyWords(changedSource(draft, patch.body))
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
  const change = (words: Words) => {
    const changed = changedWords(words, patch, body)
    if (changed.slug !== words.slug) insistOnUnreserved(changed.slug)
    return changed
  }
  return saveWords(tx, id, { change, intent: intentOf(patch), note: patch.note }, expected, caller, now)
}

/** What becomes of the newest words, what of them that touches, and what the editor says of it. */
export interface Revising {
  change: (words: Words) => Words | Promise<Words>
  intent: Intent
  note?: string | null | undefined
}

/** Saves what `change` makes of the newest words as the next revision. */
export async function saveWords(
  tx: Writer,
  id: string,
  { change, intent, note }: Revising,
  expected: number | undefined,
  caller: Caller,
  now: Date,
) {
  const { article, draft } = await articleWithDraft(tx, id)
  await insistOnChange(tx, article, expected, caller, intent)
  const changed = await illustrated(tx, await change(wordsOf(draft)))
  await checkReferences(tx, changed)
  if (changed.slug !== draft.slug) await claimSlug(tx, article.type, changed.slug, id, caller.staffId, now)
  return saveDraft(tx, { article, draft }, changed, caller.staffId, now, note)
}

function intentOf(patch: ArticlePatch): Intent {
  return { fields: patchedFields(patch), pointer: (field) => `#/${field.replaceAll('.', '/')}` }
}

async function insistOnChange(db: Reader, article: ArticleRow, expected: number | undefined, caller: Caller, intent: Intent) {
  insistOnRight(caller, article)
  await insistOnVersion(db, article, expected, intent)
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
    until: orNull(planOf(article).until),
    rights: rightsOf(article),
    hiddenBy: whyHidden(article, now),
    body: { format: bodyFormat, source: bodySource, html: bodyHtml, text: bodyText, headings: bodyHeadings },
    comments: {
      open: article.commentsOpen,
      closesAt: article.commentsCloseAt === never ? 'never' : article.commentsCloseAt,
      count: article.commentCount,
    },
    withdrawal: withdrawalOf(article),
  }
}

/** What the desk's lists show of an article. */
export function deskSummary({ article, headline, slug }: { article: ArticleRow; headline: string; slug: string }, now: Date) {
  const { id, type, version, publishedRevision, draftRevision, publishedAt, createdAt, createdBy, updatedAt } = article
  const hasUnpublishedChanges = publishedRevision !== null && publishedRevision !== draftRevision
  const state = shownState(article, now)
  return {
    id,
    type,
    state,
    slug,
    headline,
    revision: version,
    hasUnpublishedChanges,
    publishedAt,
    createdAt,
    createdBy,
    updatedAt,
    version,
  }
}

/** Between which moments an article may be shown; null when nothing is said of it. */
export function rightsOf({ rightsFrom: from, rightsUntil: until, rightsNote: note }: ArticleRow) {
  return from === null && until === null && note === null ? null : { from, until, note }
}

function orNull(moment: string) {
  return moment === never ? null : moment
}
