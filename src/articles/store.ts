import { and, desc, eq, gt, lte, type SQL, sql } from 'drizzle-orm'
import { never } from '../db/columns.ts'
import type { Reader, Writer } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { articles, listings, revisions } from '../db/tables.ts'
import { insistOn } from '../http/fresh.ts'
import { Problem } from '../problem.ts'
import { termsById } from '../taxonomy/store.ts'
import type { CommentSettings } from './desk.schema.ts'
import { fileArticle, publishLinks } from './filing.store.ts'
import { insistOnStep, isPublicAt, type Publication, type ShownState, type State, timesOf, withdrawnTimes } from './publishing.ts'
import { keepSlugForGood, releaseDraftSlugs, releaseUnseenSlugs } from './slugs.store.ts'

export type ArticleRow = typeof articles.$inferSelect
export type RevisionRow = typeof revisions.$inferSelect

const withDraft = prepared((db) =>
  db
    .select({ article: articles, draft: revisions })
    .from(articles)
    .innerJoin(revisions, and(eq(revisions.articleId, articles.id), eq(revisions.number, articles.draftRevision)))
    .where(eq(articles.id, sql.placeholder('id')))
    .prepare('article_with_draft'),
)

/** An article of any state with its newest words, without the tags that have been removed since. Throws `not-found`. */
export async function articleWithDraft(db: Reader, id: string): Promise<{ article: ArticleRow; draft: RevisionRow }> {
  const [row] = await withDraft(db).execute({ id })
  if (!row) throw new Problem('not-found', `There is no article ${id}.`)
  const { article, draft } = row
  const kept = await termsById(db, draft.tagIds)
  return { article, draft: { ...draft, tagIds: draft.tagIds.filter((tagId) => kept.has(tagId)) } }
}

/** What the desk's list can be narrowed by. */
export interface DeskFilter {
  type?: 'article' | 'page'
  state?: ShownState
  term?: string
  createdBy?: string
}

/** A page of the desk's list, last changed first. */
export function deskArticles(
  db: Reader,
  { type = 'article', state, term, createdBy }: DeskFilter,
  limit: number,
  before: readonly string[] | undefined,
  now: Date,
) {
  const [updatedAt, id] = before ?? []
  const filed = db.select({ found: listings.articleId }).from(listings)
  return db
    .select({ article: articles, headline: revisions.headline, slug: revisions.slug })
    .from(articles)
    .innerJoin(revisions, and(eq(revisions.articleId, articles.id), eq(revisions.number, articles.draftRevision)))
    .where(
      and(
        eq(articles.type, type),
        state && inState(state, now.toISOString()),
        createdBy === undefined ? undefined : eq(articles.createdBy, createdBy),
        term === undefined ? undefined : sql`exists ${filed.where(and(eq(listings.articleId, articles.id), eq(listings.termId, term)))}`,
        updatedAt === undefined ? undefined : sql`(${articles.updatedAt}, ${articles.id}) < (${updatedAt}, ${id})`,
      ),
    )
    .orderBy(desc(articles.updatedAt), desc(articles.id))
    .limit(limit)
}

/** Writes the next revision of an article, and what follows for lists while it is not published. */
export async function saveDraft(
  tx: Writer,
  article: ArticleRow,
  draft: Omit<RevisionRow, 'articleId' | 'number' | 'createdAt' | 'createdBy'>,
  by: string | null,
  now: Date,
) {
  const number = article.draftRevision + 1
  const { slug, sectionId, kind, language, pinned } = draft
  const unpublished = article.state !== 'published'
  await tx.insert(revisions).values({ ...draft, articleId: article.id, number, createdAt: now.toISOString(), createdBy: by })
  await releaseDraftSlugs(tx, article.id, slug)
  await change(tx, article, { draftRevision: number, ...(unpublished && { slug, sectionId, kind, language, pinned }) }, now)
  if (unpublished) await fileArticle(tx, article.id, draft, article.listedAt)
}

/** Begins an article with its first revision. Its slug is claimed already. */
export async function beginArticle(
  tx: Writer,
  id: string,
  type: 'article' | 'page',
  draft: Omit<RevisionRow, 'articleId' | 'number' | 'createdAt' | 'createdBy'>,
  by: string | null,
  now: Date,
) {
  const { slug, sectionId, kind, language, pinned } = draft
  const at = now.toISOString()
  await tx.insert(articles).values({
    ...{ id, type, slug, sectionId, kind, language, pinned },
    ...{
      state: 'draft',
      version: 1,
      draftRevision: 1,
      commentsOpen: type === 'article',
      commentCount: 0,
      createdBy: by,
      createdAt: at,
      updatedAt: at,
    },
  })
  await tx.insert(revisions).values({ ...draft, articleId: id, number: 1, createdAt: at, createdBy: by })
  await fileArticle(tx, id, draft, never)
}

