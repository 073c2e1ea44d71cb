import { eq, inArray } from 'drizzle-orm'
import type { Reader, Writer } from '../db/database.ts'
import { media, mediaUses } from '../db/tables.ts'
import { stemsIn } from './names.ts'

/** A picture; undefined when there is none. */
export async function findMedia(db: Reader, id: string) {
  const [row] = await db.select().from(media).where(eq(media.id, id))
  return row
}

/** What of a revision can show pictures. */
interface Showing {
  articleId: string
  number: number
  leadImage: { mediaId?: string | null } | null
  bodyHtml: string
}

/** Writes down which pictures a new revision shows, above the story or in it, so that they are not removed while it stands. */
export async function noteUses(tx: Writer, { articleId, number: revision, leadImage, bodyHtml }: Showing) {
  const stems = stemsIn(bodyHtml)
  const inBody = stems.length === 0 ? [] : await tx.select({ id: media.id }).from(media).where(inArray(media.stem, stems))
  const ids = new Set([...(leadImage?.mediaId ? [leadImage.mediaId] : []), ...inBody.map(({ id }) => id)])
  if (ids.size > 0) await tx.insert(mediaUses).values([...ids].map((mediaId) => ({ mediaId, articleId, revision })))
}
