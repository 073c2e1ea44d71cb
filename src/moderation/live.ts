import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { lastEvent } from '../events/store.ts'
import type { Caller } from '../http/access.ts'
import { type EventStream, eventStreams, heartbeat, retryAfter, type StreamBounds, written } from '../http/event-stream.ts'
import type { Services } from '../services.ts'
import { validTokens } from '../staff/store.ts'
import { newsBetween } from './news.ts'

/** How the queue is followed. */
export interface LivePace extends StreamBounds {
  /** Milliseconds between two looks at what other processes have written, and at which tokens have ended. */
  look: number
  /** How many looks there are from one sign of life to the next: a connection that stands still is closed after half a minute. */
  looksPerHeartbeat: number
}

const usualPace: LivePace = {
  together: 200,
  each: 5,
  unread: 512 * 1024,
  life: 3_600_000,
  look: 5000,
  looksPerHeartbeat: 4,
}

/** Milliseconds that a reader waits before asking anew. */
const retry = 3000

export interface LiveQueue {
  /**
   * A stream of what happens to comments from now on, or behind the event that its reader had last. It begins with `stream.opened`, or with `stream.reset` when what is
   * between cannot be told. Throws what `EventStreams.open` throws.
   */
  follow(caller: Caller, response: ServerResponse, hadLast: number | undefined): Promise<EventStream>
}

/** Follows what happens to comments for all moderators together: each commit is read once, however many there are, and not at all when nobody follows. */
export function liveQueue({ server, log }: FastifyInstance, { db, now, config }: Services, pace: Partial<LivePace> = {}): LiveQueue {
  const together = Math.min(usualPace.together, Math.ceil(config.connections / 2))
  const { look, looksPerHeartbeat, ...bounds } = { ...usualPace, together, ...pace }
  const streams = eventStreams(server, bounds)
  /** Everybody has been told what happened up to this event. */
  let told = 0
  let looks = 0
  let timer: NodeJS.Timeout | undefined
  let turn: Promise<unknown> = Promise.resolve()
  let isWoken = false

  db.onGroup(() => {
    if (streams.standing.size === 0 || isWoken) return
    isWoken = true
    quietly(async () => {
      isWoken = false
      await goOn()
    })
  })

  /** One at a time, so that whoever joins misses nothing and is told nothing twice. */
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = turn.then(work)
    turn = done.catch(() => {})
    return done
  }

  function quietly(work: () => Promise<void>) {
    inTurn(work).catch((error) => log.warn(error, 'What happens to comments could not be followed'))
  }

  function toAll(text: string) {
    for (const stream of streams.standing) stream.say(text)
  }

  async function goOn() {
    const newest = await lastEvent(db)
    if (newest === told) return
    const news = await newsBetween(db, told, newest)
    await sendAway()
    told = newest
    if (news === undefined) toAll(written(newest, 'stream.reset', {}))
    else if (news !== '') toAll(news)
  }

  /** Whose token has ended hears nothing more. */
  async function sendAway() {
    const valid = await validTokens(db, [...new Set([...streams.standing].map(({ tokenId }) => tokenId))], now())
    for (const stream of streams.standing) if (!valid.has(stream.tokenId)) stream.end()
  }

  function lookAround() {
    if (streams.standing.size === 0) {
      clearInterval(timer)
      timer = undefined
      return
    }
    quietly(async () => {
      await goOn()
      await sendAway()
      if (++looks % looksPerHeartbeat === 0) toAll(heartbeat)
    })
  }

  return {
    follow: (caller, response, hadLast) =>
      inTurn(async () => {
        if (streams.standing.size === 0) told = await lastEvent(db)
        else await goOn()
        const missed = await newsBetween(db, hadLast ?? told, told)
        const stream = streams.open(caller, response)
        timer ??= setInterval(lookAround, look).unref()
        const opening = missed === undefined ? written(told, 'stream.reset', {}) : written(hadLast ?? told, 'stream.opened', {})
        stream.say(`${retryAfter(retry)}${opening}${missed ?? ''}`)
        return stream
      }),
  }
}
