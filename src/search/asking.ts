/** A word, or words in a row, as FTS5 takes them: whatever it holds is looked for and never read as syntax. */
export function quoted(words: string): string {
  return `"${words.replaceAll('"', '""')}"`
}
