import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { connectionTo } from '../helpers/connection.ts'
import { insistOnPromises } from '../helpers/facts.ts'
import { follow } from '../helpers/following.ts'
import { startServer } from '../helpers/server.ts'
import { emptyLedger, forManyWriters, insistOnBusyAtWorst, write } from '../helpers/writers.ts'
import { type Bench, conduct, type Experiment, insist } from './experiment.ts'

/** What readers have been told on the connections they keep. */
interface Readers {
  answered: number
  /** Answers that were no 2xx. */
  refused: number[]
  /** Requests that the connection ended on. */
  unanswered: Error[]
}

export const stopUnderLoad: Experiment = {
  name: 'R13 stop under load',
  promise: `A server is asked to stop (SIGTERM) at a random moment under 8 to 32 writers and readers, who each keep a connection and pause for up to 50 ms. Every request that
was sent whole on a connection that the server had accepted is answered, until an answer says that it is the last (Connection: close); to connect anew may be
refused. Whoever follows the moderators’ queue is told that it ends. It ends with 0 within ten seconds, leaves no log beside the file, and all that was acknowledged is there.`,
  rounds: 20,
  seconds: 300,
  async run(bench) {
    const figures = { rounds: 0, acknowledged: 0, read: 0, slowest: 0, atTheDoor: 0 }
    for (; figures.rounds < bench.rounds && bench.timeLeft(); figures.rounds++) {
      const { acknowledged, read, took, atTheDoor } = await stopOnce(bench)
      figures.acknowledged += acknowledged
      figures.read += read
      figures.atTheDoor += atTheDoor
      figures.slowest = Math.max(figures.slowest, took)
    }
    const { rounds, acknowledged, read, slowest, atTheDoor } = figures
    return `${rounds} stops, ${acknowledged} acknowledged writes and ${read} reads, none unanswered or lost; ${atTheDoor} new connections were sent away before the server had taken them; stopped within ${Math.round(slowest)} ms`
  },
}

async function stopOnce({ folder, chance }: Bench) {
  const file = join(folder, 'news.db')
  const server = await startServer(folder, { settings: forManyWriters })
  const ledger = emptyLedger()
  const readers: Readers = { answered: 0, refused: [], unanswered: [] }
  const half = 4 + Math.floor(chance() * 13)
  const streams = await Promise.all([1, 2, 3].map(() => follow(server.address, server.token)))
  const followed = `GET /v1/moderation/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${server.token}\r\n\r\n`
  const silent = [followed, 'GET / HTT', 'POST /v1/editorial/articles HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{'].map((words) => {
    const socket = connect(Number(new URL(server.address).port), '127.0.0.1').on('error', () => {})
    socket.write(words)
    return socket
  })
  try {
    const writing = write(server, half, ledger, chance, () => false)
    const reading = Promise.all(Array.from({ length: half }, () => read(server.address, readers, chance)))
    while (ledger.acknowledged.length < 2 * half || readers.answered < 2 * half) await pause(10)
    await pause(chance() * 400)
    const asked = performance.now()
    const [code, signal] = await server.stop()
    const took = performance.now() - asked
    await Promise.all([writing, reading])
    const ends = [...ledger.unanswered, ...readers.unanswered]
    const cut = ends.filter((error) => !isRefusal(error))
    insist(cut.length === 0, `${cut.length} of ${2 * half} requests were cut off: ${cut[0]}`)
    insistOnBusyAtWorst(ledger)
    const rude = readers.refused.find((status) => status !== 503)
    insist(rude === undefined, `A reader was answered ${rude}`)
    insist(code === 0, `It ended with ${code ?? signal}`)
    for (const stream of streams) insist(await stream.over(), 'A stream was cut off')
    insist(streams[0]!.told.length > 1, 'Nothing was told')
    insist(took < 10_000, `It took ${took} ms to stop`)
    for (const left of ['-wal', '-shm']) insist(!existsSync(`${file}${left}`), `It left news.db${left}`)
    insistOnPromises(file, ledger.acknowledged)
    return {
      acknowledged: ledger.acknowledged.length,
      read: readers.answered,
      took,
      atTheDoor: ends.filter((error) => 'code' in error && error.code === 'ECONNRESET').length,
    }
  } finally {
    for (const socket of silent) socket.destroy()
    await server.kill()
  }
}

/** A reader who looks at the front page until the server is gone. */
async function read(address: string, readers: Readers, chance: () => number) {
  const { ask, close } = connectionTo(address)
  try {
    while (true) {
      const { status } = await ask('GET', '/articles?limit=5')
      if (status === 200) readers.answered++
      else readers.refused.push(status)
      await pause(chance() * 50)
    }
  } catch (error) {
    readers.unanswered.push(error as Error)
  } finally {
    close()
  }
}

/** Whether the server had not taken the connection: nobody listened any more, or the system sent away who was still waiting at the door. */
function isRefusal(error: Error) {
  return 'code' in error && (error.code === 'ECONNREFUSED' || (error.code === 'ECONNRESET' && 'kept' in error && error.kept === false))
}

await conduct(stopUnderLoad)
