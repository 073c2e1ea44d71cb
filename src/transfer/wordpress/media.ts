import type { Reader } from '../../db/database.ts'
import { imported, importedBetween, type NewImport, noteImports } from '../store.ts'
import { webAddress } from './addresses.ts'
import type { Image } from './content/clean.ts'
import type { WordPressItem } from './export/wxr.ts'
import { count } from './report.ts'
import type { Run } from './run.ts'
import { shortened } from './wording.ts'

/** So many pictures of one post stand in a gallery that does not say which. */
const mostInGallery = 1000

/** Keeps what the library says of its files, for the stories that show them; the files stay where they are. */
export async function keepMedia(run: Run, attachments: readonly WordPressItem[]) {
  const { services, source, report } = run
  const numbered = new Map(attachments.map((item) => [item.id || item.guid, item]))
  const known = await imported(services.db, source, 'media', numbered.keys())
  report.unchanged.media += known.size
  const rows: NewImport[] = []
  for (const [externalId, item] of numbered) {
    const url = webAddress(item.attachmentUrl, run.site)
    if (known.has(externalId)) continue
    if (url === undefined) {
      count(report.leftOut, 'attachment without an address')
      continue
    }
    const alt = item.meta._wp_attachment_image_alt ?? ''
    rows.push({ source, kind: 'media', externalId, data: { url, alt: shortened(alt, 500), caption: shortened(item.excerpt, 5000) } })
    if (item.parentId && isPicture(url))
      rows.push({ source, kind: 'pictureOf', externalId: placeIn(item, externalId), data: { id: externalId } })
    report.imported.media += 1
  }
  if (rows.length > 0) await services.db.write((tx) => noteImports(tx, rows))
}

/** Pictures of the library by their ids there. */
export async function picturesById(db: Reader, { source }: Run, ids: Iterable<string>): Promise<Map<string, Image>> {
  const rows = await imported(db, source, 'media', ids)
  return new Map([...rows].map(([id, { data }]) => [id, data as unknown as Image]))
}

/** The ids of the pictures that were uploaded to a post, in their order. */
export async function picturesOf(db: Reader, { source, report }: Run, postId: string): Promise<string[]> {
  const rows = await importedBetween(db, source, 'pictureOf', `${postId} `, `${postId}!`, mostInGallery + 1)
  if (rows.length > mostInGallery) count(report.leftOut, `pictures of a gallery beyond the first ${mostInGallery}`)
  return rows.slice(0, mostInGallery).map(({ data }) => String(data?.id))
}

/** Sorts as WordPress does: by place in the menu of the gallery, then by number. */
function placeIn({ parentId, menuOrder }: WordPressItem, id: string) {
  return `${parentId} ${String(Math.max(0, menuOrder)).padStart(10, '0')} ${id.padStart(12, '0')}`
}

function isPicture(url: string) {
  return /\.(?:avif|bmp|gif|heic|ico|jpe?g|jpe|png|svg|tiff?|webp)$/i.test(new URL(url).pathname)
}
