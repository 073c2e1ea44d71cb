import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import { insistOnContract } from './contract.ts'
import type { Answer } from './newsroom.ts'

export interface Sent {
  headers?: Record<string, string | string[]>
  body?: string | Buffer
}

/**
 * Listens on a free port of loopback and sends each request as it is written: no address is tidied, no header is joined on the way. Every
 * problem is held against the OpenAPI document.
 */
export async function wire(t: Test, app: FastifyInstance) {
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.teardown(() => agent.destroy())
  return (method: string, path: string, { headers = {}, body }: Sent = {}) =>
    new Promise<Answer>((resolve, reject) => {
      const sending = request({ host: '127.0.0.1', port, agent, method, path, headers }, (reply) => {
        const chunks: Buffer[] = []
        reply.on('data', (chunk) => chunks.push(chunk))
        reply.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          const answer = answered(reply.statusCode!, reply.headers, text)
          try {
            if (answer.status >= 400) insistOnContract(app, method, path, answer)
            resolve(answer)
          } catch (error) {
            reject(error)
          }
        })
      })
      sending.on('error', (error) => reject(new Error(`${method} ${path}: ${error.message}`)))
      sending.end(body)
    })
}

function answered(status: number, headers: IncomingHttpHeaders, text: string): Answer {
  const isJson = /json/.test(String(headers['content-type'])) && text !== ''
  return { status, body: isJson ? JSON.parse(text) : text, headers: headers as Answer['headers'], etag: String(headers.etag) }
}
