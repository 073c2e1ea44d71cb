import type { Config } from '../config.ts'
import { insistOnNewspaper } from '../db/identity.ts'
import type { NewToken } from '../staff/schema.ts'
import { newSecret } from '../staff/secret.ts'
import { addToken } from '../staff/store.ts'
import { openNewspaper } from './newspaper.ts'

/**
 * Makes a token, beside a running server too, and prints it alone on standard output. Throws a sentence for a number of days that is none,
 * for a person who is not known, and where there is no newspaper.
 */
export async function createToken(config: Config, wanted: Pick<NewToken, 'staffId' | 'name' | 'role'>, days: string) {
  const expiresInDays = Number(days)
  if (!Number.isInteger(expiresInDays) || expiresInDays < 1 || expiresInDays > 3650)
    throw new Error('--days takes a whole number from 1 to 3650.')
  if (wanted.name?.trim() === '') throw new Error('The name is empty. Say who will use the token.')
  insistOnNewspaper(config.database)
  const { db, newId, now, random } = await openNewspaper(config)
  try {
    const made = await db.write((tx) => addToken(tx, { ...wanted, expiresInDays }, newSecret(random), newId(), now()))
    const { token, name, role, staffId, expiresAt } = made
    process.stderr.write(`A token for ${name}, ${role}, valid until ${expiresAt}; the staffId is ${staffId}. It is shown this once:\n`)
    process.stdout.write(`${token}\n`)
  } finally {
    await db.close()
  }
}
