import { eq, inArray } from 'drizzle-orm'
import type { Writer } from '../db/database.ts'
import { articles, links, listings } from '../db/tables.ts'
import { withAncestors } from '../taxonomy/store.ts'
import type { RevisionRow } from './store.ts'

/** What an article is filed under. */
export interface Filing {
  sectionId: string | null
  tagIds: readonly string[]
  bylines: readonly { authorId: string }[]
}

/** Files an article under its section and those above it, its tags and its authors, at its place in time. */
export async function fileArticle(tx: Writer, articleId: string, { sectionId, tagIds, bylines }: Filing, listedAt: string) {
  const path = sectionId === null ? [] : await withAncestors(tx, sectionId)
  const termIds = [...new Set([...path, ...tagIds, ...bylines.map(({ authorId }) => authorId)])]
  await tx.delete(listings).where(eq(listings.articleId, articleId))
  if (termIds.length > 0) await tx.insert(listings).values(termIds.map((termId) => ({ termId, listedAt, articleId })))
}

/** Makes the links that readers may follow those of the words that are published, without the articles that have been removed since. */
export async function publishLinks(tx: Writer, articleId: string, related: RevisionRow['related']) {
  await tx.delete(links).where(eq(links.articleId, articleId))
  const targets = related.map((link) => link.articleId)
  const rows = targets.length === 0 ? [] : await tx.select({ id: articles.id }).from(articles).where(inArray(articles.id, targets))
  const there = new Set(rows.map(({ id }) => id))
  const kept = related.filter((link) => there.has(link.articleId))
  if (kept.length === 0) return
  await tx
    .insert(links)
    .values(kept.map(({ articleId: targetId, relation, note }, position) => ({ articleId, position, targetId, relation, note })))
}
