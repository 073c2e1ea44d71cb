import { type Static, Type } from 'typebox'
import { commentStates } from '../comments/states.ts'
import { closed, Id, listOf, Moment, named, oneOf, partial, title } from '../http/schema.ts'
import { Signal } from '../screening/schema.ts'

const effect = oneOf(['block', 'hold', 'flag'], {
  description: 'Whether a comment with one of the words is rejected, waits for a moderator, or is only marked for them',
})
const words = Type.Array(title(80, { examples: ['cheap pills'] }), {
  minItems: 1,
  maxItems: 5000,
  description: 'Words and phrases, found as whole words whatever their case, width and punctuation; no patterns',
})
const enabled = Type.Boolean({ description: 'Whether comments are looked through for it' })
const name = title(120, { examples: ['Medicine'] })

const kept = {
  id: Id,
  name: Type.String({ examples: ['Medicine'] }),
  effect,
  enabled,
  wordCount: Type.Integer({ minimum: 1 }),
  revision: Type.Integer({ minimum: 1 }),
  createdAt: Moment,
  updatedAt: Moment,
}

export const ListedWordList = named('ListedWordList', Type.Object(kept, { description: 'A word list, without its words' }))
export const WordListList = listOf('WordListList', ListedWordList)
export const WordList = named(
  'WordList',
  Type.Object({ ...kept, words: Type.Array(Type.String()) }, { description: 'Words that comments are looked through for' }),
)

export const NewWordList = named(
  'NewWordList',
  closed({ name, effect, words, enabled: Type.Optional(enabled) }, { description: 'A word list, not in force unless `enabled`' }),
)
export const WordListPatch = named(
  'WordListPatch',
  partial({ name, effect, words, enabled }, { minProperties: 1, description: 'What is to change; `words` replaces all of them' }),
)

const comments = Type.Integer({ minimum: 1, maximum: 1000, description: 'How many of the newest comments are looked at; 200 unless given' })

export const NewDryRun = named(
  'NewDryRun',
  closed({ effect, words, comments: Type.Optional(comments) }, { description: 'A list that is not saved yet, and how far back to look' }),
)
export const DryRunOfList = named(
  'DryRunOfList',
  partial(
    { effect, words, enabled, comments },
    { description: 'What would be changed about the list; in force unless `enabled` is false' },
  ),
)

const outcomes = ['rejected', 'held', 'flagged', 'freed'] as const

export const DryRun = named(
  'DryRun',
  Type.Object(
    {
      comments: Type.Integer({ minimum: 0, description: 'How many were looked at: the newest, without those of the staff' }),
      matched: Type.Integer({ minimum: 0, description: 'In how many of them the list finds something' }),
      rejected: Type.Integer({ minimum: 0 }),
      held: Type.Integer({ minimum: 0, description: 'They would wait, and not only because all comments do' }),
      flagged: Type.Integer({ minimum: 0 }),
      freed: Type.Integer({ minimum: 0, description: 'The lists in force are stricter with them' }),
      items: Type.Array(
        Type.Object({
          commentId: Id,
          outcome: oneOf(outcomes),
          state: oneOf(commentStates, {
            description: 'Where it stands now: what moderators have approved should not be among the rejected',
          }),
          createdAt: Moment,
          authorName: Type.String(),
          excerpt: Type.String(),
          spans: Signal.properties.spans,
        }),
        { description: 'The comments that would fare otherwise, newest first' },
      ),
    },
    { description: 'What a list would have done. Nothing was changed' },
  ),
)

export type NewWordList = Static<typeof NewWordList>
export type WordListPatch = Static<typeof WordListPatch>
export type DryRun = Static<typeof DryRun>
