import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { endedWithUs } from './children.ts'

/** A Broadsheet in a process of its own. */
export interface Server {
  /** Such as http://127.0.0.1:40123, without a slash at the end. */
  address: string
  /** The owner's token. */
  token: string
  child: ChildProcess
  /** What it has logged so far, JSON lines. */
  log: () => string
  /** Asks it to stop, and answers with how it ended: its exit code, or the signal that ended it. */
  stop: () => Promise<[code: number | null, signal: NodeJS.Signals | null]>
  /** Ends it at once, as a crash would. */
  kill: () => Promise<void>
}

export interface ServerStart {
  settings?: Readonly<Record<string, string>>
  /** Words that the program is started through, such as a tracer and its options. */
  through?: readonly string[]
}

/**
 * Starts a server on `news.db` in the folder, on a free port of loopback, and answers once it listens. Throws what it said when it ends
 * before that. Whoever starts it ends it.
 */
export async function startServer(folder: string, { settings = {}, through = [] }: ServerStart = {}): Promise<Server> {
  const database = join(folder, 'news.db')
  const [command = '', ...words] = [...through, process.execPath, ...program(), 'serve']
  const child = endedWithUs(
    spawn(command, words, {
      env: { PATH: process.env.PATH, BROADSHEET_DATABASE: database, BROADSHEET_PORT: '0', BROADSHEET_SAMPLE: 'false', ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  )
  const [output, complaints]: [string[], string[]] = [[], []]
  child.stdout.on('data', (chunk) => output.push(String(chunk)))
  child.stderr.on('data', (chunk) => complaints.push(String(chunk)))
  const log = () => output.join('')
  while (!/listening at http/.test(log())) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`The server ended with ${child.exitCode ?? child.signalCode} before it listened: ${complaints.join('')}`)
    await Promise.race([once(child.stdout, 'data'), once(child, 'close')])
  }
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  return {
    address: log().match(/listening at (http:[^"]+)/)![1]!,
    token: readFileSync(`${database}.token`, 'utf8').trim(),
    child,
    log,
    async stop() {
      child.kill('SIGTERM')
      return ended
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Node's words for running `broadsheet`: what was built, which starts twice as fast, while it is newer than every source; else the sources. */
export function program(): string[] {
  const built = statSync('dist/main.js', { throwIfNoEntry: false })
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  const newest = Math.max(...sources.map((name) => statSync(join('src', name)).mtimeMs))
  if (built && built.mtimeMs > newest) return [resolve('dist/main.js')]
  return [`--import=${resolve('node_modules/tsx/dist/loader.mjs')}`, resolve('src/main.ts')]
}

/** Runs a command of `broadsheet` to its end and answers with what it printed. Throws when it fails. */
export function runCommand(folder: string, words: readonly string[], settings: Readonly<Record<string, string>> = {}): string {
  return execFileSync(process.execPath, [...program(), ...words], {
    env: { PATH: process.env.PATH, BROADSHEET_DATABASE: join(folder, 'news.db'), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  })
}

/** The same beside what this process is doing meanwhile. */
export async function commandBeside(folder: string, words: readonly string[]): Promise<string> {
  const env = { PATH: process.env.PATH, BROADSHEET_DATABASE: join(folder, 'news.db') }
  return (await promisify(execFile)(process.execPath, [...program(), ...words], { env })).stdout
}
