import { and, asc, desc, eq, inArray, lte, sql } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { beyond } from '../db/keyset.ts'
import { filled, listSize, places, preparedShapes } from '../db/prepared.ts'
import { commentRevisions, comments } from '../db/tables.ts'
import { above, shown, shownRoot } from './visibility.ts'

const { placeholder } = sql

/** So many answers are shown under each root; the others are behind a cursor. */
export const repliesShown = 20

const publicColumns = {
  id: comments.id,
  rootId: comments.rootId,
  parentId: comments.parentId,
  inReplyTo: comments.inReplyTo,
  depth: comments.depth,
  deleted: sql`${comments.state} = 'deleted'`.mapWith(Boolean),
  authorName: unlessDeleted(comments.authorName),
  authorUrl: comments.authorUrl,
  badge: comments.badge,
  body: unlessDeleted(commentRevisions.body),
  createdAt: comments.createdAt,
  editedAt: unlessDeleted(sql`case when ${commentRevisions.number} > 1 then ${commentRevisions.createdAt} end`),
}

/** Nothing is left of what was withdrawn but its place. */
function unlessDeleted(words: unknown) {
  return sql<string | null>`case when ${comments.state} <> 'deleted' then ${words} end`
}

const approvedWords = and(eq(commentRevisions.commentId, comments.id), eq(commentRevisions.number, comments.approvedRevision))!

const roots = preparedShapes((db, shape: `${'oldest' | 'newest'} ${'first' | 'next'}`) => {
  const [sort, page] = shape.split(' ')
  const [order, onwards] = sort === 'oldest' ? ([asc, 'after'] as const) : ([desc, 'before'] as const)
  const cut =
    page === 'next' ? beyond([comments.createdAt, comments.id], onwards, [placeholder('afterMoment'), placeholder('afterId')]) : undefined
  return db
    .select(publicColumns)
    .from(comments)
    .innerJoin(commentRevisions, approvedWords)
    .where(and(eq(comments.articleId, placeholder('articleId')), shownRoot, cut))
    .orderBy(order(comments.createdAt), order(comments.id))
    .limit(placeholder('limit'))
    .prepare('comment_roots')
})

/** The first answers in each of many threads, numbered and counted in one statement; words are read of those alone that are shown. */
const firstReplies = preparedShapes((db, size: `${number}`) => {
  const numbered = db
    .select({
      id: sql<string>`${comments.id}`.as('reply_id'),
      place: sql<number>`row_number() over (partition by ${comments.rootId} order by ${comments.createdAt}, ${comments.id})`.as('place'),
      all: sql<number>`count(*) over (partition by ${comments.rootId})`.mapWith(Number).as('all_replies'),
      readable: sql<number>`count(case when ${comments.state} = 'approved' then 1 end) over (partition by ${comments.rootId})`
        .mapWith(Number)
        .as('readable_replies'),
    })
    .from(comments)
    .innerJoin(above.root.table, above.root.on)
    .leftJoin(above.parent.table, above.parent.on)
    .where(and(inArray(comments.rootId, places('root', Number(size))), sql`${comments.depth} > 1`, shown))
    .as('numbered')
  return db
    .select({ ...publicColumns, all: numbered.all, readable: numbered.readable })
    .from(numbered)
    .innerJoin(comments, eq(comments.id, numbered.id))
    .innerJoin(commentRevisions, approvedWords)
    .where(lte(numbered.place, repliesShown))
    .orderBy(asc(comments.rootId), asc(numbered.place))
    .prepare(`first_replies_of_${size}`)
})

const laterReplies = preparedShapes((db, page: 'first' | 'next') =>
  db
    .select(publicColumns)
    .from(comments)
    .innerJoin(commentRevisions, approvedWords)
    .innerJoin(above.root.table, above.root.on)
    .leftJoin(above.parent.table, above.parent.on)
    .where(
      and(
        eq(comments.rootId, placeholder('rootId')),
        sql`${comments.depth} > 1`,
        shown,
        page === 'next'
          ? beyond([comments.createdAt, comments.id], 'after', [placeholder('afterMoment'), placeholder('afterId')])
          : undefined,
      ),
    )
    .orderBy(asc(comments.createdAt), asc(comments.id))
    .limit(placeholder('limit'))
    .prepare('later_replies'),
)

export type Sort = 'oldest' | 'newest'
export type PublicComment = Awaited<ReturnType<ReturnType<typeof roots>['execute']>>[number]

/** A page of the comments that begin threads. */
export function threadRoots(db: Reader, articleId: string, sort: Sort, limit: number, after: readonly string[] | undefined) {
  const [afterMoment, afterId] = after ?? []
  return roots(db, `${sort} ${after ? 'next' : 'first'}`).execute({ articleId, afterMoment, afterId, limit })
}

/** The first answers under each root, oldest first, and how many there are in all. One statement, also for no roots. */
export function repliesUnder(db: Reader, rootIds: readonly string[]) {
  return firstReplies(db, `${listSize(rootIds.length)}`).execute(filled('root', rootIds))
}

/** A page of all the answers in one thread, oldest first. */
export function repliesIn(db: Reader, rootId: string, limit: number, after: readonly string[] | undefined) {
  const [afterMoment, afterId] = after ?? []
  return laterReplies(db, after ? 'next' : 'first').execute({ rootId, afterMoment, afterId, limit })
}
