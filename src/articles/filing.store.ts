import { and, asc, eq, gt, inArray } from 'drizzle-orm'
import type { Writer } from '../db/database.ts'
import { articles, draftLinks, links, listings, revisions } from '../db/tables.ts'
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
  const kept = await thereOf(tx, related)
  if (kept.length === 0) return
  await tx
    .insert(links)
    .values(kept.map(({ articleId: targetId, relation, note }, position) => ({ articleId, position, targetId, relation, note })))
}

/** Notes what the newest words of an article link to, so that every target can be asked for its backlinks. */
export async function noteDraftLinks(tx: Writer, articleId: string, related: RevisionRow['related']) {
  await tx.delete(draftLinks).where(eq(draftLinks.articleId, articleId))
  const targets = new Set((await thereOf(tx, related)).map((link) => link.articleId))
  if (targets.size > 0) await tx.insert(draftLinks).values([...targets].map((targetId) => ({ targetId, articleId })))
}

/** The same for all articles, where they came in by themselves. */
export async function noteAllDraftLinks(tx: Writer) {
  let last = ''
  while (true) {
    const rows = await tx
      .select({ id: articles.id, related: revisions.related })
      .from(articles)
      .innerJoin(revisions, and(eq(revisions.articleId, articles.id), eq(revisions.number, articles.draftRevision)))
      .where(gt(articles.id, last))
      .orderBy(asc(articles.id))
      .limit(500)
    for (const { id, related } of rows) if (related.length > 0) await noteDraftLinks(tx, id, related)
    if (rows.length === 0) return
    last = rows.at(-1)!.id
  }
}

async function thereOf(tx: Writer, related: RevisionRow['related']) {
  const targets = related.map((link) => link.articleId)
  const rows = targets.length === 0 ? [] : await tx.select({ id: articles.id }).from(articles).where(inArray(articles.id, targets))
  const there = new Set(rows.map(({ id }) => id))
  return related.filter((link) => there.has(link.articleId))
}
