import { textHash } from '../../comments/as-kept.ts'
import { recount } from '../../comments/changes.store.ts'
import { priorityOf } from '../../comments/priority.ts'
import type { CommentRow } from '../../comments/store.ts'
import type { Reader, Writer } from '../../db/database.ts'
import { Problem } from '../../problem.ts'
import { addComments, placesOf } from '../comments.store.ts'
import { type ImportRow, noteImports } from '../store.ts'
import { webAddress } from './addresses.ts'
import { commentText } from './comment-text.ts'
import type { WordPressComment } from './export/wxr.ts'
import { count } from './report.ts'
import type { Run } from './run.ts'
import { parentsFirst, placeBelow } from './threads.ts'
import { line, shortened } from './wording.ts'

const longestName = 80

/** As many characters as WordPress's own table takes. */
const longestComment = 65_535

const states = { approved: 'approved', pending: 'pending', spam: 'spam', trash: 'rejected' } as const

/**
 * What readers wrote under an item, by its id in the table of imports. Pingbacks and trackbacks are notices of other sites,
 * and plugins keep orders and reviews as comments: these are left out.
 */
export function readersComments({ report }: Run, itemKey: string, comments: readonly WordPressComment[]): Map<string, WordPressComment> {
  const readers = new Map<string, WordPressComment>()
  for (const [position, comment] of comments.entries()) {
    if (comment.type === 'comment') readers.set(comment.id || `${itemKey} #${position}`, comment)
    else count(report.leftOut, notices.has(comment.type) ? comment.type : `comment of type ${comment.type.slice(0, 40)}`)
  }
  return readers
}

const notices = new Set(['pingback', 'trackback'])

/** Those of the comments under an article that are not known yet, each in its place; they are known from then on. */
export async function newComments(
  db: Reader,
  run: Run,
  article: { id: string; at: string },
  comments: ReadonlyMap<string, WordPressComment>,
  known: Map<string, ImportRow>,
): Promise<Arrived[]> {
  const { services, source, report } = run
  const fresh = new Map([...comments].filter(([key]) => !known.has(key)).map(([key, comment]) => [comment, key]))
  if (fresh.size === 0) return []
  const places = await placesHere(
    db,
    [...comments.keys()].flatMap((key) => known.get(key) ?? []),
  )
  const arrived: Arrived[] = []
  for (const comment of parentsFirst([...fresh.keys()])) {
    const body = bodyOf(run, comment)
    if (body === undefined) continue
    const answered = places.get(comment.parentId)
    if (comment.parentId && !answered) count(report.adapted, 'reply without the comment it answers, now at the top')
    const place = { ...placeBelow(answered, services.newId()), inReplyTo: answered?.id ?? null }
    places.set(comment.id, place)
    const key = fresh.get(comment)!
    known.set(key, { source, kind: 'comment', externalId: key, targetId: place.id, data: null })
    arrived.push({ key, comment: { ...place, articleId: article.id, ...detailsOf(run, article.at, comment, body) }, body })
    count(report.imported.comments, states[comment.state])
  }
  return arrived
}

/** A comment that is new here. */
export interface Arrived {
  /** In the table of imports. */
  key: string
  comment: CommentRow
  body: string
}

/** Keeps new comments, and counts anew what can be read under their articles. */
export async function keepComments(tx: Writer, { source }: Run, arrived: readonly Arrived[]) {
  if (arrived.length === 0) return
  await addComments(tx, arrived)
  await noteImports(
    tx,
    arrived.map(({ key, comment }) => ({ source, kind: 'comment', externalId: key, targetId: comment.id })),
  )
  const readable = arrived.filter(({ comment }) => comment.state === 'approved').map(({ comment }) => comment.articleId)
  for (const articleId of new Set(readable)) await recount(tx, articleId)
}

async function placesHere(db: Reader, rows: readonly ImportRow[]) {
  const there = await placesOf(
    db,
    rows.flatMap(({ targetId }) => targetId ?? []),
  )
  return new Map(
    rows.flatMap(({ externalId, targetId }) => {
      const place = there.get(targetId ?? '')
      return place ? [[externalId, place]] : []
    }),
  )
}

function bodyOf({ report }: Run, { body }: WordPressComment) {
  const reason = body.length > longestComment ? `comment longer than ${longestComment} characters` : undefined
  const text = reason ? '' : readable(body)
  if (text) return text
  count(report.leftOut, reason ?? (text === undefined ? 'comment with too much markup' : 'comment without words'))
  return undefined
}

function readable(html: string) {
  try {
    return commentText(html)
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}

function detailsOf({ services: { keys }, site, report }: Run, at: string, comment: WordPressComment, body: string) {
  const state = states[comment.state]
  const name = line(comment.authorName) || 'Anonymous'
  if (name.length > longestName) count(report.adapted, `name of a commenter cut at ${longestName} characters`)
  const email = comment.authorEmail.toLowerCase()
  const url = /^https?:/i.test(comment.authorUrl) ? webAddress(comment.authorUrl, site) : undefined
  const createdAt = comment.createdAt ?? at
  return {
    ...{
      state,
      version: 1,
      revision: 1,
      approvedRevision: state === 'approved' ? 1 : null,
      reports: null,
      priority: priorityOf(createdAt, [], 0),
    },
    ...{ authorName: shortened(name, longestName), authorUrl: url ?? null, badge: null, addressHash: null, userAgent: null },
    authorEmail: /^[^\s@]+@[^\s@]+$/.test(email) && email.length <= 254 ? email : null,
    fingerprint: textHash(keys, body),
    createdAt,
    readerId: null,
  }
}
