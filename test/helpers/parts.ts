import { readdirSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import root from 'tap'

const folder = 'test/parts'

/** Milliseconds that a part may take on a machine that is busy; each test in it keeps its own limit. */
const longest = 600_000

/** A file takes about as long as it is long, but for these, which take as long as one of so many kilobytes: ten to a CPU second. */
const kilobytes: Record<string, number> = {
  'input.test.ts': 280,
  'database.test.ts': 100,
  'export.test.ts': 100,
  'faults.test.ts': 100,
  'markup.test.ts': 95,
  'access.test.ts': 75,
  'contract.test.ts': 70,
  'leaks.test.ts': 70,
  'backup.test.ts': 60,
  'front.test.ts': 55,
  'own-comments.test.ts': 55,
  'mail.test.ts': 50,
  'screening.test.ts': 3,
}

/**
 * Runs a share of the test files in this process, one after another: starting a process costs more than most of them do. There are as many
 * shares as files in test/parts, about equally long, and every test file is in one of them. A test file also runs by itself:
 * `npx tap test/story.test.ts`.
 */
export function runPart(file: string) {
  const parts = readdirSync(folder).sort()
  const share = sharesOf(parts.length)[parts.indexOf(basename(file))]!
  root.test(`this part reads ${share.join(', ')}`, async (t) => {
    for (const name of share) await import(resolve(join('test', name)))
    root.setTimeout(longest)
    t.ok(share.length > 0, 'there are test files')
  })
}

/** The longest first, each to whoever has least. */
function sharesOf(count: number): string[][] {
  const files = readdirSync('test')
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => ({ name, length: kilobytes[name] ?? statSync(join('test', name)).size / 1024 }))
    .sort((a, b) => b.length - a.length || a.name.localeCompare(b.name))
  const shares = Array.from({ length: count }, () => ({ names: [] as string[], length: 0 }))
  for (const { name, length } of files) {
    const least = shares.reduce((one, other) => (other.length < one.length ? other : one))
    least.names.push(name)
    least.length += length
  }
  return shares.map(({ names }) => names)
}
