import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { endedWithUs } from '../helpers/children.ts'
import { type Connection, connectionTo } from '../helpers/connection.ts'
import { insistOnWholeness } from '../helpers/facts.ts'
import { type Server, startServer } from '../helpers/server.ts'
import { forManyWriters } from '../helpers/writers.ts'
import { canTrace, conduct, type Experiment, insist } from './experiment.ts'

/** What fails: the call, and the file it is for. */
const faults = [
  ['fsync', '-wal'],
  ['pwrite64', '-wal'],
  ['fsync', ''],
  ['pwrite64', ''],
] as const

const editors = 4
const storiesEach = 3

/** A story that must be begun exactly once, and what was last said about it. */
interface Wanted {
  key: string
  headline: string
  last: 'begun' | 'refused' | 'unknown'
}

export const diskError: Experiment = {
  name: 'R4 disk error',
  promise: `Every so many writes or syncs of the log, or of the database, fail with EIO. What cannot be kept is answered with 503, and sent again with the same
Idempotency-Key until it is taken: it has its effect once. In every second round the server is killed after the first refusal: what was answered as not
kept does not come back. The server lives, and the database is whole.`,
  rounds: 40,
  seconds: 400,
  lacking: () => (canTrace() && process.getuid?.() === 0 ? undefined : 'only root can make a disk fail, with strace'),
  async run({ folder, rounds, timeLeft, say, chance }) {
    const file = join(folder, 'news.db')
    const told: Told = { begun: 0, refused: 0, unknown: 0, replayed: 0 }
    let server = await startServer(folder, { settings: forManyWriters })
    let round = 0
    const replays = await knowsKeys(server)
    if (!replays) say('this server does not know Idempotency-Key: only what was refused for certain is sent again')
    try {
      for (; round < rounds && timeLeft(); round++) {
        const [call, suffix] = faults[Math.floor(round / 2) % faults.length]!
        const stories = Array.from({ length: editors * storiesEach }, newStory)
        const mend = await fail(server, call, `${file}${suffix}`, 1 + Math.floor(chance() * 6), 2 + Math.floor(chance() * 5))
        const killed = round % 2 === 1
        if (!killed) await beginAll(server, stories, told, replays)
        else {
          await beginUntilRefused(server, stories, told)
          await server.kill()
          server = await startServer(folder, { settings: forManyWriters })
          for (const story of stories)
            insist(
              story.last !== 'refused' || timesBegun(file, story) === 0,
              `“${story.headline}” was answered as not kept, and came back (${call}${suffix})`,
            )
        }
        await mend()
        insist(server.child.exitCode === null, `It ended with ${server.child.exitCode}`)
        await beginAll(server, stories, told, replays)
        for (const story of stories) {
          const times = timesBegun(file, story)
          insist(
            times === 1 || (!replays && story.last === 'unknown' && times < 2),
            `“${story.headline}” was begun ${times} times (${call}${suffix})`,
          )
        }
        insistOnWholeness(file)
      }
      insist((await server.stop())[0] === 0, 'It did not stop cleanly')
    } finally {
      await server.kill()
    }
    insist(told.refused > 0, 'No write failed: the experiment is broken')
    return `${round} rounds, ${told.begun} stories begun once each, ${told.refused} refused as not kept and ${told.unknown} as unknown on the way, ${told.replayed} replayed${replays ? '' : ' (no Idempotency-Key here)'}; always whole`
  },
}

const newStory = (): Wanted => ({ key: randomUUID(), headline: `The storm of ${randomUUID()}`, last: 'refused' })

/** From now on every `step`th such call for the file fails, after some that do not. Answers with how to end it. */
async function fail({ child }: Server, call: string, file: string, first: number, step: number) {
  const rule = `inject=${call}:error=EIO:when=${first}+${step}`
  const tracer = endedWithUs(
    spawn('strace', ['-f', '-p', String(child.pid), '-P', file, '-e', rule, '-o', '/dev/null'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    }),
  )
  const ended = once(tracer, 'exit')
  await once(tracer.stderr, 'data')
  tracer.stderr.resume()
  return async () => {
    tracer.kill('SIGTERM')
    await ended
  }
}

type Told = Record<'begun' | 'refused' | 'unknown' | 'replayed', number>

/** Several editors at once, each with stories of their own, and again until they are taken. */
async function beginAll({ address, token }: Server, stories: readonly Wanted[], told: Told, replays: boolean) {
  await Promise.all(
    Array.from({ length: editors }, async (_, place) => {
      const editor = connectionTo(address, token)
      for (const story of stories.slice(place * storiesEach, (place + 1) * storiesEach)) {
        for (let tries = 0; tries < 30 && story.last !== 'begun' && (replays || story.last === 'refused'); tries++) {
          if (!(await begin(editor, story, told))) await pause(20)
        }
      }
      editor.close()
    }),
  )
}

/** One editor, up to the first story that is not taken: nothing is committed after it. */
async function beginUntilRefused({ address, token }: Server, stories: readonly Wanted[], told: Told) {
  const editor = connectionTo(address, token)
  for (const story of stories) {
    if (!(await begin(editor, story, told))) break
  }
  editor.close()
}

async function begin({ ask }: Connection, story: Wanted, told: Told) {
  const words = { headline: story.headline, body: { format: 'markdown', source: 'The wind rose. '.repeat(6000) } }
  const { status, headers, body } = await ask('POST', '/editorial/articles', words, { 'idempotency-key': story.key })
  insist(status === 201 || (status === 503 && headers['retry-after']), `It was answered with ${status}: ${JSON.stringify(body)}`)
  story.last = status === 201 ? 'begun' : /not known/.test(body.detail) ? 'unknown' : 'refused'
  told[story.last]++
  if (headers['idempotency-replayed'] === 'true') told.replayed++
  return status === 201
}

async function knowsKeys({ address, token }: Server) {
  const { ask, close } = connectionTo(address, token)
  const twice = () => ask('POST', '/editorial/articles', { headline: 'The calm before' }, { 'idempotency-key': 'the-calm-before' })
  await twice()
  const { headers } = await twice()
  close()
  return headers['idempotency-replayed'] === 'true'
}

function timesBegun(file: string, { headline }: Wanted) {
  const connection = new Sqlite(file, { readonly: true })
  const times = connection.prepare('select count(*) from revisions where number = 1 and headline = ?').pluck().get(headline)
  connection.close()
  return Number(times)
}

await conduct(diskError)
