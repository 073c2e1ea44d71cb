import type { Database, Reader } from '../../db/database.ts'
import type { Services } from '../../services.ts'
import { readSite } from '../../site/store.ts'
import { wholeFolder, writeLines, writeManifest } from './files.ts'
import { countOf, fileOf, type Kind, kindNames, leftOut, rowsAfter } from './kinds.store.ts'
import { type FileNote, type Manifest, newManifest } from './manifest.ts'

/** How far an export has come, in rows. */
export interface ExportProgress {
  file: string
  rows: number
  of: number
}

/** So many rows are read at a time; between two pages others have their turn. */
const pageSize = 100

/**
 * Writes the whole newspaper, as it is at one moment, into a new folder: a file of JSON lines for each kind of thing, and a manifest.
 * A server may be running beside. The same newspaper gives the same bytes. Throws a sentence when the folder is not empty.
 */
export function exportSite(
  { db, now }: { db: Pick<Database, 'atOneMoment'>; now: Services['now'] },
  folder: string,
  program: string,
  tell: (progress: ExportProgress) => void = () => {},
): Promise<Manifest> {
  return wholeFolder(folder, (unfinished) =>
    db.atOneMoment(async (moment) => {
      const exportedAt = now().toISOString()
      const progress = { file: '', rows: 0, of: 0 }
      for (const kind of kindNames) progress.of += await countOf(moment, kind)
      const files: FileNote[] = []
      for (const kind of kindNames) {
        progress.file = fileOf(kind)
        const told = pagesOf(moment, kind, (rows) => {
          progress.rows += rows
          tell(progress)
        })
        files.push(await writeLines(unfinished, progress.file, told))
      }
      const { name } = await readSite(moment)
      const reasons = Object.entries(leftOut).map(([what, why]) => ({ what, why }))
      const manifest = newManifest({ program, exportedAt, site: name, files, leftOut: reasons })
      await writeManifest(unfinished, manifest)
      return manifest
    }),
  )
}

async function* pagesOf(moment: Reader, kind: Kind, tell: (rows: number) => void) {
  let page = await rowsAfter(moment, kind, undefined, pageSize)
  while (page.length > 0) {
    yield page.map((row) => JSON.stringify(row))
    tell(page.length)
    page = await rowsAfter(moment, kind, page.at(-1), pageSize)
  }
}
