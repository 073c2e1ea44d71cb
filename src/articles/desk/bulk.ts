import { setImmediate } from 'node:timers/promises'
import type { Writer } from '../../db/database.ts'
import type { Caller } from '../../http/access.ts'
import { insistOnAll, type Outcome, outcomeOf } from '../../http/many.ts'
import { type Failure, Problem } from '../../problem.ts'
import { termsById } from '../../taxonomy/store.ts'
import { type ArticleWithDraft, articleWithDraft } from '../store.ts'
import type { Words } from '../words.ts'
import { type ArticleOperation, type BulkOperations, membersOf } from './bulk.schema.ts'
import { type ArticlePatch, mostTags } from './desk.schema.ts'
import { saveWords } from './desk.ts'
import { changedWords } from './draft.ts'
import { steps } from './steps.ts'

/**
 * Does many operations, one after another, each as if it were alone and with the rights of the caller. All or nothing when it is to be
 * `atomic`: throws `none-changed`, which points at every operation that could not be done. Between two of them the event loop turns: a
 * hundred in one go would keep all readers waiting.
 */
export async function changeAll(tx: Writer, { operations, atomic }: BulkOperations, caller: Caller, now: Date) {
  const outcomes: Outcome<ArticleWithDraft>[] = []
  for (const operation of operations) {
    outcomes.push(await outcomeOf(() => tx.apart(() => changeOne(tx, operation, caller, now))))
    await setImmediate()
  }
  if (atomic) insistOnAll(outcomes, 'operations', 'none-changed')
  return outcomes
}

async function changeOne(tx: Writer, operation: ArticleOperation, caller: Caller, now: Date) {
  const { articleId, version, action, at, until, embargo } = operation
  insistOnSense(operation)
  const expected = version ?? undefined
  if (action === 'file') {
    const change = (words: Words) => filed(tx, words, operation)
    const fields = [...(operation.sectionId === undefined ? [] : ['sectionId']), ...(touchesTags(operation) ? ['tagIds'] : [])]
    return saveWords(tx, articleId, { change, intent: { fields } }, expected, caller, now)
  }
  return steps[action](tx, await articleWithDraft(tx, articleId), { caller, expected, now }, { at, until, embargo })
}

async function filed(tx: Writer, words: Words, { sectionId, tagIds, addTagIds = [], removeTagIds = [] }: ArticleOperation) {
  const known = await termsById(tx, addTagIds)
  const unknown = addTagIds.flatMap((id, place): Failure[] =>
    known.get(id)?.kind === 'tag' ? [] : [{ pointer: `#/addTagIds/${place}`, code: 'unknown', detail: `There is no tag ${id}.` }],
  )
  if (unknown.length > 0) throw new Problem('unprocessable', undefined, unknown)
  const kept = tagIds ?? words.tagIds.filter((id) => !removeTagIds.includes(id))
  const tags = [...new Set([...kept, ...addTagIds])]
  if (tags.length > mostTags) throw unfit('addTagIds', 'too-many', `It would have ${tags.length} tags; ${mostTags} are taken.`)
  const patch: ArticlePatch = { tagIds: tags, ...(sectionId !== undefined && { sectionId }) }
  return changedWords(words, patch)
}

function touchesTags({ tagIds, addTagIds, removeTagIds }: ArticleOperation) {
  return [tagIds, addTagIds, removeTagIds].some((given) => given !== undefined)
}

/** Throws `unprocessable` for members that do not go with the action, or with one another. */
function insistOnSense(operation: ArticleOperation) {
  const { articleId, version, action, ...others } = operation
  const given = Object.keys(others) as (keyof typeof others)[]
  const stray = given.filter((name) => !membersOf[action].includes(name))
  const failures = stray.map((name) => failure(name, 'not-here', `\`${name}\` does not go with \`${action}\`.`))
  if (failures.length > 0) throw new Problem('unprocessable', undefined, failures)
  if (action === 'file' && given.length === 0) throw unfit('action', 'required', 'Say what is to change: a section, or tags.')
  if (others.tagIds && (others.addTagIds || others.removeTagIds))
    throw unfit('tagIds', 'not-here', 'It is all the tags there are to be; `addTagIds` and `removeTagIds` start from those there are.')
}

function unfit(name: string, code: string, detail: string) {
  return new Problem('unprocessable', undefined, [failure(name, code, detail)])
}

function failure(name: string, code: string, detail: string): Failure {
  return { pointer: `#/${name}`, code, detail }
}
