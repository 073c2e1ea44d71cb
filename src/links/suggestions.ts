import { publicArticles } from '../articles/lists.store.ts'
import { articleWithDraft, type RevisionRow } from '../articles/store.ts'
import { wordsIn } from '../articles/text-index/search-words.ts'
import type { Reader } from '../db/database.ts'
import { mostWords, storiesLike } from '../search/alike.store.ts'
import { tellingWords } from '../search/telling-words.ts'
import { commonWords } from './common-words.ts'
import { likest } from './likeness.ts'
import { type Alike, inCommon, storiesAlike } from './store.ts'

/** So many are suggested, of so many at most whose texts are alike. */
const [suggested, alikeByText] = [20, 40]

/** So many words are looked at for those that are not common. */
const wordsLookedAt = 60

/**
 * The public stories that are most like an article of whatever state: by what its newest words say, by tags, section, language and time. Best
 * first, without those that it links to already. Throws `not-found`.
 */
export async function suggestionsFor(db: Reader, id: string, now: Date) {
  const { article, draft } = await articleWithDraft(db, id)
  const story = { ...draft, id }
  const alike = await storiesAlike(db, story, true, now)
  await addByText(db, alike, story, now)
  for (const { articleId } of draft.related) alike.delete(articleId)
  const candidates = [...alike.values()].map(({ candidate }) => candidate)
  return likest(candidates, article.publishedAt ?? now.toISOString(), suggested).map(({ id, ...why }) => ({
    row: alike.get(id)!.row,
    ...why,
  }))
}

/** Adds what the texts have in common, and the stories that have nothing else. One word tells nothing: it may mean something else there. */
async function addByText(db: Reader, alike: Map<string, Alike>, story: RevisionRow & { id: string }, now: Date) {
  const common = commonWords(story.language)
  const words = tellingWords({ ...story, tagNames: [] }, wordsLookedAt)
    .filter((word) => !common.has(word))
    .slice(0, mostWords)
  const found = (await storiesLike(db, words, story.id, now, alikeByText)).filter(({ shared }) => shared.length > 1)
  const others = found.filter(({ id }) => !alike.has(id)).map(({ id }) => id)
  for (const row of await publicArticles(db, others, now)) alike.set(row.id, { row, candidate: inCommon(row, story) })
  const written = asWritten(story)
  for (const { id, shared, likeness } of found) {
    const known = alike.get(id)
    if (!known) continue
    const candidate = { ...known.candidate, textLikeness: likeness, sharedWords: shared.map((word) => written.get(word) ?? word) }
    alike.set(id, { ...known, candidate })
  }
}

/** How the words of a story are written there, by what they are found by. */
function asWritten({ headline, standfirst, bodyText }: RevisionRow): Map<string, string> {
  const text = `${bodyText.slice(0, 20_000)}\n${standfirst}\n${headline}`
  return new Map(wordsIn(text).map(({ word, start, end }) => [word, text.slice(start, end).toLowerCase()]))
}
