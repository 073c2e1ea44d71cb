import { and, asc, eq, isNotNull, lt } from 'drizzle-orm'
import type { Reader, Writer } from '../db/database.ts'
import { beyond } from '../db/keyset.ts'
import { articles, revisions } from '../db/tables.ts'
import { record } from '../events/record.ts'
import { Problem } from '../problem.ts'
import { postponeSlugs, seenFrom } from './addresses/slugs.store.ts'
import { insistOnVersion, wholeArticle } from './desk/meanwhile.ts'
import { timesUnder } from './publishing.ts'
import type { NewRights } from './rights.schema.ts'
import { type ArticleWithDraft, change } from './store.ts'

/** No rights that anybody else would have. */
export const ownWork: NewRights = {}

/**
 * Sets what an article may be shown between, at once and by the clock; what was asked for when it was published stays what it was, and holds
 * again when the rights are lifted. Throws `changed-meanwhile`, and `unprocessable` for an end before the beginning.
 */
export async function setRights(
  tx: Writer,
  { article, draft }: ArticleWithDraft,
  { from, until, note = null }: NewRights,
  expected: number | undefined,
  now: Date,
  by: string | null,
): Promise<ArticleWithDraft> {
  await insistOnVersion(tx, article, expected, wholeArticle('rights'))
  const rights = { rightsFrom: instant(from), rightsUntil: instant(until) }
  if (rights.rightsFrom !== null && rights.rightsUntil !== null && rights.rightsUntil <= rights.rightsFrom) {
    const detail = `They would end (${rights.rightsUntil}) before they begin (${rights.rightsFrom}).`
    throw new Problem('unprocessable', undefined, [{ pointer: '#/until', code: 'too-early', detail }])
  }
  const times = timesUnder(rights, article)
  const moment = now.toISOString()
  const isToCome = article.republishedAt !== null && article.republishedAt > moment
  const republishedAt = isToCome ? (times.publicFrom > moment ? times.publicFrom : moment) : article.republishedAt
  const changed = await change(tx, article, { ...rights, rightsNote: note, ...times, republishedAt }, by, now)
  if (article.state === 'published') await postponeSlugs(tx, article.id, seenFrom(times, now), now)
  await record(tx, 'article.rightsChanged', article.id, { from: rights.rightsFrom, until: rights.rightsUntil }, now)
  return { article: changed, draft }
}

/** A page of the published articles whose rights end, before a moment if one is given: those that ended first, then those that end next. */
export function expiringRights(db: Reader, before: string | undefined, limit: number, after: readonly string[] | undefined) {
  return db
    .select({ article: articles, headline: revisions.headline, slug: revisions.slug })
    .from(articles)
    .innerJoin(revisions, and(eq(revisions.articleId, articles.id), eq(revisions.number, articles.draftRevision)))
    .where(
      and(
        isNotNull(articles.rightsUntil),
        eq(articles.state, 'published'),
        before === undefined ? undefined : lt(articles.rightsUntil, before),
        after && beyond([articles.rightsUntil, articles.id], 'after', after),
      ),
    )
    .orderBy(asc(articles.rightsUntil), asc(articles.id))
    .limit(limit)
}

function instant(moment: string | null | undefined) {
  return moment == null ? null : new Date(moment).toISOString()
}
