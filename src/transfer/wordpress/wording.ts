/** Text in one line as the newspaper keeps it: without controls and broken characters; '' when there is nothing to see. */
export function line(text: string): string {
  const written = text
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/gu, '')
    .trim()
  return /[^\s\p{C}]/u.test(written) ? written : ''
}

/** The beginning of a text and an ellipsis, in at most so many UTF-16 units; the whole text where that fits. */
export function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text
  return `${text
    .slice(0, longest - 1)
    .replace(/[\p{M}\p{Cs}\u200d]+$/u, '')
    .trimEnd()}…`
}

/** The first eight words. */
export function beginningOf(text: string): string {
  const words = text.split(' ')
  return words.length <= 8 ? text : `${words.slice(0, 8).join(' ')} …`
}
