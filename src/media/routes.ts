import multipart from '@fastify/multipart'
import { Type } from 'typebox'
import type { Config } from '../config.ts'
import type { Caller } from '../http/access.ts'
import { atRevision, expectedRevision } from '../http/fresh.ts'
import { postOnce } from '../http/idempotency.ts'
import { pageOf, paging, positionOf } from '../http/page.ts'
import { answer, closed, Id, nothing, ref } from '../http/schema.ts'
import { Problem } from '../problem.ts'
import type { Routes } from '../services.ts'
import { addressOf, pathOf } from './names.ts'
import { formLimits, receive, receivedFile } from './receiving.ts'
import { Media, type Media as MediaAnswer, MediaList, MediaPatch, NewMedia } from './schema.ts'
import { storageOf } from './storage.ts'
import { changeMedia, listMedia, type MediaRow, mediaOf, removeMedia } from './store.ts'
import { removeStray } from './stray.ts'
import { keepFiles, pictureOf } from './uploading.ts'

const tags = ['Editorial: media']
const byId = closed({ id: Id })

/** The picture library of the desk. */
export const mediaRoutes: Routes = async (app, services) => {
  const { config, db, now, newId, random } = services
  const storage = storageOf(config)

  app.get(
    '/editorial/media',
    {
      config: { access: 'articles:read' },
      schema: {
        operationId: 'listMedia',
        tags,
        summary: 'Pictures, last uploaded first',
        querystring: closed({
          ...paging,
          unused: Type.Boolean({ default: false, description: 'Only those that no newest draft and nothing published shows' }),
        }),
        response: { 200: answer('A page of pictures', MediaList) },
      },
    },
    async (request, reply) => {
      const rows = await listMedia(db, request.query, request.query.limit + 1, positionOf(services, request))
      const { items, page } = pageOf(services, request, reply, rows, ({ createdAt, id }) => [createdAt, id])
      return { items: items.map((row) => shown(config, row)), page }
    },
  )

  await app.register(async (uploads) => {
    uploads.removeAllContentTypeParsers()
    await uploads.register(multipart, formLimits(config.mediaLargest))
    uploads.addContentTypeParser('*', (_request, _payload, done) => done(null))
    const folder = { folder: config.mediaFolder, largest: config.mediaLargest }
    uploads.addHook('preValidation', (request, reply) => receive(request, reply, { ...folder, name: random(16).toString('hex') }))

    postOnce(uploads, services)(
      '/editorial/media',
      {
        config: { access: 'articles:write', problems: ['unprocessable'] },
        schema: {
          operationId: 'uploadMedia',
          tags,
          summary: 'Upload a picture',
          description:
            'Readers get it turned upright, in several sizes, without anything that the camera wrote into it. The same file again is answered with the picture that is there, as 200.',
          consumes: ['multipart/form-data'],
          body: ref(NewMedia),
          response: { 200: answer('The picture that is there already, as it was', Media), 201: answer('The picture', Media) },
        },
        beforehand: (request) => keepFiles(services, storage, { path: receivedFile(request), digest: request.body.file }),
      },
      async ({ body, caller }, tx, kept) => {
        const { added, picture } = await pictureOf(tx, body, kept, { id: newId(), by: caller!.staffId, now: now() })
        const location = `/v1/editorial/media/${picture.id}`
        return { status: added ? 201 : 200, location, revision: picture.revision, body: shown(config, picture) }
      },
    )
  })

  app.get(
    '/editorial/media/:id',
    {
      config: { access: 'articles:read' },
      schema: {
        operationId: 'getMedia',
        tags,
        summary: 'One picture',
        description: 'With the ETag that a change needs.',
        params: byId,
        response: { 200: answer('The picture', Media) },
      },
    },
    async ({ params }, reply) => {
      const picture = await mediaOf(db, params.id)
      atRevision(reply, picture.revision)
      return shown(config, picture)
    },
  )

  app.patch(
    '/editorial/media/:id',
    {
      config: { access: 'articles:write', ifMatch: true },
      schema: {
        operationId: 'updateMedia',
        tags,
        summary: 'Change the words with a picture',
        description: 'Articles keep what they have said of it; the next that shows it takes the new words.',
        params: byId,
        body: ref(MediaPatch),
        response: { 200: answer('The picture as it is now', Media) },
      },
    },
    async (request, reply) => {
      const expected = expectedRevision(request)
      const changed = await db.write(async (tx) => {
        const picture = await mediaOf(tx, request.params.id)
        insistOnOwn(request.caller!, picture)
        return changeMedia(tx, picture, request.body, expected, now())
      })
      atRevision(reply, changed.revision)
      return shown(config, changed)
    },
  )

  app.delete(
    '/editorial/media/:id',
    {
      config: { access: 'articles:write', ifMatch: true, problems: ['in-use'] },
      schema: {
        operationId: 'deleteMedia',
        tags,
        summary: 'Remove a picture and its files',
        description: 'Not while the newest draft of an article shows it, or what is published of one.',
        params: byId,
        response: { 204: nothing('It is gone') },
      },
    },
    async (request, reply) => {
      const expected = expectedRevision(request)
      await db.write(async (tx) => {
        const picture = await mediaOf(tx, request.params.id)
        insistOnOwn(request.caller!, picture)
        await removeMedia(tx, picture, expected, now())
      })
      await removeStray(services, storage).catch((error) => request.log.warn(error, 'Files of a picture are removed later'))
      return reply.code(204).send(null)
    },
  )
}

/** Throws `not-allowed` when the caller may not touch a picture: whoever cannot publish has their own. */
function insistOnOwn({ scopes, staffId }: Caller, { createdBy }: MediaRow) {
  if (scopes.includes('articles:publish') || createdBy === staffId) return
  throw new Problem('not-allowed', 'This is somebody else’s picture; your token is for your own.')
}

function shown(config: Config, { files, digest, stem, ...picture }: MediaRow): MediaAnswer {
  const [whole, ...variants] = files.map(({ name, ...file }) => ({ url: addressOf(config, pathOf(name)), ...file }))
  return { ...whole!, ...picture, variants }
}
