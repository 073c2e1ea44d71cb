import { Agent, type IncomingHttpHeaders, request } from 'node:http'

/** What a server answered over the network; `body` is the JSON of it. */
export interface Reply {
  status: number
  headers: IncomingHttpHeaders
  // biome-ignore lint/suspicious/noExplicitAny: answers have every shape
  body: any
}

/** One connection that is kept, and asked one thing after another. */
export interface Connection {
  /** Throws what the system says when the connection ends before the answer; `kept` tells whether the server had answered on it before. */
  ask: (method: string, path: string, payload?: unknown, headers?: Readonly<Record<string, string>>) => Promise<Reply>
  close: () => void
}

/** Paths are below /v1 unless they begin with `//`. */
export function connectionTo(address: string, token?: string): Connection {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask: Connection['ask'] = (method, path, payload, headers) =>
    new Promise((resolve, reject) => {
      const body = payload === undefined ? '' : JSON.stringify(payload)
      const url = `${address}${path.startsWith('//') ? path.slice(1) : `/v1${path}`}`
      const asking = request(url, {
        agent,
        method,
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...(body && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
          ...headers,
        },
      })
      asking.on('error', (error) => reject(Object.assign(error, { kept: asking.reusedSocket })))
      asking.on('response', (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          if (!response.complete) return reject(new Error('The answer was cut short'))
          const text = Buffer.concat(chunks).toString()
          const isJson = /json/.test(String(response.headers['content-type'])) && text !== ''
          resolve({ status: response.statusCode!, headers: response.headers, body: isJson ? JSON.parse(text) : text })
        })
      })
      asking.end(body)
    })
  return { ask, close: () => agent.destroy() }
}
