import type { FastifyReply } from 'fastify'
import { atRevision } from '../http/fresh.ts'
import { deskArticle } from './desk.ts'
import type { ArticleWithDraft } from './store.ts'

/** Answers with an article as the desk sees it, and the ETag that its next change needs. */
export function deskAnswer(reply: FastifyReply, found: ArticleWithDraft, now: Date) {
  atRevision(reply, found.article.version)
  return deskArticle(found, now)
}
