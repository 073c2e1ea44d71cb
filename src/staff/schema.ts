import { type Static, Type } from 'typebox'
import { scopes } from '../http/access.ts'
import { closed, Id, listOf, Moment, named, nullable, oneOf, title } from '../http/schema.ts'
import { roleNames } from './roles.ts'

const kinds = ['person', 'service'] as const

export const Token = named(
  'Token',
  Type.Object(
    {
      id: Type.String({ description: 'The public part of the token', examples: ['3f9c2a1b7d5e4f60'] }),
      staffId: Id,
      name: Type.String({ description: 'Whose it is' }),
      kind: oneOf(kinds),
      role: oneOf(roleNames),
      label: Type.String(),
      scopes: Type.Array(Type.Unsafe<string>(oneOf(scopes)), { maxItems: scopes.length }),
      createdAt: Moment,
      expiresAt: Moment,
      lastUsedAt: nullable(Moment),
      revokedAt: nullable(Moment),
    },
    { description: 'A key to the desk; the secret itself is never shown again' },
  ),
)

export const FreshToken = named(
  'FreshToken',
  Type.Object(
    {
      ...Token.properties,
      token: nullable(Type.String({ description: 'The secret: shown this once, and null when the answer is repeated' })),
    },
    { description: 'A token just made' },
  ),
)

export const NewToken = named(
  'NewToken',
  closed(
    {
      staffId: Type.Optional({ ...Id, description: 'Whoever has a token already gets one more; name, kind and role are theirs' }),
      name: Type.Optional(
        title(80, { description: 'The person or the service that will use it; needed without `staffId`', examples: ['Night desk'] }),
      ),
      kind: Type.Optional(oneOf(kinds, { description: 'A person unless given' })),
      role: Type.Optional(oneOf(roleNames, { description: 'Needed without `staffId`' })),
      label: Type.Optional(title(80, { description: 'What it is for' })),
      expiresInDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650, default: 365 })),
    },
    { description: 'Whose key, and to what: somebody new by name and role, or somebody known by `staffId`' },
  ),
)

export const TokenList = listOf('TokenList', Token)

export type NewToken = Static<typeof NewToken>
