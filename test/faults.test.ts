import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import t, { type Test } from 'tap'
import { chancesOf, type Experiment, experiments, folderOfExperiments } from './faults/experiment.ts'
import { kill } from './faults/kill.ts'
import { secondServer } from './faults/second-server.ts'
import { stopUnderLoad } from './faults/stop-under-load.ts'

t.test('a newspaper whose server is killed in the middle of its work has lost nothing that it promised (R1)', async (t) => {
  t.match(await shortly(t, kill, 2), /^2 kills under 8 writers, [1-9]\d* acknowledged writes, none lost/)
})

t.test('a second server on the same newspaper is refused, and the first does not notice (R6)', async (t) => {
  t.match(await shortly(t, secondServer, 1), /^2 second servers and migrations refused, 1 commands done beside it, [1-9]\d* acknowledged/)
})

t.test('a server that is asked to stop answers what it has been asked before, and leaves one file (R13)', async (t) => {
  t.match(await shortly(t, stopUnderLoad, 1), /^1 stops, [1-9]\d* acknowledged writes and [1-9]\d* reads, none unanswered or lost/)
})

t.test('every experiment says what it does and what must hold', async (t) => {
  const scripts = experiments()
  t.ok(scripts.length >= 6, 'there are experiments')
  const said = execFileSync(process.execPath, [
    tsx,
    '--input-type=module',
    '--eval',
    askingAll,
    JSON.stringify(scripts.map((name) => resolve(folderOfExperiments, name))),
  ])
  const answers = JSON.parse(said.toString()) as string[]
  for (const [number, name] of scripts.entries())
    t.match(answers[number], /^[RS]\d+ .+\n\n\S[\s\S]+\.\n\n +--rounds N [\s\S]+--seconds N/, name)
})

/** A few rounds of an experiment, in a folder of the test. */
function shortly(t: Test, { run }: Experiment, rounds: number) {
  return run({ folder: t.testdir(), rounds, timeLeft: () => true, say: (sentence) => t.comment(sentence), chance: chancesOf(1) })
}

const tsx = `--import=${resolve('node_modules/tsx/dist/loader.mjs')}`

/** Asks one script after another for --help, in one process, because a new one for each takes a second. */
const askingAll = `
  const answers = []
  const print = process.stdout.write.bind(process.stdout)
  for (const script of JSON.parse(process.argv[1])) {
    answers.push('')
    process.argv = [process.argv[0], script, '--help']
    process.stdout.write = (text) => { answers[answers.length - 1] += text; return true }
    await import(script)
  }
  print(JSON.stringify(answers))`
