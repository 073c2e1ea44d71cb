import { hash } from 'node:crypto'
import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Reader, Writer } from '../db/database.ts'
import { filled, listSize, places, prepared, preparedInsert, preparedShapes } from '../db/prepared.ts'
import { commentRevisions, spamExamples, spamMarks } from '../db/tables.ts'
import type { Submission } from '../screening/screening.ts'
import { canScore, type Learnt, type Tally } from '../screening/spam-score.ts'
import { type Mark, marksOf } from '../screening/spam-words.ts'
import { type CommentState, editWaits } from './states.ts'
import type { CommentRow } from './store.ts'

const { placeholder } = sql

/** The row that counts the comments themselves. */
const comments = idOf({ name: 'comments' })

/** What decisions have taught about the marks of what a reader sends, by one statement of bounded size; undefined while that is too little for a score. */
export async function learntAbout(tx: Reader, submission: Submission): Promise<Learnt | undefined> {
  const [examples] = await tallies(tx, [comments])
  if (!examples || !canScore(examples)) return undefined
  const marks = marksOf(submission)
  const ids = marks.map(idOf)
  const known = new Map((await tallies(tx, ids)).map((row) => [row.mark, row]))
  return {
    examples,
    marks: marks.flatMap((mark, place) => {
      const found = known.get(ids[place]!)
      return found ? [{ ...mark, spam: found.spam, ham: found.ham }] : []
    }),
  }
}

const talliesByIds = preparedShapes((db, size: `${number}`) =>
  db
    .select({ mark: spamMarks.mark, spam: spamMarks.spam, ham: spamMarks.ham })
    .from(spamMarks)
    .where(inArray(spamMarks.mark, places('mark', Number(size))))
    .prepare(`spam_marks_${size}`),
)

function tallies(tx: Reader, ids: readonly string[]) {
  return talliesByIds(tx, `${listSize(ids.length)}`).execute(filled('mark', ids))
}

/** What is kept of a mark: nobody reads in it what somebody wrote. */
function idOf({ name }: Pick<Mark, 'name'>) {
  return hash('sha256', name, 'base64url').slice(0, 16)
}

const lessons: Partial<Record<CommentState, keyof Tally>> = { approved: 'ham', spam: 'spam' }

/**
 * Learns from what a person – not a service – has just decided about a comment: approved it teaches one thing, as spam the other, and anything else takes back what it
 * has taught. Each comment teaches once, with its newest words but for those that wait; a second time changes nothing. Call it with the comment as it is after each decision and after each that is undone.
 */
export async function learnFrom(tx: Writer, comment: CommentRow, now: Date) {
  const commentId = comment.id
  const revision = editWaits(comment) ? comment.approvedRevision! : comment.revision
  const lesson = lessons[comment.state]
  const [taught] = await exampleOf(tx).execute({ commentId })
  if (taught?.lesson === lesson && (!taught || taught.revision === revision)) return
  if (taught) {
    await tallyComment(tx, taught.lesson, -1, await marksOfRevision(tx, comment, taught.revision), now)
    await takeBack(tx).execute({ commentId })
  }
  if (lesson) {
    await tallyComment(tx, lesson, 1, await marksOfRevision(tx, comment, revision), now)
    await keepExample(tx, { commentId, lesson, revision })
  }
}

/**
 * Before a comment is erased: what somebody has decided about it stays learnt, so that whoever sent spam cannot take the lesson back. What stood in it alone is
 * forgotten, for it tells of its author, and so is its part in the marks that are its author's own: the name, and where it leads. A second time changes nothing.
 */
export async function forgetAuthor(tx: Writer, comment: CommentRow, now: Date) {
  const commentId = comment.id
  const [taught] = await exampleOf(tx).execute({ commentId })
  if (!taught) return
  const { authorName, authorUrl } = comment
  const marks = (await marksOfRevision(tx, comment, taught.revision)).map(idOf)
  await forgetRarer(tx, marks, 2)
  const own = marksOf({ authorName, authorUrl, body: '' }).filter(({ span }) => span)
  await tally(tx, taught.lesson, -1, own.map(idOf), now)
  await forgetRarer(tx, own.map(idOf), 1)
  await takeBack(tx).execute({ commentId })
}

async function forgetRarer(tx: Writer, ids: readonly string[], comments: number) {
  await tx.delete(spamMarks).where(and(inArray(spamMarks.mark, [...ids]), sql`${spamMarks.spam} + ${spamMarks.ham} < ${comments}`))
}

const exampleOf = prepared((db) =>
  db
    .select({ lesson: spamExamples.lesson, revision: spamExamples.revision })
    .from(spamExamples)
    .where(eq(spamExamples.commentId, placeholder('commentId')))
    .prepare('spam_example'),
)

const keepExample = preparedInsert(spamExamples)

const takeBack = prepared((tx: Writer) =>
  tx
    .delete(spamExamples)
    .where(eq(spamExamples.commentId, placeholder('commentId')))
    .prepare('take_spam_example_back'),
)

const wordsOf = prepared((db) =>
  db
    .select({ body: commentRevisions.body })
    .from(commentRevisions)
    .where(and(eq(commentRevisions.commentId, placeholder('commentId')), eq(commentRevisions.number, placeholder('number'))))
    .prepare('words_of_example'),
)

async function marksOfRevision(tx: Writer, { id: commentId, authorName, authorUrl }: CommentRow, number: number) {
  const [words] = await wordsOf(tx).execute({ commentId, number })
  return words ? marksOf({ authorName, authorUrl, body: words.body }) : []
}

const addTally = prepared((tx: Writer) =>
  tx
    .insert(spamMarks)
    .values({
      mark: sql`${placeholder('mark')}`,
      spam: sql`case when ${placeholder('spam')} < 0 then 0 else ${placeholder('spam')} end`,
      ham: sql`case when ${placeholder('ham')} < 0 then 0 else ${placeholder('ham')} end`,
      lastAt: sql`${placeholder('at')}`,
    })
    .onConflictDoUpdate({
      target: spamMarks.mark,
      set: {
        spam: sql`case when ${spamMarks.spam} + ${placeholder('spam')} < 0 then 0 else ${spamMarks.spam} + ${placeholder('spam')} end`,
        ham: sql`case when ${spamMarks.ham} + ${placeholder('ham')} < 0 then 0 else ${spamMarks.ham} + ${placeholder('ham')} end`,
        lastAt: sql`${placeholder('at')}`,
      },
    })
    .prepare('add_spam_tally'),
)

/** Counts one comment more or less. */
function tallyComment(tx: Writer, lesson: keyof Tally, by: 1 | -1, marks: readonly Mark[], now: Date) {
  return tally(tx, lesson, by, [comments, ...marks.map(idOf)], now)
}

/** Counts one more or less; a count that was forgotten meanwhile stays at nothing. */
async function tally(tx: Writer, lesson: keyof Tally, by: 1 | -1, ids: readonly string[], now: Date) {
  const change = { spam: 0, ham: 0, [lesson]: by, at: now.toISOString() }
  for (const mark of ids) await addTally(tx).execute({ ...change, mark })
}
