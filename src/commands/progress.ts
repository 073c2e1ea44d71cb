import { SingleBar } from 'cli-progress'

export interface Progress {
  /** How far it is, with whatever else can be counted. */
  tell(bytes: number, of: number, counts?: Readonly<Record<string, number>>): void
  stop(): void
}

/** Shows on standard error how far something long is: as a bar with this legend to whoever watches a terminal, else as JSON lines. */
export function showProgress(legend: string): Progress {
  return process.stderr.isTTY ? bar(legend) : lines()
}

function bar(legend: string): Progress {
  const shown = new SingleBar({ format: `{bar} {percentage} %  ${legend}`, hideCursor: true, clearOnComplete: true })
  return {
    tell(bytes, of, counts = {}) {
      if (!shown.isActive) shown.start(of, bytes, counts)
      else shown.update(bytes, counts)
    },
    stop: () => shown.stop(),
  }
}

/** Milliseconds between two lines. */
const pace = 1000

function lines(): Progress {
  let last = performance.now()
  return {
    tell(bytes, of, counts = {}) {
      if (performance.now() - last < pace) return
      last = performance.now()
      process.stderr.write(`${JSON.stringify({ event: 'progress', ...counts, bytes, of })}\n`)
    },
    stop() {},
  }
}
