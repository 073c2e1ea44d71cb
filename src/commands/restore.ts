import type { Config } from '../config.ts'
import { restoreBackup } from '../db/restore.ts'
import { showProgress } from './progress.ts'
import { stampOf } from './stamp.ts'
import { untilStopped } from './stopping.ts'

/** Puts a backup in the newspaper’s place and says what became of the former file. Throws a sentence, and changes nothing, when it could not. */
export async function restore({ database }: Config, file: string) {
  const progress = showProgress('of the backup copied')
  try {
    const former = `${database}.before-${stampOf(new Date())}`
    const { rows, kept } = await untilStopped((signal) => restoreBackup(file, database, former, { signal, tell: progress.tell }))
    progress.stop()
    const { articles, comments } = rows
    process.stdout.write(
      process.stdout.isTTY
        ? `${database} holds ${articles} articles and ${comments} comments again. ${keptText(kept)}\n`
        : `${JSON.stringify({ database, articles, comments, kept })}\n`,
    )
  } finally {
    progress.stop()
  }
}

function keptText(kept: readonly string[]) {
  return kept.length === 0 ? 'Nothing stood there before.' : `What stood there is kept as ${kept.join(' and ')}.`
}
