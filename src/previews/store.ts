import { and, desc, eq, gt, inArray, isNull, lt, sql } from 'drizzle-orm'
import type { Reader, Writer } from '../db/database.ts'
import { dropOldest } from '../db/oldest.ts'
import { prepared } from '../db/prepared.ts'
import { articles, previewLinks, revisions } from '../db/tables.ts'
import { record } from '../events/record.ts'
import type { Caller } from '../http/access.ts'
import { Problem } from '../problem.ts'
import type { Opened } from './preview-token.ts'
import type { NewPreviewLink } from './schema.ts'

export type PreviewLinkRow = typeof previewLinks.$inferSelect
type Article = Pick<typeof articles.$inferSelect, 'id' | 'state' | 'draftRevision'>

/** So many links of one article open something at a time. */
const mostLive = 50

/** A link opens so many hours, unless told otherwise. */
const usualHours = 72

/** The states whose words can be shown to somebody outside; what was thrown away is not. */
const previewable = ['draft', 'inReview', 'published', 'archived'] as const

/** Makes a link to one revision of an article. Throws `state-forbids` for one in the trash and beyond the limit, `unprocessable` for a revision that there is not. */
export async function addPreviewLink(tx: Writer, article: Article, wanted: NewPreviewLink, id: string, caller: Caller, now: Date) {
  const { revision = article.draftRevision, expiresInHours = usualHours, note = '' } = wanted
  if (!previewable.some((state) => state === article.state))
    throw new Problem('state-forbids', `It is ${article.state}: nobody can be shown it.`)
  const [row] = await tx
    .select({ number: revisions.number })
    .from(revisions)
    .where(and(eq(revisions.articleId, article.id), eq(revisions.number, revision)))
  if (!row) {
    const detail = `There is no revision ${revision}; the newest is ${article.draftRevision}.`
    throw new Problem('unprocessable', undefined, [{ pointer: '#/revision', code: 'unknown', detail }])
  }
  if ((await tx.$count(previewLinks, live(article.id, now))) >= mostLive)
    throw new Problem('state-forbids', `${mostLive} links to it are open, and no more are made. Revoke some first.`)
  const expiresAt = new Date(now.getTime() + expiresInHours * 3_600_000).toISOString()
  const by = { createdBy: caller.staffId, createdByName: caller.name }
  const link: PreviewLinkRow = {
    id,
    articleId: article.id,
    revision,
    note,
    ...by,
    createdAt: now.toISOString(),
    expiresAt,
    revokedAt: null,
  }
  await tx.insert(previewLinks).values(link)
  await record(tx, 'previewLink.created', id, { articleId: article.id, revision, expiresAt }, now)
  return link
}

/** A page of the links of an article, newest first; those that are over are listed, too, for some weeks. */
export function previewLinksOf(db: Reader, articleId: string, limit: number, before: readonly string[] | undefined) {
  return db
    .select()
    .from(previewLinks)
    .where(and(eq(previewLinks.articleId, articleId), before && lt(previewLinks.id, before[0]!)))
    .orderBy(desc(previewLinks.id))
    .limit(limit)
}

/** Throws `not-found`, for a link of another article, too. */
export async function previewLinkOf(db: Reader, articleId: string, id: string): Promise<PreviewLinkRow> {
  const [link] = await db
    .select()
    .from(previewLinks)
    .where(and(eq(previewLinks.id, id), eq(previewLinks.articleId, articleId)))
  if (!link) throw new Problem('not-found', `The article ${articleId} has no preview link ${id}.`)
  return link
}

/** Revokes the links of an article that still open something, or that one of them. Doing it twice is no mistake. */
export async function revokePreviewLinks(tx: Writer, articleId: string, id: string | undefined, now: Date) {
  const revoked = await tx
    .update(previewLinks)
    .set({ revokedAt: now.toISOString() })
    .where(and(live(articleId, now), id === undefined ? undefined : eq(previewLinks.id, id)))
    .returning({ id: previewLinks.id })
  for (const link of revoked) await record(tx, 'previewLink.revoked', link.id, { articleId }, now)
}

const opened = prepared((db) =>
  db
    .select({ article: articles, words: revisions })
    .from(previewLinks)
    .innerJoin(articles, eq(articles.id, previewLinks.articleId))
    .innerJoin(revisions, and(eq(revisions.articleId, previewLinks.articleId), eq(revisions.number, previewLinks.revision)))
    .where(
      and(
        eq(previewLinks.id, sql.placeholder('id')),
        eq(previewLinks.revision, sql.placeholder('revision')),
        isNull(previewLinks.revokedAt),
        gt(previewLinks.expiresAt, sql.placeholder('now')),
        inArray(articles.state, [...previewable]),
      ),
    )
    .prepare('previewed_revision'),
)

/** The revision that a link opens, and its article; undefined once the link is over or revoked, or the article was thrown away. */
export async function previewedRevision(db: Reader, { id, revision }: Opened, now: Date) {
  const [row] = await opened(db).execute({ id, revision, now: now.toISOString() })
  return row
}

/** Drops the links that were over first, as many as `limit`, and says how many they were. */
export async function dropPreviewLinks(tx: Writer, before: string, limit: number) {
  return dropOldest(tx, previewLinks, { id: previewLinks.id, at: previewLinks.expiresAt }, before, limit)
}

function live(articleId: string, now: Date) {
  return and(eq(previewLinks.articleId, articleId), isNull(previewLinks.revokedAt), gt(previewLinks.expiresAt, now.toISOString()))
}
