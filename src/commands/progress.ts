import { SingleBar } from 'cli-progress'

/** Where a command shows how far it has come. */
export interface Progress {
  /** So much of all is done; `details` are what the legend names. */
  tell(done: number, of: number, details?: Readonly<Record<string, string | number>>): void
  stop(): void
}

/** Shows on standard error how far something long is: as a bar with this legend to whoever watches a terminal, else as JSON lines. `unit` is what is counted. */
export function showProgress(legend: string, unit: 'bytes' | 'rows' = 'bytes'): Progress {
  return process.stderr.isTTY ? bar(legend) : lines(unit)
}

/** Says on standard output what came of a command: as text to whoever watches a terminal, else as a line of JSON. */
export function report(text: string, value: unknown) {
  process.stdout.write(process.stdout.isTTY ? text : `${JSON.stringify(value)}\n`)
}

function bar(legend: string): Progress {
  const shown = new SingleBar({ format: `{bar} {percentage} %  ${legend}`, hideCursor: true, clearOnComplete: true })
  return {
    tell(done, of, details = {}) {
      if (shown.isActive) shown.update(done, { ...details })
      else shown.start(of, done, { ...details })
    },
    stop: () => void (shown.isActive && shown.stop()),
  }
}

/** Milliseconds between two lines. */
const pace = 1000

function lines(unit: string): Progress {
  let last = performance.now()
  return {
    tell(done, of, details = {}) {
      if (performance.now() - last < pace) return
      last = performance.now()
      process.stderr.write(`${JSON.stringify({ event: 'progress', ...details, [unit]: done, of })}\n`)
    },
    stop() {},
  }
}
