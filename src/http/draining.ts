import { Server } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { FastifyInstance } from 'fastify'
import { endStreams } from './event-stream.ts'
import { letGo } from './sockets.ts'

/** Milliseconds that a stopping server waits for what is on its way over its connections, and after that for its own answers. */
const lastCall = 1000
const lastAnswers = 7000

/**
 * Lets a server stop without cutting anybody off: nobody new is let in, every answer from then on is the last of its connection and says so, and only
 * whoever has kept a connection and not sent a whole request until the last call is let go without a word. Streams end at once.
 *
 * Node would close at once each connection that waits for its next request, and with it the request that is on its way.
 */
export function drainOnClose(app: FastifyInstance) {
  let stopping = false
  app.addHook('onSend', async (_request, reply) => {
    if (stopping) reply.header('connection', 'close')
  })
  app.addHook('preClose', async () => {
    stopping = true
    endStreams(app.server)
    if (!app.server.listening) return
    Server.prototype.close.call(app.server)
    const connections = promisify(app.server.getConnections.bind(app.server))
    const until = performance.now() + lastCall
    while ((await connections()) > 0 && performance.now() < until) await pause(10)
    letGo(app.server)
    setTimeout(() => app.server.closeAllConnections(), lastAnswers).unref()
  })
}
