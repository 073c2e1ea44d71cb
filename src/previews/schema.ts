import { type Static, Type } from 'typebox'
import { alternates, wholeArticle } from '../articles/schema.ts'
import { articleTypes } from '../db/tables.ts'
import { closed, Id, line, listOf, Moment, named, nullable, oneOf, ref } from '../http/schema.ts'
import { RelatedArticle } from '../links/schema.ts'

export const PreviewLink = named(
  'PreviewLink',
  Type.Object(
    {
      id: Id,
      revision: Type.Integer({ minimum: 1, description: 'The one revision that it opens' }),
      note: Type.String({ description: 'For whom it is, say' }),
      createdBy: Id,
      createdByName: Type.String(),
      createdAt: Moment,
      expiresAt: Moment,
      revokedAt: nullable(Moment),
      open: Type.Boolean({ description: 'Whether it opens anything now' }),
    },
    { description: 'A link by which somebody outside may read one revision; its token is not shown again' },
  ),
)

export const FreshPreviewLink = named(
  'FreshPreviewLink',
  Type.Object(
    {
      ...PreviewLink.properties,
      token: Type.String({ description: 'Opens the preview at `/v1/previews/{token}`; whoever has it can read it' }),
      url: Type.String({ format: 'uri', description: 'Where to send whoever is to read it' }),
    },
    { description: 'A link just made, with the token that lists do not show' },
  ),
)

export const PreviewLinkList = listOf('PreviewLinkList', PreviewLink)

export const NewPreviewLink = named(
  'NewPreviewLink',
  closed(
    {
      revision: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'The newest draft unless given' })),
      expiresInHours: Type.Optional(Type.Integer({ minimum: 1, maximum: 720, default: 72, description: 'How long it opens' })),
      note: Type.Optional(line(200, { description: 'For whom it is, say', examples: ['For the lawyer'] })),
    },
    { description: 'What somebody is to be shown, and for how long' },
  ),
)

export const ArticlePreview = named(
  'ArticlePreview',
  Type.Object(
    {
      ...wholeArticle,
      alternates,
      included: Type.Object({ related: Type.Object({ items: Type.Array(ref(RelatedArticle)) }) }),
      preview: Type.Object({
        type: oneOf(articleTypes, { description: 'An article or a static page' }),
        revision: Type.Integer({ minimum: 1 }),
        expiresAt: Moment,
      }),
    },
    {
      description:
        'One revision as its page would show it: the shape of an article, whatever it is. What goes with it is what is public now; nobody can comment on it',
    },
  ),
)

export type NewPreviewLink = Static<typeof NewPreviewLink>
