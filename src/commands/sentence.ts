/** What the system says by a code, as a sentence that says what to do. */
const remedies: Readonly<Record<string, (what: string) => string>> = {
  EACCES: (what) => `${what} may not be read or written by this user. Give the user the right to, or choose another place.`,
  EPERM: (what) => `${what} may not be read or written by this user. Give the user the right to, or choose another place.`,
  EISDIR: (what) => `${what} is a folder. Name a file.`,
  ENOTDIR: (what) => `${what} is below something that is not a folder. Choose another place.`,
  ENOENT: (what) => `There is no ${what}, or no folder for it.`,
  ENOSPC: () => 'The disk is full. Make room, and begin again.',
  EADDRINUSE: (what) => `${what} is taken. Stop what listens there, or set BROADSHEET_PORT.`,
  EADDRNOTAVAIL: (what) => `${what} is no address of this machine. Set BROADSHEET_HOST to one that is.`,
  ENOTFOUND: (what) => `${what} is no address of this machine. Set BROADSHEET_HOST to one that is.`,
  SQLITE_CANTOPEN: () =>
    'The database cannot be opened. Its folder must be there, and this user must have the right to read and write in it.',
  SQLITE_READONLY: () => 'The database may not be written by this user. Give the user the right to, or choose another place.',
  SQLITE_FULL: () => 'The disk is full. Make room, and begin again.',
}

interface SystemError extends Error {
  code?: unknown
  path?: unknown
  address?: unknown
  hostname?: unknown
  port?: unknown
}

/** An error as it is told on the terminal: our own sentences as they are, the system’s by what can be done about them. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code, path, address, hostname, port, cause } = error as SystemError
  const what = path ?? hostname ?? (port === undefined ? address : `Port ${port} of ${address}`)
  const [, remedy] = Object.entries(remedies).find(([known]) => String(code).startsWith(known)) ?? []
  if (remedy) return remedy(String(what ?? 'It'))
  return cause instanceof Error && 'code' in cause ? sentenceOf(cause) : error.message
}
