import type { Services } from '../../services.ts'
import { indexNext } from './text-index.store.ts'

/** So many articles are indexed in one write; between two of them others have their turn. */
const together = 20

/** Builds the full-text index on until every article is in it, or it is told to stop; `tell` hears of each step. Answers with how many there were. */
export async function buildTextIndex(
  { db }: Pick<Services, 'db'>,
  { stopping, tell = () => {} }: { stopping?: AbortSignal; tell?: (done: number) => void } = {},
): Promise<number> {
  let done = 0
  while (!stopping?.aborted) {
    const indexed = await db.write((tx) => indexNext(tx, together))
    if (indexed === 0) break
    done += indexed
    tell(done)
  }
  return done
}
