import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openSqlite } from '../../src/db/sqlite.ts'
import { simulatedDisk } from '../helpers/disk.ts'
import { factsIn, insistOnWholeness, missingFrom } from '../helpers/facts.ts'
import { type Recorded, readRecording, recordedIn } from '../helpers/recording.ts'
import { startServer } from '../helpers/server.ts'
import { type Acknowledged, emptyLedger, forManyWriters, insistOnBusyAtWorst, write } from '../helpers/writers.ts'
import { type Bench, canTrace, conduct, type Experiment, insist } from './experiment.ts'

const writers = 8
const writesRecorded = 400

export const powerCut: Experiment = {
  name: 'R2 power cut',
  promise: `All that a server does to its files under ${writers} writers is recorded, from its first start to its clean end, and what it answers. The power is cut at random moments of
the recording: what was synced before is there, of the rest any part. Broadsheet opens what is left, the database is whole, and everything that was
answered before the cut is there. The control is the same with synchronous=NORMAL, and must lose something.`,
  rounds: 500,
  seconds: 900,
  lacking: () => (canTrace() ? undefined : 'there is no strace, or it may not trace'),
  async run(bench) {
    const safe = await recordingOf(bench, 'full', {})
    const lossless = cutAgainAndAgain(bench, safe, bench.rounds)
    insist(lossless.lost.length === 0, `${lossless.lost.length} cuts lost what was acknowledged, such as: ${lossless.lost[0]}`)
    const careless = await recordingOf(bench, 'normal', { NODE_OPTIONS: `--import=${carelessness(bench.folder)}` })
    const control = cutAgainAndAgain(bench, careless, Math.max(20, Math.ceil(bench.rounds / 5)))
    insist(control.lost.length > 0, `The experiment is broken: with synchronous=NORMAL ${control.cuts} cuts lost nothing`)
    return `${lossless.cuts} cuts of ${safe.acknowledged.length} acknowledged writes, none lost, all whole, ${lossless.empty} before there was a newspaper; \
of the control (synchronous=NORMAL) ${control.lost.length} of ${control.cuts} cuts lost acknowledged writes`
  },
}

interface Recording {
  acknowledged: readonly Acknowledged[]
  recorded: readonly Recorded[]
}

async function recordingOf({ folder, chance, say }: Bench, name: string, settings: Record<string, string>): Promise<Recording> {
  const place = join(folder, name)
  mkdirSync(place)
  const trace = join(folder, `${name}.trace`)
  const server = await startServer(place, { settings: { ...forManyWriters, ...settings }, through: recordedIn(trace) })
  const ledger = emptyLedger()
  try {
    await write(server, writers, ledger, chance, () => ledger.acknowledged.length >= writesRecorded)
    insist((await server.stop())[0] === 0, 'The server did not stop cleanly')
  } finally {
    await server.kill()
  }
  const { acknowledged, unanswered } = ledger
  insistOnBusyAtWorst(ledger)
  insist(unanswered.length === 0, `A connection ended: ${unanswered[0]}`)
  const recorded = await readRecording(trace, join(place, 'news.db'))
  const answers = new Set(recorded.flatMap((each) => (each.kind === 'answer' ? [each.request] : [])))
  insist(
    acknowledged.every(({ request }) => answers.has(request)),
    'An answer is missing from the recording',
  )
  const syncs = recorded.filter(({ kind }) => kind === 'sync').length
  say(`recorded ${recorded.length} calls, ${syncs} syncs, ${acknowledged.length} acknowledged writes (${name})`)
  return { acknowledged, recorded }
}

/** Cuts the power at so many moments, in their order, and tells what was lost by which. */
function cutAgainAndAgain({ folder, chance, timeLeft, say }: Bench, { acknowledged, recorded }: Recording, rounds: number) {
  const moments = Array.from({ length: rounds }, () => Math.floor(chance() * (recorded.length + 1))).sort((a, b) => a - b)
  const byRequest = new Map(acknowledged.map((write) => [write.request, write]))
  const disk = simulatedDisk()
  const answered: Acknowledged[] = []
  const [lost, left]: [string[], string] = [[], join(folder, 'left')]
  let [cuts, empty, done] = [0, 0, 0]
  for (const moment of moments) {
    if (!timeLeft()) break
    for (; done < moment; done++) {
      const each = recorded[done]!
      if (each.kind !== 'answer') disk.do(each)
      else if (byRequest.has(each.request)) answered.push(byRequest.get(each.request)!)
    }
    cuts++
    rmSync(left, { recursive: true, force: true })
    mkdirSync(left)
    for (const [file, contents] of disk.afterCut(chance)) writeFileSync(join(left, basename(file)), contents)
    try {
      void openSqlite(join(left, 'news.db')).close()
      insistOnWholeness(join(left, 'news.db'))
      const missing = missingFrom(factsIn(join(left, 'news.db')), answered)
      if (missing.length > 0) lost.push(`${missing.length} of ${answered.length} facts at call ${moment}: ${missing[0]}`)
      if (answered.length === 0) empty++
    } catch (error) {
      lost.push(`at call ${moment} of ${recorded.length}, after ${answered.length} answers: ${(error as Error).message}`)
    }
    if (cuts % 100 === 0) say(`${cuts} cuts`)
  }
  return { cuts, empty, lost }
}

/** A module that makes every connection of a server careless: it syncs at checkpoints alone, and says that it syncs always. */
function carelessness(folder: string): string {
  const file = join(folder, 'careless.cjs')
  writeFileSync(
    file,
    `const Sqlite = require(${JSON.stringify(resolve('node_modules/better-sqlite3'))})
    const { pragma } = Sqlite.prototype
    Sqlite.prototype.pragma = function (words, options) {
      if (words === 'synchronous') return 2
      return pragma.call(this, words.replace(/^synchronous = 2$/, 'synchronous = 1'), options)
    }`,
  )
  return pathToFileURL(file).href
}

await conduct(powerCut)
