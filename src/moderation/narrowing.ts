import { commentById } from '../comments/store.ts'
import type { Reader } from '../db/database.ts'
import { Problem } from '../problem.ts'
import { withDescendants } from '../taxonomy/store.ts'
import type { QueueFilter } from './queue.schema.ts'
import type { Narrowed } from './queue.store.ts'

/** A filter with what it points at looked up: the sections below a section, and where the author of a comment wrote from. */
export async function narrowing(db: Reader, { section, author, ...plain }: QueueFilter): Promise<Narrowed> {
  return {
    ...plain,
    ...(section !== undefined && { sections: await withDescendants(db, section) }),
    ...(author !== undefined && { author: await origin(db, author) }),
  }
}

/** An unknown comment came from nowhere, where nothing else does either. */
async function origin(db: Reader, commentId: string) {
  try {
    const { authorEmail: email, addressHash } = await commentById(db, commentId)
    return { email, addressHash }
  } catch (error) {
    if (error instanceof Problem && error.code === 'not-found') return { email: null, addressHash: null }
    throw error
  }
}
