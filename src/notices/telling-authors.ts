import { type Decision, decisionsOn } from '../comments/decisions.store.ts'
import { standing } from '../comments/standing-decisions.ts'
import { type Statement, statementsOn } from '../comments/statement.ts'
import type { Writer } from '../db/database.ts'
import { post } from '../mail/outbox.store.ts'
import type { Services } from '../services.ts'
import { mailOfApproval, mailOfRejection } from './author-words.ts'
import { publicComments, readableAmong, type Subject, wordsOf } from './authors.store.ts'
import { beginAtLast, bookmark, type Event, eventsAfter, moveBookmark } from './events.store.ts'
import { noteReply } from './replies.store.ts'
import { enclosed } from './unsubscription.ts'
import { type Newspaper, newspaperOf } from './words.ts'

type Needed = Pick<Services, 'config' | 'db' | 'keys' | 'now'>

/** The name of the bookmark. */
const follower = 'authors'

/** What happened is told after so many milliseconds, if it holds then: a decision that is taken back meanwhile tells nothing. */
const settling = 5 * 60_000

/** What happened longer ago, in milliseconds, is not told any more. */
const tooLate = 2 * 86_400_000

/** So many events are followed in one write, and so many times in one go. */
const [mostEvents, mostPages] = [100, 20]

/**
 * Follows the events, and writes to the authors who have shown that their address is theirs: of approval, and of rejection by a person, never of what
 * the system refused; notes answers, of which `tellOfReplies` tells. The bookmark moves in the transaction of the mails: nothing is told twice.
 * Answers with how many mails were written.
 */
export async function tellAuthors(services: Needed, stopping?: AbortSignal): Promise<number> {
  let [told, isMore] = [0, true]
  for (let pages = 0; pages < mostPages && isMore && !stopping?.aborted; pages++) {
    const page = await tellPage(services)
    told += page.told
    isMore = page.isMore
  }
  return told
}

async function tellPage(services: Needed): Promise<{ told: number; isMore: boolean }> {
  const { config, db, now } = services
  const from = await bookmark(db, follower)
  if (from === undefined) {
    await db.write((tx) => beginAtLast(tx, follower))
    return { told: 0, isMore: false }
  }
  const settled = new Date(now().getTime() - settling).toISOString()
  const found = await eventsAfter(db, from, mostEvents)
  const unsettled = found.findIndex(({ at }) => at > settled)
  const past = unsettled < 0 ? found : found.slice(0, unsettled)
  const last = past.at(-1)
  if (!last) return { told: 0, isMore: false }
  const news = config.mail === '' ? [] : past.filter((event) => isNews(event, now()))
  const told = await db.write(async (tx) => {
    if (!(await moveBookmark(tx, follower, from, last.sequence))) return 0
    return news.length > 0 ? tell(tx, news, services) : 0
  })
  return { told, isMore: past.length === mostEvents }
}

function isNews({ type, data, at }: Event, now: Date) {
  if (Date.parse(at) < now.getTime() - tooLate) return false
  if (type === 'comment.submitted') return data.state === 'approved'
  return type === 'comment.decided' && (data.to === 'approved' || data.to === 'rejected')
}

async function tell(tx: Writer, news: readonly Event[], services: Needed) {
  const ids = [...new Set(news.map(({ subjectId }) => subjectId))]
  const subjects = new Map((await publicComments(tx, ids, services.now())).map((subject) => [subject.comment.id, subject]))
  const readable = await readableAmong(tx, ids)
  const decided = await decisionsOn(tx, ids)
  const statements = await statementsOn(
    tx,
    [...subjects.values()].map(({ comment }) => comment),
  )
  const answeredIds = [...subjects.values()].flatMap(({ comment }) => comment.inReplyTo ?? [])
  const answered = new Map((await publicComments(tx, answeredIds, services.now())).map((subject) => [subject.comment.id, subject]))
  const newspaper = await newspaperOf(tx)
  let told = 0
  for (const { subjectId, data } of news) {
    const subject = subjects.get(subjectId)
    if (!subject) continue
    const isReadable = readable.has(subjectId)
    if (isReadable) await noteAnswer(tx, subject, answered.get(subject.comment.inReplyTo ?? ''), services.now())
    const decisions = decided.filter(({ commentId }) => commentId === subjectId)
    const last = decisions.at(-1)?.version === data.version ? standing(decisions).at(-1) : undefined
    if (!last) continue
    const decision = { ...last, isReadable, statement: statements.get(subjectId) }
    if (await tellOfDecision(tx, subject, decision, newspaper, services)) told += 1
  }
  return told
}

type Told = Omit<Decision, 'statement'> & { isReadable: boolean; statement: Statement | undefined }

/** Tells of the decision that stands about a comment, if it changed something for the author. */
async function tellOfDecision(tx: Writer, { comment, reader, article }: Subject, decision: Told, newspaper: Newspaper, services: Needed) {
  if (!reader) return false
  const { action, fromState, toState, revision, isReadable, statement } = decision
  const isOfEdit = fromState === 'approved' && toState === 'approved'
  const isApproval = action === 'approve' && !isOfEdit && isReadable && reader.tellApproval
  const isRejection = statement !== undefined && (comment.state === 'rejected' || (isOfEdit && isReadable)) && reader.tellRejection
  if (!isApproval && !isRejection) return false
  const kind = isApproval ? 'approval' : 'rejection'
  const about = { ...decision, isOfEdit, comment, article, words: await wordsOf(tx, comment.id, revision) }
  const mail = isRejection
    ? mailOfRejection({ ...about, statement }, newspaper, services.config)
    : mailOfApproval(about, newspaper, services.config)
  const once = isApproval ? `${kind}:${comment.id}` : `${kind}:${comment.id}:${revision}`
  return post(tx, { once, to: reader.email, ...enclosed(mail, kind, reader.id, services), subjectId: comment.id }, services.now())
}

/** Notes an answer for whom it answers, unless they gave it themselves, as far as that can be seen. */
async function noteAnswer(tx: Writer, { comment: reply, reader: replier }: Subject, answered: Subject | undefined, now: Date) {
  if (!answered?.reader?.tellReplies || answered.comment.state !== 'approved') return
  const { comment, reader } = answered
  const isOwn = replier?.id === reader.id || reply.authorEmail === reader.email
  const isLikeOwn = reply.addressHash !== null && reply.addressHash === comment.addressHash && reply.authorName === comment.authorName
  if (isOwn || isLikeOwn) return
  await noteReply(tx, { replyId: reply.id, answeredId: comment.id, readerId: reader.id }, now)
}
