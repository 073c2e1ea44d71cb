import type { Config } from '../config.ts'
import { replaceAddressKey } from '../db/address-keys.ts'
import { insistOnNewspaper } from '../db/identity.ts'
import { replaceSigningKeys } from '../db/keys.ts'
import { openNewspaper } from './newspaper.ts'

/**
 * Replaces the key of readers' addresses at once, and with `all` those of cursors and of readers' tokens, beside a running server too. Throws a sentence
 * where there is no newspaper.
 */
export async function rotateKeys(config: Config, all: boolean) {
  insistOnNewspaper(config.database)
  const { db, now, random } = await openNewspaper(config)
  try {
    const at = now()
    await db.write(async (tx) => {
      await replaceAddressKey(tx, random, at.toISOString(), at)
      if (all) await replaceSigningKeys(tx, random)
    })
    const those = all ? 'The keys of addresses, of cursors and of readers’ tokens are' : 'The key of addresses is'
    process.stdout.write(`${those} new. A running server has noticed within a minute.\n`)
  } finally {
    await db.close()
  }
}
