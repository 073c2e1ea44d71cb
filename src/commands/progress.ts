import { SingleBar } from 'cli-progress'

/** Where a command shows how far it has come. */
export interface Shown {
  /** So much is done; `details` are what the words of the bar name. */
  tell(done: number, details: Readonly<Record<string, string | number>>): void
  stop(): void
}

/** Shows progress towards `of` on standard error: a bar with these words for whoever watches, JSON lines for what reads. `unit` is what is counted. */
export function showProgress(unit: string, of: number, words: string): Shown {
  return process.stderr.isTTY ? bar(of, words) : lines(unit, of)
}

function bar(of: number, words: string): Shown {
  const shown = new SingleBar({ format: `{bar} {percentage} %  ${words}`, hideCursor: true, clearOnComplete: true })
  return {
    tell(done, details) {
      if (!shown.isActive) shown.start(of, done, { ...details })
      shown.update(done, { ...details })
    },
    stop: () => void (shown.isActive && shown.stop()),
  }
}

/** Milliseconds between two lines. */
const pace = 1000

function lines(unit: string, of: number): Shown {
  let last = performance.now()
  return {
    tell(done, details) {
      if (performance.now() - last < pace) return
      last = performance.now()
      process.stderr.write(`${JSON.stringify({ event: 'progress', ...details, [unit]: done, of })}\n`)
    },
    stop() {},
  }
}
