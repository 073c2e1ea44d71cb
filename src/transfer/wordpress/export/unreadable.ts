/** Why an export cannot be read: a sentence for the person who exported it, saying what to do, with the place where it is known. */
export class UnreadableExport extends Error {
  readonly line: number | undefined
  readonly column: number | undefined

  constructor(sentence: string, at?: { line: number; column: number }) {
    super(at ? `${sentence} (line ${at.line}, column ${at.column})` : sentence)
    this.name = 'UnreadableExport'
    this.line = at?.line
    this.column = at?.column
  }
}
