import { type Static, Type } from 'typebox'
import { closed, Id, line, listOf, Moment, named, nullable, partial } from '../http/schema.ts'

const part = Type.Number({ minimum: 0, maximum: 1, examples: [0.5] })

/** What must stay in sight of a picture, as parts of its width and height. */
export const FocalPoint = closed(
  { x: part, y: part },
  { description: 'What must stay in sight when it is cropped: from the left and from the top, as parts of the whole' },
)

const side = Type.Integer({ minimum: 1, maximum: 100_000 })

/** A copy of a picture, for `srcset`. */
export const Variant = Type.Object({
  url: Type.String({ format: 'uri' }),
  type: Type.String({ examples: ['image/webp'] }),
  width: side,
  height: side,
})

const words = {
  alt: line(500, { description: 'What can be seen, for those who cannot see it' }),
  caption: nullable(line(1000)),
  credit: nullable(line(500)),
}

export const Media = named(
  'Media',
  Type.Object(
    {
      id: Id,
      ...Variant.properties,
      bytes: Type.Integer({ minimum: 1 }),
      ...words,
      focalPoint: nullable(FocalPoint),
      variants: Type.Array(Type.Object({ ...Variant.properties, bytes: Type.Integer({ minimum: 1 }) }), {
        description: 'Smaller copies, for `srcset`',
      }),
      revision: Type.Integer({ minimum: 1 }),
      createdBy: nullable(Id),
      createdAt: Moment,
      updatedAt: Moment,
    },
    { description: 'A picture that was uploaded; the address is that of the whole of it' },
  ),
)

export const MediaList = listOf('MediaList', Media)

export const NewMedia = named(
  'NewMedia',
  closed(
    {
      file: Type.String({ format: 'binary', maxLength: 1_073_741_824, description: 'A JPEG, PNG, WebP, AVIF or GIF, told by its content' }),
      alt: Type.Optional(words.alt),
      caption: Type.Optional(line(1000)),
      credit: Type.Optional(line(500)),
      focalX: Type.Optional(part),
      focalY: Type.Optional(part),
    },
    { description: 'A file and what belongs to it. A focal point with one number is in the middle of the other side' },
  ),
)

export const MediaPatch = named(
  'MediaPatch',
  partial(
    { ...words, focalPoint: nullable(partial(FocalPoint.properties)) },
    { minProperties: 1, description: 'What is to change of the words with a picture (RFC 7396)' },
  ),
)

export type Media = Static<typeof Media>
export type NewMedia = Static<typeof NewMedia>
export type MediaPatch = Static<typeof MediaPatch>
