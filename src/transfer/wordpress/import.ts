import type { Services } from '../../services.ts'
import { keepBasics } from './basics.ts'
import { readWordPress, type WordPressRecord } from './export/wxr.ts'
import { notAnExport } from './export/xml.ts'
import { keepMenu } from './menu.ts'
import { keepNotedSlugs } from './old-slugs.ts'
import type { Report } from './report.ts'
import { beginRun } from './run.ts'
import { keepStories } from './stories.ts'

/** How far an import has come. The export is read twice. */
export interface Progress {
  reading: 1 | 2
  /** Read of the file in this reading. */
  bytes: number
  items: number
}

/** Begins a file anew. */
export type Open = () => AsyncIterable<Uint8Array | string>

/**
 * Imports a WordPress export, beside a running server too. The file is read twice, so that no more of it than a batch has to be
 * held in memory. What an earlier run has brought stays as it is here, so that a second run changes nothing, and one that was
 * interrupted is completed. Throws `UnreadableExport`.
 */
export async function importExport(services: Services, open: Open, tell: (progress: Progress) => void = () => {}): Promise<Report> {
  const run = await beginRun(services, await siteOf(readWordPress(open())))
  const menus = await keepBasics(run, reading(1, open, tell))
  await keepStories(run, reading(2, open, tell))
  await keepNotedSlugs(run)
  await keepMenu(run, menus)
  return run.report
}

async function siteOf(records: AsyncIterable<WordPressRecord>) {
  for await (const record of records) if (record.kind === 'site') return record
  throw notAnExport()
}

async function* reading(number: Progress['reading'], open: Open, tell: (progress: Progress) => void) {
  const progress: Progress = { reading: number, bytes: 0, items: 0 }
  const records = readWordPress(open(), (bytes) => {
    progress.bytes = bytes
    tell(progress)
  })
  for await (const record of records) {
    if (record.kind === 'item') progress.items += 1
    yield record
  }
}
