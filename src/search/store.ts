import { and, between, desc, eq, gte, inArray, lt, type SQL, sql } from 'drizzle-orm'
import { rowsAt } from '../articles/text-index/text-rows.ts'
import { publicNow, publishedWords, summaryColumns } from '../articles/visibility.ts'
import { never } from '../db/columns.ts'
import type { Reader } from '../db/database.ts'
import { filled, listSize, places, prepared, preparedShapes } from '../db/prepared.ts'
import { articles, publicTexts, revisions, terms } from '../db/tables.ts'
import { publicWords } from '../db/text-index.ts'
import type { TermKind } from '../taxonomy/store.ts'
import type { Candidate } from './ranking.ts'

const { placeholder } = sql

/** So many of the newest stories that have the words are ranked; older ones are not reached. */
export const mostCandidates = 1000

/** When what is looked for was published. */
export interface Window {
  publishedFrom: string | undefined
  publishedBefore: string | undefined
}

/** That the words of a row of the index of readers are matched by an expression of FTS5. */
export function matches(expression: unknown): SQL {
  return sql`public_words match ${expression}`
}

/** The cross joins are inner ones by their conditions: they keep SQLite from walking anything but the index first. */
const candidates = prepared((db) =>
  db
    .select({
      row: publicTexts.row,
      id: articles.id,
      sectionId: articles.sectionId,
      headline: publicTexts.headline,
      front: publicTexts.front,
    })
    .from(publicWords)
    .crossJoin(publicTexts)
    .crossJoin(articles)
    .where(
      and(
        matches(placeholder('words')),
        between(publicWords.rowid, placeholder('first'), placeholder('last')),
        eq(publicTexts.row, publicWords.rowid),
        eq(articles.id, publicTexts.articleId),
        eq(articles.type, 'article'),
        publicNow,
        gte(articles.listedAt, placeholder('publishedFrom')),
        lt(articles.listedAt, placeholder('publishedBefore')),
      ),
    )
    .orderBy(desc(publicWords.rowid))
    .limit(mostCandidates + 1)
    .prepare('public_candidates'),
)

/** The newest public stories that an expression matches, one more than are ranked if there are more. */
export function publicCandidates(
  db: Reader,
  words: string,
  { publishedFrom = earliest, publishedBefore = never }: Partial<Window>,
  now: Date,
): Promise<Candidate[]> {
  const moment = now.toISOString()
  const last = rowsAt(publishedBefore < moment ? publishedBefore : moment).last
  return candidates(db).execute({ words, first: rowsAt(publishedFrom).first, last, publishedFrom, publishedBefore, now: moment })
}

const found = preparedShapes((db, size: `${number}`) =>
  db
    .select({ ...summaryColumns, bodyText: revisions.bodyText })
    .from(articles)
    .innerJoin(revisions, publishedWords)
    .where(and(inArray(articles.id, places('id', Number(size))), publicNow))
    .prepare(`found_${size}`),
)

/** Those of the ids that are public, with the text that snippets are cut from, by id. */
export async function foundStories(db: Reader, ids: readonly string[], now: Date) {
  if (ids.length === 0) return new Map<string, never>()
  const rows = await found(db, `${listSize(ids.length)}`).execute({ ...filled('id', ids), now: now.toISOString() })
  return new Map(rows.map((row) => [row.id, row]))
}

const kinds = ['section', 'tag', 'author'] as const satisfies readonly TermKind[]

const asked = preparedShapes((db, key: string) => {
  const sizes = JSON.parse(key) as Record<TermKind, number>
  const roots = sql.join(
    kinds.map((kind) => sql`(${terms.kind} = ${kind} and ${inArray(terms.slug, places(kind, sizes[kind]))})`),
    sql` or `,
  )
  return db
    .select({ id: terms.id, kind: terms.kind })
    .from(terms)
    .where(
      sql`${terms.id} in (with recursive below(id) as (
        select ${terms.id} from ${terms} where ${roots}
        union select ${terms.id} from ${terms} inner join below on ${terms.parentId} = below.id
      ) select id from below)`,
    )
    .prepare('terms_asked')
})

/** The ids of the terms of these slugs, the sections below a section among them, in one statement; undefined for a kind that was not asked for. */
export async function termsAsked(db: Reader, slugs: Readonly<Partial<Record<TermKind, readonly string[]>>>) {
  const given = kinds.filter((kind) => (slugs[kind] ?? []).length > 0)
  if (given.length === 0) return []
  const size = (kind: TermKind) => listSize(slugs[kind]?.length ?? 0)
  const shape = JSON.stringify({ section: size('section'), tag: size('tag'), author: size('author') })
  const rows = await asked(db, shape).execute(Object.assign({}, ...kinds.map((kind) => filled(kind, slugs[kind] ?? []))))
  return given.map((kind) => rows.filter((row) => row.kind === kind).map(({ id }) => id))
}

/** Before all moments there are here. */
const earliest = '1000-01-01T00:00:00.000Z'
