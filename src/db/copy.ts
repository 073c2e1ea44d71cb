import { isDeepStrictEqual } from 'node:util'
import Sqlite from 'better-sqlite3'
import { isDamage } from './failures.ts'
import { type Contents, contentsOf, unsoundnessOf } from './soundness.ts'

export interface Copying {
  /** Told how far the copy is. */
  tell?: (bytes: number, of: number) => void
  /** Gives up between two steps. */
  signal?: AbortSignal
}

/** Pages of one step, a mebibyte: between two of them others get their turn. */
const pagesOfStep = 256

/**
 * Copies a newspaper as it is at this moment, while others go on writing, and checks the copy: it is sound, and each table has as many rows as were
 * there. The copy is one file without a log. Throws a sentence when either is damaged; what stands in `copy` then is for the caller to remove.
 *
 * One read transaction holds still what is copied and counted. Without it each write of another process would begin the copy anew.
 */
export async function copyNewspaper(source: string, copy: string, copying: Copying = {}): Promise<Contents> {
  try {
    const copied = await copySnapshot(source, copy, copying)
    insistOnCopy(source, copy, copied)
    copying.signal?.throwIfAborted()
    return copied
  } catch (error) {
    if (isDamage(error)) throw new Error(`${source} is damaged: ${(error as Error).message}.`)
    if (error instanceof Sqlite.SqliteError) throw new Error(`${source} could not be copied: ${error.message}. Nothing was left behind.`)
    throw error
  }
}

async function copySnapshot(source: string, copy: string, { tell, signal }: Copying) {
  const reading = new Sqlite(source, { fileMustExist: true })
  try {
    reading.pragma('query_only = on')
    reading.exec('begin')
    const contents = contentsOf(reading)
    const pageSize = reading.pragma('page_size', { simple: true }) as number
    await reading.backup(copy, {
      progress({ totalPages, remainingPages }) {
        signal?.throwIfAborted()
        tell?.((totalPages - remainingPages) * pageSize, totalPages * pageSize)
        return pagesOfStep
      },
    })
    return contents
  } finally {
    reading.close()
  }
}

function insistOnCopy(source: string, copy: string, copied: Contents) {
  const connection = new Sqlite(copy)
  try {
    connection.pragma('journal_mode = delete')
    connection.pragma('cell_size_check = on')
    const flaw = unsoundnessOf(connection)
    if (flaw) throw new Error(`${source} ${flaw}.`)
    if (!isDeepStrictEqual(contentsOf(connection), copied)) throw new Error(`The copy of ${source} does not hold what was read. Try again.`)
  } finally {
    connection.close()
  }
}
