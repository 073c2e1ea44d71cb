import { existsSync, statSync } from 'node:fs'
import { type Copying, copyNewspaper } from './copy.ts'
import { flawOf, insistOnNewspaper, placeOf, witness } from './identity.ts'
import { beside, finish, insistOnFolder, putInPlace } from './placing.ts'
import type { Contents } from './soundness.ts'

export interface Backup extends Contents {
  bytes: number
}

export interface BackingUp extends Copying {
  /** Whether a file that stands there may be replaced. */
  replace?: boolean
}

/**
 * Backs a newspaper up, beside a running server too: one file that only this user can read, checked and on the disk before it has its name.
 * Throws a sentence, and leaves nothing behind, when it cannot be made or is not sound.
 */
export async function backUp(database: string, target: string, { replace = false, ...copying }: BackingUp = {}): Promise<Backup> {
  insistOnNewspaper(database)
  insistOnPlace(database, target, replace)
  return beside(target, async (part) => {
    const contents = await copyNewspaper(database, part, copying)
    const bytes = statSync(part).size
    finish(part, 0o600)
    insistOnPlace(database, target, replace)
    putInPlace(part, target)
    return { ...contents, bytes }
  })
}

function insistOnPlace(database: string, target: string, replace: boolean) {
  insistOnFolder(target)
  if (isPartOf(database, target)) throw new Error(`${target} belongs to the newspaper itself. Choose another file for the backup.`)
  const inUse = ['-wal', '-journal'].map((end) => target + end).find((log) => existsSync(log))
  if (inUse) throw new Error(`${inUse} is the log of another database, which would spoil the backup. Choose another file.`)
  const found = statSync(target, { throwIfNoEntry: false })
  if (found && !found.isFile()) throw new Error(`${target} is not a file. Choose another name for the backup.`)
  if (found && replace && (flawOf(target) || existsSync(witness(target))))
    throw new Error(`${target} is not a backup, or a newspaper in use. Only a backup can be replaced; choose another file.`)
  if (found && !replace) throw new Error(`${target} is there already. Choose another file, or replace it with --force.`)
}

/** Whether a file is the newspaper, by whatever name, or one that SQLite or we keep beside it. */
export function isPartOf(database: string, file: string) {
  const known = statSync(database, { throwIfNoEntry: false })
  const found = statSync(file, { throwIfNoEntry: false })
  if (known && found && known.dev === found.dev && known.ino === found.ino) return true
  const parts = ['', '-wal', '-shm', '-journal'].map((end) => placeOf(database) + end)
  return [...parts, witness(database)].includes(placeOf(file))
}
