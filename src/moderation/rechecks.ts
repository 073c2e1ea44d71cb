import { type CheckRow, checkOf, contextOf, type DueCheck, dueCheck, noteCheck, soonest } from '../comments/spam-checks.store.ts'
import { noteLesson } from '../comments/spam-lessons.ts'
import { commentById } from '../comments/store.ts'
import { never } from '../db/columns.ts'
import type { Writer } from '../db/database.ts'
import { type Lesson, type SpamService, spamServiceOf } from '../screening/spam-service.ts'
import type { Services } from '../services.ts'
import { settle, stillWaits } from './late-verdict.ts'

/** So often the service may fail about one comment, which takes a day and more; then it is left to the moderators. */
const mostAttempts = 12

/** Milliseconds that pass at most from one attempt to the next. */
const latest = 6 * 3_600_000

/** What came of it, and what the service said where it failed. */
export interface AskedAndTold {
  judged: number
  told: number
  complaint: string | undefined
}

/**
 * Asks the spam service again about comments that wait because it gave no verdict, and tells it what people have decided, one after another as
 * they are due. At the first failure the rest waits for the next time. It may be stopped at any time and begun again.
 */
export async function askAndTell(services: Services, stopping?: AbortSignal): Promise<AskedAndTold> {
  const { db, now } = services
  const done: AskedAndTold = { judged: 0, told: 0, complaint: undefined }
  const service = spamServiceOf(services)
  while (service && done.complaint === undefined && !stopping?.aborted) {
    const due = await dueCheck(db, now())
    if (!due) break
    if (due.check.lesson) await tell(due, due.check.lesson, service, services, done, stopping)
    else await askAgain(due, service, services, done, stopping)
  }
  return done
}

async function tell(
  due: DueCheck,
  lesson: Lesson,
  service: SpamService,
  { db, now }: Services,
  done: AskedAndTold,
  stopping: AbortSignal | undefined,
) {
  try {
    await service.learn(contextOf(due), lesson, stopping)
  } catch (error) {
    if (stopping?.aborted) return
    done.complaint = (error as Error).message
    return db.write((tx) => postpone(tx, due.check, now()))
  }
  done.told++
  await db.write(async (tx) => {
    const { commentId } = due.check
    await noteCheck(tx, due.check, { lesson: null, told: lesson, attempts: 0, dueAt: never })
    await noteLesson(tx, await commentById(tx, commentId), now())
  })
}

async function askAgain(due: DueCheck, service: SpamService, services: Services, done: AskedAndTold, stopping: AbortSignal | undefined) {
  const { db, now } = services
  const { check, comment } = due
  if (!stillWaits(comment, check)) return db.write((tx) => giveUp(tx, check))
  const judgement = await service.check({ ...contextOf(due), again: 'recheck' }, stopping)
  if ('error' in judgement) {
    if (stopping?.aborted) return
    done.complaint = judgement.error
    return db.write((tx) => postpone(tx, check, now()))
  }
  done.judged++
  await db.write((tx) => settle(tx, check, judgement, services))
}

/** Leaves a comment that does not wait any more to those who have decided about it. */
async function giveUp(tx: Writer, { commentId, revision }: CheckRow) {
  const check = await checkOf(tx, commentId, revision)
  if (check?.lesson === null) await noteCheck(tx, check, { dueAt: never })
}

/** Until the next attempt it takes twice as long as until this one; a check that people have decided about meanwhile is theirs. */
async function postpone(tx: Writer, { commentId, revision, lesson }: CheckRow, now: Date) {
  const check = await checkOf(tx, commentId, revision)
  if (!check || check.lesson !== lesson) return
  const attempts = check.attempts + 1
  const pause = Math.min(soonest * 2 ** (attempts - 1), latest)
  await noteCheck(tx, check, { attempts, dueAt: attempts < mostAttempts ? new Date(now.getTime() + pause).toISOString() : never })
}
