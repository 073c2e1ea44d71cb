import { Type } from 'typebox'
import { named, nullable, oneOf } from '../http/schema.ts'

const verdicts = ['allow', 'flag', 'hold', 'spam', 'reject'] as const

export const Signal = named(
  'Signal',
  Type.Object(
    {
      rule: Type.String({ examples: ['links'] }),
      verdict: oneOf(verdicts),
      score: nullable(Type.Number({ description: 'In percent, of a rule that weighs' })),
      detail: Type.String({ description: 'The reason, in a sentence' }),
      spans: Type.Array(
        Type.Object({
          field: oneOf(['body', 'authorName', 'authorUrl']),
          start: Type.Integer({ minimum: 0, description: 'In UTF-16 units' }),
          end: Type.Integer({ minimum: 0 }),
          text: Type.String(),
        }),
        { description: 'What the rule saw' },
      ),
    },
    { description: 'What one rule of the screening found' },
  ),
)
