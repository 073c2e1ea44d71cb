import { type Static, Type } from 'typebox'
import { closed, Id, listOf, Moment, named, nullable, oneOf, title } from '../http/schema.ts'

/** What a ban does. */
export const banEffect = oneOf(['reject', 'hold'], {
  description: 'Whether their comments are rejected or wait for a moderator; neither is told to them',
})

export const Ban = named(
  'Ban',
  Type.Object(
    {
      id: Id,
      kind: oneOf(['email', 'domain', 'network', 'address']),
      value: nullable(Type.String({ description: 'What is banned; null for the address of a comment, which nobody is shown' })),
      commentId: nullable(Type.String({ format: 'uuid', description: 'The comment whose address is banned' })),
      effect: banEffect,
      reason: Type.String(),
      inForce: Type.Boolean(),
      expiresAt: nullable(Type.String({ format: 'date-time', description: 'When it ends or has ended; null for never' })),
      createdAt: Moment,
      staffId: nullable(Type.String({ format: 'uuid' })),
      staffName: Type.String({ description: 'Who made it' }),
    },
    { description: 'Who may not comment, why, and until when' },
  ),
)
export const BanList = listOf('BanList', Ban)

export const NewBan = named(
  'NewBan',
  closed(
    {
      email: Type.Optional(Type.String({ format: 'email', maxLength: 254, description: 'An e-mail, as commenters give it' })),
      domain: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 253,
          description: 'Of e-mails and of the authors’ own links; with all that is below it',
          examples: ['spam.example'],
        }),
      ),
      network: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 60,
          description: 'An address or a network, such as an IPv4 /24. Of IPv6 a reader has a /64, and so has a ban at least',
          examples: ['192.0.2.0/24', '2001:db8::/48'],
        }),
      ),
      commentId: Type.Optional(Type.String({ format: 'uuid', maxLength: 36, description: 'The address that this comment came from' })),
      effect: banEffect,
      reason: title(300, { description: 'For the colleagues', examples: ['Sells pills'] }),
      expiresAt: Type.Optional(nullable(Type.String({ ...Moment, description: 'When it ends; never unless given' }))),
    },
    { description: 'A ban: of an e-mail, a domain, a network, or the address of a comment' },
  ),
)

export const banFilter = {
  kind: Type.Optional(oneOf(['email', 'domain', 'network', 'address'], { description: 'What is banned' })),
  inForce: Type.Optional(Type.Boolean({ description: 'Only those that hold now, or only those that have ended' })),
}

export type NewBan = Static<typeof NewBan>
