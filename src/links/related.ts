import { deskSummary } from '../articles/desk/desk.ts'
import type { PublicSummaryRow } from '../articles/lists.store.ts'
import { shownState } from '../articles/publishing.ts'
import { articleWithDraft, type RevisionRow } from '../articles/store.ts'
import type { Reader } from '../db/database.ts'
import { type Failure, Problem } from '../problem.ts'
import { likest } from './likeness.ts'
import type { DeadLink } from './reports.store.ts'
import { type DeadState, type RelatedLinks, relatedPlaces } from './schema.ts'
import { relatedByEditor, standingOf, storiesAlike } from './store.ts'

/** A related story before its terms have names. */
export interface RelatedRow {
  row: PublicSummaryRow
  relation: RevisionRow['related'][number]['relation']
  note: string | null
  chosenBy: 'editor' | 'likeness'
  reasons: string[]
}

/** What goes with a published story: the editor’s choice in order, and likeness in the places that are free. Two statements. */
export async function relatedTo(db: Reader, story: PublicSummaryRow, now: Date): Promise<RelatedRow[]> {
  const editors = (await relatedByEditor(db, story.id, now)).map(({ relation, note, ...row }) => ({
    row,
    relation,
    note,
    chosenBy: 'editor' as const,
    reasons: [],
  }))
  const free = Math.max(0, relatedPlaces - editors.length)
  const alike = await storiesAlike(db, story, free > 0, now)
  for (const { row } of editors) alike.delete(row.id)
  const likely = likest(
    [...alike.values()].map(({ candidate }) => candidate),
    story.publishedAt,
    free,
  )
  return [
    ...editors,
    ...likely.map(({ id, reasons }) => ({
      row: alike.get(id)!.row,
      relation: 'related' as const,
      note: null,
      chosenBy: 'likeness' as const,
      reasons,
    })),
  ]
}

/** The links of a draft with where their targets stand. Throws `not-found`. */
export async function draftLinks(db: Reader, id: string, now: Date) {
  const { article, draft } = await articleWithDraft(db, id)
  const standing = await standingOf(
    db,
    draft.related.map(({ articleId }) => articleId),
  )
  const items = draft.related.flatMap(({ articleId, relation, note }) => {
    const target = standing.get(articleId)
    return target ? [{ relation, note, article: deskSummary(target, now) }] : []
  })
  return { revision: article.version, version: article.version, items }
}

/** Links that lead to what is not public, with where both ends stand and why the target is not seen. */
export async function describedDeadLinks(db: Reader, rows: readonly DeadLink[], now: Date) {
  const standing = await standingOf(db, [...new Set(rows.flatMap(({ articleId, targetId }) => [articleId, targetId]))])
  return rows.map(({ articleId, targetId, relation, note }) => {
    const [source, target] = [standing.get(articleId)!, standing.get(targetId)!]
    const { article } = target
    const why = article.state === 'published' && article.publicUntil <= now.toISOString() ? 'expired' : shownState(article, now)
    return { article: deskSummary(source, now), relation, note, target: deskSummary(target, now), why: why as DeadState }
  })
}

/** The links to be kept. Throws `unprocessable`, pointing at each that is the article itself, stands there twice, or is unknown. */
export async function checkedLinks(db: Reader, id: string, { items }: RelatedLinks): Promise<RevisionRow['related']> {
  const known = await standingOf(
    db,
    items.map(({ articleId }) => articleId),
  )
  const failures = items.flatMap(({ articleId }, position): Failure[] => {
    const pointer = `#/items/${position}/articleId`
    if (articleId === id) return [{ pointer, code: 'itself', detail: 'An article cannot be related to itself.' }]
    if (items.findIndex((item) => item.articleId === articleId) < position)
      return [{ pointer, code: 'twice', detail: 'This article stands in the list already.' }]
    if (!known.has(articleId)) return [{ pointer, code: 'unknown', detail: `There is no article ${articleId}.` }]
    return []
  })
  if (failures.length > 0) throw new Problem('unprocessable', undefined, failures)
  return items.map(({ articleId, relation = 'related', note = null }) => ({ articleId, relation, note }))
}
