import { closeSync, existsSync, openSync, readlinkSync, readSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import Sqlite from 'better-sqlite3'

/** Marks a file as Broadsheet's, by SQLite's `application_id` (“BrSh”). */
export const applicationId = 0x42725368

/** Bytes of SQLite's smallest page: no database is shorter. */
const smallestDatabase = 512

/** Below this SQLite, a reset of the write-ahead log could corrupt the file. */
const oldestSqlite = [3, 51, 3] as const

/**
 * Refuses, before anything is opened or written, a file that is not ours to touch, and a place where a file of ours used to be.
 * Throws a sentence that says what to do.
 */
export function checkBefore(name: string) {
  checkVersion()
  const file = placeOf(name)
  if (!existsSync(file)) {
    if (wasHere(file))
      throw new Error(
        `${file} is gone, though there was a newspaper in it. Put it back or restore a backup with \`broadsheet restore\`; to begin a new one, remove ${witness(file)} first.`,
      )
    return
  }
  if (statSync(file).nlink > 1)
    throw new Error(`${file} has a second name on this disk, under which somebody else could serve it unseen. Remove the other name first.`)
  if (statSync(file).size === 0 && !wasHere(file)) return
  const flaw = flawOf(file)
  if (flaw) throw new Error(`${file} ${flaw.sentence}. ${advice[flaw.kind]}`)
}

/** Insists on a newspaper that stands there and may be opened. Throws a sentence, as `checkBefore` does. */
export function insistOnNewspaper(file: string) {
  checkBefore(file)
  if (!existsSync(file)) throw new Error(`There is no newspaper in ${file}. Name its file with BROADSHEET_DATABASE.`)
}

/**
 * Where a file stands, or would, whatever links lead to it: SQLite keeps its log there, so that is where everything else of a newspaper is,
 * the lock first of all.
 */
export function placeOf(name: string): string {
  const known = found(name)
  if (known !== undefined) return known
  const folder = dirname(resolve(name))
  const place = existsSync(folder) ? join(realpathSync(folder), basename(name)) : resolve(name)
  const target = linkedFrom(place)
  return target === undefined ? place : placeOf(resolve(dirname(place), target))
}

function found(name: string) {
  try {
    return realpathSync(name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Where a link leads whose file is not there yet. */
function linkedFrom(place: string) {
  try {
    return readlinkSync(place)
  } catch {
    return undefined
  }
}

export interface Flaw {
  kind: 'strange' | 'foreign' | 'short'
  /** What is wrong, to stand behind the name of the file. */
  sentence: string
}

const advice = {
  strange: 'Choose another file with BROADSHEET_DATABASE, or restore a backup with `broadsheet restore`.',
  foreign: 'Choose another file with BROADSHEET_DATABASE; this one was left untouched.',
  short: 'Restore a backup with `broadsheet restore`; this one was left untouched.',
}

/** What keeps a file from being opened as a newspaper, as far as its first bytes tell. */
export function flawOf(file: string): Flaw | undefined {
  const size = statSync(file).size
  const header = headerOf(file)
  if (size < smallestDatabase || header.subarray(0, 16).toString('latin1') !== 'SQLite format 3\0')
    return { kind: 'strange', sentence: 'is not a database' }
  if (header.readUInt32BE(68) !== applicationId && !isEmpty(header, file))
    return { kind: 'foreign', sentence: 'belongs to another program' }
  const pages = header.readUInt32BE(28)
  const pageSize = header.readUInt16BE(16) === 1 ? 65536 : header.readUInt16BE(16)
  if (pages * pageSize > size && !existsSync(`${file}-wal`))
    return { kind: 'short', sentence: `is cut short: ${size} of ${pages * pageSize} bytes` }
  return undefined
}

/** Makes the file, which only this user can read, with our mark in it, before there is a log that could hold the mark alone: it is known as ours from its first moment on. */
export function markAsOurs(file: string) {
  if (existsSync(file) && headerOf(file).readUInt32BE(68) === applicationId) return
  closeSync(openSync(file, 'a', 0o600))
  const connection = new Sqlite(file)
  connection.pragma(`application_id = ${applicationId}`)
  connection.close()
}

/** The small file beside the database that outlives it, whatever the database is called by: it witnesses that there was one, and carries the lock. */
export function witness(file: string) {
  return `${placeOf(file)}.lock`
}

function wasHere(file: string) {
  return existsSync(witness(file)) && statSync(witness(file)).size > 0
}

function headerOf(file: string) {
  const header = Buffer.alloc(108)
  const descriptor = openSync(file, 'r')
  readSync(descriptor, header, 0, 108, 0)
  closeSync(descriptor)
  return header
}

/** Whether a database has no table yet: its schema is a leaf without a cell. Opening it to ask would leave files beside it. */
function isEmpty(header: Buffer, file: string) {
  return header.readUInt32BE(68) === 0 && header[100] === 13 && header.readUInt16BE(103) === 0 && !existsSync(`${file}-wal`)
}

function checkVersion() {
  const connection = new Sqlite(':memory:')
  const version = String(connection.prepare('select sqlite_version()').pluck().get())
  connection.close()
  const found = version.split('.').map(Number)
  const older = oldestSqlite.findIndex((part, position) => part !== found[position])
  if (older >= 0 && found[older]! < oldestSqlite[older]!)
    throw new Error(`SQLite ${version} is too old: ${oldestSqlite.join('.')} is needed. Install the packages again with \`npm ci\`.`)
}
