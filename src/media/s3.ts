import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { S3mini } from 's3mini'
import type { Config } from '../config.ts'
import { outboundStreams } from '../http/outbound.ts'
import type { Storage } from './storage.ts'

/** Keeps files in a bucket, by path-style addresses. The endpoint is the operator’s word, so it is called wherever it stands. */
export function s3Storage({ s3Endpoint, s3Bucket, s3Region, s3KeyId, s3SecretKey }: Config): Storage {
  const { hostname, port, protocol } = new URL(s3Endpoint)
  const store = new S3mini({
    accessKeyId: s3KeyId,
    secretAccessKey: s3SecretKey,
    endpoint: `${s3Endpoint}/${s3Bucket}`,
    region: s3Region,
    fetch: outboundStreams([`${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`]),
  })
  return {
    async put(name, type, data) {
      await store.putObject(name, data, type)
    },
    async open(name) {
      const answer = await store.getObjectResponse(name)
      if (!answer?.body) return undefined
      const bytes = answer.headers.get('content-length')
      return { bytes: bytes === null ? undefined : Number(bytes), stream: Readable.fromWeb(answer.body as ReadableStream) }
    },
    async remove(name) {
      await store.deleteObject(name)
    },
  }
}
