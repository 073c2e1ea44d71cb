import Sqlite from 'better-sqlite3'
import { isBusy } from './failures.ts'
import { checkBefore, witness } from './identity.ts'

/** The newspaper, held by this process alone. */
export interface Lock {
  /** Notes beside the database that there is one, so that its loss will be noticed. */
  leaveWitness(): void
  release(): void
}

/**
 * Takes the newspaper for this process alone, until it is released or the process ends, however it ends: the lock is an
 * exclusively locked small SQLite file beside the database, and the system drops such a lock with its holder.
 * Throws a sentence when another process has it, and whatever `checkBefore` throws, before anything is written.
 */
export function lockNewspaper(file: string): Lock {
  checkBefore(file)
  return lockPlace(file)
}

/** The same for whoever puts a newspaper there: whatever stands in the place now, if anything. */
export function lockPlace(file: string): Lock {
  const connection = new Sqlite(witness(file))
  connection.pragma('busy_timeout = 0')
  connection.pragma('locking_mode = exclusive')
  try {
    connection.exec('begin exclusive')
  } catch (error) {
    connection.close()
    if (!isBusy(error)) throw new Error(`${witness(file)} is not what Broadsheet keeps beside its database. Move it away, and start again.`)
    throw new Error(`Another Broadsheet is running on ${file}. Stop it first, or give this one a file of its own with BROADSHEET_DATABASE.`)
  }
  return {
    leaveWitness() {
      note(connection)
      if (connection.inTransaction) connection.exec('commit')
    },
    release: () => void connection.close(),
  }
}

/** The same note from a command that does not hold the newspaper; whoever holds it has written it already. */
export function leaveWitness(file: string) {
  const connection = new Sqlite(witness(file))
  connection.pragma('busy_timeout = 0')
  try {
    note(connection)
  } catch (error) {
    if (!isBusy(error)) throw error
  } finally {
    connection.close()
  }
}

function note(connection: Sqlite.Database) {
  connection.exec('create table if not exists newspaper (id integer primary key)')
}
