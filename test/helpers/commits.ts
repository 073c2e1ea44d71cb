import Sqlite from 'better-sqlite3'
import type { Test } from 'tap'

/** Tells of a newspaper's database a number that is another after every commit that has changed something. */
export function commitsTo(t: Test, file: string): () => number {
  const watch = new Sqlite(file, { readonly: true })
  t.teardown(() => watch.close())
  return () => watch.pragma('data_version', { simple: true }) as number
}
