import type { FastifyBaseLogger } from 'fastify'
import { replaceAddressKey } from '../db/address-keys.ts'
import { followKeys } from '../db/keys.ts'
import type { Services } from '../services.ts'
import { byTheClock } from './by-the-clock.ts'

const minute = 60_000
const day = 86_400_000

const pace = { every: minute, afterFailure: minute, complaint: 'The keys could not be looked after. It is tried again in a minute' }

/** Replaces the key of readers' addresses by the clock, and follows what another process has done with the keys. */
export function keepKeys(services: Services, log: FastifyBaseLogger) {
  const look = async () => {
    if (await turnKeys(services)) log.info('The key of the hashes of addresses was replaced')
  }
  return byTheClock(pace, look, log)
}

/** Brings the keys up to date, and replaces that of readers' addresses if it is as old as the settings say; answers with whether it did. */
export async function turnKeys({ config, db, keys, now, random }: Services): Promise<boolean> {
  const at = now()
  const madeBefore = new Date(at.getTime() - config.addressKeyDays * day).toISOString()
  await followKeys(db, keys)
  if (keys.address[0]!.madeAt > madeBefore) return false
  const replaced = await db.write((tx) => replaceAddressKey(tx, random, madeBefore, at))
  await followKeys(db, keys)
  return replaced
}
