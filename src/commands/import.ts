import { createReadStream, statSync } from 'node:fs'
import type { Config } from '../config.ts'
import { lockNewspaper } from '../db/lock.ts'
import { checkExport, type Imported, type ImportProgress, importSite } from '../transfer/broadsheet/import.ts'
import { importExport, type Progress } from '../transfer/wordpress/import.ts'
import { reportText } from '../transfer/wordpress/report.ts'
import { openNewspaper } from './newspaper.ts'
import { report, showProgress } from './progress.ts'
import { hasSample } from './store.ts'

/** Imports a WordPress export and reports what became of it. Throws a sentence for a file that cannot be read, and while the sample newspaper stands here. */
export async function importWordPress(config: Config, file: string) {
  const size = sizeOf(file)
  const services = await openNewspaper(config)
  const shown = showProgress('reading {reading} of 2, {items} items')
  const tell = ({ reading, items, bytes }: Progress) => shown.tell(reading === 1 ? bytes : size + bytes, 2 * size, { reading, items })
  try {
    if (await hasSample(services.db)) {
      throw new Error(
        `The sample newspaper stands in ${config.database}. Remove it first with \`broadsheet seed --remove\`, or begin a new file with BROADSHEET_DATABASE.`,
      )
    }
    const brought = await importExport(services, () => createReadStream(file, { highWaterMark: 256 * 1024 }), tell)
    shown.stop()
    report(`\n${reportText(brought)}`, brought)
  } finally {
    shown.stop()
    await services.db.close()
  }
}

/**
 * Reads an export of Broadsheet into a blank newspaper, which no server may have meanwhile, and says what came. Throws a sentence, and
 * leaves the newspaper blank, for an export that is damaged or newer, and for a newspaper that is not blank.
 */
export async function importBroadsheet(config: Config, folder: string) {
  const shown = showProgress('{file}')
  const tell = ({ file, bytes, of }: ImportProgress) => shown.tell(bytes, of, { file })
  try {
    const checked = await checkExport(folder, tell)
    const lock = lockNewspaper(config.database)
    try {
      const { db } = await openNewspaper(config, { lock })
      lock.leaveWitness()
      const imported = await importSite(db, checked).finally(() => db.close())
      shown.stop()
      report(importedText(imported), imported)
    } finally {
      lock.release()
    }
  } finally {
    shown.stop()
  }
}

function importedText({ site, exportedAt, rows, cleaned, owners }: Imported) {
  const counts = Object.entries(rows).map(([kind, count]) => `  ${String(count).padStart(8)}  ${kind}`)
  const tokens = owners.map(({ id, name }) => `  broadsheet token create --staff ${id}   for ${name}`)
  return [
    `${site}, as it was at ${exportedAt}`,
    ...counts,
    ...(cleaned > 0 ? [`The HTML of ${cleaned} revisions was cleaned: something in it would not be kept today.`] : []),
    ...(tokens.length > 0 ? ['No tokens came along. Make new ones, first for an owner:', ...tokens] : []),
    '',
  ].join('\n')
}

function sizeOf(file: string) {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) throw new Error(`There is no file ${file}.`)
  if (!found.isFile()) throw new Error(`${file} is not a file. Give the .xml that WordPress wrote under Tools, Export.`)
  return found.size
}
