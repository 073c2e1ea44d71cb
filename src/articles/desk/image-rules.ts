import { type Failure, Problem } from '../../problem.ts'
import type { ImageRules } from '../../site/image-rules.ts'
import type { RevisionRow } from '../store.ts'

/** Throws `unprocessable` when a picture of what is to be published lacks what the newspaper asks of one, above the story and in it. */
export function insistOnImages({ leadImage, bodyHtml }: Pick<RevisionRow, 'leadImage' | 'bodyHtml'>, { alt, credit }: ImageRules) {
  const lacksAlt = leadImage !== null && leadImage.alt.trim() === ''
  const lacksCredit = leadImage !== null && (leadImage.credit ?? '').trim() === ''
  const failures: Failure[] = [
    ...(alt === 'required' && lacksAlt ? [failure('#/leadImage/alt', 'The picture needs a text that says what can be seen.')] : []),
    ...(credit === 'required' && lacksCredit ? [failure('#/leadImage/credit', 'The picture needs a credit.')] : []),
    ...(alt === 'required'
      ? silentIn(bodyHtml).map((src) => failure('#/body', `The picture ${src} needs a text that says what can be seen.`))
      : []),
  ]
  if (failures.length > 0) throw new Problem('unprocessable', 'A picture lacks what it needs before it is published.', failures)
}

/** The addresses of pictures without a text, in HTML as we make it: lower case, and every attribute in double quotes. */
function silentIn(html: string) {
  return [...html.matchAll(/<img\b[^>]*>/g)].flatMap(([image]) =>
    / alt="[^"]*[^"\s][^"]*"/.test(image) ? [] : [image.match(/ src="([^"]*)"/)?.[1] ?? ''],
  )
}

function failure(pointer: string, detail: string): Failure {
  return { pointer, code: 'required', detail }
}
