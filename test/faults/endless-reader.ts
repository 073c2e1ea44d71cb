import { statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { connectionTo } from '../helpers/connection.ts'
import { startServer } from '../helpers/server.ts'
import { forManyWriters } from '../helpers/writers.ts'
import { conduct, insist } from './experiment.ts'

/** Bytes: what a log that nobody holds up stays below, and what one that had grown is cut back to. */
const [usual, limit] = [16 * 1024 ** 2, 64 * 1024 ** 2]

await conduct({
  name: 'R7 endless reader',
  promise: `A process opens the database, reads, and never ends its transaction, while the desk writes long stories. The write-ahead log grows, past
${limit} bytes, while everybody is answered; when the reader goes, it is cut back. Before the reader comes, as the control, the log stays below ${usual} bytes.`,
  rounds: 3,
  seconds: 240,
  async run({ folder, rounds, timeLeft, say }) {
    const file = join(folder, 'news.db')
    const logBytes = () => statSync(`${file}-wal`).size
    const server = await startServer(folder, { settings: forManyWriters })
    const desk = connectionTo(server.address, server.token)
    let slowest = 0
    const writeUntil = async (isEnough: (stories: number) => boolean) => {
      let largest = 0
      for (let stories = 0; !isEnough(stories); stories++) {
        insist(stories < 3000, `3000 stories did not do it: the log has ${logBytes()} bytes`)
        const begun = performance.now()
        const body = { format: 'markdown', source: 'High water at noon, and again at night.\n\n'.repeat(2000) }
        const { status } = await desk.ask('POST', '/editorial/articles', { headline: 'The tide tables', body })
        insist(status === 201 || status === 503, `A story was answered ${status}`)
        if (status === 503) await pause(100)
        slowest = Math.max(slowest, performance.now() - begun)
        largest = Math.max(largest, logBytes())
      }
      return largest
    }
    let round = 0
    const [grown, back]: [number[], number[]] = [[], []]
    try {
      const control = await writeUntil((stories) => stories === 200)
      insist(control < usual, `Without the reader the log has grown to ${control} bytes`)
      for (; round < rounds && timeLeft(); round++) {
        const reader = new Sqlite(file, { readonly: true })
        reader.exec('begin')
        reader.prepare('select count(*) from articles').pluck().get()
        await writeUntil(() => logBytes() > 1.25 * limit)
        grown.push(logBytes())
        const { status } = await desk.ask('GET', '/site')
        insist(status === 200 || status === 503, `The masthead was answered ${status} beside a log of ${logBytes()} bytes`)
        reader.close()
        await writeUntil((stories) => stories > 20 && logBytes() <= limit)
        back.push(logBytes())
        say(`the log grew to ${grown.at(-1)} bytes, and came back to ${back.at(-1)}`)
      }
      insist(round > 0, 'There was no time for a single reader')
      desk.close()
      const [code] = await server.stop()
      insist(code === 0, `It ended with ${code}`)
      insist(!statSync(`${file}-wal`, { throwIfNoEntry: false }), 'A clean stop has left the log')
      return `${round} readers; the log stayed below ${control} bytes without one, grew to ${Math.max(...grown)} beside one, and came back to ${Math.max(...back)}; slowest answer ${Math.round(slowest)} ms`
    } finally {
      await server.kill()
    }
  },
})
