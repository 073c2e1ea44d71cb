import type { Submission } from './screening.ts'
import type { Signal, Span, Verdict } from './signals.ts'
import { type CompiledWords, type Match, type Readable, readable, wordsIn } from './word-lists.ts'

/** A list that comments are looked through for. */
export interface ListInForce {
  id: string
  name: string
  effect: 'block' | 'hold' | 'flag'
  words: CompiledWords
}

/** So many stretches are shown of what one list finds; all are counted. */
const spansShown = 20

const verdicts = { block: 'reject', hold: 'hold', flag: 'flag' } as const satisfies Record<ListInForce['effect'], Verdict>

/** What each list finds in a comment and its name. Words that are there only by their looks, or but for an accent, may hold a comment, and never reject it. */
export function listedWords(submission: Pick<Submission, 'authorName' | 'body'>, lists: readonly ListInForce[]): Signal[] {
  if (lists.length === 0) return []
  const name = readable(submission.authorName)
  const body = readable(submission.body)
  return lists.flatMap((list) => {
    const found = [...spans('authorName', name, list), ...spans('body', body, list)]
    const certain = found.filter((span) => span.certain)
    const doubtful = found.filter((span) => !span.certain)
    return [
      ...(certain.length > 0 ? [signal(verdicts[list.effect], `On the list “${list.name}”`, certain)] : []),
      ...(doubtful.length > 0
        ? [signal(list.effect === 'flag' ? 'flag' : 'hold', `Looks like what is on the list “${list.name}”`, doubtful)]
        : []),
    ]
  })
}

type Found = Span & Pick<Match, 'word' | 'certain'>

function spans(field: 'authorName' | 'body', text: Readable, list: ListInForce): Found[] {
  return wordsIn(text, list.words).map(({ start, end, ...match }) => ({ ...match, field, start, end, text: text.text.slice(start, end) }))
}

function signal(verdict: Verdict, place: string, found: readonly Found[]): Signal {
  const words = [...new Set(found.map(({ word }) => word))]
  const named = words.slice(0, 3).map((word) => `“${word}”`)
  const more = words.length > named.length ? ` and ${words.length - named.length} more` : ''
  const times = found.length > spansShown ? ` (${found.length} times in all)` : ''
  const shown = found.slice(0, spansShown).map(({ field, start, end, text }) => ({ field, start, end, text }))
  return { rule: 'word_list', verdict, score: null, spans: shown, detail: `${place}: ${named.join(', ')}${more}${times}.` }
}
