import dns from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { Agent, buildConnector, fetch, request } from 'undici'
import { isPublicAddress } from './public-address.ts'

/** What is sent out. */
export interface Call {
  method: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string
  /** Milliseconds until it has failed, from the name to the last byte of the answer. */
  within: number
  /** Ends it before. */
  stopping?: AbortSignal
}

/** What was answered, whole. */
export interface Answered {
  status: number
  headers: Readonly<Record<string, string | string[] | undefined>>
  text: string
}

/**
 * Calls out, and answers with whatever status but a redirect. Throws an error that says why when there is no answer in time, when it is
 * longer than 64 KiB, when it leads elsewhere, and when the target may not be called.
 */
export type Fetch = (url: string, call: Call) => Promise<Answered>

/** Bytes of the longest answer that is read. */
const longestAnswer = 64 * 1024

/** Milliseconds to connect in, whatever the call allows. */
const connectWithin = 10_000

/** Milliseconds that a stream may be quiet for. */
const quietFor = 30_000

/**
 * The way out to the world. Only what stands on the public internet is called, and what is `trusted`: hosts with their ports. Addresses
 * are checked when they are connected to, every one that a name leads to, and the connection goes to what was checked.
 */
export function outbound(trusted: readonly string[], lookup: LookupFunction = dns.lookup): Fetch {
  const known = new Set(trusted.map((target) => hostAndPort(new URL(`http://${target}`))))
  const dispatcher = new Agent({ connect: carefully(known, lookup), maxResponseSize: longestAnswer })
  return async (address, { method, headers = {}, body = null, within, stopping }) => {
    const url = new URL(address)
    if (!/^https?:$/.test(url.protocol)) throw new Error(`${url.protocol} is no way to call out.`)
    const limits = [AbortSignal.timeout(within), ...(stopping ? [stopping] : [])]
    const answer = await request(url, { method, headers, body, dispatcher, signal: AbortSignal.any(limits) })
    const text = await answer.body.text()
    const { statusCode: status } = answer
    if (status >= 300 && status < 400) throw new Error(`${url.host} leads elsewhere (${status}), which is not followed.`)
    return { status, headers: answer.headers, text }
  }
}

/** The same way out as the web’s `fetch`, for what is too long to be held as a text: an answer is read as it comes, of any length. */
export function outboundStreams(trusted: readonly string[], lookup: LookupFunction = dns.lookup): typeof globalThis.fetch {
  const known = new Set(trusted.map((target) => hostAndPort(new URL(`http://${target}`))))
  const dispatcher = new Agent({ connect: carefully(known, lookup), headersTimeout: quietFor, bodyTimeout: quietFor })
  const call = (address: string, options: object) => fetch(address, { ...options, dispatcher, redirect: 'error' })
  return call as unknown as typeof globalThis.fetch
}

/** Connects to what is trusted as it is, and to everything else by a public address. */
function carefully(trusted: ReadonlySet<string>, lookup: LookupFunction): buildConnector.connector {
  const connect = buildConnector({ timeout: connectWithin, lookup })
  const connectToPublic = buildConnector({ timeout: connectWithin, lookup: publicOnly(lookup) })
  return (options, done) => {
    const { hostname, port, protocol } = options
    const host = isIP(hostname) === 6 ? `[${hostname}]` : hostname
    if (trusted.has(hostAndPort({ hostname: host, port, protocol }))) return connect(options, done)
    if (isIP(hostname) && !isPublicAddress(hostname)) return done(notPublic(hostname), null)
    connectToPublic(options, done)
  }
}

/** Looks a name up, and fails when any of its addresses is not public. An address that is written out is never looked up. */
function publicOnly(lookup: LookupFunction): LookupFunction {
  return (hostname, options, done) =>
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '')
      const addresses = Array.isArray(found) ? found : []
      const [first] = addresses
      if (!first || !addresses.every(({ address }) => isPublicAddress(address))) return done(notPublic(hostname), '')
      if (options.all) return done(null, addresses)
      done(null, first.address, first.family)
    })
}

function notPublic(host: string) {
  return new Error(`${host} is not on the public internet, and not among the trusted targets.`)
}

function hostAndPort({ hostname, port, protocol }: Pick<URL, 'hostname' | 'port' | 'protocol'>) {
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`
}
