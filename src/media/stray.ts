import type { Services } from '../services.ts'
import type { Storage } from './storage.ts'
import { dueFiles, forgetFiles } from './store.ts'

/** So many files are removed between two looks at the list. */
const atOnce = 50

/** Removes the files that are nobody's: of pictures that were removed, and of uploads that came to nothing. Answers with how many. Throws what the storage throws. */
export async function removeStray({ db, now }: Pick<Services, 'db' | 'now'>, storage: Storage, stopping?: AbortSignal): Promise<number> {
  let removed = 0
  while (!stopping?.aborted) {
    const names = await dueFiles(db, now(), atOnce)
    if (names.length === 0) break
    for (const name of names) await storage.remove(name)
    await db.write((tx) => forgetFiles(tx, names))
    removed += names.length
  }
  return removed
}
