import { Type } from 'typebox'
import { Id, listOf, Moment, named, nullable, oneOf } from '../http/schema.ts'

const what = ['decision', 'site', 'settings', 'wordList', 'ban', 'authorNote', 'correction', 'withdrawal', 'slug', 'menu'] as const

const members = (description: string) => Type.Record(Type.String(), Type.Unknown(), { description })

export const AuditEntry = named(
  'AuditEntry',
  Type.Object(
    {
      id: Id,
      at: Moment,
      staffId: nullable(Type.String({ format: 'uuid' })),
      staffName: Type.String({ description: 'As they were called then' }),
      what: oneOf(what),
      action: Type.String({ description: 'What was done: a decision, or `created`, `changed`, `removed`, `ended`', examples: ['approve'] }),
      subjectId: Type.String({
        description:
          'The comment, the list, the ban, the note, the correction; of settings, the section or the article; of a withdrawal or a slug, the article; `site` for the masthead and for settings of the site',
      }),
      before: members('Those members that were otherwise; of a word list, the words that were taken off'),
      after: members('What they are since; of a word list, the words that were put on'),
    },
    { description: 'Who did what, and when. Nothing ever changes or removes it' },
  ),
)
export const AuditEntryList = listOf('AuditEntryList', AuditEntry)

export const auditFilter = {
  staff: Type.Optional(Type.String({ format: 'uuid', maxLength: 36, description: 'Who did it' })),
  what: Type.Optional(oneOf(what, { description: 'What it was about' })),
  subject: Type.Optional(
    Type.String({
      pattern: '^[\\da-z-]{1,36}$',
      maxLength: 36,
      description: 'Id of what was decided about or changed, name of a menu, or `site`',
    }),
  ),
  from: Type.Optional(Type.String({ ...Moment, description: 'At this moment or later' })),
  before: Type.Optional(Type.String({ ...Moment, description: 'Before this moment' })),
}
