import type Sqlite from 'better-sqlite3'

/**
 * Takes back a commit that the disk has failed, and answers whether that is certain. What it wrote may stand whole in the log, where a crash would find
 * it and bring back what everybody was told is not kept. Another commit right away, of nothing, writes over its beginning, and there the log ends.
 */
export function takeBack(connection: Sqlite.Database): boolean {
  try {
    if (connection.inTransaction) connection.exec('rollback')
    connection.exec(`begin immediate; pragma user_version = ${connection.pragma('user_version', { simple: true })}; commit`)
    return true
  } catch {
    return false
  }
}
