import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { endedWithUs } from '../helpers/children.ts'
import { insistOnPromises } from '../helpers/facts.ts'
import { program, startServer } from '../helpers/server.ts'
import { emptyLedger, forManyWriters, insistOnBusyAtWorst, write } from '../helpers/writers.ts'
import { conduct, type Experiment, insist } from './experiment.ts'

/** What a second process may be asked beside a running server, and whether it may be done. */
const asked: readonly [words: readonly string[], allowed: boolean][] = [
  [['serve'], false],
  [['migrate'], false],
  [['token', 'create', 'Night desk', '--role', 'editor'], true],
]

export const secondServer: Experiment = {
  name: 'R6 second server',
  promise: `While a server works under load, a second one and a migration are begun on the same file: both refuse, and say why. Commands that may run beside it do.
The first answers every request meanwhile, and all that it acknowledged is there.`,
  rounds: 5,
  seconds: 120,
  async run({ folder, rounds, timeLeft, chance }) {
    const file = join(folder, 'news.db')
    const ledger = emptyLedger()
    const server = await startServer(folder, { settings: forManyWriters })
    let over = false
    const work = write(server, 1, ledger, chance, () => over)
    const told = { refused: 0, done: 0 }
    try {
      for (let round = 0; round < rounds && timeLeft(); round++) {
        await Promise.all(
          asked.map(async ([words, allowed]) => {
            const { status, stderr } = await ended(words, file)
            const refused = status === 1 && /^broadsheet: Another Broadsheet is running on .*Stop it first/.test(stderr)
            insist(allowed ? status === 0 : refused, `${words.join(' ')} ended with ${status} beside a running server: ${stderr}`)
            told[allowed ? 'done' : 'refused']++
          }),
        )
      }
      over = true
      await work
      const { unanswered } = ledger
      insistOnBusyAtWorst(ledger)
      insist(unanswered.length === 0, `A connection ended: ${unanswered[0]}`)
      insistOnPromises(file, ledger.acknowledged)
      insist((await server.stop())[0] === 0, 'The first did not stop cleanly')
    } finally {
      await server.kill()
    }
    return `${told.refused} second servers and migrations refused, ${told.done} commands done beside it, ${ledger.acknowledged.length} acknowledged writes meanwhile, none refused or lost`
  },
}

function ended(words: readonly string[], file: string) {
  return new Promise<{ status: number | null; stderr: string }>((resolve) => {
    const child = endedWithUs(
      spawn(process.execPath, [...program(), ...words], {
        env: { BROADSHEET_DATABASE: file, BROADSHEET_PORT: '0' },
        stdio: ['ignore', 'ignore', 'pipe'],
      }),
    )
    let stderr = ''
    child.stderr.on('data', (chunk) => {
      stderr += chunk
    })
    child.on('close', (status) => resolve({ status, stderr }))
  })
}

await conduct(secondServer)
