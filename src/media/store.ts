import { and, desc, eq, gt, inArray, lte, sql } from 'drizzle-orm'
import type { Reader, Writer } from '../db/database.ts'
import { beyond } from '../db/keyset.ts'
import { articles, media, mediaUses, revisions, strayFiles } from '../db/tables.ts'
import { record } from '../events/record.ts'
import { insistOn } from '../http/fresh.ts'
import { patched } from '../http/patch.ts'
import { Problem } from '../problem.ts'
import type { MediaPatch } from './schema.ts'
import { findMedia } from './uses.store.ts'

export type MediaRow = typeof media.$inferSelect

/** A picture. Throws `not-found`. */
export async function mediaOf(db: Reader, id: string): Promise<MediaRow> {
  const row = await findMedia(db, id)
  if (!row) throw new Problem('not-found', `There is no picture ${id}.`)
  return row
}

/** The picture that was made of a file with this SHA-256; undefined when there is none. */
export async function mediaByDigest(db: Reader, digest: string): Promise<MediaRow | undefined> {
  const [row] = await db.select().from(media).where(eq(media.digest, digest))
  return row
}

/** A page of all pictures, last uploaded first; of those alone that no newest draft and nothing published shows, if wanted. */
export function listMedia(db: Reader, { unused = false }: { unused?: boolean }, limit: number, before: readonly string[] | undefined) {
  return db
    .select()
    .from(media)
    .where(
      and(
        before && beyond([media.createdAt, media.id], 'before', before),
        unused ? sql`not exists ${standingUses(db, { id: media.id })}` : undefined,
      ),
    )
    .orderBy(desc(media.createdAt), desc(media.id))
    .limit(limit)
}

/** Keeps a picture whose files are kept already; undefined when the same file has come in meanwhile. Throws `unavailable` when its files were not claimed in time: they are being removed. */
export async function addMedia(tx: Writer, row: Omit<MediaRow, 'revision' | 'updatedAt'>, now: Date): Promise<MediaRow | undefined> {
  const names = row.files.map(({ name }) => name)
  const [added] = await tx
    .insert(media)
    .values({ ...row, revision: 1, updatedAt: now.toISOString() })
    .onConflictDoNothing()
    .returning()
  if (!added) return undefined
  const claimed = await tx
    .delete(strayFiles)
    .where(and(inArray(strayFiles.name, names), gt(strayFiles.dueAt, now.toISOString())))
    .returning({ name: strayFiles.name })
  if (claimed.length < names.length) throw new Problem('unavailable', undefined, [], { 'retry-after': '1' })
  await record(tx, 'media.added', row.id, { files: names.length }, now)
  return added
}

/** Changes the words with a picture. Throws `not-found` and `changed-meanwhile`. */
export async function changeMedia(tx: Writer, current: MediaRow, patch: MediaPatch, expected: number | undefined, now: Date) {
  insistOn(expected, current.revision, current.updatedAt)
  const { alt, caption, credit, focalPoint } = patched(current, patch, { focalPoint: { x: 0.5, y: 0.5 } })
  const revision = current.revision + 1
  const [changed] = await tx
    .update(media)
    .set({ alt, caption, credit, focalPoint, revision, updatedAt: now.toISOString() })
    .where(and(eq(media.id, current.id), eq(media.revision, current.revision)))
    .returning()
  if (!changed) throw new Problem('changed-meanwhile')
  await record(tx, 'media.changed', current.id, { revision }, now)
  return changed
}

/** So many articles are named to whoever would remove what they show. */
const mostNamed = 20

/** Removes a picture; its files are to be removed next, at `now`. Throws `changed-meanwhile`, and `in-use` when a newest draft or what is published shows it. */
export async function removeMedia(tx: Writer, current: MediaRow, expected: number | undefined, now: Date) {
  insistOn(expected, current.revision, current.updatedAt)
  const users = await standingUses(tx, current).limit(mostNamed + 1)
  if (users.length > 0) {
    const named = users.slice(0, mostNamed).map(({ id, headline }) => `“${headline}” (${id})`)
    const more = users.length > mostNamed ? ', and more' : ''
    throw new Problem('in-use', `It is shown by ${named.join(', ')}${more}. Change them first.`)
  }
  const [removed] = await tx
    .delete(media)
    .where(and(eq(media.id, current.id), eq(media.revision, current.revision)))
    .returning({ id: media.id })
  if (!removed) throw new Problem('changed-meanwhile')
  const dueAt = now.toISOString()
  await tx.insert(strayFiles).values(current.files.map(({ name }) => ({ name, dueAt })))
  await record(tx, 'media.removed', current.id, {}, now)
}

/** The articles whose newest draft or published revision shows a picture. */
function standingUses(db: Reader, { id }: { id: string | typeof media.id }) {
  return db
    .select({ id: articles.id, headline: revisions.headline })
    .from(mediaUses)
    .innerJoin(articles, eq(articles.id, mediaUses.articleId))
    .innerJoin(revisions, and(eq(revisions.articleId, articles.id), eq(revisions.number, articles.draftRevision)))
    .where(and(eq(mediaUses.mediaId, id), sql`${mediaUses.revision} in (${articles.draftRevision}, ${articles.publishedRevision})`))
    .groupBy(articles.id, revisions.headline)
    .orderBy(articles.id)
}

/** Writes down that files are about to be kept, and are nobody's when they have no picture by then. */
export async function expectFiles(tx: Writer, names: readonly string[], dueAt: Date) {
  await tx.insert(strayFiles).values(names.map((name) => ({ name, dueAt: dueAt.toISOString() })))
}

/** Files that are nobody's, the longest due first. */
export async function dueFiles(db: Reader, now: Date, limit: number) {
  const rows = await db
    .select({ name: strayFiles.name })
    .from(strayFiles)
    .where(lte(strayFiles.dueAt, now.toISOString()))
    .orderBy(strayFiles.dueAt, strayFiles.name)
    .limit(limit)
  return rows.map(({ name }) => name)
}

/** Forgets files that were removed. */
export async function forgetFiles(tx: Writer, names: readonly string[]) {
  await tx.delete(strayFiles).where(inArray(strayFiles.name, [...names]))
}
