/** How many comments one reader may leave within so many seconds. */
const allowances = [
  { comments: 1, seconds: 15 },
  { comments: 5, seconds: 600 },
  { comments: 30, seconds: 86_400 },
] as const

/** The longest of the windows, in milliseconds: older comments do not count. */
export const longestWindow = 86_400_000

/** Seconds until another comment is taken from somebody who left comments at these moments, newest first; 0 when it is taken now. */
export function secondsToWait(moments: readonly string[], now: Date): number {
  const waits = allowances.map(({ comments, seconds }) => {
    const oldest = moments[comments - 1]
    return oldest === undefined ? 0 : Math.ceil((Date.parse(oldest) + seconds * 1000 - now.getTime()) / 1000)
  })
  return Math.max(0, ...waits)
}
