import { connect, type Socket } from 'node:net'

/** Clients that hold a connection without ever finishing: some send a head, some a body, a byte a second, and some never read an answer. */
export function slowClients(address: string, each: number) {
  const { hostname, port } = new URL(address)
  const host = `Host: ${hostname}\r\n`
  const open = new Set<Socket>()
  const come = (words: string, drips: boolean) => {
    const socket = connect(Number(port), hostname)
    open.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => open.delete(socket))
    socket.write(words)
    if (drips) {
      socket.resume()
      const dripping = setInterval(() => socket.write('x'), 1000)
      socket.on('close', () => clearInterval(dripping))
      socket.on('end', () => socket.destroy())
    } else socket.pause()
  }
  const long = `GET /openapi.json HTTP/1.1\r\n${host}\r\n`
  for (let number = 0; number < each; number++) {
    come(`GET /v1/site HTTP/1.1\r\n${host}X-Slow: `, true)
    come(
      `POST /v1/articles/harbour-lights-return/comments HTTP/1.1\r\n${host}Content-Type: application/json\r\nContent-Length: 10000\r\n\r\n{"`,
      true,
    )
    come(long.repeat(400), false)
  }
  return {
    count: 3 * each,
    leave() {
      for (const socket of open) socket.destroy()
    },
  }
}
