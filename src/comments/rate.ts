import type { Settings } from '../site/comment-settings.ts'

/** The longest of the windows, in milliseconds: older comments do not count. */
export const longestWindow = 86_400_000

/** So many of the newest comments of a reader say whether another one is taken. */
export function commentsThatCount({ per15Seconds, per10Minutes, perDay }: Settings['rate']): number {
  return Math.max(per15Seconds, per10Minutes, perDay)
}

/** Seconds until another comment is taken from somebody who left comments at these moments, newest first; 0 when it is taken now. */
export function secondsToWait(moments: readonly string[], { per15Seconds, per10Minutes, perDay }: Settings['rate'], now: Date): number {
  const allowances = [
    { comments: per15Seconds, seconds: 15 },
    { comments: per10Minutes, seconds: 600 },
    { comments: perDay, seconds: 86_400 },
  ]
  const waits = allowances.map(({ comments, seconds }) => {
    const oldest = moments[comments - 1]
    return oldest === undefined ? 0 : Math.ceil((Date.parse(oldest) + seconds * 1000 - now.getTime()) / 1000)
  })
  return Math.max(0, ...waits)
}
