import { type Static, Type } from 'typebox'
import { commentStates } from '../comments/states.ts'
import { closed, Id, Moment, oneOf } from '../http/schema.ts'

/** What narrows the queue, and what is handed out of it. */
export const queueFilter = {
  state: Type.Optional(
    oneOf([...commentStates, 'any'], {
      description:
        'Where they stand; what waits, if it is left out, unless reported ones or the sort by priority are asked for. `any` is all but the deleted',
    }),
  ),
  rule: Type.Optional(
    Type.String({ pattern: '^[a-z_]{1,40}$', maxLength: 40, description: 'Held or flagged by this rule', examples: ['links'] }),
  ),
  article: Type.Optional(Type.Array(Id, { maxItems: 20, description: 'Ids of articles' })),
  section: Type.Optional(Type.String({ ...Id, description: 'Id of a section: what was said in it, and in those below' })),
  author: Type.Optional(Type.String({ ...Id, description: 'Id of a comment: what came from the same e-mail or the same network address' })),
  q: Type.Optional(
    Type.String({
      minLength: 2,
      maxLength: 128,
      description: 'In the text or the name, as written; A to Z in either case',
      examples: ['ferry'],
    }),
  ),
  createdFrom: Type.Optional(Type.String({ ...Moment, description: 'At this moment or later' })),
  createdBefore: Type.Optional(Type.String({ ...Moment, description: 'Before this moment' })),
  reported: Type.Optional(Type.Boolean({ description: 'Whether readers have reported them since they were last decided' })),
}

/** What the queue is looked at by, besides. */
export const queueView = {
  claimed: Type.Optional(oneOf(['free', 'mine', 'others'], { description: 'In nobody’s hands, in yours, or in a colleague’s' })),
  sort: Type.Optional(
    oneOf(['oldest', 'newest', 'reports', 'priority'], {
      default: 'oldest',
      description:
        'Which come first. `reports` lists only what was reported, the most often reported first. `priority` lists what waits and what was reported, by the minute in which it came, less what was found: an hour for a mark, three for a reason to hold it or call it spam, up to six for a spam score, and six for each open report, of ten at most',
    }),
  ),
}

const Filter = closed(queueFilter)

export type QueueFilter = Static<typeof Filter>
