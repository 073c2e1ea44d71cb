import type { Writer } from '../db/database.ts'
import { audit, type By } from '../events/audit.ts'
import { record } from '../events/record.ts'
import { Problem } from '../problem.ts'
import { wasEverPublic } from './addresses/slugs.store.ts'
import { notWithdrawn, withdrawalOf } from './addresses/tombstone.ts'
import type { NewWithdrawal } from './desk/desk.schema.ts'
import { insistOnVersion, wholeArticle } from './desk/meanwhile.ts'
import { type ArticleRow, type ArticleWithDraft, moveArticle } from './store.ts'

/**
 * Withdraws what readers could once read, or changes what its tombstone says; who it was, and when, stays. Throws `changed-meanwhile`, and
 * `state-forbids` for what is in the trash or was never public.
 */
export async function withdrawArticle(
  tx: Writer,
  found: ArticleWithDraft,
  { reason, note = null }: NewWithdrawal,
  expected: number | undefined,
  by: By,
  now: Date,
) {
  const { article } = found
  await insistOnVersion(tx, article, expected, wholeArticle('state'))
  if (article.state === 'trashed') throw new Problem('state-forbids', 'It is in the trash. Restore it first.')
  if (!(await wasEverPublic(tx, article.id, now)))
    throw new Problem('state-forbids', 'It has never been public: there is nothing to withdraw. Put it into the trash.')
  const { withdrawnAt, withdrawnBy } = article
  const first = withdrawnAt === null ? { withdrawnAt: now.toISOString(), withdrawnBy: by.caller.staffId } : { withdrawnAt, withdrawnBy }
  const moved = await moveArticle(tx, found, 'withdrawn', expected, now, by.caller.staffId, {
    ...first,
    withdrawalReason: reason,
    withdrawalNote: note,
  })
  await record(tx, 'article.withdrawn', article.id, { reason }, now)
  await noteChange(tx, by, withdrawnAt === null ? 'created' : 'changed', article, moved.article, now)
  return moved
}

/** Takes a withdrawal back: it is a draft again, and public when it is published anew. Throws `changed-meanwhile` and `state-forbids`. */
export async function endWithdrawal(tx: Writer, found: ArticleWithDraft, expected: number | undefined, by: By, now: Date) {
  const { article } = found
  await insistOnVersion(tx, article, expected, wholeArticle('state'))
  if (article.state !== 'withdrawn') throw new Problem('state-forbids', `It is ${article.state}, not withdrawn.`)
  const moved = await moveArticle(tx, found, 'draft', expected, now, by.caller.staffId, notWithdrawn)
  await record(tx, 'article.withdrawalEnded', article.id, {}, now)
  await noteChange(tx, by, 'ended', article, moved.article, now)
  return moved
}

async function noteChange(tx: Writer, by: By, action: 'created' | 'changed' | 'ended', before: ArticleRow, after: ArticleRow, now: Date) {
  const told = (article: ArticleRow) => ({ ...withdrawalOf(article) })
  await audit(tx, by, { what: 'withdrawal', action, subjectId: before.id, before: told(before), after: told(after) }, now)
}
