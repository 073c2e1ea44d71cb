import { createServer, type RequestListener, type Server } from 'node:http'
import type { Socket } from 'node:net'

/** Milliseconds: for the head of a request; for all of it; that a connection stands still, as when an answer is not read; that it is kept for the next request. */
const headTime = 10_000
const requestTime = 30_000
const stillness = 30_000
const idleTime = 72_000

/** Milliseconds between two looks at who is over these times. */
const looksEvery = 2000

const headerBytes = 16 * 1024

/** So many more connections are taken than are served, to be told so; beyond them they are dropped unheard. */
const spare = 200

/** So many requests a connection may have under way. Hardly any client sends a second one before it has the first answer; a thousand fit into one packet. */
const underWayAtOnce = 10

/**
 * A server that serves so many connections at once, and no slow ones. Whoever comes beyond is handed to `refuse`, while the others go on
 * undisturbed; a connection that asks for too much at once gets the answers that are under way, and is closed.
 */
export function boundedServer(answer: RequestListener, connections: number, refuse: (socket: Socket) => void): Server {
  const underWay = new WeakMap<Socket, number>()
  const closing = new WeakSet<Socket>()
  let open = 0
  const limits = { maxHeaderSize: headerBytes, headersTimeout: headTime, requestTimeout: requestTime, keepAliveTimeout: idleTime }
  const server = createServer({ ...limits, connectionsCheckingInterval: looksEvery }, (request, response) => {
    const { socket } = request
    const count = underWay.get(socket) ?? 0
    if (closing.has(socket)) {
      if (count === 0) refuse(socket)
      return
    }
    if (count === underWayAtOnce) return void closing.add(socket)
    underWay.set(socket, count + 1)
    response.once('close', () => {
      underWay.set(socket, underWay.get(socket)! - 1)
      if (closing.has(socket) && underWay.get(socket) === 0) socket.destroySoon()
    })
    answer(request, response)
  })
  server.setTimeout(stillness)
  server.maxHeadersCount = 0
  server.maxConnections = connections + spare
  server.on('connection', (socket: Socket) => {
    if (++open > connections) closing.add(socket)
    socket.once('close', () => open--)
  })
  return server
}
