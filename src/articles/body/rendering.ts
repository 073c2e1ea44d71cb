import { extname } from 'node:path'
import { Piscina } from 'piscina'
import { Problem } from '../../problem.ts'
import { refused } from './parsing.ts'
import { type BodySource, type RenderedBody, renderBody } from './render.ts'
import type { Outcome } from './thread.ts'

/** Up to so many UTF-16 units a body is rendered where it is; the costliest then holds up everybody else for some 30 ms. */
const short = 10_000

/** Milliseconds that a body may take, the costliest half megabyte three seconds on a machine that does nothing else; and from its arrival, before its connection is taken for dead. */
const longest = 20_000
const longestFromArrival = 25_000

/** So many long bodies wait for the thread. */
const mostWaiting = 8

/** A table of contents longer than this is nobody's, and would be sent with each answer. */
const mostHeadings = 1000

/** One thread, begun when it is needed and ended ten seconds after its last body. It keeps no process alive. */
const threads = new Piscina<BodySource, Outcome>({
  filename: new URL(`thread${extname(import.meta.url)}`, import.meta.url).href,
  name: 'renderInThread',
  minThreads: 0,
  maxThreads: 1,
  idleTimeout: 10_000,
})

let waiting = 0
let last: Promise<unknown> = Promise.resolve()

/**
 * Renders a body that is to be saved as `renderBody` does, a long one in a thread beside this one, so that nobody else waits for it.
 * It may take seconds: never call it inside a write. Throws `unprocessable` for what cannot be rendered, in twenty seconds at most, and
 * for more than 1,000 headings; `unavailable` when too many long bodies wait already.
 */
export async function rendered(source: BodySource): Promise<RenderedBody> {
  const body = await renderedSomewhere(source)
  if (body.headings.length > mostHeadings) throw refused('too-many-headings', `The body has more than ${mostHeadings} headings.`)
  return body
}

async function renderedSomewhere(source: BodySource): Promise<RenderedBody> {
  if (source.source.length <= short) return renderBody(source)
  if (waiting >= mostWaiting) throw tooMany()
  waiting++
  const late = AbortSignal.timeout(longestFromArrival)
  const turn = last.then(() => inThread(source, late))
  last = turn.catch(() => {}).finally(() => waiting--)
  return turn
}

async function inThread(source: BodySource, late: AbortSignal): Promise<RenderedBody> {
  const slow = AbortSignal.timeout(longest)
  const outcome = await threads.run(source, { signal: AbortSignal.any([late, slow]) }).catch((error) => {
    if (slow.aborted) throw refused('too-slow', `The body takes longer than ${longest / 1000} seconds to be rendered.`)
    throw late.aborted ? tooMany() : error
  })
  if ('body' in outcome) return outcome.body
  throw new Problem('unprocessable', outcome.refusal.detail, outcome.refusal.errors)
}

function tooMany() {
  return new Problem('unavailable', 'Too many long bodies are being saved.', [], { 'retry-after': '5' })
}
