import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Writer } from '../db/database.ts'
import type { Events, EventType } from '../events/catalogue.ts'
import { record } from '../events/record.ts'
import { atRevision, expectedRevision } from '../http/fresh.ts'
import type { Services } from '../services.ts'
import { deskArticle } from './desk.ts'
import { moveArticle } from './store.ts'

/** The change of an article: in the transaction, by id, upon the revision that the caller has seen. */
export type Change = (tx: Writer, id: string, expected: number | undefined) => Promise<void>

/** Makes a change that names what it was made upon, and answers with the article as it is then. Throws `if-match-needed`. */
export async function changing({ db, now }: Services, request: FastifyRequest, reply: FastifyReply, change: Change) {
  const expected = expectedRevision(request)
  const { id } = request.params as { id: string }
  const article = await db.write(async (tx) => {
    await change(tx, id, expected)
    return deskArticle(tx, id, now())
  })
  atRevision(reply, article.revision)
  return article
}

/** A change of state that is an event of its own. */
export function stepping<Type extends EventType>(
  { now }: Services,
  to: 'draft' | 'inReview' | 'archived' | 'trashed',
  event: Type,
  data: Events[Type],
): Change {
  return async (tx, id, expected) => {
    await moveArticle(tx, id, to, expected, now())
    await record(tx, event, id, data, now())
  }
}