/**
 * Makes the newest words the public ones, from the moment asked for; slug, lists and links follow them.
 * Throws `changed-meanwhile`, `state-forbids` and what `timesOf` throws.
 */
export async function publishArticle(tx: Writer, id: string, wanted: Publication, expected: number | undefined, now: Date) {
  const { article, draft } = await articleWithDraft(tx, id)
  insistOn(expected, article.version, article.updatedAt)
  insistOnStep(article.state, 'published')
  const times = timesOf(wanted, article, now)
  const { slug, sectionId, kind, language, pinned } = draft
  const republishedAt = isPublicAt(article, now) || times.publicFrom < now.toISOString() ? now.toISOString() : times.publicFrom
  const unchanged = article.publishedRevision === article.draftRevision && isPublicAt(article, now) && article.republishedAt !== null
  await change(
    tx,
    article,
    {
      ...{ state: 'published', publishedRevision: article.draftRevision, slug, sectionId, kind, language, pinned },
      ...times,
      republishedAt: unchanged ? article.republishedAt : republishedAt,
    },
    now,
  )
  await releaseUnseenSlugs(tx, id, slug, now)
  await keepSlugForGood(tx, id, slug, times.publicFrom)
  await fileArticle(tx, id, draft, times.listedAt)
  await publishLinks(tx, id, draft.related)
  return { ...times, slug, revision: article.draftRevision }
}

/** Moves an article to a state that readers do not see. Throws `changed-meanwhile` and `state-forbids`. */
export async function moveArticle(tx: Writer, id: string, to: Exclude<State, 'published'>, expected: number | undefined, now: Date) {
  const { article, draft } = await articleWithDraft(tx, id)
  insistOn(expected, article.version, article.updatedAt)
  insistOnStep(article.state, to)
  const times = withdrawnTimes(article)
  const { slug, sectionId, kind, language, pinned } = draft
  await change(tx, article, { state: to, slug, sectionId, kind, language, pinned, ...times }, now)
  await releaseUnseenSlugs(tx, id, slug, now)
  await fileArticle(tx, id, draft, times.listedAt)
}

/** Opens or closes an article for comments, at once. Throws `changed-meanwhile`, and `unprocessable` for a moment that is none. */
export async function setComments(
  tx: Writer,
  id: string,
  { open, closesAt = null }: CommentSettings,
  expected: number | undefined,
  now: Date,
) {
  const { article } = await articleWithDraft(tx, id)
  insistOn(expected, article.version, article.updatedAt)
  const commentsCloseAt = closesAt === 'never' ? never : closesAt === null ? null : momentOf(closesAt)
  await change(tx, article, { commentsOpen: open, commentsCloseAt }, now)
}

/** Counts the change, on the condition that it is the next one. */
async function change(tx: Writer, article: ArticleRow, values: Partial<ArticleRow>, now: Date) {
  const [changed] = await tx
    .update(articles)
    .set({ ...values, version: article.version + 1, updatedAt: now.toISOString() })
    .where(and(eq(articles.id, article.id), eq(articles.version, article.version)))
    .returning({ id: articles.id })
  if (!changed) throw new Problem('changed-meanwhile')
}

function inState(state: ShownState, now: string): SQL {
  if (state === 'scheduled') return and(eq(articles.state, 'published'), gt(articles.publicFrom, now))!
  if (state === 'published') return and(eq(articles.state, 'published'), lte(articles.publicFrom, now), gt(articles.publicUntil, now))!
  if (state === 'archived')
    return sql`(${articles.state} = 'archived' or (${articles.state} = 'published' and ${articles.publicFrom} <= ${now} and ${articles.publicUntil} <= ${now}))`
  return eq(articles.state, state)
}

function momentOf(text: string) {
  const moment = Date.parse(text)
  if (Number.isFinite(moment) && /^[1-8]\d{3}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text)) return new Date(moment).toISOString()
  throw new Problem('unprocessable', undefined, [
    { pointer: '#/closesAt', code: 'moment', detail: 'Give a moment such as 2026-01-31T18:00:00Z, or `never`, or null.' },
  ])
}
