import { rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import closeWithGrace, { type Signals } from 'close-with-grace'
import { createApp } from '../app.ts'
import type { Config } from '../config.ts'
import { lockNewspaper } from '../db/lock.ts'
import { mailCarrier } from '../mail/carrier.ts'
import { openMediaFolder } from '../media/folder.ts'
import type { Services } from '../services.ts'
import { newSecret } from '../staff/secret.ts'
import { addToken, hasOwner } from '../staff/store.ts'
import type { Timed } from './by-the-clock.ts'
import { openNewspaper } from './newspaper.ts'
import { seed } from './seed.ts'
import { hasArticles } from './store.ts'
import { insistOnBackupFolder, keepBackups } from './timed-backup.ts'
import { keepKeys } from './timed-keys.ts'
import { keepCalling, keepSending } from './timed-mail.ts'
import { keepMediaTidy } from './timed-media.ts'
import { keepTelling } from './timed-notices.ts'
import { keepAnnouncing } from './timed-publication.ts'
import { keepRetention } from './timed-retention.ts'
import { keepRevisions } from './timed-revisions.ts'
import { keepAskingAndTelling } from './timed-spam-service.ts'
import { keepTextIndex } from './timed-text-index.ts'

/** Milliseconds that requests under way have left after a signal to stop. */
const shutdownDeadline = 10_000

/** Under npm these arrive twice, from the terminal and passed on; the second must not cut the stop short, which the deadline does if need be. */
const stopSignals: Signals[] = ['SIGTERM', 'SIGINT']

/**
 * Serves the newspaper until it is told to stop; the first start of an empty one brings the sample and the owner’s token.
 * It listens once the work of starting no longer counts as load. Throws a sentence, before anything is begun, when backups or mail have nowhere to go.
 */
export async function serve(config: Config) {
  if (config.backupFolder !== '') insistOnBackupFolder(config.backupFolder)
  const carrier = config.mail === '' ? undefined : mailCarrier(config)
  process.stdout.on('error', () => {})
  const lock = lockNewspaper(config.database)
  const services = await openNewspaper(config, { lock, patience: 0 })
  lock.leaveWitness()
  openMediaFolder(config)
  const isFirstStart = !(await hasOwner(services.db))
  if (isFirstStart && config.sample && !(await hasArticles(services.db))) await seed(services)
  const app = await createApp(services, { log: patientLog, watchLoad: true })
  if (isFirstStart) await giveOwnerToken(services, (message) => app.log.info(message))

  const timed: Timed[] = []
  const grace = closeWithGrace({ delay: shutdownDeadline, logger: app.log, skip: stopSignals }, async ({ err }) => {
    if (err) app.log.fatal(err)
    await Promise.all([...timed.map((work) => work.stop()), app.close()])
    await services.db.close()
    lock.release()
  })
  let stopping = false
  for (const signal of stopSignals) {
    process.on(signal, () => {
      if (!stopping) grace.close()
      stopping = true
    })
  }
  await app.ready()
  do await pause(20)
  while (app.isUnderPressure())
  await app.listen({ host: config.host, port: config.port })
  timed.push(keepAnnouncing(services, app.log), keepKeys(services, app.log), keepTextIndex(services, app.log))
  timed.push(keepRetention(services, app.log), keepRevisions(services, app.log), keepMediaTidy(services, app.log))
  if (config.spamServiceKey !== '') timed.push(keepAskingAndTelling(services, app.log))
  if (config.backupFolder !== '') timed.push(keepBackups(config, services.now, app.log))
  if (carrier) timed.push(keepSending(services, carrier, app.log))
  timed.push(keepCalling(services, app.log), keepTelling(services, app.log))
  if (process.stdout.isTTY)
    process.stdout.write(`\nRead the newspaper at ${config.baseUrl}/v1/articles, and the reference at ${config.baseUrl}/docs\n\n`)
}

/** Bytes of the log that may wait for whoever reads it. */
const mostUnread = 1024 * 1024

/** A log on a full disk, or one that nobody reads any more, is no reason to stop serving: its lines are lost until it takes them again. */
const patientLog = {
  write(line: string) {
    if (process.stdout.writableLength < mostUnread) process.stdout.write(line)
  },
}

/** Makes the owner’s token, once ever: shown to whoever watches, else left in a file that only this user can read, before it is valid. */
async function giveOwnerToken({ db, config, newId, now, random }: Services, say: (message: string) => void) {
  const secret = newSecret(random)
  const shown = process.stdout.isTTY || config.showToken
  const file = resolve(`${config.database}.token`)
  if (!shown) {
    rmSync(file, { force: true })
    writeFileSync(file, `${secret.token}\n`, { mode: 0o600, flag: 'wx' })
  }
  await db.write((tx) => addToken(tx, { name: 'Owner', role: 'owner', label: 'first start', expiresInDays: 3650 }, secret, newId(), now()))
  if (shown) process.stdout.write(`\nYour owner's token, shown this once:\n\n    ${secret.token}\n\n`)
  else say(`The owner's token is in ${file}, which only this user can read`)
}
