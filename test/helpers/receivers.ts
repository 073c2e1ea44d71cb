import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { SMTPServer } from 'smtp-server'

/** Whoever is told something, and how often each thing was told, by its id. */
export interface Receiver {
  url: string
  /** What was taken whole, whether or not the sender could hear that it was. */
  taken: Map<string, number>
  /** How often something was refused for now. */
  refused: () => number
  close: () => Promise<void>
}

const longestPause = 30

/** A mail server on loopback that takes its time, and refuses one mail in five for now: of these half before their words, half after. */
export async function moodyMailServer(chance: () => number): Promise<Receiver> {
  const taken = new Map<string, number>()
  let refused = 0
  const judge = async (done: (error?: Error) => void, take = () => {}) => {
    const refuses = chance() < 0.1
    if (refuses) refused += 1
    else take()
    await pause(chance() * longestPause)
    done(refuses ? Object.assign(new Error('Not now'), { responseCode: 451 }) : undefined)
  }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    onRcptTo: (_address, _session, done) => void judge(done),
    onData(stream, _session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part) => parts.push(part))
      stream.on('end', () => {
        const [, id = 'none'] =
          Buffer.concat(parts)
            .toString()
            .match(/^Message-ID: <([^@]+)@/im) ?? []
        void judge(done, () => count(taken, id))
      })
    },
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  const close = () => new Promise<void>((resolve) => server.close(resolve))
  return { url: `smtp://127.0.0.1:${port}`, taken, refused: () => refused, close }
}

/** A receiver of webhooks on loopback that takes its time, and answers one call in five with 500. */
export async function moodyWebhook(chance: () => number): Promise<Receiver> {
  const taken = new Map<string, number>()
  let refused = 0
  const server = createServer(async (request, response) => {
    request.resume()
    await once(request, 'end').catch(() => undefined)
    const refuses = chance() < 0.2
    if (refuses) refused += 1
    else count(taken, String(request.headers['webhook-id']))
    await pause(chance() * longestPause)
    response.writeHead(refuses ? 500 : 204).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, taken, refused: () => refused, close }
}

function count(taken: Map<string, number>, id: string) {
  taken.set(id, (taken.get(id) ?? 0) + 1)
}
