import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))

/** Every script of this folder that is an experiment. */
const experiments = readdirSync(folder)
  .filter((name) => name.endsWith('.ts') && name !== 'all.ts' && name !== 'experiment.ts')
  .sort()

// One after another, each with a line of what it found; the words of the command line go to each, such as --rounds 5.
for (const name of experiments) {
  const words = ['--import=tsx', join(folder, name), ...process.argv.slice(2)]
  const { status } = spawnSync(process.execPath, words, { stdio: ['ignore', 'inherit', 'ignore'] })
  if (status !== 0) process.exitCode = 1
}
