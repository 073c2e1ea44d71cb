import type { ChildProcess } from 'node:child_process'

const children = new Set<ChildProcess>()

/** A process that does not outlive this one, however this one ends: by itself, or by a signal, such as SIGALRM when a test takes too long. */
export function endedWithUs<Child extends ChildProcess>(child: Child): Child {
  children.add(child)
  child.once('exit', () => children.delete(child))
  return child
}

process.once('exit', endAll)
for (const signal of ['SIGALRM', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const)
  process.once(signal, () => {
    endAll()
    process.kill(process.pid, signal)
  })

function endAll() {
  for (const child of children) child.kill('SIGKILL')
}
