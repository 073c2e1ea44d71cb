import { never } from '../db/columns.ts'
import type { articleStates } from '../db/tables.ts'
import { Problem } from '../problem.ts'

/** Where an article stands, as it is kept; see `shownState` for what the desk sees. */
export type State = (typeof articleStates)[number]

export const shownStates = ['draft', 'inReview', 'scheduled', 'published', 'archived', 'trashed', 'withdrawn'] as const
export type ShownState = (typeof shownStates)[number]

/** Which state may follow which. Into `published` there is one way more: publishing what is published, with its newest words. */
const followers: Readonly<Record<State, readonly State[]>> = {
  draft: ['inReview', 'published', 'archived', 'trashed', 'withdrawn'],
  inReview: ['draft', 'published', 'archived', 'trashed', 'withdrawn'],
  published: ['draft', 'published', 'archived', 'trashed', 'withdrawn'],
  archived: ['draft', 'published', 'trashed', 'withdrawn'],
  trashed: ['draft', 'withdrawn'],
  withdrawn: ['draft', 'trashed', 'withdrawn'],
}

/** Throws `state-forbids` when an article may not go from one state to the other. */
export function insistOnStep(from: State, to: State) {
  if (followers[from].includes(to)) return
  throw new Problem('state-forbids', `It is ${from}; from there it can become ${followers[from].join(', ')}.`)
}

/** When an article is public, all RFC 3339 in UTC; `never` where there is no such moment. */
export interface Times {
  publishedAt: string | null
  embargo: string | null
  listedAt: string
  publicFrom: string
  publicUntil: string
}

/** What the desk asks for. */
export interface Publication {
  at?: string | undefined
  until?: string | null | undefined
  embargo?: string | null | undefined
}

/**
 * When the article is to be public: from the later of `at` and `embargo` until `until`. Without `at`, what is public keeps its time and
 * anything else appears now. Without `embargo` or `until`, a publication that stands, scheduled or public, keeps its own: null clears
 * them. Throws `unprocessable` for an end before the beginning, and `state-forbids` for a time to come while readers can see it: they
 * would lose it until then.
 */
export function timesOf({ at, until, embargo }: Publication, before: Times, now: Date): Times {
  const isPublic = isPublicAt(before, now)
  const publishedAt = at === undefined ? (isPublic ? before.publishedAt! : now.toISOString()) : instant(at)
  const standing = before.publicFrom !== never && before.publicUntil > now.toISOString() ? before : { embargo: null, publicUntil: never }
  const held = embargo === undefined ? standing.embargo : embargo === null ? null : instant(embargo)
  const publicUntil = until === undefined ? standing.publicUntil : until === null ? never : instant(until)
  const publicFrom = held !== null && held > publishedAt ? held : publishedAt
  if (publicUntil <= publicFrom) {
    throw new Problem('unprocessable', undefined, [
      { pointer: '#/until', code: 'too-early', detail: `It would end (${publicUntil}) before it begins (${publicFrom}).` },
    ])
  }
  if (isPublic && publicFrom > now.toISOString()) {
    throw new Problem('state-forbids', 'Readers can see it now and would lose it until then. Publish the change now, or take it off first.')
  }
  return { publishedAt, embargo: held, listedAt: publishedAt, publicFrom, publicUntil }
}

/** The times of an article that is not public. When it was published is remembered. */
export function withdrawnTimes({ publishedAt }: Times): Times {
  return { publishedAt, embargo: null, listedAt: never, publicFrom: never, publicUntil: never }
}

/** Whether readers can see it: the same rule as the predicate of `visibility.ts`, for one article at hand. */
export function isPublicAt({ listedAt, publicFrom, publicUntil }: Times, now: Date): boolean {
  const moment = now.toISOString()
  return listedAt <= moment && publicFrom <= moment && publicUntil > moment
}

/** The state as the desk sees it: published, but not yet, is scheduled; no longer, is archived. */
export function shownState(
  { state, publicFrom, publicUntil }: { state: State } & Pick<Times, 'publicFrom' | 'publicUntil'>,
  now: Date,
): ShownState {
  if (state !== 'published') return state
  if (publicFrom > now.toISOString()) return 'scheduled'
  return publicUntil > now.toISOString() ? 'published' : 'archived'
}

function instant(moment: string) {
  return new Date(moment).toISOString()
}
