import { and, eq, sql } from 'drizzle-orm'
import { never } from '../db/columns.ts'
import type { Reader, Writer } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { articles, revisions } from '../db/tables.ts'
import { record } from '../events/record.ts'
import { noteUses } from '../media/uses.store.ts'
import { Problem } from '../problem.ts'
import { termsById } from '../taxonomy/store.ts'
import { keepSlugForGood, releaseDraftSlugs, releaseUnseenSlugs, seenFrom } from './addresses/slugs.store.ts'
import { keepTombstone, type Withdrawal } from './addresses/tombstone.ts'
import { tell } from './appearance/appearance.store.ts'
import { newsOfChange } from './appearance/appearance.ts'
import { commentsEnd } from './comment-window.ts'
import { noteChange } from './desk/changes.store.ts'
import type { CommentSettings } from './desk/desk.schema.ts'
import { changedFields } from './desk/fields.ts'
import { insistOnVersion, wholeArticle } from './desk/meanwhile.ts'
import { fileArticle, noteDraftLinks, publishLinks } from './filing.store.ts'
import { insistOnFreeLanguage } from './languages.store.ts'
import { insistOnStep, isPublicAt, type Publication, type State, timesOf, withdrawnTimes } from './publishing.ts'
import { indexWords } from './text-index/text-index.store.ts'
import { listedBy, type Words, wordsOf } from './words.ts'

export type ArticleRow = typeof articles.$inferSelect
export type RevisionRow = typeof revisions.$inferSelect

/** An article and its newest words. */
export interface ArticleWithDraft {
  article: ArticleRow
  draft: RevisionRow
}

const withDraft = prepared((db) =>
  db
    .select({ article: articles, draft: revisions })
    .from(articles)
    .innerJoin(revisions, and(eq(revisions.articleId, articles.id), eq(revisions.number, articles.draftRevision)))
    .where(eq(articles.id, sql.placeholder('id')))
    .prepare('article_with_draft'),
)

/** An article of any state with its newest words, without the tags that have been removed since. Throws `not-found`. */
export async function articleWithDraft(db: Reader, id: string): Promise<ArticleWithDraft> {
  const [row] = await withDraft(db).execute({ id })
  if (!row) throw new Problem('not-found', `There is no article ${id}.`)
  const { article, draft } = row
  const kept = await termsById(db, draft.tagIds)
  return { article, draft: { ...draft, tagIds: draft.tagIds.filter((tagId) => kept.has(tagId)) } }
}

/** Writes the next revision of an article, and what follows for lists while it is not published. Throws what `insistOnFreeLanguage` throws. */
export async function saveDraft(
  tx: Writer,
  { article, draft: before }: ArticleWithDraft,
  words: Words,
  by: string | null,
  now: Date,
  note: string | null = null,
): Promise<ArticleWithDraft> {
  const number = article.draftRevision + 1
  const unpublished = article.state !== 'published'
  await insistOnFreeLanguage(tx, article, words.language)
  const draft = {
    ...words,
    ...{ articleId: article.id, number, createdAt: now.toISOString(), createdBy: by },
    ...{ version: article.version + 1, note },
  }
  await tx.insert(revisions).values(draft)
  await noteUses(tx, draft)
  await releaseDraftSlugs(tx, article.id, words.slug)
  const values = { draftRevision: number, ...(unpublished && listedBy(words)) }
  const changed = await change(tx, article, values, by, now, changedFields(wordsOf(before), words))
  if (unpublished) await fileArticle(tx, article.id, words, article.listedAt)
  await noteDraftLinks(tx, article.id, words.related)
  await indexWords(tx, changed, draft)
  await record(tx, 'article.drafted', article.id, { revision: number }, now)
  return { article: changed, draft }
}

/** Begins an article with its first revision. Its slug is claimed next. */
export async function beginArticle(
  tx: Writer,
  id: string,
  type: 'article' | 'page',
  words: Words,
  by: string | null,
  now: Date,
  note: string | null = null,
): Promise<ArticleWithDraft> {
  const at = now.toISOString()
  const [article] = await tx
    .insert(articles)
    .values({
      id,
      type,
      ...listedBy(words),
      state: 'draft',
      version: 1,
      draftRevision: 1,
      commentsOpen: type === 'article',
      commentCount: 0,
      createdBy: by,
      createdAt: at,
      updatedAt: at,
    })
    .returning()
  const draft = { ...words, articleId: id, number: 1, createdAt: at, createdBy: by, version: 1, note }
  await tx.insert(revisions).values(draft)
  await noteUses(tx, draft)
  await fileArticle(tx, id, words, never)
  await indexWords(tx, article!, draft)
  await record(tx, 'article.drafted', id, { revision: 1 }, now)
  return { article: article!, draft }
}

