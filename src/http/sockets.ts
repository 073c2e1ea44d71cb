import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ProblemCode } from '../problem.ts'

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
export function boundedServer(answer: RequestListener, connections: number, refuse: (socket: Socket, code: ProblemCode) => void): Server {
  const sockets = new Set<Socket>()
  const limits = { maxHeaderSize: headerBytes, headersTimeout: headTime, requestTimeout: requestTime, keepAliveTimeout: idleTime }
  const options = { ...limits, connectionsCheckingInterval: looksEvery, requireHostHeader: false }
  const server = createServer(options, (request, response) => {
    const { socket } = request
    const requests = underWay.get(socket) ?? new Set()
    if (closing.has(socket)) {
      if (requests.size === 0) refuse(socket, 'unavailable')
      return
    }
    if (requests.size === underWayAtOnce) return void closing.add(socket)
    underWay.set(socket, requests.add(request))
    response.once('close', () => {
      requests.delete(request)
      if (closing.has(socket) && requests.size === 0) socket.destroySoon()
    })
    answer(request, response)
  })
  server.on('checkExpectation', ({ socket }) => refuse(socket, 'expectation-failed'))
  server.setTimeout(stillness)
  server.maxHeadersCount = 0
  server.maxConnections = connections + spare
  server.on('connection', (socket: Socket) => {
    if (sockets.add(socket).size > connections) closing.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  open.set(server, sockets)
  return server
}

/** The connections of each server. */
const open = new WeakMap<Server, Set<Socket>>()

/** The requests of each connection that are not answered yet, and the connections that are closed when all are. */
const underWay = new WeakMap<Duplex, Set<IncomingMessage>>()
const closing = new WeakSet<Duplex>()

/** Closes a connection after the answers to what it has asked in full; false, and nothing, when it waits for none. */
export function closeAfterAnswers(socket: Duplex): boolean {
  const requests = underWay.get(socket)
  if (!requests?.size || [...requests].some(({ complete }) => !complete)) return false
  closing.add(socket)
  return true
}

/** Ends each connection of a server: at once where no answer is due, as when its request has not come whole, and else after the answers. */
export function letGo(server: Server) {
  for (const socket of open.get(server) ?? []) if (!closeAfterAnswers(socket)) socket.destroy()
}
