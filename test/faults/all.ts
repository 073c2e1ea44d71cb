import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { experiments, folderOfExperiments } from './experiment.ts'

// One after another, each with a line of what it found; the words of the command line go to each, such as --rounds 5.
for (const name of experiments()) {
  const words = ['--import=tsx', join(folderOfExperiments, name), ...process.argv.slice(2)]
  const { status } = spawnSync(process.execPath, words, { stdio: ['ignore', 'inherit', 'ignore'] })
  if (status !== 0) process.exitCode = 1
}
