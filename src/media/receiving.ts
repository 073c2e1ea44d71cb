import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { MultipartFile, MultipartValue } from '@fastify/multipart'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { insistOnPlain } from '../http/json.ts'
import { strangeIn } from '../http/json-checks.ts'
import { type Failure, Problem } from '../problem.ts'
import { incomingOf } from './folder.ts'
import { onDisk } from './trouble.ts'
import { beginUpload } from './turns.ts'

/** Bytes that a form may have beside its file. */
const restOfForm = 64 * 1024

/** What a form may have, for the parser. */
export const formLimits = (largest: number) => ({
  limits: { fileSize: largest, files: 1, fields: 10, parts: 11, fieldNameSize: 50, fieldSize: 10_000, headerPairs: 20 },
})

const files = new WeakMap<FastifyRequest, string>()

/** Where the file of a request is, until it is answered. */
export function receivedFile(request: FastifyRequest): string {
  return files.get(request)!
}

/**
 * Receives a form with a file, which is written to the disk as it comes, and makes it the body of the request: its fields, and as `file` the SHA-256 of the file. Whatever
 * becomes of the request, the file is gone when it is over. Throws `media-type`, `too-large`, `invalid-request`, and `unavailable` when there are too many or the disk takes no more.
 */
export async function receive(
  request: FastifyRequest,
  reply: FastifyReply,
  { folder, largest, name }: { folder: string; largest: number; name: string },
) {
  insistOnForm(request, largest)
  const path = join(incomingOf(folder), name)
  const end = beginUpload()
  reply.raw.once('close', () => {
    end()
    rm(path, { force: true }).catch((error: Error) => request.log.error(error, 'A received file could not be removed'))
  })
  try {
    await mkdir(incomingOf(folder), { recursive: true, mode: 0o700 })
    request.body = await Promise.race([overflow(request, largest + restOfForm, largest), formOf(request, path)])
    files.set(request, path)
  } catch (error) {
    await rm(path, { force: true }).catch(() => undefined)
    throw refusalOf(error as Error, largest)
  }
}

function insistOnForm(request: FastifyRequest, largest: number) {
  insistOnPlain(request.headers['content-encoding'])
  if (!request.isMultipart()) {
    const detail = '`multipart/form-data` is taken.'
    throw new Problem('media-type', `Send the picture as a form: ${detail}`, [{ header: 'Content-Type', code: 'unknown', detail }])
  }
  if (Number(request.headers['content-length'] ?? 0) > largest + restOfForm) throw tooLarge(largest)
}

/** Fails once a request goes on and on between its parts, which the parser does not count. It flows from here on: whoever reads it begins at once. */
function overflow({ raw }: FastifyRequest, most: number, largest: number) {
  let bytes = 0
  return new Promise<never>((_resolve, reject) => {
    raw.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > most) reject(tooLarge(largest))
    })
  })
}

async function formOf(request: FastifyRequest, path: string) {
  const form: Record<string, unknown> = {}
  const failures: Failure[] = []
  for await (const part of request.parts()) {
    const name = part.fieldname
    const refuse = (code: string, detail: string) => failures.push({ pointer: `#/${encodeURIComponent(name)}`, code, detail })
    if (Object.hasOwn(form, name)) refuse('repeated', 'It is given more than once.')
    if (part.type === 'field') {
      if (name === 'file') refuse('file', 'Send it as a file, with a file name.')
      if (part.valueTruncated || part.fieldnameTruncated) refuse('maxLength', 'It is too long.')
      form[name] = readValue(part)
    } else {
      if (name !== 'file') refuse('unknown', 'A file is taken as `file` alone.')
      form[name] = await digestOf(part, path)
    }
  }
  failures.push(...strangeIn(form))
  if (failures.length > 0) throw new Problem('invalid-request', 'The form is not one that is taken here.', failures)
  return form
}

/** Everything in a form is text; a number is written as JSON has it. */
function readValue({ fieldname, value }: MultipartValue) {
  return /^focal[XY]$/.test(fieldname) && /^(0|1|0?\.\d{1,10}|1\.0{1,10})$/.test(String(value)) ? Number(value) : value
}

/** Writes a file to the disk as it comes. */
async function digestOf({ file }: MultipartFile, path: string) {
  const hash = createHash('sha256')
  file.on('data', (chunk: Buffer) => hash.update(chunk))
  await pipeline(file, createWriteStream(path, { flags: 'wx', mode: 0o600 }))
  return hash.digest('hex')
}

function tooLarge(largest: number) {
  const detail = `One file of at most ${largest} bytes is taken, and a few fields.`
  return new Problem('too-large', detail, [{ pointer: '#/file', code: 'too-large', detail }], { connection: 'close' })
}

/** What the parser or the disk complains of, as a problem. */
function refusalOf(error: Error & { statusCode?: number }, largest: number) {
  if (error instanceof Problem) return error
  if (error.statusCode === 413) return tooLarge(largest)
  const trouble = onDisk(error)
  if (trouble) return trouble
  return new Problem('invalid-request', 'The form cannot be read to its end.', [
    { pointer: '#', code: 'form', detail: `${error.message}.` },
  ])
}
