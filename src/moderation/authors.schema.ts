import { type Static, Type } from 'typebox'
import { closed, Id, Moment, named, nullable, ref } from '../http/schema.ts'
import { Ban } from '../rules/bans.schema.ts'
import { AuthorRecord } from './schema.ts'

export const AuthorNote = named(
  'AuthorNote',
  Type.Object(
    {
      id: Id,
      body: Type.String(),
      at: Moment,
      staffId: nullable(Type.String({ format: 'uuid' })),
      staffName: Type.String({ description: 'Who wrote it' }),
    },
    { description: 'What a moderator has noted about an author, for the colleagues' },
  ),
)

export const NewAuthorNote = named(
  'NewAuthorNote',
  closed(
    {
      body: Type.String({
        minLength: 1,
        maxLength: 2000,
        pattern: '\\S',
        description: 'For the colleagues',
        examples: ['Was asked to keep calm'],
      }),
    },
    { description: 'A note about an author' },
  ),
)

export const CommentAuthor = named(
  'CommentAuthor',
  Type.Object(
    {
      id: Type.String({ ...Id, description: 'The id of a comment of theirs, which stands for its e-mail and its address' }),
      name: Type.String({ description: 'As the comment is signed' }),
      email: nullable(Type.String()),
      record: ref(AuthorRecord),
      bans: Type.Array(ref(Ban), { description: 'Those of the e-mail, its domain and the address that hold now' }),
      notes: Type.Array(ref(AuthorNote), { description: 'Newest first, a hundred at most' }),
    },
    { description: 'Whoever writes from an e-mail or an address; neither is verified' },
  ),
)

export type NewAuthorNote = Static<typeof NewAuthorNote>
