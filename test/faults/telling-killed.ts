import { hash } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { connectionTo } from '../helpers/connection.ts'
import { moodyMailServer, moodyWebhook, type Receiver } from '../helpers/receivers.ts'
import { type Server, startServer } from '../helpers/server.ts'
import { forManyWriters } from '../helpers/writers.ts'
import { conduct, type Experiment, insist } from './experiment.ts'

/** So many notices are asked for in each round, which is as many as a server takes in ten minutes; each goes by mail and to the webhook. */
const notices = 10

export const tellingKilled: Experiment = {
  name: 'R12 telling killed',
  promise: `A server that tells a moderator of ever new things, by mail and by webhook, is ended with SIGKILL at a random moment and started again; the mail server and
the receiver take their time and refuse one in five for now. No mail arrives twice. One that does not arrive was leaving at the moment of a kill, and stands there as
uncertain; every other arrives. Every call of the webhook arrives at least once, always under the same id.`,
  rounds: 50,
  seconds: 400,
  async run({ folder, rounds, timeLeft, say, chance }) {
    const mails = await moodyMailServer(chance)
    const calls = await moodyWebhook(chance)
    const settings = {
      ...forManyWriters,
      BROADSHEET_MAIL: mails.url,
      BROADSHEET_MAIL_FROM: 'news@gazette.example',
      BROADSHEET_TRUSTED_TARGETS: new URL(calls.url).host,
    }
    const start = () => startServer(folder, { settings })
    const outbox = join(folder, 'news.db')
    const interrupted = new Set<string>()
    let acknowledged = 0
    let server = await start()
    let round = 0
    try {
      await listen(server, calls)
      for (; round < rounds && timeLeft(); round++) {
        const asking = ask(server, () => acknowledged++)
        await pause(chance() * 2500)
        await server.kill()
        await asking
        for (const mail of leftLeaving(outbox)) interrupted.add(mail)
        hasten(outbox)
        server = await start()
        if (round % 10 === 9) say(`${round + 1} rounds, ${mails.taken.size} mails, ${calls.taken.size} calls`)
      }
      for (let waits = 0; posted(outbox).some(({ state }) => ['waiting', 'sending', 'leaving'].includes(state)); waits++) {
        insist(waits < 200, 'What waits is not sent')
        await pause(500)
        hasten(outbox)
      }
    } finally {
      await server.kill()
      await Promise.all([mails.close(), calls.close()])
    }
    const all = posted(outbox)
    const [mailed, called] = (['mail', 'webhook'] as const).map((channel) => all.filter((post) => post.channel === channel))
    insist(mailed!.length >= acknowledged && called!.length >= acknowledged, 'A notice that was acknowledged is not there')
    insist(acknowledged > rounds, 'Hardly anything was told')
    const unknown = [...mails.taken.keys(), ...calls.taken.keys()].filter((id) => !all.some((post) => post.id === id))
    insist(unknown.length === 0, `Something arrived that nobody has posted: ${unknown[0]}`)
    for (const { id, state, once } of mailed!) {
      const arrived = mails.taken.get(id) ?? 0
      insist(arrived <= 1, `${once} arrived ${arrived} times`)
      if (state === 'uncertain') insist(interrupted.has(once), `${once} was given up, and was not leaving at a kill`)
      else insist(state === 'sent' && arrived === 1, `${once} is ${state}, and arrived ${arrived} times`)
    }
    for (const { id, state, once } of called!) insist(state === 'sent' && calls.taken.has(id), `${once} is ${state}, and did not arrive`)
    const uncertain = mailed!.filter(({ state }) => state === 'uncertain')
    const lost = uncertain.filter(({ id }) => !mails.taken.has(id)).length
    const again = [...calls.taken.values()].filter((times) => times > 1).length
    return `${round} kills; ${mailed!.length} mails, none twice, ${mails.refused()} refusals, ${uncertain.length} were leaving at a kill, of which ${lost} did not arrive; \
${called!.length} calls, none missing, ${calls.refused()} refusals, ${again} made again under the same id`
  },
}

async function listen({ address, token }: Server, { url }: Receiver) {
  const { ask, close } = connectionTo(address, token)
  const { status } = await ask('PUT', '/moderation/notices', { when: 'digest', email: 'night-desk@gazette.example', webhook: url })
  close()
  insist(status === 200, `The setting was answered ${status}`)
}

/** Asks for one notice after another, until the connection ends. */
async function ask({ address, token }: Server, acknowledge: () => void) {
  const connection = connectionTo(address, token)
  try {
    for (let number = 0; number < notices; number++) {
      const { status } = await connection.ask('POST', '/moderation/notices/tests')
      insist(status === 202 || status === 503, `A notice was answered ${status}`)
      if (status === 202) acknowledge()
    }
  } catch (error) {
    insist('code' in (error as Error), (error as Error).message)
  } finally {
    connection.close()
  }
}

interface Posted {
  once: string
  channel: 'mail' | 'webhook'
  state: string
  /** What it is told under. */
  id: string
}

function posted(file: string): Posted[] {
  const rows = inFile(file, (database) => database.prepare('select once, channel, state from outbox').all()) as Omit<Posted, 'id'>[]
  return rows.map((row) => ({ ...row, id: hash('sha256', row.once).slice(0, 32) }))
}

function leftLeaving(file: string): string[] {
  return posted(file)
    .filter(({ channel, state }) => channel === 'mail' && state === 'leaving')
    .map(({ once }) => once)
}

/** What was refused for now is due at once, rather than in a minute. */
function hasten(file: string) {
  inFile(file, (database) => database.exec(`update outbox set due_at = at where state = 'waiting'`))
}

function inFile<Found>(file: string, look: (database: Sqlite.Database) => Found): Found {
  const database = new Sqlite(file, { timeout: 5000 })
  try {
    return look(database)
  } finally {
    database.close()
  }
}

await conduct(tellingKilled)
