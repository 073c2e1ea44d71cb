import type { Writer } from '../../db/database.ts'
import { type Caller, insistOnScope } from '../../http/access.ts'
import { Problem } from '../../problem.ts'
import { readSite } from '../../site/store.ts'
import type { Publication } from '../publishing.ts'
import { type ArticleWithDraft, moveArticle, publishArticle } from '../store.ts'
import { insistOnRight } from './desk.ts'
import { insistOnImages } from './image-rules.ts'

/** Whoever takes a step, the version that they have seen, and when. */
export interface Taken {
  caller: Caller
  expected: number | undefined
  now: Date
}

/**
 * What can become of an article, alone or as one of many: each step asks for the right to it, and throws `not-allowed`, `changed-meanwhile`,
 * `state-forbids`, what `publishArticle` throws, and `unprocessable` for a picture that lacks what the newspaper asks of one: what comes from
 * elsewhere does not have to meet these rules.
 */
export const steps = {
  async publish(tx: Writer, found: ArticleWithDraft, { caller, expected, now }: Taken, wanted: Publication = {}) {
    insistOnScope(caller, 'articles:publish')
    const published = await publishArticle(tx, found, wanted, expected, now, caller.staffId)
    insistOnImages(found.draft, (await readSite(tx)).imageRules)
    return published
  },

  async unpublish(tx: Writer, found: ArticleWithDraft, { caller, expected, now }: Taken) {
    insistOnScope(caller, 'articles:publish')
    if (found.article.state === 'trashed') throw new Problem('state-forbids', 'It is in the trash. Restore it first.')
    return moveArticle(tx, found, 'draft', expected, now, caller.staffId)
  },

  async archive(tx: Writer, found: ArticleWithDraft, { caller, expected, now }: Taken) {
    insistOnScope(caller, 'articles:publish')
    return moveArticle(tx, found, 'archived', expected, now, caller.staffId)
  },

  async handIn(tx: Writer, found: ArticleWithDraft, { caller, expected, now }: Taken) {
    insistOnRight(caller, found.article)
    return moveArticle(tx, found, 'inReview', expected, now, caller.staffId)
  },

  async trash(tx: Writer, found: ArticleWithDraft, { caller, expected, now }: Taken) {
    insistOnRight(caller, found.article)
    return moveArticle(tx, found, 'trashed', expected, now, caller.staffId)
  },

  async restore(tx: Writer, found: ArticleWithDraft, { caller, expected, now }: Taken) {
    insistOnRight(caller, found.article)
    if (found.article.state !== 'trashed') throw new Problem('state-forbids', `It is ${found.article.state}, not in the trash.`)
    const to = found.article.withdrawnAt === null ? 'draft' : 'withdrawn'
    return moveArticle(tx, found, to, expected, now, caller.staffId)
  },
}