/**
 * Makes the newest words the public ones, from the moment asked for; slug, lists and links follow them.
 * Throws `changed-meanwhile`, `state-forbids` and what `timesOf` throws.
 */
export async function publishArticle(
  tx: Writer,
  { article, draft }: ArticleWithDraft,
  wanted: Publication,
  expected: number | undefined,
  now: Date,
  by: string | null = null,
): Promise<ArticleWithDraft> {
  await insistOnVersion(tx, article, expected, wholeArticle('publication'))
  insistOnStep(article.state, 'published')
  const { id, draftRevision: revision } = article
  const { slug } = draft
  const times = timesOf(wanted, article, now)
  const { publicFrom, publicUntil } = times
  const unchanged = article.publishedRevision === revision && isPublicAt(article, now) && article.republishedAt !== null
  const atOnce = isPublicAt(article, now) || publicFrom < now.toISOString()
  const republishedAt = unchanged ? article.republishedAt : atOnce ? now.toISOString() : publicFrom
  const published = { ...listedBy(draft), ...times, state: 'published', publishedRevision: revision, republishedAt } as const
  const changed = await change(tx, article, published, by, now)
  await releaseUnseenSlugs(tx, id, slug, now)
  const from = seenFrom(times, now)
  await keepSlugForGood(tx, id, slug, from !== never && isPublicAt(article, now) ? now.toISOString() : from)
  await fileArticle(tx, id, draft, times.listedAt)
  await publishLinks(tx, id, draft.related)
  await indexWords(tx, changed, draft)
  await record(tx, 'article.published', id, { revision, slug, publicFrom, publicUntil }, now)
  return { article: changed, draft }
}

/** Moves an article to a state that readers do not see, `withdrawal` along with it. Throws `changed-meanwhile` and `state-forbids`. */
export async function moveArticle(
  tx: Writer,
  { article, draft }: ArticleWithDraft,
  to: Exclude<State, 'published'>,
  expected: number | undefined,
  now: Date,
  by: string | null = null,
  withdrawal?: Withdrawal,
): Promise<ArticleWithDraft> {
  await insistOnVersion(tx, article, expected, wholeArticle('state'))
  insistOnStep(article.state, to)
  keepTombstone(withdrawal ?? article, to)
  const times = withdrawnTimes(article)
  const changed = await change(tx, article, { ...listedBy(draft), ...times, ...withdrawal, state: to }, by, now)
  await releaseUnseenSlugs(tx, article.id, draft.slug, now)
  await fileArticle(tx, article.id, draft, times.listedAt)
  await indexWords(tx, changed, draft)
  await recordMove(tx, article, to, now)
  return { article: changed, draft }
}

/** Opens or closes an article for comments, at once. Throws `changed-meanwhile`, and `unprocessable` for a moment that is none. */
export async function setComments(
  tx: Writer,
  { article, draft }: ArticleWithDraft,
  { open, closesAt = null }: CommentSettings,
  expected: number | undefined,
  now: Date,
  by: string | null = null,
): Promise<ArticleWithDraft> {
  await insistOnVersion(tx, article, expected, { fields: ['comments'] })
  const commentsCloseAt = commentsEnd(closesAt)
  const changed = await change(tx, article, { commentsOpen: open, commentsCloseAt }, by, now)
  await record(tx, 'article.commentsChanged', article.id, { open, closesAt: closesAt === 'never' ? closesAt : commentsCloseAt }, now)
  return { article: changed, draft }
}

/**
 * Counts the change, on the condition that it is the next one, keeps who made it, and tells whether readers can see the article by it, or no
 * longer; `words` are the fields of the draft that differ.
 */
export async function change(
  tx: Writer,
  article: ArticleRow,
  values: Partial<ArticleRow>,
  by: string | null,
  now: Date,
  words: readonly string[] = [],
): Promise<ArticleRow> {
  const { news, told } = newsOfChange(article, { ...article, ...values }, now)
  const [changed] = await tx
    .update(articles)
    .set({ ...values, ...told, version: article.version + 1, updatedAt: now.toISOString() })
    .where(and(eq(articles.id, article.id), eq(articles.version, article.version)))
    .returning()
  if (!changed) throw new Problem('changed-meanwhile')
  await noteChange(tx, article, changed, words, by)
  for (const one of news) await tell(tx, article.id, one, now)
  return changed
}

async function recordMove(tx: Writer, { id, state: from, draftRevision }: ArticleRow, to: Exclude<State, 'published'>, now: Date) {
  if (to === 'inReview') await record(tx, 'article.handedIn', id, { revision: draftRevision }, now)
  else if (from === 'trashed') await record(tx, 'article.restored', id, {}, now)
  else if (from === 'published') await record(tx, 'article.unpublished', id, { state: to }, now)
  else if (from !== to) await record(tx, 'article.moved', id, { from, to }, now)
}
