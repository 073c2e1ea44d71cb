import { and, asc, eq, inArray, or } from 'drizzle-orm'
import type { ArticleRow } from '../articles/store.ts'
import type { Reader, Writer } from '../db/database.ts'
import { articles, revisions } from '../db/tables.ts'
import { record } from '../events/record.ts'
import { Problem } from '../problem.ts'

/** An article with what its newest words say of it. */
export interface Member {
  article: ArticleRow
  language: string
  headline: string
  slug: string
}

const member = { article: articles, language: revisions.language, headline: revisions.headline, slug: revisions.slug }
const newestWords = and(eq(revisions.articleId, articles.id), eq(revisions.number, articles.draftRevision))!

/** The article, first, and whoever else tells its story, by language. Throws `not-found`. */
export async function tellersOf(db: Reader, id: string): Promise<[Member, ...Member[]]> {
  const [own] = await db.select(member).from(articles).innerJoin(revisions, newestWords).where(eq(articles.id, id))
  if (!own) throw new Problem('not-found', `There is no article ${id}.`)
  const { storyId } = own.article
  return storyId === null ? [own] : [own, ...(await membersOf(db, [storyId], [])).filter(({ article }) => article.id !== id)]
}

/** Articles by id, and all who tell one of the stories; by language. */
export async function membersOf(db: Reader, storyIds: readonly string[], ids: readonly string[]): Promise<Member[]> {
  if (storyIds.length + ids.length === 0) return []
  return db
    .select(member)
    .from(articles)
    .innerJoin(revisions, newestWords)
    .where(or(inArray(articles.storyId, [...storyIds]), inArray(articles.id, [...ids])))
    .orderBy(asc(revisions.language), asc(articles.id))
}

/** Makes an article tell a story, or none, on the condition that it is at a revision of that. Throws `changed-meanwhile`. */
export async function tellStory(tx: Writer, { id, translationsRevision }: ArticleRow, storyId: string | null, now: Date) {
  const revision = translationsRevision + 1
  const [told] = await tx
    .update(articles)
    .set({ storyId, translationsRevision: revision })
    .where(and(eq(articles.id, id), eq(articles.translationsRevision, translationsRevision)))
    .returning({ id: articles.id })
  if (!told) throw new Problem('changed-meanwhile')
  await record(tx, 'translations.changed', id, { revision }, now)
}
