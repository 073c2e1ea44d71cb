import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'

/** One event of a stream; `data` is the JSON of it. */
export interface Told {
  id: number
  type: string
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into events of every kind
  data: any
}

export type Following = Awaited<ReturnType<typeof follow>>

/** Follows the moderators’ queue of a server at an address such as http://127.0.0.1:40123, behind an event or from now on; answers once the stream is open, and throws when it is refused. */
export async function follow(address: string, token: string, lastEvent?: number | string) {
  const headers = { authorization: `Bearer ${token}`, ...(lastEvent !== undefined && { 'last-event-id': String(lastEvent) }) }
  const asking = request(`${address}/v1/moderation/events`, { agent: false, headers }).end()
  const [reply] = (await once(asking, 'response')) as [IncomingMessage]
  const told: Told[] = []
  let text = ''
  let read = 0
  reply.setEncoding('utf8').on('data', (chunk) => {
    text += chunk
    for (let end = text.indexOf('\n\n', read); end >= 0; end = text.indexOf('\n\n', read)) {
      const event = parsed(text.slice(read, end))
      if (event) told.push(event)
      read = end + 2
    }
  })
  reply.on('error', () => {})
  const closed = once(reply, 'close')
  if (reply.statusCode !== 200) {
    await closed
    throw Object.assign(new Error(`It was answered ${reply.statusCode}`), {
      status: reply.statusCode,
      body: JSON.parse(text),
      headers: reply.headers,
    })
  }
  const following = {
    headers: reply.headers,
    told,
    /** All that came over the wire. */
    text: () => text,
    /** Waits until something is true of what was told. Throws when the stream ends before. */
    async until(isTrue: () => boolean) {
      while (!isTrue()) {
        if (reply.closed) throw new Error(`It ended with ${JSON.stringify(told.at(-1))}`)
        await Promise.race([once(reply, 'data'), closed])
      }
    },
    /** Answers when the stream is over: whether it ended as a whole answer does. */
    async over() {
      await closed
      return reply.complete
    },
    async leave() {
      reply.destroy()
      await closed
    },
  }
  await following.until(() => told.length > 0)
  return following
}

/** An event as WHATWG HTML, 9.2.6, has it read; nothing where a block holds none. */
function parsed(block: string): Told | undefined {
  const fields = new Map(block.split('\n').map((line) => line.match(/^(\w*):? ?(.*)$/)!.slice(1) as [string, string]))
  if (!fields.has('data')) return undefined
  return { id: Number(fields.get('id')), type: fields.get('event') ?? 'message', data: JSON.parse(fields.get('data')!) }
}
