import { deskSummary } from '../articles/desk/desk.ts'
import { areRivals, type Telling } from '../articles/languages.store.ts'
import type { Reader, Writer } from '../db/database.ts'
import { insistOn } from '../http/fresh.ts'
import { type Failure, Problem } from '../problem.ts'
import type { Translations } from './schema.ts'
import { type Member, membersOf, tellersOf, tellStory } from './store.ts'

/** The others that tell the story of an article, and the revision of that. Throws `not-found`. */
export async function translationsOf(db: Reader, id: string, now: Date) {
  const [own, ...others] = await tellersOf(db, id)
  const items = others.map((other) => ({ language: other.language, article: deskSummary(other, now) }))
  return { revision: own.article.translationsRevision, items }
}

/**
 * Makes an article and these the ones that tell its story. Whoever told it and is left out stays with the others that are: nobody is
 * parted from whom this is not about. Throws `not-found`, `changed-meanwhile`, `state-forbids` for an article in the trash, and
 * `unprocessable`, pointing at each that cannot tell it.
 */
export async function setTranslations(
  tx: Writer,
  id: string,
  { items }: Translations,
  expected: number | undefined,
  newId: () => string,
  now: Date,
) {
  const [own, ...others] = await tellersOf(tx, id)
  insistOn(expected, own.article.translationsRevision)
  if (own.article.state === 'trashed') throw new Problem('state-forbids', 'It is in the trash. Restore it first.')
  const ids = items.map(({ articleId }) => articleId)
  const named = new Map((await membersOf(tx, [], ids)).map((member) => [member.article.id, member]))
  const stories = [...named.values()].flatMap(({ article: { storyId } }) => storyId ?? []).filter((story) => story !== own.article.storyId)
  const companions = await membersOf(tx, stories, [])
  const failures = ids.flatMap((each, place) => failureOf(each, place, { own, others, ids, named, companions }) ?? [])
  if (failures.length > 0) throw new Problem('unprocessable', undefined, failures)

  const leaving = others.filter(({ article }) => !ids.includes(article.id))
  const isSame = leaving.length === 0 && ids.every((each) => others.some(({ article }) => article.id === each))
  if (isSame) return
  const storyId = ids.length === 0 ? null : newId()
  for (const { article } of [own, ...named.values()]) await tellStory(tx, article, storyId, now)
  for (const { article } of leaving) await tellStory(tx, article, leaving.length === 1 ? null : article.storyId, now)
}

interface Group {
  own: Member
  others: readonly Member[]
  ids: readonly string[]
  named: ReadonlyMap<string, Member>
  /** Whoever tells another story together with somebody who is named. */
  companions: readonly Member[]
}

function failureOf(id: string, place: number, { own, others, ids, named, companions }: Group): Failure | undefined {
  const failure = (code: string, detail: string) => ({ pointer: `#/items/${place}/articleId`, code, detail })
  if (id === own.article.id) return failure('itself', 'An article is no translation of itself.')
  if (ids.indexOf(id) < place) return failure('twice', 'This article stands in the list already.')
  const member = named.get(id)
  if (!member) return failure('unknown', `There is no article ${id}.`)
  const { article } = member
  if (article.type !== own.article.type) return failure('type', `It is a ${article.type}, and this is a ${own.article.type}.`)
  if (article.state === 'trashed' && !others.some((other) => other.article.id === id))
    return failure('trashed', 'It is in the trash. Restore it first.')
  const companion = companions.find((each) => each.article.storyId === article.storyId && !ids.includes(each.article.id))
  if (companion) return failure('elsewhere', `It tells a story with ${companion.article.id}. Name that, too, or take them apart first.`)
  const before = [own, ...ids.slice(0, place).flatMap((each) => named.get(each) ?? [])]
  const rival = before.find((each) => areRivals(tellingOf(each), tellingOf(member)))
  return rival && failure('language', `${rival.article.id} tells the story in “${rival.language}” already.`)
}

function tellingOf({ article, language }: Member): Telling {
  return { id: article.id, drafted: language, listed: article.language }
}
