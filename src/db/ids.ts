import { v7 } from 'uuid'

/**
 * Makes UUIDv7 (RFC 9562) by a clock; those of one millisecond count upwards, so that the order of ids is the order of making. Each
 * millisecond counts anew: the id of what is public says nothing of how much has been made that is not.
 */
export function countingIds(now: () => Date): () => string {
  let [msecs, sequence] = [0, 0]
  return () => {
    const moment = now().getTime()
    sequence = moment === msecs ? sequence + 1 : 0
    msecs = moment
    return v7({ msecs, seq: sequence })
  }
}
