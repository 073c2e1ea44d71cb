import { type Static, Type } from 'typebox'
import { closed, listOf, Moment, named, nullable } from '../http/schema.ts'
import { DeskArticleSummary, rights } from './desk/desk.schema.ts'

export const NewRights = named(
  'NewRights',
  closed(
    {
      from: Type.Optional(nullable({ ...Moment, description: 'Not shown before; left out or null, as soon as it is published' })),
      until: Type.Optional(nullable({ ...Moment, description: 'Not shown from then on; left out or null, the rights do not end' })),
      note: Type.Optional(rights.note),
    },
    { description: 'Between which moments the newspaper may show an article, by the terms of whoever it is from' },
  ),
)

export const ExpiringRights = named(
  'ExpiringRights',
  Type.Object(
    {
      ...DeskArticleSummary.properties,
      rights: Type.Object(rights),
      hasEnded: Type.Boolean({ description: 'Readers do not see it any more' }),
    },
    { description: 'A published article whose rights end, or have ended' },
  ),
)

export const ExpiringRightsList = listOf('ExpiringRightsList', ExpiringRights)

export type NewRights = Static<typeof NewRights>
