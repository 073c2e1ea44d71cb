import { randomBytes } from 'node:crypto'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { backUp } from '../../src/db/backup.ts'
import { connectionTo } from '../helpers/connection.ts'
import { factsIn, insistOnPromises, insistOnWholeness, missingFrom } from '../helpers/facts.ts'
import { commandBeside, runCommand, startServer } from '../helpers/server.ts'
import { type Acknowledged, emptyLedger, forManyWriters, write } from '../helpers/writers.ts'
import { conduct, insist } from './experiment.ts'

const writers = 8

/** Mebibytes that are in the newspaper before, so that a copy takes a while. */
const ballast = 64

await conduct({
  name: 'R8 backup under load',
  promise: `Under ${writers} writers, backups of a newspaper of ${ballast} MiB and more. Each is whole (integrity_check, references, counts, both halves of every change) and
holds all that was acknowledged before it began. The controls are plain copies, of the file alone and of the file and then its log: they must fail now and then.
Every other backup is made in this process instead of by the command: it begins at once, when the last changes are in the log alone.`,
  rounds: 20,
  seconds: 240,
  async run({ folder, rounds, timeLeft, say, chance }) {
    const file = join(folder, 'news.db')
    runCommand(folder, ['migrate'])
    load(file)
    const server = await startServer(folder, { settings: forManyWriters })
    const ledger = emptyLedger()
    let over = false
    const work = write(server, writers, ledger, chance, () => over)
    const answers = watch(server.address)
    const [seconds, failed] = [[] as number[], { file: 0, fileAndLog: 0 }]
    let round = 0
    try {
      for (; round < rounds && timeLeft(); round++) {
        const target = join(folder, `backup-${round}.db`)
        answers.during('a backup')
        const before = [...ledger.acknowledged]
        const begun = performance.now()
        await (round % 2 === 0 ? commandBeside(folder, ['backup', target]) : backUp(file, target))
        seconds.push((performance.now() - begun) / 1000)
        answers.during('no backup')
        insistOnPromises(target, before)

        const since = [...ledger.acknowledged]
        const [alone, pair] = [join(folder, `alone-${round}.db`), join(folder, `pair-${round}.db`)]
        await copyFile(file, alone)
        if (!holds(alone, since)) failed.file++
        await copyFile(file, pair)
        await copyFile(`${file}-wal`, `${pair}-wal`)
        if (!holds(pair, since)) failed.fileAndLog++
        say(`${round + 1} backups, ${ledger.acknowledged.length} acknowledged writes; bad copies: ${JSON.stringify(failed)}`)
      }
      over = true
      await work
      const broken = ledger.refused.find(({ status }) => status !== 429 && status !== 503)
      insist(!broken, `A write was answered ${JSON.stringify(broken)}`)
      insist(ledger.unanswered.length === 0, `A write was not answered: ${ledger.unanswered[0]}`)
      insist(failed.file > 0, 'The file alone was always a good copy: the writers prove nothing')
      insist(failed.fileAndLog > 0 || round < 5, 'The file and its log were always a good copy: the writers prove nothing')
    } finally {
      over = true
      await answers.stop()
      await server.kill()
    }
    return `${round} backups of ${ballast} MiB and more under ${writers} writers, ${ledger.acknowledged.length} acknowledged writes, none missing; ${Math.max(...seconds).toFixed(1)} s at most; bad plain copies: ${failed.file} of the file, ${failed.fileAndLog} of file and log; ${answers.text()}`
  },
})

/** Whether a plain copy is whole and has everything. */
function holds(copy: string, acknowledged: readonly Acknowledged[]) {
  try {
    insistOnWholeness(copy)
    return missingFrom(factsIn(copy), acknowledged).length === 0
  } catch {
    return false
  }
}

function load(file: string) {
  const connection = new Sqlite(file)
  const keep = connection.prepare('insert into secrets values (?, ?)')
  for (let mebibyte = 0; mebibyte < ballast; mebibyte++) keep.run(`ballast ${mebibyte}`, randomBytes(512 * 1024).toString('hex'))
  connection.close()
}

/** Asks for the same page again and again, and notes how long each answer takes. */
function watch(address: string) {
  const times: Record<string, number[]> = { 'no backup': [], 'a backup': [] }
  let [phase, over] = ['no backup', false]
  const { ask, close } = connectionTo(address)
  const watching = (async () => {
    while (!over) {
      const [begun, asked] = [performance.now(), phase]
      await ask('GET', '/articles?limit=5')
      times[asked]!.push(performance.now() - begun)
    }
    close()
  })()
  const at = (all: number[], share: number) => Math.round(all.toSorted((a, b) => a - b)[Math.floor((all.length - 1) * share)]!)
  return {
    during: (next: string) => {
      phase = next
    },
    stop: () => {
      over = true
      return watching
    },
    text: () =>
      Object.entries(times)
        .map(([when, all]) => `a page during ${when}: ${at(all, 0.5)} ms median, ${at(all, 0.99)} ms p99, ${at(all, 1)} ms at most`)
        .join('; '),
  }
}
