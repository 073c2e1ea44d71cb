import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { endedWithUs } from '../helpers/children.ts'
import { type Server, startServer } from '../helpers/server.ts'
import { conduct, insist } from './experiment.ts'

/** Milliseconds that a change may take to be refused: the server waits five seconds for the lock. */
const patience = 15_000

await conduct({
  name: 'R5 foreign lock',
  promise: `Another process takes the database's lock while editors write and readers read. Changes are answered 503 with Retry-After
once the wait is over, and none of them is kept; reads are answered throughout. No change hangs, none is a 500. When the lock is let
go in time, those who waited are answered as if nothing had been, and afterwards everything is as before.`,
  rounds: 3,
  seconds: 60,
  async run({ folder, rounds, timeLeft, say }) {
    const server = await startServer(folder, { settings: { BROADSHEET_SAMPLE: 'true', BROADSHEET_WRITES_PER_MINUTE: '10000000' } })
    let [done, refused, waited, reads, slowest] = [0, 0, 0, 0, 0]
    try {
      insist((await write(server)).status === 201, 'It writes before there is a lock')
      for (; done < rounds && timeLeft(); done++) {
        const before = await drafts(server)
        const release = await holdLock(join(folder, 'news.db'))
        const writers = Array.from({ length: 20 }, () => write(server))
        const reading = readUntil(server, Promise.all(writers))
        for (const { status, retryAfter, took } of await Promise.all(writers)) {
          insist(status === 503, `A change under a foreign lock was answered ${status}`)
          insist(Number(retryAfter) >= 1, `503 came with Retry-After ${retryAfter}`)
          slowest = Math.max(slowest, took)
          refused++
        }
        reads += await reading
        const late = Array.from({ length: 5 }, () => write(server))
        await pause(300)
        await release()
        for (const { status } of await Promise.all(late)) {
          insist(status === 201, `A change that waited for a lock let go was answered ${status}`)
          waited++
        }
        insist((await write(server)).status === 201, 'It writes again after the lock')
        const kept = (await drafts(server)) - before
        insist(kept === 6, `${kept} changes were kept, where 6 were answered 201`)
        say(`round ${done + 1}: ${refused} refused, ${reads} reads, the slowest refusal after ${Math.round(slowest)} ms`)
      }
      insist(!/"level":(50|60)/.test(server.log().replaceAll(/.*SQLITE_BUSY.*/g, '')), 'Nothing else broke')
      return `${done} locks, ${refused} changes refused with 503 (slowest ${Math.round(slowest)} ms), ${waited} waited and were kept, ${reads} reads answered meanwhile`
    } finally {
      await server.kill()
    }
  },
})

/** An editor's draft; throws when it is not answered in time. */
async function write({ address, token }: Server) {
  const begun = performance.now()
  const reply = await fetch(`${address}/v1/editorial/articles`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{"headline":"The harbour is locked"}',
    signal: AbortSignal.timeout(patience),
  })
  await reply.text()
  return { status: reply.status, retryAfter: reply.headers.get('retry-after'), took: performance.now() - begun }
}

/** How many stories are called so on the desk. */
async function drafts({ address, token }: Server) {
  let [count, next]: [number, string | null] = [0, `${address}/v1/editorial/articles?limit=100`]
  while (next !== null) {
    const reply: Response = await fetch(next, { headers: { authorization: `Bearer ${token}` } })
    const { items, page } = (await reply.json()) as { items: { headline: string }[]; page: { next: string | null } }
    count += items.filter(({ headline }) => headline === 'The harbour is locked').length
    next = page.next === null ? null : new URL(page.next, address).href
  }
  return count
}

/** Reads until the changes are answered; answers with how many reads were. */
async function readUntil({ address }: Server, changes: Promise<unknown>) {
  let [reads, over] = [0, false]
  void changes.then(
    () => (over = true),
    () => (over = true),
  )
  for (; !over; reads++) {
    const reply = await fetch(`${address}/v1/articles`, { signal: AbortSignal.timeout(3000) })
    insist(reply.status === 200, `A read under a foreign lock was answered ${reply.status}`)
    await reply.text()
    await pause(20)
  }
  insist(reads > 10, `Only ${reads} reads were answered under the lock`)
  return reads
}

/** Takes the write lock from a process of its own; what it answers with lets it go. */
async function holdLock(file: string) {
  const script = `const database = new (require('better-sqlite3'))(process.argv[1]); database.exec('begin immediate'); console.log('held')
process.stdin.on('end', () => { database.exec('rollback'); database.close() }).resume()`
  const child = endedWithUs(spawn(process.execPath, ['-e', script, file], { stdio: ['pipe', 'pipe', 'inherit'] }))
  await once(child.stdout, 'data')
  return async () => {
    child.stdin.end()
    await once(child, 'exit')
  }
}
