import { withAlternates } from '../articles/alternates.ts'
import { everything, type PublicArticle, publicList } from '../articles/lists.store.ts'
import { articleOf, summaryOf, termIdsOf } from '../articles/summary.ts'
import { type Thread, threadsOf } from '../comments/threads.ts'
import type { Reader } from '../db/database.ts'
import { cursorAt } from '../http/page.ts'
import { relatedTo } from '../links/related.ts'
import type { Services } from '../services.ts'
import { readSite } from '../site/store.ts'
import { termsById } from '../taxonomy/store.ts'
import type { inclusions } from './schema.ts'

/** How much of each is included in an article’s page. */
const [includedThreads, includedLatest] = [20, 10]

type Inclusion = (typeof inclusions)[number]

/** An article with all that its page shows, in at most seven statements, however much there is of everything. */
export async function articlePage(db: Reader, found: PublicArticle, include: readonly Inclusion[], { config, keys, now }: Services) {
  const { translations, ...row } = found
  const { name, language, commentSettings: settings } = await readSite(db)
  const related = include.includes('related') ? await relatedTo(db, row, now()) : []
  const latest = include.includes('latest')
    ? (await publicList(db, everything, includedLatest + 1, undefined, now())).filter(({ id }) => id !== row.id).slice(0, includedLatest)
    : []
  const threads = include.includes('comments') ? await threadsOf(db, keys, row.id, 'oldest', includedThreads + 1, undefined) : []
  const terms = await termsById(db, termIdsOf([row, ...related.map((link) => link.row), ...latest]))
  const setting = { terms, settings, config, now: now() }
  const included = {
    ...(include.includes('related') && {
      related: { items: related.map(({ row: target, ...link }) => ({ ...link, article: summaryOf(target, setting) })) },
    }),
    ...(include.includes('comments') && { comments: firstPage(threads, `/v1/articles/${row.slug}/comments`, keys) }),
    ...(include.includes('latest') && { latest: { items: latest.map((other) => summaryOf(other, setting)) } }),
  }
  const article = withAlternates(articleOf(row, setting, name), { ...row, translations }, language, config)
  return { ...article, ...(include.length > 0 && { included }) }
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
