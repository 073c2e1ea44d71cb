import { and, desc, eq, isNull } from 'drizzle-orm'
import { wasEverPublic } from '../articles/addresses/slugs.store.ts'
import { isPublicAt } from '../articles/publishing.ts'
import { type ArticleRow, articleWithDraft } from '../articles/store.ts'
import type { Reader, Writer } from '../db/database.ts'
import { beyond } from '../db/keyset.ts'
import { articles, corrections } from '../db/tables.ts'
import { audit, type By } from '../events/audit.ts'
import { record } from '../events/record.ts'
import { insistOn } from '../http/fresh.ts'
import { Problem } from '../problem.ts'
import type { CorrectionPatch, NewCorrection } from './schema.ts'

export type CorrectionRow = typeof corrections.$inferSelect

/** So many an article may have: readers get all of them with it. */
export const mostCorrections = 50

/** A page of all that was ever put right in an article, the latest first. */
export function allCorrections(db: Reader, articleId: string, limit: number, before: readonly string[] | undefined) {
  return db
    .select()
    .from(corrections)
    .where(and(eq(corrections.articleId, articleId), before && beyond([corrections.at, corrections.id], 'before', before)))
    .orderBy(desc(corrections.at), desc(corrections.id))
    .limit(limit)
}

/**
 * Puts something right, for readers at once. Throws `not-found`, and `state-forbids` for what is in the trash, was never public, or has as
 * many corrections as it may have.
 */
export async function addCorrection(tx: Writer, articleId: string, wanted: NewCorrection, id: string, by: By, now: Date) {
  const article = await correctable(tx, articleId, now)
  if ((await tx.$count(corrections, and(eq(corrections.articleId, articleId), isNull(corrections.removedAt)))) >= mostCorrections)
    throw new Problem('state-forbids', `It has ${mostCorrections} corrections, and no more are taken.`)
  const { kind, note, before = null, after = null } = wanted
  const made = { revision: 1, at: now.toISOString(), createdBy: by.caller.staffId }
  const [added] = await tx
    .insert(corrections)
    .values({ id, articleId, kind, note, before, after, ...made })
    .returning()
  await tell(tx, article, added!, 'added', now)
  await audit(tx, by, { what: 'correction', action: 'created', subjectId: id, before: {}, after: said(added!) }, now)
  return added!
}

/** Changes what a correction says. Throws `not-found`, `changed-meanwhile`, and `state-forbids` for what is in the trash. */
export async function changeCorrection(
  tx: Writer,
  { articleId, id }: Pick<CorrectionRow, 'articleId' | 'id'>,
  patch: CorrectionPatch,
  expected: number | undefined,
  by: By,
  now: Date,
) {
  const current = await standing(tx, articleId, id)
  const article = await correctable(tx, articleId, now)
  const changed = await change(tx, current, said({ ...current, ...patch }), expected)
  await tell(tx, article, changed, 'changed', now)
  await audit(tx, by, { what: 'correction', action: 'changed', subjectId: id, before: said(current), after: said(changed) }, now)
  return changed
}

/** Takes a correction back: readers do not get it any more, and the desk keeps it. Throws what `changeCorrection` throws. */
export async function removeCorrection(
  tx: Writer,
  { articleId, id }: Pick<CorrectionRow, 'articleId' | 'id'>,
  expected: number | undefined,
  by: By,
  now: Date,
) {
  const current = await standing(tx, articleId, id)
  const article = await correctable(tx, articleId, now)
  const removed = await change(tx, current, { removedAt: now.toISOString(), removedBy: by.caller.staffId }, expected)
  await tell(tx, article, removed, 'removed', now)
  await audit(tx, by, { what: 'correction', action: 'removed', subjectId: id, before: said(current), after: {} }, now)
}

/** The article, if readers could ever read what is to be put right. */
async function correctable(tx: Writer, articleId: string, now: Date) {
  const { article } = await articleWithDraft(tx, articleId)
  if (article.state === 'trashed') throw new Problem('state-forbids', 'It is in the trash. Restore it first.')
  if (!(await wasEverPublic(tx, articleId, now)))
    throw new Problem('state-forbids', 'It has never been public: change the draft. What is corrected is what readers have read.')
  return article
}

async function standing(tx: Writer, articleId: string, id: string) {
  const [correction] = await tx
    .select()
    .from(corrections)
    .where(and(eq(corrections.id, id), eq(corrections.articleId, articleId), isNull(corrections.removedAt)))
  if (!correction) throw new Problem('not-found', `There is no correction ${id} of this article.`)
  return correction
}

async function change(tx: Writer, { id, revision }: CorrectionRow, values: Partial<CorrectionRow>, expected: number | undefined) {
  insistOn(expected, revision)
  const [changed] = await tx
    .update(corrections)
    .set({ ...values, revision: revision + 1 })
    .where(and(eq(corrections.id, id), eq(corrections.revision, revision)))
    .returning()
  if (!changed) throw new Problem('changed-meanwhile')
  return changed
}

/** Makes what readers get of the corrections of an article what stands there now, and records it. The draft that somebody works on stays as it is, and so does its revision. */
async function tell(tx: Writer, article: ArticleRow, { id, kind }: CorrectionRow, what: 'added' | 'changed' | 'removed', now: Date) {
  const rows = await tx
    .select()
    .from(corrections)
    .where(and(eq(corrections.articleId, article.id), isNull(corrections.removedAt)))
    .orderBy(desc(corrections.at), desc(corrections.id))
  await tx
    .update(articles)
    .set({
      corrections: rows.map((row) => ({ id: row.id, ...said(row), at: row.at })),
      correctedAt: rows.find((row) => row.kind !== 'update')?.at ?? null,
      retracted: rows.some((row) => row.kind === 'retraction'),
      ...(isPublicAt(article, now) && { republishedAt: now.toISOString() }),
    })
    .where(eq(articles.id, article.id))
  await record(tx, 'article.corrected', article.id, { correctionId: id, kind, change: what }, now)
}

function said({ kind, note, before, after }: Pick<CorrectionRow, 'kind' | 'note' | 'before' | 'after'>) {
  return { kind, note, before, after }
}
