import { withAlternates } from '../articles/alternates.ts'
import {
  everything,
  type ListFilter,
  type PublicArticle,
  type PublicSummaryRow,
  publicArticles,
  publicList,
} from '../articles/lists.store.ts'
import { articleOf, type Setting, summaryOf, termIdsOf } from '../articles/summary.ts'
import type { Reader } from '../db/database.ts'
import { Problem } from '../problem.ts'
import { canonicalLanguage } from '../site/language.ts'
import { termsById, termsBySlug } from '../taxonomy/store.ts'
import type { ListQuery } from './schema.ts'

/** So many whole articles make a page; each may be long. */
const longestFull = 20

/** The rows of a public list, one more than the limit; empty when a term is asked for that does not exist. */
export async function listedRows(
  db: Reader,
  query: ListQuery,
  after: readonly string[] | undefined,
  now: Date,
): Promise<PublicSummaryRow[]> {
  const { limit, id, section = [], tag = [], author = [], kind: kinds = [], language, sort, view } = query
  if (id !== undefined) return (await publicArticles(db, alone(query, id), now)).filter(({ type }) => type === 'article')
  if (view === 'full' && limit > longestFull) {
    throw new Problem('invalid-request', undefined, [
      { parameter: 'limit', code: 'maximum', detail: `With \`view=full\` a page holds ${longestFull} articles at most.` },
    ])
  }
  const asked = [
    { kind: 'tag', slugs: tag },
    { kind: 'author', slugs: author },
    { kind: 'section', slugs: section },
  ] as const
  const filed: string[][] = []
  for (const { kind, slugs } of asked.filter((group) => group.slugs.length > 0)) {
    const found = await termsBySlug(db, kind, slugs)
    if (found.length === 0) return []
    filed.push(found.map((term) => term.id))
  }
  const filter: ListFilter = {
    ...everything,
    filed,
    kinds,
    language: languageAsked(language),
    oldestFirst: sort === 'publishedAt',
    whole: view === 'full',
    publishedFrom: instant(query.publishedFrom),
    publishedBefore: instant(query.publishedBefore),
  }
  return publicList(db, filter, limit + 1, after, now)
}

/** A language as articles keep it. */
export function languageAsked(language: string | undefined) {
  return language === undefined ? undefined : (canonicalLanguage(language) ?? language)
}

/** Rows as lists show them, their terms named in one statement. */
export async function listed(
  db: Reader,
  rows: readonly (PublicSummaryRow | PublicArticle)[],
  setting: Omit<Setting, 'terms'>,
  site: { name: string; language: string },
) {
  const named = { ...setting, terms: await termsById(db, termIdsOf(rows)) }
  return rows.map((row) => {
    if (!('bodyHtml' in row)) return summaryOf(row, named)
    const { translations, ...own } = row
    return withAlternates(articleOf(own, named, site.name), row, site.language, setting.config)
  })
}

function alone({ cursor, section, tag, author, kind, language, publishedFrom, publishedBefore, view }: ListQuery, ids: string[]) {
  if (
    [cursor, section, tag, author, kind, language, publishedFrom, publishedBefore].some((other) => other !== undefined) ||
    view === 'full'
  ) {
    throw new Problem('invalid-request', undefined, [
      { parameter: 'id', code: 'alone', detail: 'A list by id takes no other filter, cursor or view.' },
    ])
  }
  return [...new Set(ids)]
}

function instant(moment: string | undefined) {
  return moment === undefined ? undefined : new Date(moment).toISOString()
}
