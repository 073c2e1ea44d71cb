import { Compile } from 'typebox/compile'
import { BodySource } from '../../articles/desk/desk.schema.ts'
import { type BodyWords, bodyWords } from '../../articles/desk/draft.ts'
import type { Reader } from '../../db/database.ts'
import { Problem } from '../../problem.ts'
import { type CleanContent, cleanContent } from './content/clean.ts'
import { type ShortcodeTag, shortcodeTags } from './content/shortcode-tags.ts'
import type { WordPressItem } from './export/wxr.ts'
import { picturesById, picturesOf } from './media.ts'
import type { Run } from './run.ts'

/** Content longer than this, in UTF-16 units, is refused as a body whatever is taken out of it. */
const hopeless = 2_000_000

/** In so many galleries of a post pictures are looked up. */
const mostGalleries = 100

/** The content of a post as HTML, with the pictures of its galleries. Not safe yet: saving it as a body makes it so. */
export async function bodyOf(db: Reader, run: Run, { id, content }: WordPressItem): Promise<CleanContent> {
  if (content.length > hopeless) return { html: content, leftOut: {} }
  const tags = content.includes('[gallery') ? shortcodeTags(content) : []
  const galleries = tags.filter((tag) => isGallery(tag, content)).slice(0, mostGalleries)
  const pictures = new Set<string>()
  const written: string[] = []
  let at = 0
  for (const gallery of galleries) {
    const ids = named(gallery) ?? (await uploaded(db, run, gallery, id))
    for (const picture of ids) pictures.add(picture)
    if (ids.length === 0) continue
    written.push(content.slice(at, gallery.start), `[gallery ids="${ids.join()}"]`)
    at = gallery.end
  }
  const known = await picturesById(db, run, pictures)
  return cleanContent(written.join('') + content.slice(at), (picture) => known.get(picture))
}

const fits = Compile(BodySource)

/** The HTML as the body of an article, made safe; a problem where it cannot be rendered, and nothing where it is none to begin with. */
export async function articleBody(html: string): Promise<BodyWords | Problem | undefined> {
  const body = { format: 'html', source: html } as const
  if (!fits.Check(body)) return undefined
  return bodyWords(body).catch((error) => {
    if (error instanceof Problem && error.code === 'unprocessable') return error
    throw error
  })
}

/** `[[gallery]]` only speaks of one. */
function isGallery({ name, form, start, end }: ShortcodeTag, content: string) {
  return name === 'gallery' && form !== 'close' && !(content[start - 1] === '[' && content[end] === ']')
}

function named({ attributes }: ShortcodeTag) {
  const ids = listed(attributes.get('ids') || attributes.get('include'))
  return ids.length > 0 ? ids : undefined
}

/** A gallery that does not say which pictures shows those that were uploaded to its post, or to the one it names. */
async function uploaded(db: Reader, run: Run, { attributes }: ShortcodeTag, postId: string) {
  const post = listed(attributes.get('id'))[0] ?? postId
  const excluded = new Set(listed(attributes.get('exclude')))
  return (await picturesOf(db, run, post)).filter((picture) => !excluded.has(picture))
}

function listed(ids: string | undefined) {
  return (ids ?? '').match(/\d+/g) ?? []
}
