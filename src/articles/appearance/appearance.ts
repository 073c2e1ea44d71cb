import { never } from '../../db/columns.ts'
import { type Rights, type State, type Times, whyHidden } from '../publishing.ts'

/** What of the times of an article is done with: each has been told, or there was nothing to tell. */
export interface Told {
  toldFrom: string
  toldUntil: string | null
}

/** What is told of an article. */
export type News =
  | { type: 'article.appeared'; slug: string; moment: string }
  | { type: 'article.disappeared'; slug: string; moment: string; why: 'until' | 'rights' | 'desk' }

type Planned = { slug: string } & Pick<Times, 'publicFrom' | 'publicUntil' | 'askedUntil'> & Told

/** What the clock has to tell of an article next, whenever that is, and what is done with then. */
export function nextNews(article: Planned): { news: News; told: Told } | undefined {
  const { slug, publicFrom, publicUntil, askedUntil, toldFrom, toldUntil } = article
  if (toldFrom !== publicFrom) {
    return { news: { type: 'article.appeared', slug, moment: publicFrom }, told: { toldFrom: publicFrom, toldUntil: null } }
  }
  if (toldUntil !== null || publicUntil === never) return undefined
  const why = askedUntil === null ? 'until' : 'rights'
  return { news: { type: 'article.disappeared', slug, moment: publicUntil, why }, told: { toldFrom, toldUntil: publicUntil } }
}

type Standing = { slug: string; state: State } & Times & Rights

/**
 * What is told when the times of an article change: first what the clock should have told of the former ones and has not, then that it appears
 * or disappears by the change itself. What was told stays told, though the clock may have been set back since.
 */
export function newsOfChange(before: Standing & Told, after: Standing, now: Date): { news: News[]; told: Told } {
  const { toldFrom, toldUntil } = before
  if (before.publicFrom === after.publicFrom && before.publicUntil === after.publicUntil) return { news: [], told: { toldFrom, toldUntil } }
  const moment = now.toISOString()
  const news: News[] = []
  let told: Told = { toldFrom, toldUntil }
  for (let next = nextNews(before); next && next.news.moment <= moment; next = nextNews({ ...before, ...told })) {
    news.push(next.news)
    told = next.told
  }
  const { publicFrom, publicUntil } = after
  const wasIn = before.publicFrom !== never && told.toldFrom === before.publicFrom && told.toldUntil === null
  const isIn = publicFrom <= moment && publicUntil > moment
  const isToCome = publicFrom > moment && publicUntil > publicFrom
  if (isIn && !wasIn) news.push({ type: 'article.appeared', slug: after.slug, moment })
  if (wasIn && !isIn) {
    const why = whyHidden(after, now) === 'rights' ? 'rights' : 'desk'
    news.push({ type: 'article.disappeared', slug: before.slug, moment, why })
  }
  if (isToCome) return { news, told: { toldFrom: never, toldUntil: null } }
  return { news, told: { toldFrom: publicFrom, toldUntil: isIn ? null : publicUntil } }
}
