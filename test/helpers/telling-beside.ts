import { setTimeout as pause } from 'node:timers/promises'
import { announce } from '../../src/articles/appearance/announcing.ts'
import { openSqlite } from '../../src/db/sqlite.ts'

// Tells what has appeared and disappeared in the file that is named, beside its server and as fast as it can, until it is ended.
const db = openSqlite(process.argv[2]!)
for (;;) {
  await announce({ db, now: () => new Date() }, new AbortController().signal).catch(() => undefined)
  await pause(5)
}
