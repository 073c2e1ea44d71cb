import { v7 } from 'uuid'

/** Makes UUIDv7 (RFC 9562) by a clock; those of one millisecond count upwards, so that the order of ids is the order of making. */
export function countingIds(now: () => Date): () => string {
  let sequence = 0
  return () => {
    sequence = (sequence + 1) % 0x7fffffff
    return v7({ msecs: now().getTime(), seq: sequence })
  }
}
