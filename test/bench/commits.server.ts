import { randomBytes } from 'node:crypto'
import { createApp } from '../../src/app.ts'
import { openNewspaper } from '../../src/commands/newspaper.ts'
import { readConfig } from '../../src/config.ts'
import { newSecret } from '../../src/staff/secret.ts'
import { addToken } from '../../src/staff/store.ts'

/*
 * A server of the benchmark of commits, as a child of it: the real one, but for how many writers may share a commit. It tells the
 * parent its address and a token, and on every message what it did since the last.
 */

/** What the server did since it was last asked. */
export interface Work {
  /** Milliseconds of processor time. */
  cpu: number
  commits: number
  writers: number
}

const [file = '', largestGroup = ''] = process.argv.slice(2)
let [commits, writers] = [0, 0]
const config = readConfig({
  BROADSHEET_DATABASE: file,
  BROADSHEET_WRITES_PER_MINUTE: '100000000',
  BROADSHEET_TRUSTED_PROXIES: '127.0.0.1',
})
const services = await openNewspaper(config, { patience: 0, largestGroup: Number(largestGroup) })
services.db.onGroup(({ size }) => {
  commits += 1
  writers += size
})
const { token } = await services.db.write((tx) =>
  addToken(tx, { name: 'Bench', role: 'owner' }, newSecret(randomBytes), services.newId(), services.now()),
)
const app = await createApp(services)
const address = await app.listen({ host: '127.0.0.1', port: 0 })
let measured = process.cpuUsage()

process.on('message', () => {
  const { user, system } = process.cpuUsage(measured)
  process.send?.({ cpu: (user + system) / 1000, commits, writers } satisfies Work)
  measured = process.cpuUsage()
  commits = writers = 0
})
process.on('disconnect', () => process.exit())
process.send?.({ address, token })
