import type { Writer } from '../db/database.ts'
import { Problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { filesOf } from './pictures.ts'
import type { NewMedia } from './schema.ts'
import type { Storage } from './storage.ts'
import { addMedia, expectFiles, forgetFiles, type MediaRow, mediaByDigest } from './store.ts'
import { onDisk } from './trouble.ts'
import { inTurn } from './turns.ts'

/** Milliseconds that an upload has from its first file to its picture; then its files are nobody's. */
const within = 3_600_000

/** The files of a new picture, kept; or nothing, when the same file is there already. */
export type Kept = Pick<MediaRow, 'stem' | 'files'> | undefined

/**
 * Makes the files of a picture that was received, and keeps them, before anything says that there is one: what a crash leaves is on the list
 * of what is nobody's. Throws what `filesOf` throws, and `unavailable` when the storage takes nothing.
 */
export async function keepFiles(services: Services, storage: Storage, { path, digest }: { path: string; digest: string }): Promise<Kept> {
  if (await mediaByDigest(services.db, digest)) return undefined
  return inTurn(() => filesKept(services, storage, path))
}

async function filesKept({ db, now, random }: Services, storage: Storage, path: string) {
  const made = await filesOf(path)
  const stem = random(16).toString('hex')
  const files = made.map(({ ending, data, ...file }) => ({ ...file, name: `${stem}-${file.width}.${ending}`, bytes: data.length, data }))
  const names = files.map(({ name }) => name)
  await db.write((tx) => expectFiles(tx, names, new Date(now().getTime() + within)))
  try {
    for (const { name, type, data } of files) await storage.put(name, type, data)
  } catch (error) {
    await Promise.all(names.map((name) => storage.remove(name)))
      .then(() => db.write((tx) => forgetFiles(tx, names)))
      .catch(() => undefined)
    throw onDisk(error) ?? error
  }
  return { stem, files: files.map(({ data, ...file }) => file) }
}

/** The picture of an upload: a new one, or the one that is there. Throws `unavailable` when that was removed in between. */
export async function pictureOf(tx: Writer, form: NewMedia, kept: Kept, { id, by, now }: { id: string; by: string; now: Date }) {
  const { file: digest, alt = '', caption = null, credit = null, focalX, focalY } = form
  const focalPoint = focalX === undefined && focalY === undefined ? null : { x: focalX ?? 0.5, y: focalY ?? 0.5 }
  const wanted = { id, digest, alt, caption, credit, focalPoint, createdBy: by, createdAt: now.toISOString() }
  const added = kept && (await addMedia(tx, { ...wanted, ...kept }, now))
  if (added) return { added: true, picture: added }
  const picture = await mediaByDigest(tx, digest)
  if (!picture) throw new Problem('unavailable', undefined, [], { 'retry-after': '1' })
  return { added: false, picture }
}
