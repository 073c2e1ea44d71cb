import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { isPartOf } from './backup.ts'
import { type Copying, copyNewspaper } from './copy.ts'
import { isBusy } from './failures.ts'
import { flawOf, placeOf } from './identity.ts'
import { lockPlace } from './lock.ts'
import { newestSchema } from './migrate.ts'
import { beside, finish, insistOnFolder, putInPlace, removeHalfMade } from './placing.ts'
import type { Contents } from './soundness.ts'

export interface Restored extends Contents {
  /** The files of the newspaper that stood there, under their new names. */
  kept: string[]
}

/**
 * Puts a copy of a backup in the newspaper's place, whatever stands there: a sound file, a damaged one, or none. What stood there is kept as `former`.
 * Throws a sentence, and changes nothing, when the backup is not sound or is newer than this program, and while somebody uses the newspaper.
 */
export async function restoreBackup(backup: string, newspaper: string, former: string, copying: Copying = {}): Promise<Restored> {
  insistOnFolder(newspaper)
  const database = placeOf(newspaper)
  insistOnBackup(backup, database)
  if (existsSync(database) && flawOf(database)?.kind === 'foreign')
    throw new Error(`${database} belongs to another program. Choose another file with BROADSHEET_DATABASE; nothing was changed.`)
  const lock = lockPlace(database)
  try {
    removeHalfMade(dirname(database), (name) => name === basename(database))
    return await beside(database, async (part) => {
      const contents = await copyNewspaper(backup, part, copying)
      if (contents.schema > newestSchema())
        throw new Error(`${backup} was written by a newer Broadsheet. Install that version or a later one; nothing was changed.`)
      finish(part, (statSync(database, { throwIfNoEntry: false })?.mode ?? 0o600) & 0o777)
      lock.leaveWitness()
      return { ...contents, kept: exchange(part, database, former) }
    })
  } finally {
    lock.release()
  }
}

function insistOnBackup(backup: string, database: string) {
  if (!statSync(backup, { throwIfNoEntry: false })?.isFile()) throw new Error(`There is no file ${backup}.`)
  const flaw = flawOf(backup)
  if (flaw) throw new Error(`${backup} ${flaw.sentence}. Give a backup that \`broadsheet backup\` made; nothing was changed.`)
  if (isPartOf(database, backup)) throw new Error(`${backup} is the newspaper itself. Give a backup of it; nothing was changed.`)
}

/**
 * Two renames, and the second is all that lies between two newspapers; should it fail, what stood there stands there again. A log and its
 * file are never parted: a log that is left behind would be read into the restored file.
 */
function exchange(part: string, database: string, former: string): string[] {
  const parts = ['', '-wal', '-journal']
  const taken = parts.map((end) => former + end).find((file) => existsSync(file))
  if (taken) throw new Error(`${taken} is there already. Try again.`)
  settle(database)
  const moved: string[] = []
  try {
    for (const end of parts.filter((end) => existsSync(database + end))) {
      renameSync(database + end, former + end)
      moved.push(end)
    }
    rmSync(`${database}-shm`, { force: true })
    putInPlace(part, database)
  } catch (error) {
    for (const end of moved) renameSync(former + end, database + end)
    throw error
  }
  return moved.map((end) => former + end)
}

/** Brings what the log holds into the file, so that one file is kept; a damaged one stays as it is, beside its log. */
function settle(database: string) {
  if (!existsSync(database) || flawOf(database)) return
  const connection = new Sqlite(database, { timeout: 1000 })
  try {
    connection.pragma('journal_mode = delete')
  } catch (error) {
    if (isBusy(error)) throw new Error(`Another program has ${database} open. End it first; nothing was changed.`)
  } finally {
    connection.close()
  }
}
