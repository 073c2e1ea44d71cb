import { postOnce } from '../http/idempotency.ts'
import { tooManyRequests } from '../http/rate.ts'
import { answer, nothing, ref } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { readSite } from '../site/store.ts'
import { linkValidFor, mailReaderLink, openLink } from './links.ts'
import { readerClaim, readerHolding, readerToken } from './reader-token.ts'
import { byReader, NewReaderLink, NewReaderSession, ReaderLinkReceipt, ReaderPatch, ReaderSession, VerifiedReader } from './schema.ts'
import { type ReaderRow, setWishes, signOut } from './store.ts'

const tags = ['Readers']

/** Counted once a request is understood. */
const tries = {
  max: 10,
  hook: 'preHandler' as const,
  timeWindow: 600_000,
  errorResponseBuilder: tooManyRequests('Ten in ten minutes are taken from one address.'),
}

/** What anybody may do to show that an e-mail address is theirs, and what is noted of them then. */
export const readerRoutes: Routes = async (app, services) => {
  const { db, config, keys, now } = services
  const post = postOnce(app, services)

  post(
    '/reader-links',
    {
      config: { access: 'public', rateLimit: tries },
      schema: {
        operationId: 'requestReaderLink',
        tags,
        summary: 'Have a link to your comments mailed',
        description:
          'If anything is kept under the address, and none has just been mailed, a link goes there that works once. The answer is the same in any case.',
        body: ref(NewReaderLink),
        response: { 202: answer('It was understood', ReaderLinkReceipt) },
      },
    },
    async ({ body }, tx) => {
      const { name } = await readSite(tx)
      if (config.mail !== '') await mailReaderLink(tx, body.email.toLowerCase(), name, services)
      return { status: 202, body: { validForSeconds: linkValidFor / 1000 } }
    },
  )

  post(
    '/reader-sessions',
    {
      config: { access: 'public', rateLimit: tries, problems: ['link-used', 'link-unknown'] },
      restored: (kept) => ({ ...kept, token: readerToken(keys, kept.token) }),
      schema: {
        operationId: 'openReaderLink',
        tags,
        summary: 'Open a mailed link',
        description: 'Once. It shows that the e-mail address is yours, and, if the link asked about a comment, that you wrote it.',
        body: ref(NewReaderSession),
        response: { 201: answer('Who you are', ReaderSession) },
      },
    },
    async ({ body }, tx) => {
      const { reader, commentId } = await openLink(tx, body.token, services)
      const { claim, expiresAt } = readerClaim(reader, now())
      const opened = { email: reader.email, expiresAt, commentId }
      return {
        status: 201,
        body: { ...opened, token: readerToken(keys, claim) },
        kept: { ...opened, token: claim },
        subject: reader.id,
      }
    },
  )

  app.get(
    '/readers/me',
    {
      config: { access: 'public', problems: ['reader-token-unknown'] },
      schema: {
        operationId: 'getReader',
        tags,
        summary: 'What is noted of you',
        description: 'Your address and your wishes. What you have written is in the list of your comments.',
        headers: byReader,
        response: { 200: answer('You', VerifiedReader) },
      },
    },
    async ({ headers }, reply) => {
      const reader = await readerHolding(db, keys, headers['reader-token'], now())
      reply.header('cache-control', 'private, no-store')
      return shown(reader)
    },
  )

  app.patch(
    '/readers/me',
    {
      config: { access: 'public', problems: ['reader-token-unknown'] },
      schema: {
        operationId: 'updateReader',
        tags,
        summary: 'Say what you want to be told',
        description: 'By mail, about comments that are yours for certain. What is left out stays as it is.',
        headers: byReader,
        body: ref(ReaderPatch),
        response: { 200: answer('You, as you are noted now', VerifiedReader) },
      },
    },
    ({ headers, body }) =>
      db.write(async (tx) => {
        const reader = await readerHolding(tx, keys, headers['reader-token'], now())
        const { approval = reader.tellApproval, rejection = reader.tellRejection, replies = reader.tellReplies } = body.wishes ?? {}
        const wishes = { tellApproval: approval, tellRejection: rejection, tellReplies: replies }
        await setWishes(tx, reader.id, wishes)
        return shown({ ...reader, ...wishes })
      }),
  )

  app.delete(
    '/readers/me/sessions',
    {
      config: { access: 'public', problems: ['reader-token-unknown'] },
      schema: {
        operationId: 'signReaderOut',
        tags,
        summary: 'Sign out everywhere',
        description: 'Every token of yours is void from then on, this one too.',
        headers: byReader,
        response: { 204: nothing('They are void') },
      },
    },
    async ({ headers }, reply) => {
      await db.write(async (tx) => signOut(tx, (await readerHolding(tx, keys, headers['reader-token'], now())).id))
      return reply.code(204).send(null)
    },
  )
}

function shown({ id, email, verifiedAt, seenAt, tellApproval, tellRejection, tellReplies }: ReaderRow) {
  return { id, email, verifiedAt, seenAt, wishes: { approval: tellApproval, rejection: tellRejection, replies: tellReplies } }
}
