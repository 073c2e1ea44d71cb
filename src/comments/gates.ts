import { settingsOf } from '../articles/comment-settings.store.ts'
import { commentWindow } from '../articles/comment-window.ts'
import type { Reader } from '../db/database.ts'
import { Problem } from '../problem.ts'
import { isBlank, isLongerThan } from '../screening/normalise.ts'
import type { Settings } from '../site/comment-settings.ts'
import { readSite } from '../site/store.ts'
import { secondsToWait } from './rate.ts'
import { missing, type NewComment } from './schema.ts'
import { articleForComments, recentMoments, type Sent, sentBefore, visibleComment } from './store.ts'

/**
 * Lets a comment through to where it will stand, or throws why not, and writes nothing: `invalid-request`, `not-found`, `comments-closed`,
 * `unprocessable`, and `too-many-requests`. Of what was sent before it finds the `first`, and then asks no more.
 */
export async function passGates(
  db: Reader,
  type: 'article' | 'page',
  slug: string,
  given: NewComment,
  { staff, hashes, ...traces }: Omit<Sent, 'articleId'> & { hashes: readonly string[]; staff: boolean },
  now: Date,
) {
  insistOnWords(given)
  const article = await articleForComments(db, type, slug, now)
  const { commentSettings, name: newspaper } = await readSite(db)
  const settings = await settingsOf(db, article.id, commentSettings)
  if (!commentWindow(article, settings, now).open) throw new Problem('comments-closed')
  if (isLongerThan(given.body, settings.length)) throw tooLong(settings)
  const place = await placeInThread(db, article.id, given.inReplyTo ?? null, settings.depth)
  const sent = { articleId: article.id, ...traces }
  const first = await sentBefore(db, sent, hashes, new Date(now.getTime() - settings.duplicateHours * 3_600_000).toISOString())
  if (!first && !staff) await insistOnRate(db, hashes, settings, now)
  return { article, settings, newspaper, place, sent, first }
}

/** The pattern of the schema knows the common characters that are drawn as nothing; this knows the others. */
export function insistOnWords(given: Partial<Pick<NewComment, 'authorName' | 'body'>>) {
  const blank = (['authorName', 'body'] as const).filter((member) => given[member] !== undefined && isBlank(given[member]))
  const failures = blank.map((member) => ({ pointer: `#/${member}`, code: 'required', detail: missing[member] }))
  if (failures.length > 0) throw new Problem('invalid-request', undefined, failures)
}

export function tooLong({ length }: Settings) {
  return new Problem('unprocessable', undefined, [
    { pointer: '#/body', code: 'too-long', detail: `A comment may have ${length} characters; nothing was cut off, please shorten it.` },
  ])
}

/** Where an answer hangs: below what it answers, or beside it at the deepest level, where what stands beside a root is a root of its own. */
async function placeInThread(db: Reader, articleId: string, inReplyTo: string | null, deepest: number) {
  if (inReplyTo === null) return { rootId: null, parentId: null, depth: 1 }
  const answered = await visibleComment(db, articleId, inReplyTo)
  if (!answered)
    throw new Problem('unprocessable', undefined, [
      { pointer: '#/inReplyTo', code: 'unknown', detail: 'The comment you are answering cannot be read here any more.' },
    ])
  const { id, rootId, parentId, depth } = answered
  if (depth < deepest) return { rootId, parentId: id, depth: depth + 1 }
  return { rootId: parentId === null ? null : rootId, parentId, depth }
}

/** By the address alone: with somebody else’s e-mail anybody could learn whether they have just commented, and keep them from it. */
async function insistOnRate(db: Reader, hashes: readonly string[], { rate }: Settings, now: Date) {
  const wait = secondsToWait(await recentMoments(db, hashes, rate, now), rate, now)
  if (wait > 0)
    throw new Problem('too-many-requests', `You have just left a comment. The next one is taken in ${wait} seconds.`, [], {
      'retry-after': String(wait),
    })
}
