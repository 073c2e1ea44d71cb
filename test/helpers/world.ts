import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

/** What somebody outside was asked. */
export interface Asked {
  method: string
  url: string
  headers: IncomingMessage['headers']
  body: string
}

/** Somebody out in the world, on a port of this machine: remembers what was asked, and answers as it is told to. */
export async function somebodyOutside(t: Test, answer: (asked: Asked, response: ServerResponse) => void) {
  const heard: Asked[] = []
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece)
    const asked = { method: request.method!, url: request.url!, headers: request.headers, body: Buffer.concat(pieces).toString() }
    heard.push(asked)
    answer(asked, response)
  })
  let callers = 0
  server.on('connection', () => callers++)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { port, host: `127.0.0.1:${port}`, url: `http://127.0.0.1:${port}`, heard, callers: () => callers }
}
