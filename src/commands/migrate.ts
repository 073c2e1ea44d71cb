import type { Config } from '../config.ts'
import { lockNewspaper } from '../db/lock.ts'
import { openNewspaper } from './newspaper.ts'

/** Brings the database to this version’s schema and says so. Throws a sentence while a server has it. */
export async function migrate(config: Config) {
  const lock = lockNewspaper(config.database)
  try {
    const { db } = await openNewspaper(config, { lock })
    lock.leaveWitness()
    await db.close()
  } finally {
    lock.release()
  }
  process.stdout.write(`${config.database} has the schema of this version.\n`)
}
