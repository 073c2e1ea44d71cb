import { articlesToIndex, beginTextIndexAnew } from '../articles/text-index/text-index.store.ts'
import { buildTextIndex } from '../articles/text-index/text-index.ts'
import type { Config } from '../config.ts'
import { insistOnNewspaper } from '../db/identity.ts'
import { openNewspaper } from './newspaper.ts'
import { report, showProgress } from './progress.ts'

/** Builds the full-text index anew, beside a running server too. Throws a sentence where there is no newspaper. */
export async function reindex(config: Config) {
  insistOnNewspaper(config.database)
  const { db } = await openNewspaper(config)
  const progress = showProgress('{value} of {total} articles', 'rows')
  try {
    await db.write(beginTextIndexAnew)
    const all = await articlesToIndex(db)
    const indexed = await buildTextIndex({ db }, { tell: (done) => progress.tell(done, all) })
    progress.stop()
    report(`The words of ${indexed} articles are indexed.\n`, { event: 'reindexed', articles: indexed })
  } finally {
    progress.stop()
    await db.close()
  }
}
