import { type Decision, decisionsOn } from '../comments/decisions.store.ts'
import type { Reader } from '../db/database.ts'
import type { Events } from '../events/catalogue.ts'
import { written } from '../http/event-stream.ts'
import type { QueueEvent } from './live.schema.ts'
import { commentEvents } from './live.store.ts'

/** Whoever is further behind than so many events does better to read the queue anew. */
const mostBehind = 1000

/** What happened to comments behind one event, up to another and with it, as it is sent; undefined when it is too much, or the first never was. */
export async function newsBetween(db: Reader, after: number, until: number): Promise<string | undefined> {
  if (after > until || until - after > mostBehind) return undefined
  const rows = await commentEvents(db, after, until)
  const decided = rows.flatMap(({ type, subjectId }) => (type === 'comment.decided' ? subjectId : []))
  const decisions = decided.length === 0 ? [] : await decisionsOn(db, [...new Set(decided)])
  const decisionIn = ({ type, subjectId, data }: EventRow) =>
    type === 'comment.decided' ? decisions.find(({ commentId, version }) => commentId === subjectId && version === data.version) : undefined
  return rows.map((row) => written(row.sequence, row.type, told(row, decisionIn(row)))).join('')
}

type EventRow = Awaited<ReturnType<typeof commentEvents>>[number]
/** All that events about comments carry; each has some of it. */
type Carried = Partial<Events['comment.submitted'] & Events['comment.edited'] & Events['comment.decided'] & Events['comment.claimed']>

/** An event as moderators are told of it. Of a comment that readers’ reports took back to the queue, nobody has decided. */
function told({ type, subjectId: commentId, at, data }: EventRow, decision: Decision | undefined): QueueEvent {
  const { articleId, state, from, to, version, until, ...claimant } = data as Carried
  const { staffId = null, staffName = null } = decision ?? claimant
  return {
    type: type as QueueEvent['type'],
    at,
    commentId,
    articleId: articleId!,
    state: (to ?? state ?? (isGone(type) ? 'deleted' : null)) as QueueEvent['state'],
    fromState: (from ?? null) as QueueEvent['fromState'],
    version: version ?? (type === 'comment.submitted' ? 1 : null),
    decisionId: decision?.id ?? null,
    action: decision?.action ?? null,
    staffId,
    staffName,
    until: until ?? null,
  }
}

function isGone(type: string) {
  return type === 'comment.withdrawn' || type === 'comment.erased'
}
