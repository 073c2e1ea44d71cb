import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { endedWithUs } from '../helpers/children.ts'
import { connectionTo } from '../helpers/connection.ts'
import { type Server, startServer } from '../helpers/server.ts'
import { forManyWriters } from '../helpers/writers.ts'
import { conduct, type Experiment, insist } from './experiment.ts'

/** So many articles fall due in each round, within so many milliseconds; every second one goes again in that time. */
const [articles, within] = [60, 2500]

export const scheduleKilled: Experiment = {
  name: 'R15 schedule killed',
  promise: `Hundreds of articles are planned to appear, and half of them to go again, within some seconds, while the server is ended with SIGKILL at a random
moment and started again, and a second process tells beside it what has come, and is ended in the same way. Every planned appearance and disappearance is told by exactly
one event, with its planned moment; an end never before its beginning, and each process tells in the order of the moments.`,
  rounds: 8,
  seconds: 45,
  async run({ folder, rounds, timeLeft, say, chance }) {
    const file = join(folder, 'news.db')
    const start = () => startServer(folder, { settings: forManyWriters })
    const planned = new Map<string, { at: string; until: string | null }>()
    let server = await start()
    let round = 0
    let besides = 0
    try {
      for (; round < rounds && timeLeft(); round++) {
        await plan(server, chance, planned)
        const beside = fork('test/helpers/telling-beside.ts', [file], {
          execArgv: ['--import=tsx'],
          stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        })
        const ended = once(endedWithUs(beside), 'exit')
        await pause(500 + chance() * within)
        beside.kill('SIGKILL')
        await server.kill()
        await ended
        besides++
        server = await start()
        say(`${round + 1} rounds, ${planned.size} articles`)
      }
      for (let waits = 0; told(file).length < expected(planned); waits++) {
        insist(waits < 100, `Only ${told(file).length} of ${expected(planned)} are told`)
        await pause(200)
      }
    } finally {
      await server.kill()
    }
    const all = told(file)
    insist(all.length === expected(planned), `${all.length} are told, ${expected(planned)} were planned`)
    for (const [id, { at, until }] of planned) {
      const own = all.filter(({ subjectId }) => subjectId === id).map(({ type, moment }) => `${type} ${moment}`)
      const wanted = [`article.appeared ${at}`, ...(until === null ? [] : [`article.disappeared ${until}`])]
      insist(own.join() === wanted.join(), `Of ${id} is told ${own.join(', ')}, and ${wanted.join(', ')} was planned`)
    }
    const late = all.filter(({ moment }, place) => place > 0 && moment < all[place - 1]!.moment).length
    insist(late === 0, `${late} are told after what was planned for later`)
    return `${round} kills of a server and ${besides} of a process beside it; ${planned.size} articles, ${all.length} appearances and disappearances, each told once and in order`
  },
}

/** Plans articles for moments that are soon, each at least a second ahead. */
async function plan({ address, token }: Server, chance: () => number, planned: Map<string, { at: string; until: string | null }>) {
  const connection = connectionTo(address, token)
  for (let number = 0; number < articles; number++) {
    const made = await connection.ask('POST', '/editorial/articles', { headline: `Story ${number}` })
    insist(made.status === 201, `An article was answered ${made.status}`)
    const { id } = made.body as { id: string }
    const at = new Date(Date.now() + 1000 + Math.floor(chance() * within)).toISOString()
    const until = number % 2 ? new Date(Date.parse(at) + 1 + Math.floor(chance() * within)).toISOString() : null
    const { status } = await connection.ask('PUT', `/editorial/articles/${id}/publication`, { at, until }, { 'if-match': '*' })
    insist(status === 200, `A publication was answered ${status}`)
    planned.set(id, { at, until })
  }
  connection.close()
}

const expected = (planned: ReadonlyMap<string, { until: string | null }>) =>
  [...planned.values()].reduce((count, { until }) => count + (until === null ? 1 : 2), 0)

interface Telling {
  subjectId: string
  type: string
  moment: string
}

function told(file: string): Telling[] {
  const database = new Sqlite(file, { timeout: 5000 })
  try {
    const kinds = `type in ('article.appeared', 'article.disappeared')`
    return database
      .prepare(`select subject_id as subjectId, type, data ->> 'moment' as moment from events where ${kinds} order by sequence`)
      .all() as Telling[]
  } finally {
    database.close()
  }
}

await conduct(scheduleKilled)
