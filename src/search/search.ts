import { filingWord } from '../articles/text-index/search-words.ts'
import type { Reader } from '../db/database.ts'
import { canonicalLanguage } from '../site/language.ts'
import { type Asked, askedBy, expressionOf, quoted } from './asking.ts'
import { beginningOf, markedLine, snippetOf } from './marking.ts'
import { type Candidate, ranked } from './ranking.ts'
import type { SearchQuery } from './schema.ts'
import { mostCandidates, termsAsked } from './store.ts'

/** A search as the index is asked for it. */
export interface Search {
  asked: Asked
  /** All of it, and what it is narrowed by, for FTS5. */
  words: string
}

/** What narrows a search of any kind. */
type Narrowing = Pick<SearchQuery, 'q' | 'section' | 'tag' | 'author' | 'kind' | 'language'>

/** Reads a search. Where no word was typed, or a section, tag or author is asked for that does not exist, it finds nothing. */
export async function searchFor(db: Reader, { q, section, tag, author, kind = [], language }: Narrowing): Promise<Search> {
  const asked = askedBy(q)
  const given = await termsAsked(db, { ...(section && { section }), ...(tag && { tag }), ...(author && { author }) })
  if (asked.wanted.length === 0 || given.some((ids) => ids.length === 0)) return { asked, words: nothing }
  const others = [kind, language === undefined ? [] : [canonicalLanguage(language) ?? language]].filter((words) => words.length > 0)
  const filed = [...given, ...others].map((names) => names.map(filingWord))
  return { asked, words: expressionOf(asked, filed) }
}

/** The newest of what was found, ranked; `capped` when there was more. */
export function rankedNewest(found: readonly Candidate[], { wanted }: Asked) {
  return { ranked: ranked(found.slice(0, mostCandidates), wanted), capped: found.length > mostCandidates }
}

/** The texts of something that was found. */
interface Texts {
  headline: string
  standfirst: string
  bodyText: string
}

/** UTF-16 units that are looked through for the snippet of one text, and for those of a page: whoever asks for a long page of long texts keeps nobody waiting. */
const [mostOfText, mostOfPage] = [120_000, 360_000]

/** How each of a page is shown, in order. Once the page has been looked through far enough, the others show their beginning. */
export function shownWith({ wanted }: Asked, page: readonly Texts[]) {
  let left = mostOfPage
  return page.map(({ headline, standfirst, bodyText }) => {
    const found = snippetOf(bodyText, wanted, Math.min(mostOfText, left))
    left -= found.read
    return {
      headlineHtml: markedLine(headline, wanted),
      snippetHtml: found.html ?? snippetOf(standfirst, wanted, standfirst.length).html ?? beginningOf(standfirst || bodyText),
    }
  })
}

/** An expression of FTS5 that nothing matches. */
const nothing = quoted('')
