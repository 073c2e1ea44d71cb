import type { Reader } from '../db/database.ts'
import { cursorAt } from '../http/page.ts'
import type { Services } from '../services.ts'
import { type PublicComment, repliesShown, repliesUnder, type Sort, threadRoots } from './threads.store.ts'

/** A comment with what hangs on it. */
export interface Thread extends Omit<PublicComment, 'rootId'> {
  replyCount: number
  replies: Thread[]
  moreReplies: string | null
}

/** A page of threads, the last of which only shows that there are more. Two statements. */
export async function threadsOf(
  db: Reader,
  keys: Services['keys'],
  articleId: string,
  sort: Sort,
  limit: number,
  after: readonly string[] | undefined,
): Promise<Thread[]> {
  const roots = await threadRoots(db, articleId, sort, limit, after)
  const replies = await repliesUnder(
    db,
    roots.slice(0, limit - 1).map(({ id }) => id),
  )
  return roots.map((root) => {
    const own = replies.filter(({ rootId }) => rootId === root.id)
    const last = own.at(-1)
    const more = last !== undefined && last.all > repliesShown
    const moreReplies = more ? cursorAt({ keys }, `/v1/comments/${root.id}/replies`, {}, [last.createdAt, last.id]) : null
    return { ...branch(root, own), replyCount: last?.readable ?? 0, moreReplies }
  })
}

/** A comment on its own, without looking for what hangs on it. */
export function leaf({ rootId, ...comment }: PublicComment): Thread {
  return { ...comment, replyCount: 0, replies: [], moreReplies: null }
}

function branch(comment: PublicComment, all: readonly PublicComment[]): Thread {
  const replies = all.filter(({ parentId }) => parentId === comment.id).map((reply) => branch(reply, all))
  return { ...leaf(comment), replies, replyCount: replies.filter(({ deleted }) => !deleted).length }
}
