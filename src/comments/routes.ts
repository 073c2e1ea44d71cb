import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { newspaperAt } from '../articles/appearance/appearance.store.ts'
import { publicArticles } from '../articles/lists.store.ts'
import type { Reader } from '../db/database.ts'
import { trueUntil } from '../http/fresh.ts'
import { postOnce } from '../http/idempotency.ts'
import { pageOf, paging, positionOf } from '../http/page.ts'
import { answer, closed, Id, oneOf, ref, Slug } from '../http/schema.ts'
import { Problem } from '../problem.ts'
import { perhapsReader } from '../readers/reader-token.ts'
import { perhapsByReader } from '../readers/schema.ts'
import { listsInForce } from '../screening/word-lists.store.ts'
import type { Routes } from '../services.ts'
import type { Sender } from './as-kept.ts'
import { commenterToken } from './commenter-token.ts'
import { CommentCounts, CommentList, NewComment, SubmittedComment } from './schema.ts'
import { checkNew } from './spam-check.ts'
import { articleForComments, shownComment } from './store.ts'
import { leaveComment } from './submission.ts'
import { repliesIn } from './threads.store.ts'
import { leaf, threadsOf } from './threads.ts'

const tags = ['Comments']
const bySlug = closed({ slug: Slug })

/** Reading the conversation under a story or a page, and joining it. */
export const commentRoutes: Routes = async (app, services) => {
  const { db, keys, now } = services
  const post = postOnce(app, services)

  const senderOf = async (tx: Reader, { ip, headers, caller }: FastifyRequest): Promise<Sender> => {
    const reader = await perhapsReader(tx, keys, headers['reader-token'] as string | undefined, now())
    return { address: ip, userAgent: headers['user-agent'], referrer: headers.referer, caller, reader }
  }

  for (const type of ['article', 'page'] as const) {
    const Kind = type === 'article' ? 'Article' : 'Page'

    app.get(
      `/${type}s/:slug/comments`,
      {
        config: { access: 'public', problems: ['withdrawn', 'slug-retired'] },
        schema: {
          operationId: `list${Kind}Comments`,
          tags,
          summary: `The conversation under ${type === 'article' ? 'an article' : 'a page'}`,
          description: 'Threads, each with its first answers. Only what a moderator, or the site’s policy, lets through.',
          params: bySlug,
          querystring: closed({
            ...paging,
            sort: Type.Optional(oneOf(['oldest', 'newest'], { default: 'oldest', description: 'Which threads come first' })),
          }),
          response: { 200: answer('A page of threads', CommentList) },
        },
      },
      async (request, reply) => {
        const { limit, sort = 'oldest' } = request.query
        const article = await articleForComments(db, type, request.params.slug, now())
        const threads = await threadsOf(db, keys, article.id, sort, limit + 1, positionOf(services, request))
        trueUntil(services, reply, [article.publicUntil])
        return pageOf(services, request, reply, threads, ({ createdAt, id }) => [createdAt, id])
      },
    )

    post(
      `/${type}s/:slug/comments`,
      {
        config: { access: 'public', problems: ['comments-closed', 'withdrawn', 'slug-retired', 'unprocessable', 'reader-token-unknown'] },
        restored: (kept) => ({ ...kept, token: commenterToken(keys, kept) }),
        schema: {
          operationId: `submit${Kind}Comment`,
          tags,
          summary: 'Leave a comment',
          description:
            'Name and comment are needed. It is answered with 202 while it waits for a moderator, with 201 when it can be read at once.',
          params: bySlug,
          headers: Type.Object(perhapsByReader),
          body: ref(NewComment),
          response: { 201: answer('It can be read', SubmittedComment), 202: answer('It waits for a moderator', SubmittedComment) },
        },
        beforehand: async (request) => {
          await readyLists(db)
          return checkNew(db, type, request.params.slug, request.body, await senderOf(db, request), services)
        },
      },
      async (request, tx, check) => {
        const { params, body } = request
        const { comment, isNew } = await leaveComment(tx, type, params.slug, body, await senderOf(tx, request), check, services)
        const kept = isNew ? { ...comment, token: null } : null
        return { status: comment.state === 'approved' ? 201 : 202, body: comment, kept, subject: comment.id }
      },
    )
  }

  app.get(
    '/comments/:id/replies',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'listReplies',
        tags,
        summary: 'All answers in one thread',
        description: 'Oldest first, flat: `parentId` says where each hangs.',
        params: closed({ id: Id }),
        querystring: closed(paging),
        response: { 200: answer('A page of answers', CommentList) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { depth, publicUntil } = await shownComment(db, id, now())
      if (depth > 1) throw new Problem('not-found', `There is no comment ${id}.`)
      trueUntil(services, reply, [publicUntil])
      const rows = await repliesIn(db, id, request.query.limit + 1, positionOf(services, request))
      return pageOf(services, request, reply, rows.map(leaf), ({ createdAt, id }) => [createdAt, id])
    },
  )

  app.get(
    '/comment-counts',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'countComments',
        tags,
        summary: 'How many comments articles have',
        description: 'For a list of teasers: up to a hundred at once. What is not public is left out.',
        querystring: closed({
          article: Type.Array(Id, {
            minItems: 1,
            maxItems: 100,
            style: 'form',
            explode: false,
            description: 'Ids, separated by commas: so a hundred fit into an address',
          }),
        }),
        response: { 200: answer('The counts', CommentCounts) },
      },
    },
    async ({ query }, reply) => {
      const at = now()
      const articles = await publicArticles(db, [...new Set(query.article)], at)
      trueUntil(services, reply, (await newspaperAt(db, at)).nextChanges)
      return { items: articles.map(({ id, commentCount }) => ({ articleId: id, count: commentCount })) }
    },
  )
}

/** Has the word lists ready before it is the comment’s turn to be written. Whatever fails here fails there, too, and is told from there. */
async function readyLists(db: Reader) {
  await listsInForce(db).catch(() => undefined)
}
