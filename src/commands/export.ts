import { existsSync } from 'node:fs'
import type { Config } from '../config.ts'
import { type ExportProgress, exportSite } from '../transfer/broadsheet/export.ts'
import { openNewspaper } from './newspaper.ts'
import { showProgress } from './progress.ts'

/** Writes the whole newspaper into a new folder, beside a running server too, and says what is in it. Throws a sentence where there is no newspaper, or something in the folder. */
export async function exportNewspaper(config: Config, folder: string, program: string) {
  if (!existsSync(config.database)) throw new Error(`There is no newspaper in ${config.database}. Name its file with BROADSHEET_DATABASE.`)
  const services = await openNewspaper(config)
  const shown = showProgress('{file}', 'rows')
  const tell = ({ file, rows, of }: ExportProgress) => shown.tell(rows, of, { file })
  try {
    const manifest = await exportSite(services, folder, program, tell)
    shown.stop()
    const files = manifest.files.map(({ name, lines }) => `  ${String(lines).padStart(8)}  ${name}`)
    const text = [`${manifest.site} is in ${folder}. ${manifest.personalData}`, ...files, ''].join('\n')
    process.stdout.write(process.stdout.isTTY ? text : `${JSON.stringify(manifest)}\n`)
  } finally {
    shown.stop()
    await services.db.close()
  }
}
