import type { Config } from '../config.ts'
import type { Database } from './database.ts'
import { type Opening, openSqlite } from './sqlite.ts'

/** Opens the newspaper that the settings name, migrated and checked. Throws a sentence when it cannot be used. */
export function openDatabase(config: Config, opening?: Opening): Database {
  if (/^postgres(ql)?:/.test(config.database))
    throw new Error('BROADSHEET_DATABASE names a PostgreSQL server, which this version does not speak yet. Name a file.')
  return openSqlite(config.database, opening)
}
