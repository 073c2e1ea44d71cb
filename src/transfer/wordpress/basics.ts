import type { WordPressItem, WordPressRecord } from './export/wxr.ts'
import { keepMedia } from './media.ts'
import { menuGatherer } from './menu-entries.ts'
import type { Run } from './run.ts'
import { type TermRecord, termKeeper } from './taxonomy.ts'

/** So many of them are kept in one transaction. */
const batch = 200

/** Keeps what stories need to be here before them: sections, tags, authors, and what is known of the library. Answers with the menus. */
export async function keepBasics(run: Run, records: AsyncIterable<WordPressRecord>) {
  const terms = termKeeper(run)
  const menus = menuGatherer(run.report.leftOut)
  const listed: TermRecord[] = []
  const attachments: WordPressItem[] = []
  for await (const record of records) {
    if (record.kind !== 'item') {
      if (record.kind !== 'site') listed.push(record)
    } else if (record.type === 'attachment') attachments.push({ ...record, content: '', comments: [] })
    else if (record.type === 'nav_menu_item') menus.add(record)
    if (listed.length + attachments.length >= batch) await keep()
  }
  await keep()
  await terms.finish()
  return menus.menus()

  async function keep() {
    await terms.keep(listed.splice(0))
    await keepMedia(run, attachments.splice(0))
  }
}
