import type { Config } from '../config.ts'
import { insistOnNewspaper } from '../db/identity.ts'
import { type ExportProgress, exportSite } from '../transfer/broadsheet/export.ts'
import { openNewspaper } from './newspaper.ts'
import { report, showProgress } from './progress.ts'

/** Writes the whole newspaper into a new folder, beside a running server too, and says what is in it. Throws a sentence where there is no newspaper, or something in the folder. */
export async function exportNewspaper(config: Config, folder: string, program: string) {
  insistOnNewspaper(config.database)
  const services = await openNewspaper(config)
  const shown = showProgress('{file}', 'rows')
  const tell = ({ file, rows, of }: ExportProgress) => shown.tell(rows, of, { file })
  try {
    const manifest = await exportSite(services, folder, program, tell)
    shown.stop()
    const files = manifest.files.map(({ name, lines }) => `  ${String(lines).padStart(8)}  ${name}`)
    const text = [`${manifest.site} is in ${folder}. ${manifest.personalData}`, ...files, ''].join('\n')
    report(text, manifest)
  } finally {
    shown.stop()
    await services.db.close()
  }
}
