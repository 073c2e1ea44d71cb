import { statSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { Problem } from '../problem.ts'
import type { Database, Reader, Writer } from './database.ts'
import { isBusy, isDiskError, isFault } from './failures.ts'
import { checkBefore, markAsOurs, placeOf } from './identity.ts'
import { type Lock, leaveWitness, lockPlace } from './lock.ts'
import { isBehind, migrateSqlite } from './migrate.ts'
import { takeBack } from './take-back.ts'
import { type Commits, takeTurns } from './turns.ts'

/** How a database is opened. */
export interface Opening {
  /** The newspaper's lock, of a caller who has it; without it, it is taken while an older schema is brought to this one. */
  lock?: Lock
  /** Milliseconds that a command may stand still for another process's lock; a server waits beside its readers instead (0). */
  patience?: number
  /** Milliseconds that a group of writers waits after that for another process to let go of the file, without stopping the readers. */
  longestWait?: number
  /** How many writers may share one commit: one, to measure what sharing is worth. */
  largestGroup?: number
  /** Told of every statement, for counting them. */
  onStatement?: (statement: string) => void
}

/**
 * One file, two connections: readers see only what is committed, writers take turns.
 *
 * better-sqlite3 answers at once, but a transaction here may `await`, and between two awaits
 * other requests run. On a connection of its own, a transaction cannot swallow their statements.
 * Throws a sentence that says what to do when the file is newer than this program, foreign, corrupt or gone, and when it is older
 * while somebody else serves it.
 */
export function openSqlite(name: string, { lock, patience = 5000, longestWait = 5000, largestGroup, onStatement }: Opening = {}): Database {
  checkBefore(name)
  const file = placeOf(name)
  markAsOurs(file)
  const writing = connect(file, 5000)
  try {
    if (isBehind(writing)) migrateAlone(writing, lock)
  } catch (error) {
    writing.close()
    throw error
  }
  leaveWitness(file)
  writing.pragma(`busy_timeout = ${patience}`)
  const reading = connectReader(file)
  const opened = statSync(file)
  const inPlace = () => {
    const found = statSync(file, { throwIfNoEntry: false })
    return found?.ino === opened.ino && found.dev === opened.dev
  }
  const commits = groupCommits(writing, longestWait, inPlace)
  const tx = Object.assign(drizzle(writing, { casing: 'snake_case', ...logged(onStatement) }), { apart: commits.apart })
  const turns = takeTurns(commits, { unavailable, crowded }, largestGroup)

  return Object.assign(drizzle(reading, { casing: 'snake_case', ...logged(onStatement) }) as unknown as Reader, {
    write: <Result>(work: (tx: Writer) => Promise<Result>) => turns.take(() => work(tx as unknown as Writer)),
    async atOneMoment<Result>(work: (moment: Reader) => Promise<Result>) {
      const connection = connectReader(file)
      try {
        connection.exec('begin')
        connection.prepare('select count(*) from sqlite_schema').get()
        return await work(drizzle(connection, { casing: 'snake_case', ...logged(onStatement) }) as unknown as Reader)
      } finally {
        connection.close()
      }
    },
    onGroup: turns.onGroup,
    standing: () => ({ waiting: turns.waiting(), inPlace: inPlace(), bytes: bytesOf(file), logBytes: bytesOf(`${file}-wal`) }),
    async close() {
      await turns.settled()
      reading.close()
      writing.close()
    },
  })
}

/** Nobody's newspaper is changed under them: an older server may be running on it. */
function migrateAlone(connection: Sqlite.Database, lock: Lock | undefined) {
  const taken = lock ? undefined : lockPlace(connection.name)
  try {
    migrateSqlite(connection)
  } finally {
    taken?.release()
  }
}

function connectReader(file: string) {
  const connection = connect(file, 5000)
  connection.pragma('query_only = on')
  return connection
}

function connect(file: string, patience: number) {
  const connection = new Sqlite(file)
  const pragmas = {
    busy_timeout: patience,
    journal_mode: 'wal',
    synchronous: 2,
    foreign_keys: 1,
    cell_size_check: 1,
    secure_delete: 1,
    mmap_size: 0,
    temp_store: 2,
    cache_size: -16000,
    journal_size_limit: 67108864,
  }
  for (const [name, value] of Object.entries(pragmas)) {
    connection.pragma(`${name} = ${value}`)
    const found = connection.pragma(name, { simple: true })
    if (found !== value && found !== undefined) throw new Error(`SQLite took ${name} = ${found} where ${value} is needed`)
  }
  return connection
}

function groupCommits(connection: Sqlite.Database, longestWait: number, inPlace: () => boolean): Commits {
  const statement = (text: string) => connection.prepare(text)
  const [begin, commit, rollback] = [statement('begin immediate'), statement('commit'), statement('rollback')]
  const [savepoint, release, undo] = [statement('savepoint writer'), statement('release writer'), statement('rollback to writer')]
  return {
    async begin() {
      if (!inPlace())
        throw new Error(`${connection.name} was replaced or removed while it was served. Stop this server, and put the file back.`)
      const until = performance.now() + longestWait
      while (true) {
        try {
          begin.run()
          return
        } catch (error) {
          if (!isBusy(error) || performance.now() > until) throw error
          await pause(20)
        }
      }
    },
    commit() {
      try {
        commit.run()
      } catch (error) {
        throw isDiskError(error) && !takeBack(connection) ? new Uncertain(error) : error
      }
    },
    rollback: () => void (connection.inTransaction && rollback.run()),
    isOpen: () => connection.inTransaction,
    async apart(work) {
      savepoint.run()
      try {
        const result = await work()
        release.run()
        return result
      } catch (error) {
        if (connection.inTransaction) {
          undo.run()
          release.run()
        }
        throw isFault(error) ? unavailable(error) : error
      }
    },
  }
}

/** A commit that failed, and may come back after a crash all the same. */
class Uncertain extends Error {
  constructor(cause: unknown) {
    super('A commit failed and could not be taken back', { cause })
  }
}

function unavailable(cause: unknown) {
  const detail =
    cause instanceof Uncertain
      ? 'The disk failed. Whether this was kept is not known: look before sending it again, or send it with the same Idempotency-Key.'
      : 'The database cannot take writes at the moment.'
  const problem = new Problem('unavailable', detail, [], { 'retry-after': '5' })
  problem.cause = cause
  return problem
}

function crowded() {
  return new Problem('unavailable', 'Too many changes are waiting to be written.', [], { 'retry-after': '1' })
}

function bytesOf(file: string) {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

function logged(onStatement: ((statement: string) => void) | undefined) {
  return onStatement ? { logger: { logQuery: onStatement } } : {}
}
