import { linksIn } from './links.ts'
import { type MatchingCopy, normaliseWithOffsets } from './normalise.ts'
import type { Submission } from './screening.ts'
import type { Span } from './signals.ts'

/** Something about a comment that others may share: a word, a word of the name, a host that is linked to, or a trait of the whole. */
export interface Mark {
  /** Such as `word ferry`, `name ann`, `host example.com` or `links 2`. */
  name: string
  /** Where it stands first; a trait of the whole stands nowhere. */
  span: Span | undefined
}

/** So many different words of a text are looked at: as many at its end as at its beginning, where advertisements stand. */
const wordsRead = 200
const [hostsRead, nameWordsRead] = [20, 20]

/** A comment has so many marks at most. */
export const mostMarks = 250

/** What a comment is recognised by, each mark once. Linear in its length. */
export function marksOf({ authorName, authorUrl, body }: Pick<Submission, 'authorName' | 'authorUrl' | 'body'>): Mark[] {
  const copy = normaliseWithOffsets(body)
  const { links } = linksIn(body, copy)
  const marks: Mark[] = [{ name: `links ${Math.min(links.length, 3)}`, span: undefined }]
  if (authorUrl !== null) marks.push({ name: `host ${hostOf(authorUrl)}`, span: spanOf('authorUrl', authorUrl, 0, authorUrl.length) })
  if (isShouted(body)) marks.push({ name: 'shouted', span: undefined })
  for (const { target, start, end } of links.slice(0, hostsRead))
    marks.push({ name: `host ${hostOf(target)}`, span: spanOf('body', body, start, end) })
  marks.push(...wordsIn('authorName', authorName, 'name', normaliseWithOffsets(authorName)).slice(0, nameWordsRead))
  const words = wordsIn('body', body, 'word', copy)
  marks.push(...words.slice(0, wordsRead / 2), ...words.slice(wordsRead / 2).slice(-wordsRead / 2))
  return eachOnce(marks)
}

/** The different words of a text, as they are matched. Scripts that put no space between words are read in pairs of signs. */
function wordsIn(field: 'body' | 'authorName', text: string, kind: 'word' | 'name', copy: MatchingCopy) {
  return eachOnce(
    Array.from(copy.text.matchAll(words), ({ 0: word, 1: pair, index }) => {
      const found = (pair ?? word).slice(0, longestWord)
      const { start, end } = copy.original(index, index + found.length)
      return { name: `${kind} ${found}`, span: spanOf(field, text, start, end) }
    }),
  )
}

const unspaced = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]`

/** In a pair the second sign is only looked at: it begins the next one. */
const words = new RegExp(String.raw`(?=(${unspaced}{2}))${unspaced}|(?!${unspaced})[\p{L}\p{M}\p{N}]+`, 'gu')

const longestWord = 40

/** Most of it in capitals, and enough of it to tell. */
function isShouted(text: string) {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  return letters >= 12 && (text.match(/\p{Lu}/gu)?.length ?? 0) > letters / 2
}

function hostOf(address: string) {
  return address
    .toLowerCase()
    .replace(/^[a-z]+:\/\/(?:www\.)?/, '')
    .split(/[/?#:]/, 1)[0]!
    .slice(0, 100)
}

function spanOf(field: Span['field'], text: string, start: number, end: number): Span {
  return { field, start, end, text: text.slice(start, end) }
}

function eachOnce(marks: Mark[]) {
  const first = new Map<string, Mark>()
  for (const mark of marks) if (!first.has(mark.name)) first.set(mark.name, mark)
  return [...first.values()]
}
