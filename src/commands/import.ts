import { createReadStream, statSync } from 'node:fs'
import type { Config } from '../config.ts'
import { importExport, type Progress } from '../transfer/wordpress/import.ts'
import { reportText } from '../transfer/wordpress/report.ts'
import { openNewspaper } from './newspaper.ts'
import { showProgress } from './progress.ts'
import { hasSample } from './store.ts'

/** Imports a WordPress export and reports what became of it. Throws a sentence for a file that cannot be read, and while the sample newspaper stands here. */
export async function importWordPress(config: Config, file: string) {
  const size = sizeOf(file)
  const services = await openNewspaper(config)
  const progress = showProgress('reading {reading} of 2, {items} items')
  const tell = ({ reading, items, bytes }: Progress) => progress.tell(bytesDone(reading, bytes, size), 2 * size, { reading, items })
  try {
    if (await hasSample(services.db)) {
      throw new Error(
        `The sample newspaper stands in ${config.database}. Remove it first with \`broadsheet seed --remove\`, or begin a new file with BROADSHEET_DATABASE.`,
      )
    }
    const report = await importExport(services, () => createReadStream(file, { highWaterMark: 256 * 1024 }), tell)
    progress.stop()
    process.stdout.write(process.stdout.isTTY ? `\n${reportText(report)}` : `${JSON.stringify(report)}\n`)
  } finally {
    progress.stop()
    await services.db.close()
  }
}

function sizeOf(file: string) {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) throw new Error(`There is no file ${file}.`)
  if (!found.isFile()) throw new Error(`${file} is not a file. Give the .xml that WordPress wrote under Tools, Export.`)
  return found.size
}

/** The file is read twice, so it counts twice. */
function bytesDone(reading: number, bytes: number, size: number) {
  return reading === 1 ? bytes : size + bytes
}
