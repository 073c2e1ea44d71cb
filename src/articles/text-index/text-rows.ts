/** Rows of the full-text index that may stand in one minute. */
const rowsOfMinute = 2 ** 21

/** Before all moments there are here. */
const firstMinute = Date.parse('1000-01-01T00:00:00.000Z') / 60_000

/** The numbers that rows of the full-text index have whose time is the minute of this moment: later ones are higher, and all of them safe integers. */
export function rowsAt(moment: string): { first: number; last: number } {
  const first = (Math.floor(Date.parse(moment) / 60_000) - firstMinute) * rowsOfMinute
  return { first, last: first + rowsOfMinute - 1 }
}

/** The minute that a row of the index stands in, of 1970. */
export function minuteOf(row: number): number {
  return Math.floor(row / rowsOfMinute) + firstMinute
}
