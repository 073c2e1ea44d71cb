import { publicArticles } from '../articles/lists.store.ts'
import type { Writer } from '../db/database.ts'
import { Problem } from '../problem.ts'
import { askWhoseComment } from '../readers/links.ts'
import { noteSeen } from '../readers/store.ts'
import { bansOn, type Traces } from '../screening/bans.store.ts'
import { fingerprint } from '../screening/normalise.ts'
import { type Circumstances, type Submission, screen } from '../screening/screening.ts'
import { listsInForce } from '../screening/word-lists.store.ts'
import type { Services } from '../services.ts'
import type { Settings } from '../site/comment-settings.ts'
import { staffNames } from '../staff/store.ts'
import { asKept, isStaff, type Sender } from './as-kept.ts'
import { addComment } from './changes.store.ts'
import { commenterToken } from './commenter-token.ts'
import { passGates } from './gates.ts'
import { priorityOf } from './priority.ts'
import type { NewComment } from './schema.ts'
import type { Check } from './spam-check.ts'
import { addCheck } from './spam-checks.store.ts'
import { learntAbout } from './spam-score.store.ts'
import { bylinedNames, type CommentRow, otherArticlesWithText } from './store.ts'
import { isTrusted } from './trust.store.ts'

/** A text with fewer letters and digits than this (“Thank you!”) is many people’s own. */
const tellingLength = 20

/**
 * Takes what a reader wants to say: the gates first, which write nothing, then the screening, which decides where it goes; `check` is what the spam service
 * was asked before. Throws what `passGates` throws. What is sent twice is answered with the first one.
 */
export async function leaveComment(
  tx: Writer,
  type: 'article' | 'page',
  slug: string,
  given: NewComment,
  sender: Sender,
  check: Check | undefined,
  services: Services,
) {
  const { config, keys, newId, now } = services
  const { reader } = sender
  const staff = isStaff(sender)
  const { traces, hashes, authorUrl, email, body } = asKept(given, sender, keys)
  const { article, settings, newspaper, place, sent, first } = await passGates(tx, type, slug, given, { ...traces, hashes, staff }, now())
  if (first) return { comment: { ...submitted(first.comment, first.body), token: null }, isNew: false }

  const { authorName } = traces
  const submission = { authorName, authorUrl, body, honeypot: given.subject ?? '' }
  const { state, signals } = await screened(
    tx,
    submission,
    {
      settings,
      newspaper,
      staff,
      trusted: reader !== undefined && (await isTrusted(tx, reader, settings.trust, now())),
      articleId: article.id,
      fingerprint: sent.fingerprint,
      from: { email, url: authorUrl, address: sender.address, hashes },
      service: check?.judgement,
    },
    now(),
  )

  const id = newId()
  const comment: CommentRow = {
    id,
    ...sent,
    addressHash: hashes[0],
    rootId: place.rootId ?? id,
    parentId: place.parentId,
    depth: place.depth,
    state,
    version: 1,
    revision: 1,
    approvedRevision: state === 'approved' ? 1 : null,
    reports: null,
    priority: priorityOf(now().toISOString(), signals, 0),
    authorUrl,
    authorEmail: email,
    readerId: reader?.id ?? null,
    badge: staff ? 'staff' : null,
    userAgent: sender.userAgent?.slice(0, 500) ?? null,
    createdAt: now().toISOString(),
  }
  await addComment(tx, comment, body, signals, now())
  if (check) await addCheck(tx, { id, revision: 1, version: 1 }, check)
  if (reader) await noteSeen(tx, reader.id, now())
  else if (email !== null && config.mail !== '') {
    const [{ headline } = { headline: '' }] = await publicArticles(tx, [article.id], now())
    await askWhoseComment(tx, { commentId: id, email }, { newspaper, headline }, services)
  }
  return { comment: { ...submitted(comment, body), token: commenterToken(keys, comment) }, isNew: true }
}

/** Screens what will be stored, with all that the newspaper knows about it. */
export async function screened(
  tx: Writer,
  submission: Submission,
  known: {
    settings: Settings
    newspaper: string
    staff: boolean
    trusted: boolean
    articleId: string
    fingerprint: string
    from: Traces
    service: Circumstances['service']
  },
  now: Date,
) {
  const { settings, newspaper, staff, trusted, articleId } = known
  const { mode, linksHoldAt } = settings
  if (mode === 'closed') throw new Problem('comments-closed')
  const tells = fingerprint(submission.body).length >= tellingLength
  return screen(submission, {
    mode,
    linksHoldAt,
    trusted,
    staff,
    staffNames: [newspaper, ...(await staffNames(tx)), ...(await bylinedNames(tx))],
    otherArticlesWithSameText: tells ? await otherArticlesWithText(tx, articleId, known.fingerprint) : 0,
    bans: await bansOn(tx, known.from, now),
    wordLists: await listsInForce(tx),
    learnt: await learntAbout(tx, submission),
    service: known.service,
  })
}

/** What the reader is told: whether it waits, and nothing about why. */
function submitted({ id, state, parentId, inReplyTo, depth, authorName, authorUrl, createdAt }: CommentRow, body: string) {
  const told = state === 'approved' ? ('approved' as const) : ('pending' as const)
  return { id, state: told, parentId, inReplyTo, depth, authorName, authorUrl, body, createdAt }
}
