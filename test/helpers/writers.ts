import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { type Connection, connectionTo, type Reply } from './connection.ts'

/** A write that was answered with success, and the facts that must be found in the database from then on, in the words of `factsIn`. */
export interface Acknowledged {
  /** The `X-Request-Id` it was sent with. */
  request: string
  facts: readonly string[]
}

/** What the writers of a newspaper have been told. */
export interface Ledger {
  acknowledged: Acknowledged[]
  /** Answers without success. */
  refused: Reply[]
  /** Requests that a connection ended on. */
  unanswered: Error[]
}

export const emptyLedger = (): Ledger => ({ acknowledged: [], refused: [], unanswered: [] })

/** Throws when an answer was another refusal than that the server is busy, and for how long. */
export function insistOnBusyAtWorst({ refused }: Ledger) {
  const worse = refused.find(({ status, headers }) => status !== 503 || headers['retry-after'] === undefined)
  if (worse) throw new Error(`A write was refused with ${worse.status}: ${JSON.stringify(worse.body)}`)
}

/** Settings that let one machine be many writers and readers. */
export const forManyWriters = { BROADSHEET_WRITES_PER_MINUTE: '1000000', BROADSHEET_TRUSTED_PROXIES: '127.0.0.1' } as const

/** Whom the writers write for. */
interface Newspaper {
  address: string
  token: string
}

/**
 * So many writers at work, each on a connection of its own and on stories of its own: they begin, revise and publish them, comment on them as ever
 * other readers, and approve the comments. Each stops when `isOver` says so, or when its connection ends. Answers when all have stopped.
 */
export async function write({ address, token }: Newspaper, writers: number, ledger: Ledger, chance: () => number, isOver: () => boolean) {
  await Promise.all(
    Array.from({ length: writers }, async () => {
      const connection = connectionTo(address, token)
      const reader = connectionTo(address)
      try {
        while (!isOver()) await workOnStory(connection, reader, ledger, chance, isOver)
      } catch (error) {
        ledger.unanswered.push(error as Error)
      } finally {
        connection.close()
        reader.close()
      }
    }),
  )
}

async function workOnStory(desk: Connection, reader: Connection, ledger: Ledger, chance: () => number, isOver: () => boolean) {
  const told = async (reply: Promise<Reply>, request: string, facts: (body: Reply['body']) => string[]) => {
    const answer = await reply
    if (answer.status >= 300) {
      ledger.refused.push(answer)
      await pause(50)
    } else ledger.acknowledged.push({ request, facts: facts(answer.body) })
    return answer.status < 300 ? answer.body : undefined
  }
  const ask = ({ ask }: Connection, method: string, path: string, payload: unknown, headers: Record<string, string> = {}) => {
    const request = randomUUID()
    const reply = ask(method, path, payload, { ...headers, 'x-request-id': request, 'idempotency-key': request })
    return { reply, request }
  }

  const headline = `The tide tables of ${randomUUID()}`
  const source = `High water at ${chance()}.\n\n`.repeat(1 + Math.floor(chance() * 40))
  const begun = ask(desk, 'POST', '/editorial/articles', { headline, body: { format: 'markdown', source } })
  let story = await told(begun.reply, begun.request, (body) => words(body, headline, source))
  for (let revision = 0; story && revision < 3 && chance() < 0.7 && !isOver(); revision++) {
    const corrected = `${headline}, corrected ${randomUUID()}`
    const revised = ask(desk, 'PATCH', `/editorial/articles/${story.id}`, { headline: corrected }, { 'if-match': `"r${story.revision}"` })
    story = await told(revised.reply, revised.request, (body) => words(body, corrected, source))
  }
  if (!story || isOver()) return
  const appeared = ask(desk, 'PUT', `/editorial/articles/${story.id}/publication`, {}, { 'if-match': `"r${story.revision}"` })
  const page = await told(appeared.reply, appeared.request, ({ id, slug, publishedRevision }) => [
    `public ${id} ${slug}`,
    `event article.published ${id} ${publishedRevision}`,
  ])
  for (let comments = 0; page && comments < 5 && chance() < 0.8 && !isOver(); comments++) {
    const body = `So the tide will be in at ${randomUUID()}?`
    const left = ask(
      reader,
      'POST',
      `/articles/${page.slug}/comments`,
      { authorName: 'Ann', body },
      { 'x-forwarded-for': anyAddress(chance) },
    )
    const comment = await told(left.reply, left.request, ({ id }) => [`comment ${id} ${body}`, `event comment.submitted ${id} `])
    if (!comment || chance() < 0.5) continue
    const read = { action: 'approve', revision: 1, version: 1 }
    const approved = ask(desk, 'PUT', `/moderation/comments/${comment.id}/decision`, read)
    await told(approved.reply, approved.request, () => [
      `readable ${comment.id}`,
      `decision ${comment.id} approve`,
      `event comment.decided ${comment.id} `,
    ])
  }
}

function words({ id, draftRevision }: Reply['body'], headline: string, source: string) {
  return [`revision ${id} ${draftRevision} ${headline} ${source}`, `event article.drafted ${id} ${draftRevision}`]
}

function anyAddress(chance: () => number) {
  const part = () => 1 + Math.floor(chance() * 250)
  return `10.${part()}.${part()}.${part()}`
}
