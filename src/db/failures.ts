/** Whether this error is a broken unique rule, on either engine. */
export function isDuplicate(error: unknown): boolean {
  return ['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY', '23505'].includes(codeOf(error) ?? '')
}

/** Whether this error is a reference to a row that does not exist, on either engine. */
export function isDangling(error: unknown): boolean {
  return ['SQLITE_CONSTRAINT_FOREIGNKEY', '23503'].includes(codeOf(error) ?? '')
}

/** Whether another process holds the lock. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error) ?? '')
}

/** Whether this error is the disk's or a lock's: the same call may go through later. */
export function isFault(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|PROTOCOL|NOMEM|CORRUPT|NOTADB)/.test(codeOf(error) ?? '')
}

/** Whether the file itself is damaged, as far down as what caused the error. */
export function isDamage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return ('code' in error && /^SQLITE_(CORRUPT|NOTADB)/.test(String(error.code))) || isDamage(error.cause)
}

/** Whether the disk failed in the middle of reading or writing. */
export function isDiskError(error: unknown): boolean {
  return /^SQLITE_IOERR/.test(codeOf(error) ?? '')
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if ('code' in error && typeof error.code === 'string') return error.code
  return codeOf(error.cause)
}
