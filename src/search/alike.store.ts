import { and, desc, eq, lte, ne, sql } from 'drizzle-orm'
import { rowsAt } from '../articles/text-index/text-rows.ts'
import { publicNow } from '../articles/visibility.ts'
import type { Reader } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { articles, publicTexts } from '../db/tables.ts'
import { publicWords } from '../db/text-index.ts'
import { quoted } from './asking.ts'
import { matches } from './store.ts'

const { placeholder } = sql

/** So many words are looked for, and so many of the newest stories with each are looked at. */
export const [mostWords, newestOfEach] = [10, 40]

/** A public story and the words that it shares with another. */
export interface AlikeStory {
  id: string
  publishedAt: string
  sectionId: string | null
  shared: string[]
  /** Of the words looked for, by how rare they are among what is public: between 0 and 1. */
  likeness: number
}

/** The cross joins are inner ones by their conditions: they keep SQLite from walking anything but the index first. */
const scans = prepared((db) => {
  const each = Array.from({ length: mostWords }, (_, position) =>
    db
      .select({
        position: sql<number>`${sql.raw(String(position))}`.as('position'),
        id: articles.id,
        publishedAt: articles.listedAt,
        sectionId: articles.sectionId,
      })
      .from(publicWords)
      .crossJoin(publicTexts)
      .crossJoin(articles)
      .where(
        and(
          matches(placeholder(`word${position}`)),
          lte(publicWords.rowid, placeholder('newest')),
          eq(publicTexts.row, publicWords.rowid),
          eq(articles.id, publicTexts.articleId),
          eq(articles.type, 'article'),
          ne(articles.id, placeholder('except')),
          publicNow,
        ),
      )
      .orderBy(desc(publicWords.rowid))
      .limit(placeholder('each'))
      .as(`scan${position}`),
  )
  const [first, ...rest] = each.map((scan) => db.select().from(scan))
  return rest.reduce((all, next) => all.unionAll(next) as typeof all, first!).prepare('stories_like')
})

/**
 * The public stories that share these words (`tellingWords`), folded as in the index, most alike first, but for the story `except` itself. The newest
 * stories with each word are looked at, so that neither the cost nor the likeness depends on more, and a word that many have counts little: nothing is
 * read off what is not public. One statement; with no words, or no places, it runs and finds nothing.
 */
export async function storiesLike(db: Reader, words: readonly string[], except: string, now: Date, limit: number): Promise<AlikeStory[]> {
  const asked = [...new Set(words)].slice(0, mostWords)
  const filled = Object.fromEntries(Array.from({ length: mostWords }, (_, position) => [`word${position}`, quoted(asked[position] ?? '')]))
  const each = limit === 0 ? 0 : newestOfEach
  const rows = await scans(db).execute({ ...filled, except, each, newest: rowsAt(now.toISOString()).last, now: now.toISOString() })
  const found = asked.map((_, position) => rows.filter((row) => row.position === position).length)
  const worth = found.map((stories) => 1 - stories / (newestOfEach + 10))
  const total = worth.reduce((sum, one) => sum + one, 0)
  const stories = new Map<string, AlikeStory>()
  for (const { position, ...row } of rows) {
    const story = stories.get(row.id) ?? { ...row, shared: [], likeness: 0 }
    story.shared.push(asked[position]!)
    story.likeness += worth[position]! / total
    stories.set(row.id, story)
  }
  return [...stories.values()]
    .sort(
      (a, b) => b.likeness - a.likeness || (a.publishedAt < b.publishedAt ? 1 : a.publishedAt > b.publishedAt ? -1 : a.id < b.id ? 1 : -1),
    )
    .slice(0, limit)
    .map((story) => ({ ...story, likeness: Math.round(story.likeness * 1000) / 1000 }))
}
