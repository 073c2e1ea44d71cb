import { Type } from 'typebox'
import { closed, Id, Moment, named, nullable, partial } from '../http/schema.ts'
import { readerTokenPattern } from './reader-token.ts'

const token = { pattern: readerTokenPattern, maxLength: 110 }

/** What a reader sends to show who they are, on requests that are about nobody else. */
export const byReader = Type.Object({
  'reader-token': Type.String({ ...token, description: 'The `token` of `POST /v1/reader-sessions`' }),
})

/** What a reader may send along. */
export const perhapsByReader = {
  'reader-token': Type.Optional(
    Type.String({ ...token, description: 'The `token` of `POST /v1/reader-sessions`: whose comment it is, for certain' }),
  ),
}

export const NewReaderLink = named(
  'NewReaderLink',
  closed(
    { email: Type.String({ format: 'email', maxLength: 254, examples: ['ann@reader.example'] }) },
    { description: 'Where a link is to be mailed' },
  ),
)

export const ReaderLinkReceipt = named(
  'ReaderLinkReceipt',
  Type.Object(
    { validForSeconds: Type.Integer({ minimum: 1 }) },
    { description: 'The same whether or not anything is kept under the address' },
  ),
)

export const NewReaderSession = named(
  'NewReaderSession',
  closed(
    {
      token: Type.String({
        pattern: '^[\\w-]{43}$',
        maxLength: 43,
        examples: ['w4nPqB0d3rXkJ9mVtYs7ZcE2uLhGfA6iQo1KxTbNy8R'],
        description: 'What stands behind `=` in the link',
      }),
    },
    { description: 'The link that was mailed' },
  ),
)

export const ReaderSession = named(
  'ReaderSession',
  Type.Object(
    {
      token: Type.String({ description: 'Send it as `Reader-Token`, and keep it secret' }),
      email: Type.String({ format: 'email' }),
      expiresAt: Moment,
      commentId: nullable(
        Type.String({ format: 'uuid', description: 'The comment that is theirs for certain now, if the link asked about one' }),
      ),
    },
    { description: 'What a reader has shown to be' },
  ),
)

const wishes = {
  approval: Type.Boolean({ description: 'When a comment of theirs can be read' }),
  rejection: Type.Boolean({ description: 'When it is rejected, and why' }),
  replies: Type.Boolean({ description: 'When somebody answers it' }),
}

export const VerifiedReader = named(
  'VerifiedReader',
  Type.Object(
    {
      id: Id,
      email: Type.String({ format: 'email' }),
      verifiedAt: Moment,
      seenAt: Moment,
      wishes: Type.Object(wishes, { description: 'What they want to be told by mail, about comments that are theirs for certain' }),
    },
    { description: 'Whoever has shown that an e-mail address is theirs' },
  ),
)

export const ReaderPatch = named(
  'ReaderPatch',
  closed({ wishes: Type.Optional(partial(wishes)) }, { description: 'What a reader wants to be told' }),
)
