import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { ref } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { QueueEvent } from './live.schema.ts'
import type { LiveQueue } from './live.ts'

/** What a reader had last. */
const lastEvent = Type.Object({
  'last-event-id': Type.Optional(
    Type.String({
      pattern: '^\\d{1,15}$',
      maxLength: 15,
      description: 'The `id` of the last event that you have: what has happened since comes first',
    }),
  ),
})

/** OpenAPI 3.1 has no word for the events of a stream; JSON Schema has one for what is in a text. */
const stream = Type.Unsafe<Readable>({
  type: 'string',
  description: 'Events, the `data` of each as JSON; lines that begin with a colon are signs of life',
  contentMediaType: 'text/event-stream',
  contentSchema: ref(QueueEvent),
})

/** The queue as it changes. */
export const liveRoutes =
  (queue: LiveQueue): Routes =>
  async (app) => {
    app.get(
      '/moderation/events',
      {
        config: { access: 'comments:moderate', problems: ['too-many-requests'] },
        schema: {
          operationId: 'followQueue',
          tags: ['Moderation'],
          summary: 'What happens in the queue, as it happens',
          description: `Server-sent events (WHATWG HTML, 9.2): what readers leave, change, report and withdraw, and what moderators decide and take to work on, in the order in which it was kept. The first event says from where: \`stream.opened\` with the \`id\` to go on from, or \`stream.reset\` when what lies between cannot be told – it is more than a thousand events, or unknown to this newspaper – and the queue has to be read anew; the \`data\` of both is \`{}\`. \`stream.reset\` may come later, too. A stream ends after an hour, with its token, and when the server stops: ask again with \`Last-Event-ID\`, and nothing is missing or told twice.`,
          headers: lastEvent,
          response: {
            200: { description: 'Events, for as long as they are followed', content: { 'text/event-stream': { schema: stream } } },
          },
        },
      },
      async ({ method, caller, headers }, reply) => {
        reply.headers({ 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' })
        if (method === 'HEAD') return reply.send(Readable.from([]))
        const last = headers['last-event-id']
        const { source } = await queue.follow(caller!, reply.raw, last === undefined ? undefined : Number(last))
        return reply.send(source)
      },
    )
  }
