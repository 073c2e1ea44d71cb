import { Problem } from '../problem.ts'

/** So many uploads are under way at once, from their first byte to their answer. */
const mostUploads = 8

let underWay = 0
let last: Promise<unknown> = Promise.resolve()

/** Lets an upload begin, and answers with what ends it, once. Throws `unavailable` when too many are under way. */
export function beginUpload(): () => void {
  if (underWay >= mostUploads)
    throw new Problem('unavailable', `${mostUploads} uploads are under way. Send it again after a moment.`, [], { 'retry-after': '5' })
  underWay++
  let ended = false
  return () => {
    if (!ended) underWay--
    ended = true
  }
}

/** Does what takes much of the machine, one after another in this process. */
export function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const turn = last.then(work)
  last = turn.catch(() => undefined)
  return turn
}
