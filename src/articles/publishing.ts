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

/** Since and until when a newspaper may show what is not its own, RFC 3339 in UTC; null where nothing is said. */
export interface Rights {
  rightsFrom: string | null
  rightsUntil: string | null
}

/** When an article is public, all RFC 3339 in UTC; `never` where there is no such moment. */
export interface Times {
  publishedAt: string | null
  embargo: string | null
  listedAt: string
  publicFrom: string
  publicUntil: string
  /** The end that was asked for, where the rights end sooner. */
  askedUntil: string | null
}

/** What the desk asks for. */
export interface Publication {
  at?: string | undefined
  until?: string | null | undefined
  embargo?: string | null | undefined
}

/**
 * When the article is to be public: from the later of `at` and `embargo` until `until`, as far as the rights reach. Without `at`, what is
 * public, or would be if the rights allowed it, keeps its time and anything else appears now. Without `embargo` or `until`, a publication
 * that stands, scheduled or public, keeps its own: null clears them. Throws `unprocessable` for an end before the beginning, and
 * `state-forbids` for a time to come while readers can see it: they would lose it until then.
 */
export function timesOf({ at, until, embargo }: Publication, before: Times & Rights, now: Date): Times {
  const moment = now.toISOString()
  const plan = planOf(before)
  const stands = plan.from !== never && plan.until > moment
  const publishedAt = at === undefined ? (stands && plan.from <= moment ? before.publishedAt! : moment) : instant(at)
  const standing = stands ? { embargo: before.embargo, until: plan.until } : { embargo: null, until: never }
  const held = embargo === undefined ? standing.embargo : embargo === null ? null : instant(embargo)
  const wanted = { from: later(publishedAt, held), until: until === undefined ? standing.until : until === null ? never : instant(until) }
  if (wanted.until <= wanted.from) {
    throw new Problem('unprocessable', undefined, [
      { pointer: '#/until', code: 'too-early', detail: `It would end (${wanted.until}) before it begins (${wanted.from}).` },
    ])
  }
  if (isPublicAt(before, now) && wanted.from > moment) {
    throw new Problem('state-forbids', 'Readers can see it now and would lose it until then. Publish the change now, or take it off first.')
  }
  return { publishedAt, embargo: held, listedAt: publishedAt, ...withinRights(wanted, before) }
}

/** The same publication under other rights: what is not published stays so. */
export function timesUnder(rights: Rights, before: Times): Pick<Times, 'publicFrom' | 'publicUntil' | 'askedUntil'> {
  const plan = planOf(before)
  return plan.from === never ? { publicFrom: never, publicUntil: never, askedUntil: null } : withinRights(plan, rights)
}

/** The times of an article that is not public. When it was published is remembered. */
export function withdrawnTimes({ publishedAt }: Times): Times {
  return { publishedAt, embargo: null, listedAt: never, publicFrom: never, publicUntil: never, askedUntil: null }
}

/** Whether readers can see it: the same rule as the predicate of `visibility.ts`, for one article at hand. */
export function isPublicAt(
  { listedAt, publicFrom, publicUntil }: Pick<Times, 'listedAt' | 'publicFrom' | 'publicUntil'>,
  now: Date,
): boolean {
  const moment = now.toISOString()
  return listedAt <= moment && publicFrom <= moment && publicUntil > moment
}

export const hiddenBy = ['state', 'at', 'embargo', 'until', 'rights'] as const

/** What keeps readers from an article now; null when they can see it. Rights that have ended are named first, for no waiting helps. */
export function whyHidden(article: { state: State } & Times & Rights, now: Date): (typeof hiddenBy)[number] | null {
  const moment = now.toISOString()
  if (article.state !== 'published') return 'state'
  if (article.rightsUntil !== null && article.rightsUntil <= moment) return 'rights'
  if (article.listedAt > moment) return 'at'
  if (article.embargo !== null && article.embargo > moment) return 'embargo'
  if (planOf(article).until <= moment) return 'until'
  return isPublicAt(article, now) ? null : 'rights'
}

/** Since and until when the desk wants it to be public, whatever the rights say; never and never when it is not published. */
export function planOf({ publishedAt, embargo, listedAt, publicUntil, askedUntil }: Times) {
  if (listedAt === never) return { from: never, until: never }
  return { from: later(publishedAt!, embargo), until: askedUntil ?? publicUntil }
}

function withinRights(plan: { from: string; until: string }, { rightsFrom, rightsUntil }: Rights) {
  const cut = rightsUntil !== null && rightsUntil < plan.until
  return {
    publicFrom: later(plan.from, rightsFrom),
    publicUntil: cut ? rightsUntil : plan.until,
    askedUntil: cut ? plan.until : null,
  }
}

function later(moment: string, other: string | null) {
  return other !== null && other > moment ? other : moment
}

/** The state as the desk sees it: published, but not yet, is scheduled; no longer, or never as the rights are, is archived. */
export function shownState(
  { state, publicFrom, publicUntil }: { state: State } & Pick<Times, 'publicFrom' | 'publicUntil'>,
  now: Date,
): ShownState {
  if (state !== 'published') return state
  if (publicUntil <= publicFrom) return 'archived'
  if (publicFrom > now.toISOString()) return 'scheduled'
  return publicUntil > now.toISOString() ? 'published' : 'archived'
}

function instant(moment: string) {
  return new Date(moment).toISOString()
}
