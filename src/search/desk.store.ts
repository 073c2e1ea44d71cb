import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import { inState } from '../articles/desk/desk-lists.store.ts'
import type { ShownState } from '../articles/publishing.ts'
import type { Reader } from '../db/database.ts'
import { articles, deskTexts, publicTexts, revisions } from '../db/tables.ts'
import { deskWords, publicWords } from '../db/text-index.ts'
import type { Candidate } from './ranking.ts'
import { mostCandidates } from './store.ts'

/** The two halves of what the desk finds: newest words that are public or will be, and all others. */
const halves = {
  public: { texts: publicTexts, words: publicWords, name: sql.raw('public_words') },
  desk: { texts: deskTexts, words: deskWords, name: sql.raw('desk_words') },
} as const

export type Half = keyof typeof halves

/** The newest articles of a half whose newest words an expression of FTS5 matches, one more than are ranked if there are more. */
export function deskCandidates(db: Reader, half: Half, words: string, state: ShownState | undefined, now: Date): Promise<Candidate[]> {
  const { texts, words: index, name } = halves[half]
  return db
    .select({ row: texts.row, id: articles.id, sectionId: articles.sectionId, headline: texts.headline, front: texts.front })
    .from(index)
    .crossJoin(texts)
    .crossJoin(articles)
    .where(
      and(
        sql`${name} match ${words}`,
        eq(texts.row, index.rowid),
        eq(articles.id, texts.articleId),
        half === 'public' ? eq(articles.draftRevision, articles.publishedRevision) : undefined,
        state && inState(state, now.toISOString()),
      ),
    )
    .orderBy(desc(index.rowid))
    .limit(mostCandidates + 1)
}

/** Articles with their newest words, by id. */
export async function foundDrafts(db: Reader, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, never>()
  const rows = await db
    .select({
      article: articles,
      headline: revisions.headline,
      slug: revisions.slug,
      standfirst: revisions.standfirst,
      bodyText: revisions.bodyText,
    })
    .from(articles)
    .innerJoin(revisions, and(eq(revisions.articleId, articles.id), eq(revisions.number, articles.draftRevision)))
    .where(inArray(articles.id, [...ids]))
  return new Map(rows.map((row) => [row.article.id, row]))
}
