import { Type } from 'typebox'
import { Id, listOf, Moment, named, nullable, oneOf } from '../../http/schema.ts'
import { slugKinds } from './slug-kind.ts'

export const DeskSlug = named(
  'DeskSlug',
  Type.Object(
    {
      slug: Type.String(),
      kind: oneOf(slugKinds, {
        description:
          '`current` is where readers find it, `draft` where they will; an `alias` and a `former` one lead there; a `retired` one is 410, and nobody else’s',
      }),
      publicSince: nullable({ ...Moment, description: 'Null while readers were never led by it' }),
      createdAt: nullable({ ...Moment, description: 'Null when that is not known any more' }),
      createdBy: nullable({ ...Id, description: 'Id of whoever gave it' }),
      retiredAt: nullable(Moment),
      retiredBy: nullable(Id),
    },
    { description: 'A slug of an article' },
  ),
)
export const DeskSlugList = listOf('DeskSlugList', DeskSlug)
