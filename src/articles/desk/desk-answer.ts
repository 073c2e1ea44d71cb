import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Writer } from '../../db/database.ts'
import { atRevision, expectedRevision } from '../../http/fresh.ts'
import type { Services } from '../../services.ts'
import { type ArticleWithDraft, articleWithDraft } from '../store.ts'
import { deskArticle } from './desk.ts'

/** What becomes of an article that was found, when the caller has seen the `expected` revision of it. */
export type Change = (tx: Writer, found: ArticleWithDraft, expected: number | undefined) => Promise<ArticleWithDraft>

/** Changes the article of a request in one transaction, and answers with what it is then. Throws `if-match-needed` and `not-found`. */
export async function answerChange(
  { db, now }: Pick<Services, 'db' | 'now'>,
  request: FastifyRequest,
  reply: FastifyReply,
  change: Change,
) {
  const expected = expectedRevision(request)
  const { id } = request.params as { id: string }
  const changed = await db.write(async (tx) => change(tx, await articleWithDraft(tx, id), expected))
  return deskAnswer(reply, changed, now())
}

/** Answers with an article as the desk sees it, and the ETag that its next change needs. */
export function deskAnswer(reply: FastifyReply, found: ArticleWithDraft, now: Date) {
  atRevision(reply, found.article.version)
  return deskArticle(found, now)
}
