import type { Server, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { Problem } from '../problem.ts'
import type { Caller } from './access.ts'

/** What the streams of a server are held to. */
export interface StreamBounds {
  /** How many there are at once, and how many of them with one token. */
  together: number
  each: number
  /** Bytes that may wait for a reader before the stream is cut. */
  unread: number
  /** Milliseconds after which a stream ends, to be asked for anew. */
  life: number
}

/** An answer that goes on. */
export interface EventStream {
  readonly tokenId: string
  /** What is sent, as Fastify takes it. */
  readonly source: Readable
  /** Sends text on its way, and cuts off a reader who does not keep up. */
  say(text: string): void
  /** Ends the answer as a whole one, and cuts off a reader who does not take the end of it. */
  end(): void
}

export interface EventStreams {
  readonly standing: ReadonlySet<EventStream>
  /** Throws `too-many-requests` when this token has its share, `unavailable` when there are too many or the server stops. */
  open(caller: Caller, response: ServerResponse): EventStream
}

/** Milliseconds that a reader has to take the end of a stream. */
const lastWords = 1000

/** The streams of a server, which end when it stops. */
export function eventStreams(server: Server, { together, each, unread, life }: StreamBounds): EventStreams {
  const standing = new Set<EventStream>()
  let stopping = false
  stops.set(server, () => {
    stopping = true
    for (const stream of standing) stream.end()
  })

  return {
    standing,
    open({ tokenId }, response) {
      if (stopping) throw refused('unavailable', 'The server is stopping.')
      if (standing.size >= together) throw refused('unavailable', `${together} streams are open, which is all there are.`)
      if ([...standing].filter((other) => other.tokenId === tokenId).length >= each)
        throw refused('too-many-requests', `${each} streams may be open with one token; close another first.`)
      const source = new Readable({ read() {} })
      const cut = () => {
        if (!response.writableFinished) response.destroy()
        source.destroy()
      }
      const stream: EventStream = {
        tokenId,
        source,
        say(text) {
          source.push(text)
          if (source.readableLength > unread) cut()
        },
        end() {
          if (!standing.delete(stream)) return
          clearTimeout(ending)
          source.push(null)
          setTimeout(cut, lastWords).unref()
        },
      }
      const ending = setTimeout(stream.end, life)
      source.once('close', () => {
        clearTimeout(ending)
        standing.delete(stream)
      })
      standing.add(stream)
      return stream
    },
  }
}

/** Ends the streams of a server, and lets it open no others. */
export function endStreams(server: Server) {
  stops.get(server)?.()
}

const stops = new WeakMap<Server, () => void>()

function refused(code: 'unavailable' | 'too-many-requests', detail: string) {
  return new Problem(code, detail, [], { 'retry-after': '5' })
}

/** An event as it is sent (WHATWG HTML, 9.2.6); its reader goes on behind its id. */
export function written(id: number, type: string, data: object) {
  return `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`
}

/** How many milliseconds a reader should wait before asking anew. */
export function retryAfter(milliseconds: number) {
  return `retry: ${milliseconds}\n\n`
}

/** What tells everybody on the way that a stream is alive; readers pass over it. */
export const heartbeat = ':\n\n'
