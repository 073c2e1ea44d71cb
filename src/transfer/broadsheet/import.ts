import { noteAllDraftLinks } from '../../articles/filing.store.ts'
import { beginTextIndexAnew, indexNext } from '../../articles/text-index/text-index.store.ts'
import type { Database, Writer } from '../../db/database.ts'
import { isDangling, isDuplicate } from '../../db/failures.ts'
import { checkFile, linesOf } from './files.ts'
import { addRows, isBlank, missingIn, owners, removeMasthead } from './import.store.ts'
import { fileOf, type Kind, kindNames, type Row } from './kinds.store.ts'
import { type Manifest, readManifest } from './manifest.ts'
import { rowOf } from './rows.ts'

/** How far an import has come, in bytes of all files. Each is read twice: checked whole, then kept. */
export interface ImportProgress {
  file: string
  bytes: number
  of: number
}

/** An export that is whole and unchanged. */
export interface CheckedExport {
  folder: string
  manifest: Manifest
  tell: (progress: ImportProgress) => void
}

/** What an import has brought. */
export interface Imported extends Pick<Manifest, 'site' | 'program' | 'exportedAt'> {
  rows: Partial<Record<Kind, number>>
  /** Revisions whose HTML is kept otherwise than it was exported, as it would not be kept so today. */
  cleaned: number
  /** Who may make tokens for the others, once they have one. */
  owners: { id: string; name: string }[]
}

/** Checks an export before anything is opened: manifest, sizes, lines, checksums. Throws a sentence that names the file that is not as it was written. */
export async function checkExport(folder: string, tell: CheckedExport['tell'] = () => {}): Promise<CheckedExport> {
  const manifest = readManifest(folder)
  const progress = { file: '', bytes: 0, of: 2 * sizeOf(manifest) }
  for (const note of manifest.files) {
    progress.file = note.name
    await checkFile(folder, note, (bytes) => {
      progress.bytes += bytes
      tell(progress)
    })
  }
  if (manifest.files[kindNames.indexOf('site')]?.lines !== 1) throw new Error(`${fileOf('site')} does not hold one newspaper.`)
  return { folder, manifest, tell }
}

/**
 * Reads an export into a newspaper in which nothing has happened yet, in one transaction: whatever stops it, the newspaper is blank still.
 * Other writers wait for all of it, so no server may have the newspaper meanwhile. Nothing is changed on the way but HTML that would not be
 * kept here, which is cleaned; nothing is added but what an older version of the format lacks, not even an event. Throws a sentence, with file and line, for whatever does not fit.
 */
export async function importSite(db: Database, { folder, manifest, tell }: CheckedExport): Promise<Imported> {
  const { site, program, exportedAt } = manifest
  const progress = { file: '', bytes: sizeOf(manifest), of: 2 * sizeOf(manifest) }
  return db.write(async (tx) => {
    if (!(await isBlank(tx)))
      throw new Error('There is a newspaper here already. An export goes into a blank one: begin a new file with BROADSHEET_DATABASE.')
    await removeMasthead(tx)
    const rows: Imported['rows'] = {}
    let cleaned = 0
    const names = new Set(manifest.files.map(({ name }) => name))
    for (const kind of kindNames.filter((kind) => names.has(fileOf(kind)))) {
      progress.file = fileOf(kind)
      rows[kind] = 0
      for await (const page of pagesOf(folder, kind, manifest.version)) {
        await keep(tx, kind, page)
        rows[kind] += page.length
        for (const line of page) {
          progress.bytes += line.bytes
          if (line.cleaned) cleaned += 1
        }
        tell(progress)
      }
    }
    await noteAllDraftLinks(tx)
    const missing = await missingIn(tx)
    if (missing) throw new Error(missing)
    await beginTextIndexAnew(tx)
    while ((await indexNext(tx, mostRows)) > 0);
    return { site, program, exportedAt, rows, cleaned, owners: await owners(tx) }
  })
}

interface Line {
  number: number
  bytes: number
  row: Row
  cleaned: boolean
}

/** As many rows as one statement takes, or fewer of them when they are long: so many bytes are held at a time. */
const [mostRows, mostBytes] = [100, 4 * 1024 * 1024]

async function* pagesOf(folder: string, kind: Kind, version: number): AsyncGenerator<Line[]> {
  let page: Line[] = []
  let held = 0
  for await (const { number, text, bytes } of linesOf(folder, fileOf(kind))) {
    page.push({ number, bytes, ...rowOf(kind, version, number, text) })
    held += bytes
    if (page.length < mostRows && held < mostBytes) continue
    yield page
    page = []
    held = 0
  }
  if (page.length > 0) yield page
}

/** Keeps a page; when the database refuses it, line by line, to find the one it means. */
async function keep(tx: Writer, kind: Kind, page: readonly Line[]): Promise<void> {
  try {
    await addRows(
      tx,
      kind,
      page.map(({ row }) => row),
    )
  } catch (error) {
    if (!isDuplicate(error) && !isDangling(error)) throw error
    const [first, ...others] = page
    if (others.length === 0)
      throw new Error(
        `${fileOf(kind)} line ${first?.number}: ${isDuplicate(error) ? 'is there twice' : 'belongs to something that is not in the export'}.`,
      )
    for (const line of page) await keep(tx, kind, [line])
  }
}

function sizeOf({ files }: Manifest) {
  return files.reduce((sum, { bytes }) => sum + bytes, 0)
}
