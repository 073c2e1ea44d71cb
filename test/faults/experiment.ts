import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { program } from '../helpers/server.ts'

/** What an experiment is handed. */
export interface Bench {
  /** A folder of its own, gone afterwards. */
  folder: string
  /** How many rounds to do. */
  rounds: number
  /** Whether there is time for another round: ask before each. */
  timeLeft: () => boolean
  /** Tells whoever watches how far it is. */
  say: (sentence: string) => void
  /** A number from 0 up to 1, always the same ones for the same `--seed`. */
  chance: () => number
}

export interface Experiment {
  /** Its number and name, such as `R1 kill`. */
  name: string
  /** What is done, and what must hold: shown by --help. */
  promise: string
  rounds: number
  /** Seconds after which no further round is begun. */
  seconds: number
  /** The sentence for what this machine lacks for it; undefined when it can be done. */
  lacking?: () => string | undefined
  /** Does it and answers with a line of figures. Throws what must not have happened. */
  run: (bench: Bench) => Promise<string>
}

/**
 * Runs an experiment from the command line: `--rounds`, `--seconds`, `--seed`, `--help`. Exit code 0 when the promise held or it was skipped, 1 when
 * not, 2 for wrong usage. Does nothing when another script has been called, so that a test can import an experiment.
 */
export async function conduct({ name, promise, rounds, seconds, lacking, run }: Experiment) {
  if (basename(dirname(process.argv[1] ?? '')) !== 'faults') return
  const { values } = wordsOf({ rounds: String(rounds), seconds: String(seconds) })
  if (values.help) {
    process.stdout.write(
      `${name}\n\n${promise}\n\n  --rounds N   how many rounds (${rounds})\n  --seconds N  no round begins after so many (${seconds})\n  --seed N     repeats the chances of another run\n`,
    )
    return
  }
  const reason = lacking?.()
  if (reason !== undefined) {
    process.stdout.write(`${name}: skipped: ${reason}\n`)
    return
  }
  if (program().length > 1) execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'src/tsconfig.json'])
  const folder = mkdtempSync(join(tmpdir(), 'broadsheet-fault-'))
  const until = performance.now() + Number(values.seconds) * 1000
  const say = (sentence: string) => void process.stderr.write(`${name}: ${sentence}\n`)
  const chance = chancesOf(Number(values.seed))
  try {
    const figures = await run({ folder, rounds: Number(values.rounds), timeLeft: () => performance.now() < until, say, chance })
    process.stdout.write(`${name}: held (seed ${values.seed}): ${figures}\n`)
  } catch (error) {
    process.stdout.write(`${name}: FAILED (seed ${values.seed}): ${error instanceof Error ? error.stack : String(error)}\n`)
    process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function wordsOf(defaults: { rounds: string; seconds: string }) {
  try {
    return parseArgs({
      args: process.argv.slice(2),
      options: {
        rounds: { type: 'string', default: defaults.rounds },
        seconds: { type: 'string', default: defaults.seconds },
        seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    return process.exit(2)
  }
}

/** The scripts of this folder that conduct an experiment, by name; the others are what they share. */
export function experiments(): string[] {
  const conducts = (name: string) => /^await conduct\(/m.test(readFileSync(join(folderOfExperiments, name), 'utf8'))
  return readdirSync(folderOfExperiments).filter(conducts).sort()
}

export const folderOfExperiments = 'test/faults'

/** The same chances for the same seed, so that a run can be repeated (the generator is Mulberry32). */
export function chancesOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Throws the sentence when something is not as it must be. */
export function insist(holds: unknown, sentence: string): asserts holds {
  if (!holds) throw new Error(sentence)
}

/** Whether a command can be run on this machine, and ends well. */
export function can(command: string, ...words: string[]): boolean {
  return spawnSync(command, words, { stdio: 'ignore' }).status === 0
}

/** Whether the system calls of a program can be watched here. */
export const canTrace = () => can('strace', '-o', '/dev/null', 'true')
