import { asc, eq, sql } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { wordLists } from '../db/tables.ts'
import type { ListInForce } from './listed-words.ts'
import { type CompiledWords, compileWords } from './word-lists.ts'

const { placeholder } = sql

const enabled = prepared((db) =>
  db
    .select({ id: wordLists.id, name: wordLists.name, effect: wordLists.effect, digest: wordLists.digest })
    .from(wordLists)
    .where(eq(wordLists.enabled, true))
    .orderBy(asc(wordLists.id))
    .prepare('lists_in_force'),
)

const wordsById = prepared((db) =>
  db
    .select({ words: wordLists.words, digest: wordLists.digest })
    .from(wordLists)
    .where(eq(wordLists.id, placeholder('id')))
    .prepare('words_of_list'),
)

/** The lists that comments are looked through for, in the order of their making. Their words are read when they are not ready. */
export async function listsInForce(db: Reader): Promise<ListInForce[]> {
  const lists: ListInForce[] = []
  for (const { digest, ...list } of await enabled(db).execute()) {
    const words = ready.get(digest) ?? (await readWords(db, list.id))
    if (words) lists.push({ ...list, words })
  }
  return lists
}

async function readWords(db: Reader, id: string) {
  const [list] = await wordsById(db).execute({ id })
  return list && readyWords(list.digest, list.words)
}

/** So many different lists stay ready; they are told apart by their words, so that a change that came to nothing leaves nothing wrong behind. */
const listsKept = 60
const ready = new Map<string, CompiledWords>()

/** Makes words ready, unless they are; their digest stands for them. */
export async function readyWords(digest: string, words: readonly string[]): Promise<CompiledWords> {
  const known = ready.get(digest)
  if (known) return known
  const compiled = await compileWords(words)
  if (ready.size >= listsKept) ready.delete(ready.keys().next().value!)
  ready.set(digest, compiled)
  return compiled
}
