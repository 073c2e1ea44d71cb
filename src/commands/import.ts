import { createReadStream, statSync } from 'node:fs'
import { SingleBar } from 'cli-progress'
import type { Config } from '../config.ts'
import { importExport, type Progress } from '../transfer/wordpress/import.ts'
import { reportText } from '../transfer/wordpress/report.ts'
import { openNewspaper } from './newspaper.ts'
import { hasSample } from './store.ts'

/** Imports a WordPress export and reports what became of it. Throws a sentence for a file that cannot be read, and while the sample newspaper stands here. */
export async function importWordPress(config: Config, file: string) {
  const size = sizeOf(file)
  const services = await openNewspaper(config)
  const progress = process.stderr.isTTY ? progressBar(size) : progressLines(size)
  try {
    if (await hasSample(services.db)) {
      throw new Error(
        `The sample newspaper stands in ${config.database}. Remove it first with \`broadsheet seed --remove\`, or begin a new file with BROADSHEET_DATABASE.`,
      )
    }
    const report = await importExport(services, () => createReadStream(file, { highWaterMark: 256 * 1024 }), progress.tell)
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
function bytesDone({ reading, bytes }: Progress, size: number) {
  return reading === 1 ? bytes : size + bytes
}

function progressBar(size: number) {
  const bar = new SingleBar({
    format: '{bar} {percentage} %  reading {reading} of 2, {items} items',
    hideCursor: true,
    clearOnComplete: true,
  })
  bar.start(2 * size, 0, { reading: 1, items: 0 })
  return {
    tell: (progress: Progress) => bar.update(bytesDone(progress, size), { ...progress }),
    stop: () => bar.stop(),
  }
}

/** Milliseconds between two lines. */
const pace = 1000

function progressLines(size: number) {
  let last = performance.now()
  return {
    tell(progress: Progress) {
      if (performance.now() - last < pace) return
      last = performance.now()
      const { reading, items } = progress
      process.stderr.write(`${JSON.stringify({ event: 'progress', reading, items, bytes: bytesDone(progress, size), of: 2 * size })}\n`)
    },
    stop() {},
  }
}
