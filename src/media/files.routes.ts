import { Type } from 'typebox'
import { holds } from '../http/fresh.ts'
import { closed } from '../http/schema.ts'
import { Problem } from '../problem.ts'
import type { Routes } from '../services.ts'
import { type Ending, namePattern, typesByEnding } from './names.ts'
import { storageOf } from './storage.ts'
import { onDisk } from './trouble.ts'

/** A file never changes under its name: it may be kept for a year, which is as long as anything (RFC 9111). */
const forGood = 'public, max-age=31536000, immutable'

const isName = new RegExp(`^${namePattern}$`)

/** The files of pictures, for readers. Names are chance, and no address lists them. */
export const mediaFileRoutes: Routes = async (app, { config }) => {
  const storage = storageOf(config)

  app.get(
    '/media/:name',
    { config: { access: 'public' }, schema: { hide: true, params: closed({ name: Type.String() }) } },
    async (request, reply) => {
      const { name } = request.params
      const etag = `"${name}"`
      if (!isName.test(name)) throw new Problem('not-found')
      if (holds(request.headers['if-none-match'], etag)) return reply.code(304).headers({ etag, 'cache-control': forGood }).send()
      const file = await storage.open(name).catch((error) => {
        throw onDisk(error, 'read') ?? error
      })
      if (!file) throw new Problem('not-found')
      const type = typesByEnding[name.slice(name.lastIndexOf('.') + 1) as Ending]
      reply.headers({ etag, 'cache-control': forGood }).type(type)
      if (file.bytes !== undefined) reply.header('content-length', file.bytes)
      return reply.send(file.stream)
    },
  )
}
