import { withAlternates } from '../articles/alternates.ts'
import { newspaperAt } from '../articles/appearance/appearance.store.ts'
import { everything, type PublicArticle, publicList } from '../articles/lists.store.ts'
import { articleOf, closings, summaryOf, termIdsOf } from '../articles/summary.ts'
import { type Thread, threadsOf } from '../comments/threads.ts'
import type { Reader } from '../db/database.ts'
import { cursorAt } from '../http/page.ts'
import { relatedTo } from '../links/related.ts'
import type { Services } from '../services.ts'
import { termsById } from '../taxonomy/store.ts'
import type { inclusions } from './schema.ts'

/** How much of each is included in an article’s page. */
const [includedThreads, includedLatest] = [20, 10]

type Inclusion = (typeof inclusions)[number]

/** An article with all that its page shows, in at most seven statements, however much there is of everything; and when the clock changes it. */
export async function articlePage(db: Reader, found: PublicArticle, include: readonly Inclusion[], { config, keys, now }: Services) {
  const { translations, ...row } = found
  const at = now()
  const { name, language, commentSettings: settings, nextChanges } = await newspaperAt(db, at)
  const related = include.includes('related') ? await relatedTo(db, row, at) : []
  const latest = include.includes('latest')
    ? (await publicList(db, everything, includedLatest + 1, undefined, at)).filter(({ id }) => id !== row.id).slice(0, includedLatest)
    : []
  const threads = include.includes('comments') ? await threadsOf(db, keys, row.id, 'oldest', includedThreads + 1, undefined) : []
  const terms = await termsById(db, termIdsOf([row, ...related.map((link) => link.row), ...latest]))
  const setting = { terms, settings, config, now: at }
  const relatedItems = related.map(({ row: target, ...link }) => ({ ...link, article: summaryOf(target, setting) }))
  const latestItems = latest.map((other) => summaryOf(other, setting))
  const included = {
    ...(include.includes('related') && { related: { items: relatedItems } }),
    ...(include.includes('comments') && { comments: firstPage(threads, `/v1/articles/${row.slug}/comments`, keys) }),
    ...(include.includes('latest') && { latest: { items: latestItems } }),
  }
  const article = withAlternates(articleOf(row, setting, name), { ...row, translations }, language, config)
  const others = include.includes('related') || include.includes('latest') ? nextChanges : []
  const changes = [row.publicUntil, ...others, ...closings([article, ...relatedItems.map((link) => link.article), ...latestItems])]
  return { page: { ...article, ...(include.length > 0 && { included }) }, changes }
}

function firstPage(threads: readonly Thread[], path: string, keys: Services['keys']) {
  const items = threads.slice(0, includedThreads)
  const last = items.at(-1)
  const hasMore = threads.length > includedThreads && last !== undefined
  return {
    items,
    page: { next: hasMore ? cursorAt({ keys }, encodeURI(path), { sort: 'oldest' }, [last.createdAt, last.id]) : null, hasMore },
  }
}
