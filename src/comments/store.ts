import { and, desc, eq, inArray, ne, sql } from 'drizzle-orm'
import { absenceUnder } from '../articles/addresses/tombstones.store.ts'
import { publicArticles } from '../articles/lists.store.ts'
import { publicNow, publicSlug } from '../articles/visibility.ts'
import type { Reader } from '../db/database.ts'
import { filled, listSize, places, prepared, preparedShapes } from '../db/prepared.ts'
import { articles, commentRevisions, comments, slugs, terms } from '../db/tables.ts'
import { Problem } from '../problem.ts'
import type { Settings } from '../site/comment-settings.ts'
import { commentsThatCount, longestWindow } from './rate.ts'
import { above, shown, visible } from './visibility.ts'

export type CommentRow = typeof comments.$inferSelect

const { placeholder } = sql

const commentableBySlug = prepared((db) =>
  db
    .select({
      id: articles.id,
      commentsOpen: articles.commentsOpen,
      commentsCloseAt: articles.commentsCloseAt,
      publishedAt: articles.listedAt,
      publicUntil: articles.publicUntil,
    })
    .from(slugs)
    .innerJoin(articles, eq(articles.id, slugs.articleId))
    .where(and(eq(slugs.type, placeholder('type')), eq(slugs.slug, placeholder('slug')), publicSlug, publicNow))
    .prepare('commentable_by_slug'),
)

/** The public article that a comment is for, by its slug or a former one. Throws `not-found`, `withdrawn` and `slug-retired`. */
export async function articleForComments(db: Reader, type: 'article' | 'page', slug: string, now: Date) {
  const [article] = await commentableBySlug(db).execute({ type, slug, now: now.toISOString() })
  if (!article) throw await absenceUnder(db, type, slug, now)
  return article
}

const byId = prepared((db) =>
  db
    .select()
    .from(comments)
    .where(eq(comments.id, placeholder('id')))
    .prepare('comment_by_id'),
)

/** Throws `not-found`. */
export async function commentById(db: Reader, id: string): Promise<CommentRow> {
  const [comment] = await byId(db).execute({ id })
  if (!comment) throw new Problem('not-found', `There is no comment ${id}.`)
  return comment
}

const readableById = prepared((db) =>
  db
    .select({ id: comments.id, rootId: comments.rootId, parentId: comments.parentId, depth: comments.depth })
    .from(comments)
    .innerJoin(above.root.table, above.root.on)
    .leftJoin(above.parent.table, above.parent.on)
    .where(and(eq(comments.id, placeholder('id')), eq(comments.articleId, placeholder('articleId')), visible))
    .prepare('visible_comment'),
)

/** A comment of the article that can be read, or nothing. */
export async function visibleComment(db: Reader, articleId: string, id: string) {
  const [comment] = await readableById(db).execute({ articleId, id })
  return comment
}

const shownById = prepared((db) =>
  db
    .select({ articleId: comments.articleId, depth: comments.depth })
    .from(comments)
    .innerJoin(above.root.table, above.root.on)
    .leftJoin(above.parent.table, above.parent.on)
    .where(and(eq(comments.id, placeholder('id')), shown))
    .prepare('shown_comment'),
)

/** A comment that a conversation shows, if only as an empty place. Throws `not-found`, also under an article that is not public. */
export async function shownComment(db: Reader, id: string, now: Date) {
  const [comment] = await shownById(db).execute({ id })
  const [article] = comment ? await publicArticles(db, [comment.articleId], now) : []
  if (!comment || !article) throw new Problem('not-found', `There is no comment ${id}.`)
  return { ...comment, publicUntil: article.publicUntil }
}

/** A comment that can be read, under an article that is public. Throws `not-found`. */
export async function readableComment(db: Reader, id: string, now: Date) {
  const { articleId } = await commentById(db, id)
  const [article] = await publicArticles(db, [articleId], now)
  const comment = article && (await visibleComment(db, articleId, id))
  if (!comment) throw new Problem('not-found', `There is no comment ${id}.`)
  return comment
}

const momentsOfAddress = preparedShapes((db, size: `${number}`) =>
  db
    .select({ at: comments.createdAt })
    .from(comments)
    .where(and(inArray(comments.addressHash, places('hash', Number(size))), sql`${comments.createdAt} > ${placeholder('since')}`))
    .orderBy(desc(comments.createdAt))
    .limit(placeholder('limit'))
    .prepare(`recent_moments_${size}`),
)

/** When the reader behind an address, by its hashes, left comments within the longest window, newest first: as many as can count. */
export async function recentMoments(db: Reader, hashes: readonly string[], rate: Settings['rate'], now: Date) {
  const since = new Date(now.getTime() - longestWindow).toISOString()
  const found = { ...filled('hash', hashes), since, limit: commentsThatCount(rate) }
  return (await momentsOfAddress(db, `${listSize(hashes.length)}`).execute(found)).map(({ at }) => at)
}

/** What makes two comments one that was sent twice, beside the address. */
export type Sent = Pick<CommentRow, 'articleId' | 'inReplyTo' | 'authorName' | 'fingerprint'>

const sentLately = preparedShapes((db, size: `${number}`) =>
  db
    .select({ comment: comments, body: commentRevisions.body })
    .from(comments)
    .innerJoin(commentRevisions, and(eq(commentRevisions.commentId, comments.id), eq(commentRevisions.number, comments.revision)))
    .where(
      and(
        eq(comments.fingerprint, placeholder('fingerprint')),
        eq(comments.articleId, placeholder('articleId')),
        inArray(comments.addressHash, places('hash', Number(size))),
        eq(comments.authorName, placeholder('authorName')),
        sql`coalesce(${comments.inReplyTo}, '') = ${placeholder('answered')}`,
        sql`${comments.createdAt} > ${placeholder('since')}`,
      ),
    )
    .orderBy(desc(comments.createdAt))
    .limit(1)
    .prepare(`sent_lately_${size}`),
)

/** The comment that the same reader sent from the same address to the same place with the same text since a moment, and its own words, or nothing. */
export async function sentBefore(
  db: Reader,
  { articleId, authorName, fingerprint, inReplyTo }: Sent,
  hashes: readonly string[],
  since: string,
) {
  const sent = { articleId, authorName, fingerprint, answered: inReplyTo ?? '', ...filled('hash', hashes) }
  const [same] = await sentLately(db, `${listSize(hashes.length)}`).execute({ ...sent, since })
  return same
}

/** The names that stories are signed with. */
export async function bylinedNames(db: Reader) {
  return (await authorNames(db).execute()).map(({ name }) => name)
}

const authorNames = prepared((db) =>
  db.select({ name: terms.name }).from(terms).where(eq(terms.kind, 'author')).limit(1000).prepare('bylined_names'),
)

const articlesWithText = prepared((db) =>
  db
    .selectDistinct({ articleId: comments.articleId })
    .from(comments)
    .where(and(eq(comments.fingerprint, placeholder('fingerprint')), ne(comments.articleId, placeholder('articleId'))))
    .limit(3)
    .prepare('articles_with_text'),
)

/** On how many other articles the same text stands. */
export async function otherArticlesWithText(db: Reader, articleId: string, fingerprint: string) {
  return (await articlesWithText(db).execute({ articleId, fingerprint })).length
}
