import { and, asc, between, eq, gt, inArray, max, sql } from 'drizzle-orm'
import type { Reader, Writer } from '../../db/database.ts'
import { prepared } from '../../db/prepared.ts'
import { articles, deskTexts, publicTexts, revisions, textIndex } from '../../db/tables.ts'
import { deskWords, publicWords, textIndexVersion } from '../../db/text-index.ts'
import { termsById } from '../../taxonomy/store.ts'
import type { ArticleRow, RevisionRow } from '../store.ts'
import { filingWord, searchText } from './search-words.ts'
import { rowsAt } from './text-rows.ts'

const { placeholder } = sql

/**
 * Keeps by which words an article is found: those of its public revision for readers, at its place in time, once it is published or scheduled;
 * those of any other for the desk. Whatever changes either of them calls this, in the same transaction.
 */
export async function indexWords(tx: Writer, article: ArticleRow, words: RevisionRow) {
  if (article.state === 'published' && words.number === article.publishedRevision) {
    await place(tx, forReaders, article.id, article.listedAt, words)
    if (words.number === article.draftRevision) await forget(tx, forDesk, article.id)
  } else {
    await place(tx, forDesk, article.id, words.createdAt, words)
    if (article.state !== 'published') await forget(tx, forReaders, article.id)
  }
}

/** Forgets the words of articles that are about to be removed for good. */
export async function forgetWords(tx: Writer, articleIds: readonly string[]) {
  for (const id of articleIds) for (const index of [forReaders, forDesk]) await forget(tx, index, id)
}

/** Whether every article can be found: not while the index is built, or built anew by other rules. */
export async function isTextIndexComplete(db: Reader) {
  const [state] = await indexState(db).execute()
  return state?.complete === true && state.version === textIndexVersion
}

/** Has the index built anew, from the first article on; what it holds can be found meanwhile. */
export async function beginTextIndexAnew(tx: Writer) {
  const state = { version: textIndexVersion, doneTo: '', complete: false }
  await tx
    .insert(textIndex)
    .values({ id: 'text-index', ...state })
    .onConflictDoUpdate({ target: textIndex.id, set: state })
}

/** How many articles the whole index holds. */
export function articlesToIndex(db: Reader) {
  return db.$count(articles)
}

/** Builds the index on by so many articles, from where it stands; answers with how many there were, none once it is complete. */
export async function indexNext(tx: Writer, limit: number): Promise<number> {
  const [known] = await tx.select().from(textIndex)
  if (known?.version !== textIndexVersion) {
    await beginTextIndexAnew(tx)
    return indexNext(tx, limit)
  }
  if (known.complete) return 0
  const found = await tx.select().from(articles).where(gt(articles.id, known.doneTo)).orderBy(asc(articles.id)).limit(limit)
  for (const article of found) {
    const numbers = [...new Set([article.publishedRevision ?? article.draftRevision, article.draftRevision])]
    const kept = await tx
      .select()
      .from(revisions)
      .where(and(eq(revisions.articleId, article.id), inArray(revisions.number, numbers)))
      .orderBy(asc(revisions.number))
    const standing = article.state === 'published' ? kept : kept.filter(({ number }) => number === article.draftRevision)
    for (const words of standing) await indexWords(tx, article, words)
  }
  const last = found.at(-1)
  await tx.update(textIndex).set(found.length < limit || !last ? { complete: true } : { doneTo: last.id })
  return found.length
}

const indexState = prepared((db) => db.select().from(textIndex).prepare('text_index_state'))

const forReaders = statements(publicTexts, publicWords)
const forDesk = statements(deskTexts, deskWords)

type Index = ReturnType<typeof statements>

async function place(tx: Writer, index: Index, articleId: string, at: string, words: RevisionRow) {
  await forget(tx, index, articleId)
  const { first, last } = rowsAt(at)
  const [newest] = await index.newest(tx).execute({ first, last })
  const row = (newest?.row ?? first - 1) + 1
  const { headline, standfirst, names, filed, body } = await searchable(tx, words)
  await index.addText(tx).execute({ row, articleId, headline, front: `${standfirst} ${names}` })
  await index.addWords(tx).execute({ row, headline, standfirst, names: `${names} ${filed}`, body })
}

async function forget(tx: Writer, index: Index, articleId: string) {
  const [gone] = await index.removeText(tx).execute({ articleId })
  if (gone) await index.removeWords(tx).execute({ row: gone.row })
}

/** By what an article is found, and under what it is filed, for narrowing a search. */
async function searchable(tx: Writer, { headline, standfirst, bodyText, sectionId, tagIds, bylines, kind, language }: RevisionRow) {
  const named = [...tagIds, ...bylines.map(({ authorId }) => authorId)]
  const terms = await termsById(tx, named)
  const filed = [...(sectionId === null ? [] : [sectionId]), ...named, kind, language].map(filingWord)
  return {
    headline: searchText(headline),
    standfirst: searchText(standfirst),
    names: named.map((id) => searchText(terms.get(id)?.name ?? '')).join(' '),
    filed: filed.join(' '),
    body: searchText(bodyText),
  }
}

function statements(texts: typeof publicTexts | typeof deskTexts, words: typeof publicWords | typeof deskWords) {
  return {
    newest: prepared((tx: Writer) =>
      tx
        .select({ row: max(texts.row) })
        .from(texts)
        .where(between(texts.row, placeholder('first'), placeholder('last')))
        .prepare('newest_text'),
    ),
    addText: prepared((tx: Writer) =>
      tx
        .insert(texts)
        .values({
          row: placeholder('row'),
          articleId: placeholder('articleId'),
          headline: placeholder('headline'),
          front: placeholder('front'),
        })
        .prepare('add_text'),
    ),
    removeText: prepared((tx: Writer) =>
      tx
        .delete(texts)
        .where(eq(texts.articleId, placeholder('articleId')))
        .returning({ row: texts.row })
        .prepare('remove_text'),
    ),
    addWords: prepared((tx: Writer) =>
      tx
        .insert(words)
        .values({
          rowid: placeholder('row'),
          headline: placeholder('headline'),
          standfirst: placeholder('standfirst'),
          names: placeholder('names'),
          body: placeholder('body'),
        })
        .prepare('add_words'),
    ),
    removeWords: prepared((tx: Writer) =>
      tx
        .delete(words)
        .where(eq(words.rowid, placeholder('row')))
        .prepare('remove_words'),
    ),
  }
}
