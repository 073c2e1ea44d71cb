import { and, asc, eq, gt, inArray, like, lte, or } from 'drizzle-orm'
import type { Reader, Writer } from '../db/database.ts'
import { answers } from '../db/tables.ts'

export type KeptAnswer = typeof answers.$inferSelect

/** So many answers that are past their time go with each one that comes: more than come, so that none stay, and few enough to bound a write. */
const goneAtOnce = 20

/** The answer that is kept under one of these ids, if it is not older than `since`. */
export async function answerKept(db: Reader, ids: readonly string[], since: string): Promise<KeptAnswer | undefined> {
  const [kept] = await db
    .select()
    .from(answers)
    .where(and(inArray(answers.id, [...ids]), gt(answers.at, since)))
  return kept
}

/**
 * Keeps an answer in the transaction of its effect, and drops some that are not younger than `since`, the former one of the same id among them.
 * Beside a younger one of the same id it fails, and the effect with it.
 */
export async function keepAnswer(tx: Writer, answer: KeptAnswer, since: string) {
  await tx
    .delete(answers)
    .where(and(lte(answers.at, since), or(eq(answers.id, answer.id), inArray(answers.id, old(tx, since, goneAtOnce)))))
  await tx.insert(answers).values(answer)
}

/** Drops at most so many answers that are not younger than `since`, and answers with how many went. */
export async function dropAnswers(tx: Writer, since: string, most: number) {
  return (
    await tx
      .delete(answers)
      .where(inArray(answers.id, old(tx, since, most)))
      .returning({ id: answers.id })
  ).length
}

function old(tx: Writer, since: string, most: number) {
  return tx.select({ id: answers.id }).from(answers).where(lte(answers.at, since)).orderBy(asc(answers.at)).limit(most)
}

/** The subject of an answer that tells of many. */
export const manySubjects = 'many'

/** Drops the answers that tell of this subject, alone or among many. Those of many are read through: there are as many as were asked for with a key in a day. */
export async function dropAnswersAbout(tx: Writer, subjectId: string) {
  const among = and(eq(answers.subjectId, manySubjects), like(answers.body, `%${subjectId}%`))
  await tx.delete(answers).where(or(eq(answers.subjectId, subjectId), among))
}
