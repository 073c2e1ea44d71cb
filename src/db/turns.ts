import { AsyncLocalStorage } from 'node:async_hooks'

/** What a group of writers needs of its connection. */
export interface Commits {
  /** Opens a transaction; answers when the lock is held, throws when it cannot be had. */
  begin(): Promise<void>
  commit(): void
  rollback(): void
  /** Runs one writer inside the open transaction so that its failure undoes nothing but its own work. */
  apart<Result>(work: () => Promise<Result>): Promise<Result>
  /** Whether the transaction is still there: a full disk, say, ends it for everybody in it. */
  isOpen(): boolean
}

interface Waiting {
  work: () => Promise<unknown>
  done: (result: unknown) => void
  failed: (error: unknown) => void
}

/** So many writers share one commit at most: it bounds how long the first of them waits for the last. */
const largestGroup = 64

/**
 * Writers take turns, and those that wait share one commit: a sync to the disk costs about as much as seventy writes.
 *
 * A group is formed by `setImmediate`, after the requests that arrived together have all been read; with a microtask each
 * would commit alone. Everybody is answered after the commit, so that an answer is a promise that the disk keeps. When the
 * lock cannot be had, all who are waiting for it by then are told so: nobody waits for it twice.
 */
export function takeTurns(commits: Commits, unavailable: (cause: unknown) => Error) {
  const inside = new AsyncLocalStorage<true>()
  const queue: Waiting[] = []
  let running = false
  const idle: (() => void)[] = []

  async function run() {
    while (queue.length > 0) await runGroup(queue.splice(0, largestGroup))
    running = false
    for (const tell of idle.splice(0)) tell()
  }

  async function runGroup(group: Waiting[]) {
    const answers: (() => void)[] = []
    try {
      await commits.begin()
    } catch (error) {
      const failure = unavailable(error)
      for (const { failed } of [...group, ...queue.splice(0)]) failed(failure)
      return
    }
    try {
      for (const { work, done, failed } of group) {
        await commits.apart(work).then(
          (result) => answers.push(() => done(result)),
          (error) => answers.push(() => failed(error)),
        )
        if (!commits.isOpen()) throw new Error('The transaction ended before its commit')
      }
      commits.commit()
    } catch (error) {
      const failure = unavailable(error)
      try {
        commits.rollback()
      } catch {
        // The connection is beyond repair; those who wait are told so all the same.
      }
      for (const { failed } of group) failed(failure)
      return
    }
    for (const answer of answers) answer()
  }

  return {
    /** Waits for a turn; throws when called from inside one, which would wait for itself. */
    take<Result>(work: () => Promise<Result>): Promise<Result> {
      if (inside.getStore()) throw new Error('A write inside a write would wait for itself: pass tx along instead')
      return new Promise<Result>((resolve, reject) => {
        queue.push({ work: () => inside.run(true, work), done: (result) => resolve(result as Result), failed: reject })
        if (running) return
        running = true
        setImmediate(run)
      })
    },
    /** Answers when nobody is waiting any more. */
    settled(): Promise<void> {
      return running ? new Promise((resolve) => idle.push(resolve)) : Promise.resolve()
    },
  }
}
