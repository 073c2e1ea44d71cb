import { Type } from 'typebox'
import { named, oneOf } from '../http/schema.ts'

export const Health = named('Health', Type.Object({ status: oneOf(['ok']) }, { description: 'All is well' }))

export const ProblemPage = named(
  'ProblemPage',
  Type.Object(
    {
      code: Type.String(),
      status: Type.Integer(),
      title: Type.String(),
      remedy: Type.String({ description: 'What the caller can do about it' }),
    },
    { description: 'What a kind of problem means' },
  ),
)

export const Welcome = named(
  'Welcome',
  Type.Object(
    {
      name: Type.String(),
      documentation: Type.String({ format: 'uri' }),
      openapi: Type.String({ format: 'uri' }),
      site: Type.String({ format: 'uri' }),
      articles: Type.String({ format: 'uri' }),
    },
    { description: 'Where to begin' },
  ),
)
