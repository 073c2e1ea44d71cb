import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { connectionTo } from '../helpers/connection.ts'
import { factsIn, insistOnPromises, missingFrom } from '../helpers/facts.ts'
import { commandBeside, runCommand, type Server, startServer } from '../helpers/server.ts'
import { emptyLedger, forManyWriters, write } from '../helpers/writers.ts'
import { conduct, insist } from './experiment.ts'

const settings = { ...forManyWriters, BROADSHEET_BASE_URL: 'https://news.example' }

/** What readers read of the sample newspaper, which the writers do not touch. */
const addresses = [
  '/site',
  '/articles/harbour-lights-return?include=related,comments',
  '/articles/harbour-lights-return/comments?limit=2',
  '/sections',
  '/authors',
  '/pages',
]

await conduct({
  name: 'R9 restore',
  promise: `Under eight writers a backup is made, and restored in a second place, over another newspaper. It serves the same bytes at ${addresses.length} addresses, and
all that was acknowledged before the backup began is there; the other newspaper is kept, whole. While a server runs there, nothing is restored.`,
  rounds: 3,
  seconds: 120,
  async run({ folder, rounds, timeLeft, say, chance }) {
    const [first, second] = [join(folder, 'first'), join(folder, 'second')]
    mkdirSync(first)
    const ledger = emptyLedger()
    const server = await startServer(first, { settings: { ...settings, BROADSHEET_SAMPLE: 'true' } })
    let round = 0
    let compared = 0
    try {
      const expected = await answersOf(server)
      for (; round < rounds && timeLeft(); round++) {
        let over = false
        const work = write(server, 8, ledger, chance, () => over)
        while (ledger.acknowledged.length < (round + 1) * 200) await new Promise(setImmediate)
        const before = [...ledger.acknowledged]
        const file = join(folder, `backup-${round}.db`)
        await commandBeside(first, ['backup', file])
        over = true
        await work
        insistOnSame(await answersOf(server), expected)

        mkdirSync(second)
        const other = await startServer(second, { settings })
        insist(refuses(second, file), 'A backup was restored under a running server')
        const elsewhere = emptyLedger()
        await write(other, 2, elsewhere, chance, () => elsewhere.acknowledged.length > 20)
        await other.kill()
        insist(existsSync(join(second, 'news.db-wal')), 'The crash has left no log')
        const { kept } = JSON.parse(runCommand(second, ['restore', file])) as { kept: string[] }
        insist(kept.length === 1, `Of a file and its log, this was kept: ${kept}`)
        insistOnPromises(kept[0]!, elsewhere.acknowledged)
        const missing = missingFrom(factsIn(join(second, 'news.db')), before)
        insist(missing.length === 0, `${missing.length} acknowledged facts are lost, such as: ${missing[0]}`)
        const restored = await startServer(second, { settings })
        compared += insistOnSame(await answersOf(restored), expected)
        await restored.stop()
        rmSync(second, { recursive: true })
        say(`${round + 1} restored, ${before.length} acknowledged writes in the last`)
      }
    } finally {
      await server.kill()
    }
    return `${round} backups restored, ${compared} answers compared byte for byte, ${ledger.acknowledged.length} acknowledged writes; the former newspaper whole each time`
  },
})

function refuses(folder: string, file: string) {
  try {
    runCommand(folder, ['restore', file])
    return false
  } catch (error) {
    return /Another Broadsheet is running/.test(String((error as { stderr?: string }).stderr))
  }
}

async function answersOf({ address }: Pick<Server, 'address'>) {
  const { ask, close } = connectionTo(address)
  const answers = []
  for (const path of addresses) {
    let reply = await ask('GET', path)
    for (; reply.status === 503; reply = await ask('GET', path)) await pause(100)
    const { status, headers, body } = reply
    answers.push(JSON.stringify({ path, status, etag: headers.etag, cache: headers['cache-control'], link: headers.link, body }))
  }
  close()
  return answers
}

function insistOnSame(found: readonly string[], expected: readonly string[]) {
  for (const [number, answer] of expected.entries()) {
    insist(JSON.parse(answer).status === 200, `${addresses[number]} is not there`)
    insist(found[number] === answer, `${addresses[number]} is answered otherwise: ${found[number]} instead of ${answer}`)
  }
  return expected.length
}
