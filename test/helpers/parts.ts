import { readdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import root from 'tap'

const folder = 'test/parts'

/** Milliseconds that a part may take on a machine that is busy; each test in it keeps its own limit. */
const longest = 600_000

/**
 * Runs a share of the test files in this process, one after another: starting a process costs more than most of them do. There are as many
 * shares as files in test/parts, and every test file is in one of them. A test file also runs by itself: `npx tap test/story.test.ts`.
 */
export function runPart(file: string) {
  const parts = readdirSync(folder).sort()
  const names = readdirSync('test')
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
  const share = names.filter((_, index) => index % parts.length === parts.indexOf(basename(file)))
  root.test(`this part reads ${share.join(', ')}`, async (t) => {
    for (const name of share) await import(resolve(join('test', name)))
    root.setTimeout(longest)
    t.ok(share.length > 0, 'there are test files')
  })
}
