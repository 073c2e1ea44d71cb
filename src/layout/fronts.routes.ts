import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import type { Reader } from '../db/database.ts'
import { atRevision, expectedRevision } from '../http/fresh.ts'
import { answer, closed, Id, ref } from '../http/schema.ts'
import type { Routes } from '../services.ts'
import { deskTerm } from '../taxonomy/store.ts'
import { arrangeFront, deskFront, restoreFront } from './front-page.ts'
import { DeskFront, FrontArrangements, FrontLayout } from './fronts.schema.ts'
import { arrangements } from './fronts.store.ts'

const tags = ['Editorial: layout']

const places = {
  site: { path: '/editorial/front', Front: 'Front', whose: 'the front page', params: {} },
  section: { path: '/editorial/front/sections/:id', Front: 'SectionFront', whose: 'the front page of a section', params: { id: Id } },
} as const

/** Arranging the front pages: the same four routes for the site and for each section. */
export const frontRoutes: Routes = async (app, services) => {
  for (const place of Object.values(places)) await app.register(routesOf(place), { ...services, prefix: '' })
}

const routesOf =
  ({ path, Front, whose, params }: (typeof places)[keyof typeof places]): Routes =>
  async (app, services) => {
    const { db, now, config } = services
    const ofPlace = closed(params)

    /** The section that is asked for; undefined where it is the site. Throws `not-found`. */
    const sectionOf = async (reader: Reader, asked: object) => ('id' in asked ? deskTerm(reader, 'section', String(asked.id)) : undefined)

    const given = async (reader: Reader, reply: FastifyReply, asked: object) => {
      const front = await deskFront(reader, await sectionOf(reader, asked), { config, now: now() })
      atRevision(reply, front.revision)
      return front
    }

    app.get(
      path,
      {
        config: { access: 'articles:read' },
        schema: {
          operationId: `getDesk${Front}`,
          tags,
          summary: `How ${whose} is arranged`,
          description:
            'With the state of each pinned article, what readers see now, and the ETag that a change needs. Until somebody has arranged it, it is as in a new newspaper.',
          params: ofPlace,
          response: { 200: answer('The arrangement', DeskFront) },
        },
      },
      ({ params: asked }, reply) => given(db, reply, asked),
    )

    app.put(
      path,
      {
        config: { access: 'articles:publish', ifMatch: true, problems: ['unprocessable'] },
        schema: {
          operationId: `put${Front}`,
          tags,
          summary: `Arrange ${whose}`,
          description:
            'Whole, from the top down. Articles that are not public may be pinned, and appear when they are; the latest take the places that are left free.',
          params: ofPlace,
          body: ref(FrontLayout),
          response: { 200: answer('The arrangement as it is now', DeskFront) },
        },
      },
      async (request, reply) => {
        const expected = expectedRevision(request)
        return db.write(async (tx) => {
          const section = await sectionOf(tx, request.params)
          await arrangeFront(tx, section, request.body, expected, request.caller!, now())
          return given(tx, reply, request.params)
        })
      },
    )

    app.get(
      `${path}/arrangements`,
      {
        config: { access: 'articles:read' },
        schema: {
          operationId: `list${Front}Arrangements`,
          tags,
          summary: `How ${whose} was arranged before`,
          description: 'Newest first; the last twenty are kept.',
          params: ofPlace,
          response: { 200: answer('The arrangements', FrontArrangements) },
        },
      },
      async ({ params: asked }) => {
        const section = await sectionOf(db, asked)
        return { items: await arrangements(db, section?.id) }
      },
    )

    app.put(
      `${path}/arrangements/:number/restoration`,
      {
        config: { access: 'articles:publish', ifMatch: true },
        schema: {
          operationId: `restore${Front}`,
          tags,
          summary: `Arrange ${whose} as it was`,
          description: 'The former arrangement becomes the newest; what came in between stays in the list.',
          params: closed({ ...params, number: Type.Integer({ minimum: 1, maximum: 1_000_000_000, description: 'Its `revision`' }) }),
          response: { 200: answer('The arrangement as it is now', DeskFront) },
        },
      },
      async (request, reply) => {
        const expected = expectedRevision(request)
        return db.write(async (tx) => {
          const section = await sectionOf(tx, request.params)
          await restoreFront(tx, section, request.params.number, expected, request.caller!, now())
          return given(tx, reply, request.params)
        })
      },
    )
  }
