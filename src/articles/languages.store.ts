import { and, eq } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { articles, revisions } from '../db/tables.ts'
import { Problem } from '../problem.ts'
import { canonicalLanguage } from '../site/language.ts'

/** An article among the translations of its story: the languages that it takes there are that of its newest words and that of its public ones. */
export interface Telling {
  id: string
  drafted: string
  listed: string
}

/** Those that tell a story, whatever their state. */
export function tellingsOf(db: Reader, storyId: string): Promise<Telling[]> {
  return db
    .select({ id: articles.id, drafted: revisions.language, listed: articles.language })
    .from(articles)
    .innerJoin(revisions, and(eq(revisions.articleId, articles.id), eq(revisions.number, articles.draftRevision)))
    .where(eq(articles.storyId, storyId))
}

/** Whether two would be the same language of one story, now or once the newest words are published. */
export function areRivals(one: Telling, other: Telling): boolean {
  const [mine, theirs] = [one, other].map(({ drafted, listed }) => [drafted, listed].map((tag) => canonicalLanguage(tag) ?? tag))
  return mine!.some((tag) => theirs!.includes(tag))
}

/** Throws `unprocessable` when the story of an article has been told in the language of its new words by another. */
export async function insistOnFreeLanguage(
  tx: Reader,
  { id, storyId, language: listed }: Pick<typeof articles.$inferSelect, 'id' | 'storyId' | 'language'>,
  drafted: string,
) {
  if (storyId === null) return
  const rival = (await tellingsOf(tx, storyId)).find((other) => other.id !== id && areRivals(other, { id, drafted, listed }))
  if (!rival) return
  const detail = `The article ${rival.id} is the translation into “${rival.drafted}”; a story has one in each language.`
  throw new Problem('unprocessable', undefined, [{ pointer: '#/language', code: 'taken', detail }])
}
