import { type Failure, Problem } from '../../problem.ts'

/** Words that frontends use beside the slugs of stories and pages, so that no story stands in the way of a feed or a form. */
export const reservedSlugs: ReadonlySet<string> = new Set(
  `new edit search feed feeds rss atom sitemap preview previews page pages latest front admin api login logout index amp print null undefined`.split(
    ' ',
  ),
)

/** For what comes from another system: readers know its addresses, whatever they are. */
export const nothingReserved: ReadonlySet<string> = new Set()

/** Throws `unprocessable`, with the word, when a slug is reserved; `place` is where it was given. */
export function insistOnUnreserved(
  slug: string,
  reserved: ReadonlySet<string> = reservedSlugs,
  place: Pick<Failure, 'pointer' | 'parameter'> = { pointer: '#/slug' },
) {
  if (!reserved.has(slug)) return
  const detail = `“${slug}” is reserved: websites use it for something else beside their stories. Choose another slug.`
  throw new Problem('unprocessable', undefined, [{ ...place, code: 'reserved', detail }])
}
