import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { Test } from 'tap'

/** What opens the bucket. */
export const bucketKey = { id: 'KEYOFTHEDESK', secret: 'the secret of the key, which is in no log' }

const most = 100

/**
 * An S3-compatible store on loopback with one bucket, `pictures`: it keeps what is put, gives it back and removes it, and refuses whatever is not
 * signed as AWS has it (Signature Version 4), by its own reckoning.
 */
export async function bucket(t: Test) {
  const objects = new Map<string, { type: string; data: Buffer }>()
  const state: { down: boolean; meanwhile?: () => Promise<unknown> } = { down: false }
  const server = createServer(async (request, reply) => {
    const key = request.url!.match(/^\/pictures\/([\w.-]+)$/)?.[1]
    const data = await buffer(request)
    if (state.down) return void reply.writeHead(503).end('<Error><Code>SlowDown</Code></Error>')
    if (!isSigned(request)) return void reply.writeHead(403).end('<Error><Code>SignatureDoesNotMatch</Code></Error>')
    const found = objects.get(key ?? '')
    if (key && request.method === 'PUT' && objects.size < most) {
      objects.set(key, { type: String(request.headers['content-type']), data })
      await state.meanwhile?.()
      return void reply.writeHead(200).end()
    }
    if (key && request.method === 'DELETE') {
      objects.delete(key)
      return void reply.writeHead(204).end()
    }
    if (!found) return void reply.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>')
    reply.writeHead(200, { 'content-type': found.type, 'content-length': found.data.length }).end(found.data)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return { objects, state, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

function isSigned({ method, url, headers }: IncomingMessage) {
  const [, id, day, region, names, signature] =
    headers.authorization?.match(
      /^AWS4-HMAC-SHA256 Credential=(\w+)\/(\d{8})\/([\w-]+)\/s3\/aws4_request, SignedHeaders=([\w;-]+), Signature=(\w+)$/,
    ) ?? []
  if (id !== bucketKey.id || !names?.split(';').includes('host')) return false
  const signed = names.split(';').map((name) => `${name}:${headers[name]}\n`)
  const request = [method, url, '', signed.join(''), names, headers['x-amz-content-sha256']].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, createHash('sha256').update(request).digest('hex')].join('\n')
  const steps = [day!, region!, 's3', 'aws4_request', text]
  const made = steps.reduce<string | Buffer>((key, step) => createHmac('sha256', key).update(step).digest(), `AWS4${bucketKey.secret}`)
  return (made as Buffer).toString('hex') === signature
}
