import type Sqlite from 'better-sqlite3'
import { integer, table, text } from './columns.ts'

/**
 * The full-text tables of SQLite (FTS5), which drizzle-kit does not know, so they stand beside the others. They keep what a word is found by and
 * no text. Their texts are folded before (`articles/text-index/search-words.ts`), by rules that no version of SQLite changes, hence the plainest tokenizer.
 * Their rows are those of `publicTexts` and `deskTexts`, the newest with the highest number: what is looked for downwards can stop early.
 */
const words = () => ({ rowid: integer(), headline: text(), standfirst: text(), names: text(), body: text() })

/** What readers may find, now or when its time has come. */
export const publicWords = table('public_words', words())

/** The newest words of all else, which the desk finds beside those. */
export const deskWords = table('desk_words', words())

/** Makes the full-text tables that are not there; those of a newspaper without articles lack nothing. */
export function createTextIndex(connection: Sqlite.Database) {
  for (const name of ['public_words', 'desk_words']) connection.exec(`create virtual table if not exists ${name} using fts5(${definition})`)
  connection.exec(
    `insert into text_index (id, version, done_to, complete)
     select 'text-index', ${textIndexVersion}, '', 1 where not exists (select 1 from articles) on conflict do nothing`,
  )
}

/** Counts up whenever a text is folded or kept otherwise than before: the index is built anew then. */
export const textIndexVersion = 1

/**
 * A beginning of as many letters as one of the prefixes is read downwards like a word, and stops early; of a longer one all words are merged first, which
 * takes 45 ms for one that stands in nearly every of a million texts. Words that common are shorter.
 */
const definition = `headline, standfirst, names, body, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '3 4 5 6 7'`
