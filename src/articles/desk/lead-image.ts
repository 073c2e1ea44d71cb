import type { Reader } from '../../db/database.ts'
import { pathOf } from '../../media/names.ts'
import { findMedia } from '../../media/uses.store.ts'
import { type Failure, Problem } from '../../problem.ts'
import type { RevisionRow } from '../store.ts'
import type { ArticlePatch } from './desk.schema.ts'

export type LeadImage = NonNullable<RevisionRow['leadImage']>

/** An image of which nothing is said. */
export const noImage: LeadImage = {
  ...{ url: '', alt: '', caption: null, credit: null, width: null, height: null },
  ...{ mediaId: null, focalPoint: null, variants: [] },
}

/** An image as it is kept, with what a revision from before there were media lacks. */
export function wholeImage(image: LeadImage | null): LeadImage | null {
  return image && { ...noImage, ...image }
}

/** An image after a change of it. What was said of another picture is not said of this one. */
export function changedImage(before: LeadImage | null, after: LeadImage | null, patch: ArticlePatch['leadImage']): LeadImage | null {
  if (!after || !patch) return after
  const mediaId = patch.mediaId === undefined && patch.url !== undefined && patch.url !== before?.url ? null : after.mediaId
  const isAnother = before !== null && before.mediaId !== mediaId
  return { ...after, ...(isAnother && { ...noImage, ...given(patch) }), mediaId, ...(mediaId === null && { variants: [] }) }
}

/** What an image lacks to be one, without a look at the media. */
export function failuresIn(image: LeadImage | null): Failure[] {
  if (!image || image.mediaId !== null) return []
  const pointer = '#/leadImage/url'
  if (image.url === '') return [{ pointer, code: 'required', detail: 'An image needs an address, or a `mediaId`.' }]
  return image.url.startsWith('/') ? [{ pointer, code: 'media', detail: 'Name an uploaded picture by its `mediaId`.' }] : []
}

/** The words with what the media say of their picture: where it is, how large, in which copies; and where the words are silent, what it shows and whose it is. Throws `unprocessable` for one that does not exist. */
export async function illustrated<Words extends { leadImage: LeadImage | null }>(db: Reader, words: Words): Promise<Words> {
  const { leadImage } = words
  if (!leadImage?.mediaId) return words
  const picture = await findMedia(db, leadImage.mediaId)
  if (!picture) {
    const detail = `There is no picture ${leadImage.mediaId}.`
    throw new Problem('unprocessable', undefined, [{ pointer: '#/leadImage/mediaId', code: 'unknown', detail }])
  }
  const [whole, ...smaller] = picture.files.map(({ name, bytes, ...file }) => ({ ...file, url: pathOf(name) }))
  const { url, width, height } = whole!
  const said = {
    alt: leadImage.alt || picture.alt,
    caption: leadImage.caption ?? picture.caption,
    credit: leadImage.credit ?? picture.credit,
    focalPoint: leadImage.focalPoint ?? picture.focalPoint,
  }
  return { ...words, leadImage: { ...leadImage, ...said, url, width, height, variants: smaller } }
}

function given(patch: object): Partial<LeadImage> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
}
