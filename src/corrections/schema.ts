import { type Static, Type } from 'typebox'
import { correction } from '../articles/schema.ts'
import { correctionKinds } from '../db/tables.ts'
import { closed, Id, listOf, Moment, named, nullable, oneOf, partial } from '../http/schema.ts'

/** Plain text of several lines, with something to see in it. */
const words = (maxLength: number, description: string) => Type.String({ minLength: 1, maxLength, pattern: '\\S', description })

const kind = oneOf(correctionKinds, { description: 'Of a `retraction` lists say so, too' })
const note = words(2000, 'Readers read it, as plain text')
const others = {
  before: nullable(words(5000, 'What it said')),
  after: nullable(words(5000, 'What it says now')),
}

export const NewCorrection = named(
  'NewCorrection',
  closed({ kind, note, ...partial(others).properties }, { description: 'What the newspaper says about a mistake of its own' }),
)

export const CorrectionPatch = named(
  'CorrectionPatch',
  partial({ kind, note, ...others }, { minProperties: 1, description: 'What is to change of it (RFC 7396); its time stays' }),
)

export const DeskCorrection = named(
  'DeskCorrection',
  Type.Object(
    {
      ...correction,
      revision: Type.Integer({ minimum: 1, description: 'Counts its changes; for `If-Match: "r1"`' }),
      createdBy: nullable({ ...Id, description: 'Id of whoever made it' }),
      removedAt: nullable({ ...Moment, description: 'When it was taken back: readers do not get it since' }),
      removedBy: nullable(Id),
    },
    { description: 'A correction as the desk keeps it' },
  ),
)
export const DeskCorrectionList = listOf('DeskCorrectionList', DeskCorrection)

export type NewCorrection = Static<typeof NewCorrection>
export type CorrectionPatch = Static<typeof CorrectionPatch>
