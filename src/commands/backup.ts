import type { Config } from '../config.ts'
import { backUp } from '../db/backup.ts'
import { report, showProgress } from './progress.ts'
import { untilStopped } from './stopping.ts'

/** Backs the newspaper up and says what was made. Throws a sentence, and leaves nothing behind, when it could not be. */
export async function makeBackup(config: Config, file: string, replace: boolean) {
  const began = performance.now()
  const progress = showProgress('of the newspaper copied')
  try {
    const { bytes, rows } = await untilStopped((signal) => backUp(config.database, file, { replace, signal, tell: progress.tell }))
    progress.stop()
    const seconds = Math.round(performance.now() - began) / 1000
    const { articles, comments } = rows
    report(
      `${file} holds ${articles} articles and ${comments} comments in ${bytes} bytes. It took ${seconds} seconds, and was checked.\n`,
      {
        file,
        bytes,
        articles,
        comments,
        seconds,
      },
    )
  } finally {
    progress.stop()
  }
}
