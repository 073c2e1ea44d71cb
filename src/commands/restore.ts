import type { Config } from '../config.ts'
import { placeOf } from '../db/identity.ts'
import { restoreBackup } from '../db/restore.ts'
import { report, showProgress } from './progress.ts'
import { stampOf } from './stamp.ts'
import { untilStopped } from './stopping.ts'

/** Puts a backup in the newspaper’s place and says what became of the former file. Throws a sentence, and changes nothing, when it could not. */
export async function restore({ database }: Config, file: string) {
  const progress = showProgress('of the backup copied')
  try {
    const former = `${placeOf(database)}.before-${stampOf(new Date())}`
    const { rows, kept } = await untilStopped((signal) => restoreBackup(file, database, former, { signal, tell: progress.tell }))
    progress.stop()
    const { articles, comments } = rows
    const text = `${database} holds ${articles} articles and ${comments} comments again. ${keptText(kept)}\n`
    report(text, { database, articles, comments, kept })
  } finally {
    progress.stop()
  }
}

function keptText(kept: readonly string[]) {
  return kept.length === 0 ? 'Nothing stood there before.' : `What stood there is kept as ${kept.join(' and ')}.`
}
