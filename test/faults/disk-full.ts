import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { endedWithUs } from '../helpers/children.ts'
import { type Connection, connectionTo } from '../helpers/connection.ts'
import { insistOnPromises } from '../helpers/facts.ts'
import { program } from '../helpers/server.ts'
import { emptyLedger, forManyWriters, type Ledger, write } from '../helpers/writers.ts'
import { can, conduct, type Experiment, insist } from './experiment.ts'

export const diskFull: Experiment = {
  name: 'R3 disk full',
  promise: `Database and log stand on a small disk that is filled up under 4 writers. Writes are answered with 503 or 507, Retry-After and a problem; reads with 200; the server
lives, its database is whole, and everything acknowledged is there. When there is space again, it goes on by itself, and logs again.`,
  rounds: 5,
  seconds: 240,
  lacking: () =>
    can('unshare', '--mount', 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()) ? undefined : 'only root can mount a small disk, on Linux',
  async run({ folder, rounds, timeLeft, chance }) {
    const disk = join(folder, 'disk')
    mkdirSync(disk)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', disk])
    try {
      const server = await startOn(disk)
      const ledger = emptyLedger()
      let [round, refused] = [0, 0]
      try {
        for (; round < rounds && timeLeft(); round++) {
          const before = ledger.acknowledged.length
          await write(server, 4, ledger, chance, () => ledger.acknowledged.length >= before + 40)
          const slug = publicSlug(ledger)
          fill(disk, Math.floor(chance() * 200_000))
          await write(server, 4, ledger, chance, () => ledger.refused.length > 8)
          refused += ledger.refused.length
          insistOnRefusals(ledger)
          await insistOnReading(connectionTo(server.address), slug)
          insist(server.child.exitCode === null, `It ended with ${server.child.exitCode}`)
          insistOnPromises(join(disk, 'news.db'), ledger.acknowledged)
          rmSync(join(disk, 'filler'))
          ledger.refused = []
          const [written, logged] = [ledger.acknowledged.length, server.log().length]
          await write(server, 4, ledger, chance, () => ledger.acknowledged.length >= written + 20 || ledger.refused.length > 0)
          insist(ledger.refused.length === 0, `With space again a write is refused: ${JSON.stringify(ledger.refused[0]?.body)}`)
          insist(server.log().length > logged, 'With space again it logs nothing')
          insistOnPromises(join(disk, 'news.db'), ledger.acknowledged)
        }
        server.child.kill('SIGTERM')
        const [code] = await once(server.child, 'exit')
        insist(code === 0, `It ended with ${code}`)
      } finally {
        server.child.kill('SIGKILL')
      }
      return `${round} times full, ${refused} writes refused with 503 and Retry-After, reads answered meanwhile; ${ledger.acknowledged.length} acknowledged writes, none lost; went on by itself each time`
    } finally {
      execFileSync('umount', ['-l', disk])
    }
  },
}

/** A server whose log is on the small disk, too. */
async function startOn(disk: string) {
  const logFile = join(disk, 'log')
  const descriptor = openSync(logFile, 'a')
  const file = join(disk, 'news.db')
  const child = endedWithUs(
    spawn(process.execPath, [...program(), 'serve'], {
      env: { BROADSHEET_DATABASE: file, BROADSHEET_PORT: '0', BROADSHEET_SAMPLE: 'false', ...forManyWriters },
      stdio: ['ignore', descriptor, 'inherit'],
    }),
  )
  closeSync(descriptor)
  const log = () => readFileSync(logFile, 'utf8')
  while (!/listening at http/.test(log())) {
    insist(child.exitCode === null, `It ended with ${child.exitCode} before it listened`)
    await pause(20)
  }
  return { child, log, address: log().match(/listening at (http:[^"]+)/)![1]!, token: readFileSync(`${file}.token`, 'utf8').trim() }
}

/** Fills the disk up to so many bytes. */
function fill(disk: string, spared: number) {
  const { bavail, bsize } = statfsSync(disk)
  writeFileSync(join(disk, 'filler'), Buffer.alloc(Math.max(0, bavail * bsize - spared)))
}

function insistOnRefusals({ refused, unanswered }: Ledger) {
  insist(unanswered.length === 0, `A connection ended: ${unanswered[0]}`)
  for (const { status, headers, body } of refused) {
    insist(status === 503 || status === 507, `A write on a full disk was answered with ${status}: ${JSON.stringify(body)}`)
    insist(headers['retry-after'] !== undefined && body.type.endsWith(`/problems/${body.code}`), 'It does not say when to try again')
  }
}

async function insistOnReading({ ask, close }: Connection, slug: string) {
  for (const path of ['/articles', `/articles/${slug}?include=comments`, '/site', '//health/live', '//health/ready']) {
    const { status } = await ask('GET', path)
    insist(status === 200, `On a full disk, ${path} was answered with ${status}`)
  }
  close()
}

function publicSlug({ acknowledged }: Ledger) {
  const fact = acknowledged.flatMap(({ facts }) => facts).find((each) => each.startsWith('public '))
  insist(fact, 'Nothing was published')
  return fact.split(' ')[2]!
}

await conduct(diskFull)
