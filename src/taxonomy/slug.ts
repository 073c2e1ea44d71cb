import { type Failure, Problem } from '../problem.ts'

/** The longest slug, in UTF-16 units. */
const longest = 120

/** A slug made of any text: its letters and digits in lower case and NFC, joined by hyphens; `fallback` when it has none. */
export function slugOf(text: string, fallback: string): string {
  const words =
    text
      .normalize('NFC')
      .toLowerCase()
      .normalize('NFC')
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  const whole = words.join('-')
  if (whole.length <= longest) return whole || fallback
  const kept = whole.slice(0, longest + 1)
  const end = kept.lastIndexOf('-')
  return end > 0 ? kept.slice(0, end) : kept.slice(0, longest).replace(/[\p{M}\p{Cs}]+$/u, '')
}

/** The slug in NFC. Throws `unprocessable`, with the nearest one that will do, for a text that is none; `place` is where it was given. */
export function insistOnSlug(given: string, place: Pick<Failure, 'pointer' | 'parameter'> = { pointer: '#/slug' }): string {
  const slug = slugOf(given, '')
  if (slug !== given.normalize('NFC')) {
    const detail = slug ? `“${given}” is no slug; “${slug}” would be.` : `“${given}” is no slug: it needs a letter or a digit.`
    throw new Problem('unprocessable', undefined, [{ ...place, code: 'slug', detail }])
  }
  return slug
}

/** Between which slugs those lie that a numbered one could meet: from, and up to without. */
export function nearSlugs(slug: string): [from: string, to: string] {
  const stem = slug.slice(0, 110).replace(/\p{Cs}$/u, '')
  return slug.length > 110 ? [stem, `${stem}\u{10ffff}`] : [slug, `${slug}-:`]
}

/** The slug itself when it is not taken, else with the lowest number behind it that is free, within the length. */
export function firstFree(slug: string, taken: ReadonlySet<string>): string {
  let free = slug
  for (let number = 2; taken.has(free); number++) {
    const ending = `-${number}`
    free = slug.slice(0, longest - ending.length).replace(/[-\p{Cs}]+$/u, '') + ending
  }
  return free
}
