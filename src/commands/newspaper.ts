import { randomBytes } from 'node:crypto'
import { type Config, several } from '../config.ts'
import { isDamage } from '../db/failures.ts'
import { countingIds } from '../db/ids.ts'
import { keysOf } from '../db/keys.ts'
import { openDatabase } from '../db/open.ts'
import type { Opening } from '../db/sqlite.ts'
import { outbound } from '../http/outbound.ts'
import type { Services } from '../services.ts'
import { beginSite } from '../site/store.ts'

/** Opens the newspaper of the settings, begun if it is new, with the real clock and real chance. Throws a sentence when it cannot be opened. */
export async function openNewspaper(config: Config, opening?: Opening): Promise<Services> {
  try {
    const db = openDatabase(config, opening)
    const now = () => new Date()
    await db.write((tx) => beginSite(tx, now()))
    return {
      config,
      db,
      keys: await keysOf(db, randomBytes, now()),
      now,
      newId: countingIds(now),
      random: randomBytes,
      fetch: outbound(several(config.trustedTargets)),
    }
  } catch (error) {
    if (isDamage(error))
      throw new Error(`${config.database} is damaged. Restore a backup with \`broadsheet restore\`, which keeps this one.`)
    throw error
  }
}
