import { Type } from 'typebox'
import { tooManyRequests } from '../http/rate.ts'
import { answer, closed, Id, nothing, ref } from '../http/schema.ts'
import { perhapsReader } from '../readers/reader-token.ts'
import { perhapsByReader } from '../readers/schema.ts'
import type { Routes } from '../services.ts'
import { insistOnHolder } from './commenter-token.ts'
import { eraseComment } from './erasure.store.ts'
import { CommentEdit, OwnComment } from './own.schema.ts'
import { editComment, ownComment } from './own.ts'
import { checkEdit } from './spam-check.ts'

const tags = ['Comments']
const byId = closed({ id: Id })

/** The token that was answered to whoever left the comment. */
const byHolder = Type.Object({
  'comment-token': Type.String({
    pattern: '^[0-9a-z]{6,9}\\.[\\w-]{43}$',
    maxLength: 53,
    description: 'The `token` that the comment was answered with',
  }),
})

/** Many of one address would be a way around the pace of comments. */
const withdrawals = {
  max: 30,
  timeWindow: 600_000,
  errorResponseBuilder: tooManyRequests('Thirty comments may be withdrawn in ten minutes from one address.'),
}

/** What readers may do with their own comments, by the token of each. Whoever has not the token learns nothing, not even that it is there. */
export const ownCommentRoutes: Routes = async (app, services) => {
  const { db, keys, now } = services

  app.get(
    '/comments/:id',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'getOwnComment',
        tags,
        summary: 'Your own comment',
        description:
          'Also while it waits, by the token that was answered when it was left: all that is kept about you with it. What others may read is in the conversation.',
        params: byId,
        headers: byHolder,
        response: { 200: answer('The comment', OwnComment) },
      },
    },
    ({ params, headers }, reply) => {
      insistOnHolder(keys, params.id, headers['comment-token'], now())
      reply.header('cache-control', 'private, no-store')
      return ownComment(db, params.id)
    },
  )

  app.patch(
    '/comments/:id',
    {
      config: { access: 'public', problems: ['comments-closed', 'edit-closed', 'unprocessable', 'reader-token-unknown'] },
      schema: {
        operationId: 'editOwnComment',
        tags,
        summary: 'Change your own comment',
        description:
          'Until `editableUntil`, for some minutes. The new words may have to wait for a moderator; what was approved can be read meanwhile.',
        params: byId,
        headers: Type.Object({ ...byHolder.properties, ...perhapsByReader }),
        body: ref(CommentEdit),
        response: { 200: answer('The comment as it is now', OwnComment) },
      },
    },
    async ({ params, headers, body, ip, caller }) => {
      insistOnHolder(keys, params.id, headers['comment-token'], now())
      const sender = { address: ip, userAgent: headers['user-agent'], referrer: headers.referer, caller }
      const check = await checkEdit(db, params.id, body, sender, services)
      return db.write(async (tx) => {
        const reader = await perhapsReader(tx, keys, headers['reader-token'], now())
        await editComment(tx, params.id, body, { ...sender, reader }, check, services)
        return ownComment(tx, params.id)
      })
    },
  )

  app.delete(
    '/comments/:id',
    {
      config: { access: 'public', rateLimit: withdrawals },
      schema: {
        operationId: 'withdrawOwnComment',
        tags,
        summary: 'Withdraw your own comment',
        description: 'Its words and all that is kept about you are erased for good. Where answers hang on it, an empty place is left.',
        params: byId,
        headers: byHolder,
        response: { 204: nothing('It is withdrawn') },
      },
    },
    async ({ params, headers }, reply) => {
      insistOnHolder(keys, params.id, headers['comment-token'], now())
      await db.write((tx) => eraseComment(tx, params.id, now()))
      return reply.code(204).send(null)
    },
  )
}
