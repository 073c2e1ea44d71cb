import { AsyncLocalStorage } from 'node:async_hooks'
import type { WriterGroup } from './database.ts'

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

/** What writers are told whose turn cannot come. */
export interface Refusals {
  /** The lock cannot be had, or the commit fails. */
  unavailable(cause: unknown): Error
  /** Too many wait already. */
  crowded(): Error
}

interface Waiting {
  work: () => Promise<unknown>
  done: (result: unknown) => void
  failed: (error: unknown) => void
}

/** So many writers share one commit at most, unless told otherwise: it bounds how long the first of them waits for the last. */
const usualGroup = 64

/** So many writers may wait, about as many as have their turn in a second; whoever comes then is better told at once. */
const longestQueue = 512

/**
 * Writers take turns, and those that wait share one commit: a sync to the disk costs about as much as seventy writes.
 *
 * A group is formed by `setImmediate`, after the requests that arrived together have all been read; with a microtask each
 * would commit alone. The next group is formed in the same way: who writes a page after a page holds up nobody who only reads. Everybody is answered after the commit, so that an answer is a promise that the disk keeps. When the
 * lock cannot be had, all who are waiting for it by then are told so: nobody waits for it twice.
 */
export function takeTurns(commits: Commits, { unavailable, crowded }: Refusals, largestGroup = usualGroup) {
  const inside = new AsyncLocalStorage<true>()
  const queue: Waiting[] = []
  let running = false
  const idle: (() => void)[] = []
  const listeners: ((group: WriterGroup) => void)[] = []

  async function run() {
    const group = queue.splice(0, largestGroup)
    const commit = await runGroup(group)
    for (const tell of listeners) tell({ size: group.length, commit })
    if (queue.length > 0) return void setImmediate(run)
    running = false
    for (const tell of idle.splice(0)) tell()
  }

  async function runGroup(group: Waiting[]): Promise<number | undefined> {
    const answers: (() => void)[] = []
    let commit: number
    try {
      await commits.begin()
    } catch (error) {
      const failure = unavailable(error)
      for (const { failed } of [...group, ...queue.splice(0)]) failed(failure)
      return undefined
    }
    try {
      for (const { work, done, failed } of group) {
        await commits.apart(work).then(
          (result) => answers.push(() => done(result)),
          (error) => answers.push(() => failed(error)),
        )
        if (!commits.isOpen()) throw new Error('The transaction ended before its commit')
      }
      const begun = performance.now()
      commits.commit()
      commit = performance.now() - begun
    } catch (error) {
      const failure = unavailable(error)
      try {
        commits.rollback()
      } catch {
        // The connection is beyond repair; those who wait are told so all the same.
      }
      for (const { failed } of group) failed(failure)
      return undefined
    }
    for (const answer of answers) answer()
    return commit
  }

  return {
    /** Waits for a turn; throws `crowded` when too many do, and when called from inside one, which would wait for itself. */
    take<Result>(work: () => Promise<Result>): Promise<Result> {
      if (inside.getStore()) throw new Error('A write inside a write would wait for itself: pass tx along instead')
      return new Promise<Result>((resolve, reject) => {
        if (queue.length >= longestQueue) return reject(crowded())
        queue.push({ work: () => inside.run(true, work), done: (result) => resolve(result as Result), failed: reject })
        if (running) return
        running = true
        setImmediate(run)
      })
    },
    /** How many wait for a turn. */
    waiting: () => queue.length,
    /** Has it told of every group from now on. */
    onGroup: (tell: (group: WriterGroup) => void) => void listeners.push(tell),
    /** Answers when nobody is waiting any more; nobody may come after that. */
    async settled(): Promise<void> {
      if (running) await new Promise<void>((resolve) => idle.push(resolve))
      inside.disable()
    },
  }
}
