import type { Config } from '../config.ts'
import type { Role } from '../staff/roles.ts'
import { newSecret } from '../staff/secret.ts'
import { addToken } from '../staff/store.ts'
import { openNewspaper } from './newspaper.ts'

/** Makes a token, beside a running server too, and prints it alone on standard output. Throws a sentence for a number of days that is none. */
export async function createToken(config: Config, name: string, role: Role, days: string) {
  const expiresInDays = Number(days)
  if (!Number.isInteger(expiresInDays) || expiresInDays < 1 || expiresInDays > 3650)
    throw new Error('--days takes a whole number from 1 to 3650.')
  const { db, newId, now, random } = await openNewspaper(config)
  const { token, expiresAt } = await db.write((tx) => addToken(tx, { name, role, expiresInDays }, newSecret(random), newId(), now()))
  await db.close()
  process.stderr.write(`A token for ${name}, ${role}, valid until ${expiresAt}. It is shown this once:\n`)
  process.stdout.write(`${token}\n`)
}
