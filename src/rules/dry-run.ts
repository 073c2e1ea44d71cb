import { setImmediate } from 'node:timers/promises'
import { signalsOf } from '../comments/signals.store.ts'
import type { Reader } from '../db/database.ts'
import { type ListInForce, listedWords } from '../screening/listed-words.ts'
import { decide } from '../screening/screening.ts'
import type { Signal } from '../screening/signals.ts'
import { listsInForce, readyWords } from '../screening/word-lists.store.ts'
import type { DryRun } from './word-lists.schema.ts'
import { digestOf, latestComments } from './word-lists.store.ts'

/** A list as it might be. */
export interface Proposed {
  /** That of the list whose place it takes, if there is one. */
  id?: string
  effect: ListInForce['effect']
  words: readonly string[]
  enabled: boolean
}

/** So many comments are read at once; then others have their turn. */
const atOnce = 20

/**
 * What a list would have done to so many of the newest comments, beside what else was found in them, compared with the lists in force. A comment that
 * waits only because all do counts as free: what the list adds would not be seen otherwise. Reads only.
 */
export async function dryRun(db: Reader, proposed: Proposed, count: number): Promise<DryRun> {
  const inForce = await listsInForce(db)
  const others = inForce.filter(({ id }) => id !== proposed.id)
  const standing = inForce.filter(({ id }) => id === proposed.id)
  const wanted = proposed.enabled ? [await ready(proposed)] : []

  const result: DryRun = { comments: 0, matched: 0, rejected: 0, held: 0, flagged: 0, freed: 0, items: [] }
  let last: string | undefined
  for (let left = count; left > 0; left -= atOnce) {
    const size = Math.min(left, atOnce)
    const rows = await latestComments(db, size, last)
    const kept = await signalsOf(
      db,
      rows.map(({ id }) => id),
    )
    for (const { id, state, createdAt, authorName, body, badge } of rows) {
      if (badge !== null) continue
      const comment = { authorName, body }
      const ofOthers = kept.flatMap(({ signal }) => (signal.commentId === id && !leftOut.has(signal.rule) ? [signal] : []))
      const rest = [...ofOthers, ...listedWords(comment, others)]
      const [before, after] = [listedWords(comment, standing), listedWords(comment, wanted)]
      result.comments++
      if (after.length > 0) result.matched++
      const outcome = difference(rest, before, after)
      if (!outcome) continue
      result[outcome]++
      const spans = (outcome === 'freed' ? before : after).flatMap((signal) => signal.spans)
      result.items.push({ commentId: id, outcome, state, createdAt, authorName, excerpt: excerptOf(body), spans })
    }
    if (rows.length < size) break
    last = rows.at(-1)!.id
    await setImmediate()
  }
  return result
}

/** What lists find is looked for anew; that all comments wait says nothing about one. */
const leftOut: ReadonlySet<string> = new Set(['word_list', 'mode', 'first_time'])

/** The states that a comment can come into, the strictest last. */
const strictness = ['approved', 'pending', 'spam', 'rejected']

function difference(rest: readonly Pick<Signal, 'verdict'>[], before: readonly Signal[], after: readonly Signal[]) {
  const [stood, stands] = [decide([...rest, ...before]), decide([...rest, ...after])]
  const stricter = strictness.indexOf(stands) - strictness.indexOf(stood)
  if (stricter < 0) return 'freed'
  if (stricter > 0) return stands === 'rejected' ? 'rejected' : 'held'
  return before.length === 0 && after.some(({ verdict }) => verdict === 'flag') ? 'flagged' : undefined
}

async function ready({ id = '', effect, words }: Proposed): Promise<ListInForce> {
  return { id, name: '', effect, words: await readyWords(digestOf(words), words) }
}

function excerptOf(body: string) {
  return Array.from(body).slice(0, 200).join('')
}
