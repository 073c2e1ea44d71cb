import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { endedWithUs } from '../helpers/children.ts'
import { connectionTo } from '../helpers/connection.ts'
import { insistOnPromises } from '../helpers/facts.ts'
import { program, startServer } from '../helpers/server.ts'
import { emptyLedger, forManyWriters, insistOnBusyAtWorst, write } from '../helpers/writers.ts'
import { conduct, type Experiment, insist } from './experiment.ts'

const writers = 8

/** One round in so many, the next server is killed as well while it starts. */
const killedInStart = 5

export const kill: Experiment = {
  name: 'R1 kill',
  promise: `Under ${writers} writers the server is ended with SIGKILL at a random moment, and started again. Everything that was acknowledged is there, word for
word; of every change all is there or nothing: an article and its event, a decision and its count; the database is whole.`,
  rounds: 200,
  seconds: 1500,
  async run({ folder, rounds, timeLeft, say, chance }) {
    const file = join(folder, 'news.db')
    const ledger = emptyLedger()
    const ready: number[] = []
    let server = await startServer(folder, { settings: forManyWriters })
    let round = 0
    try {
      for (; round < rounds && timeLeft(); round++) {
        const work = write(server, writers, ledger, chance, () => false)
        while (ledger.acknowledged.length <= round + 1) await pause(10)
        await pause(chance() * 500)
        await server.kill()
        await work
        if ((round + 1) % killedInStart === 0) await killWhileStarting(file, chance() * 600)
        const begun = performance.now()
        server = await startServer(folder, { settings: forManyWriters })
        await insistOnReadiness(server.address)
        ready.push(performance.now() - begun)
        insistOnPromises(file, ledger.acknowledged)
        if (round % 20 === 19) say(`${round + 1} rounds, ${ledger.acknowledged.length} acknowledged writes`)
      }
      insist(ledger.acknowledged.length > rounds, 'The writers hardly wrote anything')
      insistOnBusyAtWorst(ledger)
    } finally {
      await server.kill()
    }
    return `${round} kills under ${writers} writers, ${ledger.acknowledged.length} acknowledged writes, none lost; ${ledger.unanswered.length} requests cut off; ${readiness(ready)}`
  },
}

async function killWhileStarting(file: string, after: number) {
  const child = endedWithUs(
    spawn(process.execPath, [...program(), 'serve'], {
      env: { BROADSHEET_DATABASE: file, BROADSHEET_PORT: '0' },
      stdio: 'ignore',
    }),
  )
  const ended = once(child, 'exit')
  await pause(after)
  child.kill('SIGKILL')
  await ended
}

async function insistOnReadiness(address: string) {
  const { ask, close } = connectionTo(address)
  const { status } = await ask('GET', '//health/ready')
  close()
  insist(status === 200, `It is not ready once it listens, but answers ${status}`)
}

function readiness(milliseconds: readonly number[]) {
  const sorted = milliseconds.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!)
  const late = sorted.filter((time) => time > 2000).length
  return `ready again in ${at(0.5)} ms (median), ${at(0.99)} ms (99 %), ${at(1)} ms at most, ${late} times later than 2 s`
}

await conduct(kill)
