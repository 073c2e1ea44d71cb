import { settingsOfEach } from '../articles/comment-settings.store.ts'
import type { Reader } from '../db/database.ts'
import { dropAnswersAbout } from '../http/answers.store.ts'
import { dropMailAbout } from '../mail/outbox.store.ts'
import { dropLinksTo, unopenedLinks } from '../readers/links.store.ts'
import { hashOfEmail } from '../readers/links.ts'
import { dropReader, type ReaderRow } from '../readers/store.ts'
import type { Services } from '../services.ts'
import { readSite } from '../site/store.ts'
import { commentsUnder, revisionsOfAll } from './by-reader.store.ts'
import { recount } from './changes.store.ts'
import { eraseUncounted } from './erasure.store.ts'
import { ownAnswer } from './own.ts'
import { statementsOn } from './statement.ts'
import type { CommentRow } from './store.ts'

/** Comments as their author holds them, with all that is kept about them. The same number of statements for any page. */
export async function ownComments(db: Reader, rows: readonly CommentRow[]) {
  const [ids, articleIds] = [rows.map(({ id }) => id), [...new Set(rows.map(({ articleId }) => articleId))]]
  const revisions = await revisionsOfAll(db, ids)
  const settings = await settingsOfEach(db, articleIds, (await readSite(db)).commentSettings)
  const statements = await statementsOn(db, rows)
  return rows.map((comment) => {
    const kept = {
      revisions: revisions.filter(({ commentId }) => commentId === comment.id),
      settings: settings.get(comment.articleId)!,
      statement: statements.get(comment.id) ?? null,
    }
    return { ...ownAnswer(comment, kept), isCertain: comment.readerId !== null }
  })
}

/** So many comments are read, or erased in one write, at a time. */
const page = 50

/** What is kept about a reader, as the text of one JSON, piece by piece: as much as a page is in memory. Nothing in it tells what was held or refused. */
export async function* exportOf(reader: ReaderRow, { db, keys, now }: Services): AsyncGenerator<string> {
  const { generation, refusedAt, ...noted } = reader
  const links = await unopenedLinks(db, hashOfEmail(keys, reader.email))
  yield `${JSON.stringify({ exportedAt: now().toISOString(), reader: noted, links }).slice(0, -1)},"comments":[`
  let after: readonly string[] | undefined
  do {
    const rows = await commentsUnder(db, reader.email, page, after)
    const written = (await ownComments(db, rows)).map((comment) => JSON.stringify(comment)).join(',')
    yield `${after && written !== '' ? ',' : ''}${written}`
    const last = rows.length === page ? rows.at(-1) : undefined
    after = last && [last.createdAt, last.id]
  } while (after)
  yield ']}'
}

/**
 * Erases every comment under a reader’s address, a page in each write, and in the last one what is noted of the reader: who is interrupted is
 * still known, and begins again with what is left.
 */
export async function eraseReader({ id, email }: ReaderRow, { db, keys, now }: Services) {
  const erasePage = () =>
    db.write(async (tx) => {
      const rows = await commentsUnder(tx, email, page, undefined)
      for (const comment of rows) await eraseUncounted(tx, comment, now())
      for (const articleId of new Set(rows.map((comment) => comment.articleId))) await recount(tx, articleId)
      if (rows.length === page) return true
      for (const hash of await dropLinksTo(tx, hashOfEmail(keys, email))) await dropMailAbout(tx, hash)
      await dropAnswersAbout(tx, id)
      await dropReader(tx, id)
      return false
    })
  while (await erasePage());
}
