import { createReadStream, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import type { Operation } from './disk.ts'

/** What a server did to the files of its database, and which requests it answered with success meanwhile. */
export type Recorded = Operation | { kind: 'answer'; request: string }

/** Words that a program is started through so that strace, as a child of it, writes down what it does to its files and what it answers. */
export function recordedIn(file: string): string[] {
  const calls = 'trace=openat,pwrite64,write,writev,sendmsg,fsync,fdatasync,ftruncate,unlink,unlinkat,rename,fallocate,msync'
  return [
    'strace',
    '-D',
    '--follow-forks',
    '--seccomp-bpf',
    '-q',
    '-y',
    '-xx',
    '-s',
    '1048576',
    '-e',
    calls,
    '-e',
    'signal=none',
    '-o',
    file,
  ]
}

/**
 * The recording of a program that has ended, in the order in which the calls returned; the shared memory (`-shm`) is left out, because nothing may rely on it after a cut.
 * Throws when a file of the database was changed in a way that is not understood.
 */
export async function readRecording(file: string, database: string): Promise<Recorded[]> {
  while (!/\+\+\+ (exited|killed).*\n$/.test(readFileSync(file, 'latin1').slice(-100))) await pause(20)
  const recorded: Recorded[] = []
  const begun = new Map<string, string>()
  for await (const line of createInterface({ input: createReadStream(file, 'latin1') })) {
    const [, thread, text] = line.match(/^(\d+) +(.*)$/) ?? []
    if (thread === undefined || text === undefined) throw new Error(`strace wrote ${line.slice(0, 100)}`)
    if (text.startsWith('+++')) continue
    if (text.endsWith('<unfinished ...>')) {
      begun.set(thread, text.slice(0, -'<unfinished ...>'.length))
      continue
    }
    const resumed = text.match(/^<\.\.\. \w+ resumed>(.*)$/)
    const done = recordedCall(resumed ? `${begun.get(thread)}${resumed[1]}` : text, database)
    if (done) recorded.push(done)
  }
  return recorded
}

function recordedCall(text: string, database: string): Recorded | undefined {
  const [, call, words = '', result] = text.match(/^(\w+)\((.*)\)\s+= (-?\d+)/s) ?? []
  if (call === undefined || Number(result) < 0) return undefined
  if (call === 'write' || call === 'writev' || call === 'sendmsg') {
    const answered = textOf(words)
    const request = /HTTP\/1\.1 2\d\d /.test(answered) ? answered.match(/x-request-id: ([\w-]{36})/i)?.[1] : undefined
    if (request !== undefined) return { kind: 'answer', request }
  }
  const name = textOf(
    (call === 'openat' || call === 'unlink' ? words.match(/"((?:\\x..)*)"/) : words.match(/^\d+<((?:\\x..)*)>/))?.[1] ?? '',
  )
  if (call === 'fsync' && name === dirname(database)) return { kind: 'syncFolder' }
  if (!name.startsWith(database) || name.endsWith('-shm') || name.endsWith('.token')) return undefined
  if (call === 'openat') return words.includes('O_CREAT') ? { kind: 'create', file: name } : undefined
  if (call === 'unlink') return { kind: 'unlink', file: name }
  if (call === 'fsync' || call === 'fdatasync') return { kind: 'sync', file: name }
  if (call === 'ftruncate') return { kind: 'truncate', file: name, size: Number(words.match(/(0x[0-9a-f]+|\d+)$/)![1]) }
  const written = call === 'pwrite64' && words.match(/, "((?:\\x..)*)", (\d+), (0x[0-9a-f]+|\d+)$/)
  if (!written || Number(written[2]) !== Number(result)) throw new Error(`This call is not understood: ${text.slice(0, 300)}`)
  return { kind: 'write', file: name, offset: Number(written[3]), bytes: bytesOf(written[1]!) }
}

function textOf(escaped: string) {
  return bytesOf(escaped.match(/(?:\\x[0-9a-f]{2})+/g)?.join('') ?? '').toString('latin1')
}

function bytesOf(escaped: string) {
  return Buffer.from(escaped.replaceAll('\\x', ''), 'hex')
}
