import { fork } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, readdirSync, rmSync, statSync } from 'node:fs'
import { join, parse } from 'node:path'
import { text } from 'node:stream/consumers'
import type { FastifyBaseLogger } from 'fastify'
import type { Config } from '../config.ts'
import { removeHalfMade } from '../db/placing.ts'
import { byTheClock } from './by-the-clock.ts'
import { momentOf, stampOf } from './stamp.ts'

export type Timetable = Pick<Config, 'database' | 'backupFolder' | 'backupEvery' | 'backupsKept'>

/** Makes a backup in this file. Throws when it cannot. */
export type MakeBackup = (file: string) => Promise<unknown>

const hour = 3_600_000

const pace = {
  every: 60_000,
  afterFailure: 600_000,
  complaint: 'No backup could be made. It is tried again in ten minutes',
}

/**
 * Backs up by the clock. Each backup is made by `broadsheet backup` in a process of its own: its syncs and checks hold up nobody here, and its
 * end is not the server’s. A stop ends the one under way and clears it away.
 */
export function keepBackups(timetable: Timetable, now: () => Date, log: FastifyBaseLogger) {
  const backUp = async (stopping: AbortSignal) => {
    const made = await backUpWhenDue(timetable, now(), (file) => backUpApart(file, stopping))
    if (made) log.info({ backup: made }, 'A backup was made')
  }
  return byTheClock(pace, backUp, log)
}

/** Insists on a folder that backups can be put into. Throws a sentence that names the setting. */
export function insistOnBackupFolder(folder: string) {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`There is no folder ${folder}, which BROADSHEET_BACKUP_FOLDER names.`)
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch {
    throw new Error(`Nothing can be put into ${folder}, which BROADSHEET_BACKUP_FOLDER names: this user may not.`)
  }
}

/**
 * Makes a backup when the newest in the folder is old enough, whoever was running when it was made, and answers with its file; then lets go of the
 * oldest. Only files that bear such a name are counted or removed. Throws what `make` throws.
 */
export async function backUpWhenDue(timetable: Timetable, now: Date, make: MakeBackup): Promise<string | undefined> {
  const { backupFolder, backupEvery, backupsKept } = timetable
  insistOnBackupFolder(backupFolder)
  const newest = madeUntil(now, timetable).at(-1)
  if (newest && now.getTime() - momentOf(stampIn(newest)) < backupEvery * hour) return undefined
  const file = join(backupFolder, `${nameOf(timetable)}-${stampOf(now)}.db`)
  try {
    await make(file)
  } finally {
    removeHalfMade(backupFolder, (name) => isMadeHere(name, timetable))
  }
  for (const name of madeUntil(now, timetable).slice(0, -backupsKept)) rmSync(join(backupFolder, name))
  return file
}

/** The backups in the folder, oldest first; one that a wrong clock dated into the future neither counts nor goes. */
function madeUntil(now: Date, timetable: Timetable) {
  return readdirSync(timetable.backupFolder)
    .filter((name) => isMadeHere(name, timetable) && stampIn(name) <= stampOf(now))
    .sort()
}

function isMadeHere(name: string, timetable: Timetable) {
  return stampIn(name) !== '' && name === `${nameOf(timetable)}-${stampIn(name)}.db`
}

function stampIn(name: string) {
  return name.match(/-(\d{8}T\d{6}Z)\.db$/)?.[1] ?? ''
}

function nameOf({ database }: Timetable) {
  return parse(database).name
}

async function backUpApart(file: string, signal: AbortSignal) {
  const child = fork(process.argv[1]!, ['backup', file], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  const end = () => child.kill('SIGKILL')
  signal.addEventListener('abort', end)
  const [complaints, [exit]] = await Promise.all([text(child.stderr!), once(child, 'close')])
  signal.removeEventListener('abort', end)
  if (exit !== 0) throw new Error(complaints.match(/^broadsheet: (.*)$/m)?.[1] ?? `\`broadsheet backup\` ended with ${exit}`)
}
