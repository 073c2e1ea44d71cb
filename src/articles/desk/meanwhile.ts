import type { Reader } from '../../db/database.ts'
import { type Failure, Problem } from '../../problem.ts'
import type { ArticleRow } from '../store.ts'
import { type ChangeMade, changesBetween, draftAt } from './changes.store.ts'
import { collisions } from './fields.ts'

/** What a change is about to touch, by the names of the API; `everything` when it says what becomes of the article as it was read. */
export interface Intent {
  fields: readonly string[]
  /** Where in the request a field is said, as a JSON pointer. */
  pointer?: (field: string) => string
  everything?: true
}

/** Publishing, handing in, taking off: whoever does so means the words that they have read. */
export const wholeArticle = (...fields: string[]): Intent => ({ fields, everything: true })

/** So many changes are looked back at. */
const mostChanges = 500

/**
 * Throws `changed-meanwhile` when a change was made upon another version of the article than there is: with who has changed what since, and
 * whether both touch the same. Only then is anything read.
 */
export async function insistOnVersion(db: Reader, article: ArticleRow, expected: number | undefined, intent: Intent) {
  const { id, version, updatedAt: changedAt, draftRevision } = article
  if (expected === undefined || expected === version) return
  const made = await changesBetween(db, id, Math.min(expected, version - 1), version, mostChanges)
  const changedBy = made[0]?.version === version ? made[0].by : null
  const theirs = made.length === version - expected ? [...new Set(made.flatMap(({ fields }) => fields))] : null
  const conflicts = theirs === null ? [...intent.fields] : intent.everything ? theirs : collisions(intent.fields, theirs)
  const disjoint = theirs !== null && conflicts.length === 0
  const members = {
    current: { version, changedAt, changedBy, draftRevision },
    base: { version: expected, draftRevision: expected < version ? await draftAt(db, article, expected) : null },
    yours: intent.fields,
    theirs,
    conflicts,
    disjoint,
  }
  const errors: Failure[] = [
    { header: 'If-Match', code: 'revision-differs', detail: `The current version is ${version}.` },
    ...(intent.pointer
      ? conflicts.map((field) => ({ pointer: intent.pointer!(field), code: 'changed-meanwhile', detail: said(field, made) }))
      : []),
  ]
  const detail = [
    `It is at version ${version} since ${changedAt}; your change was made upon version ${expected}.`,
    ...(theirs === null
      ? [expected > version ? 'There has been no such version yet.' : 'What was changed since is not known any more.']
      : told(made)),
    remedy(conflicts, disjoint),
  ]
  throw new Problem('changed-meanwhile', detail.join(' '), errors, { etag: `"r${version}"` }, members)
}

/** Of so many changes a sentence tells; the others are counted. */
const mostTold = 3

function told(made: readonly ChangeMade[]) {
  const newest = made
    .slice(0, mostTold)
    .map(({ at, by, fields }) => `${by?.name ?? 'Somebody'} changed ${fields.join(', ') || 'nothing'} at ${at}.`)
  const distinct = [...new Set(newest)]
  return made.length > mostTold ? [...distinct, `There were ${made.length - mostTold} changes before.`] : distinct
}

function said(field: string, made: readonly ChangeMade[]) {
  const last = made.find(({ fields }) => collisions([field], fields).length > 0)
  return last ? `${last.by?.name ?? 'Somebody'} changed it at ${last.at}.` : 'It may have been changed since you read it.'
}

function remedy(conflicts: readonly string[], disjoint: boolean) {
  if (disjoint) return 'None of it is what you change: send the same again with the `ETag` of this answer in `If-Match`.'
  const what = conflicts.length > 0 ? ` ${conflicts.join(', ')}` : ''
  return `Read it again, decide about${what || ' your change'}, and send it with the new \`ETag\`.`
}
