import { Type } from 'typebox'
import { DeskArticle } from '../articles/desk/desk.schema.ts'
import { relations } from '../db/tables.ts'
import { Id, listOf, Moment, named, nullable, oneOf, ref } from '../http/schema.ts'
import { granularities } from './text-difference.ts'

const RevisionNumber = Type.Integer({ minimum: 1, description: 'Counts the saves of an article; never used again' })

export const RevisionSummary = named(
  'RevisionSummary',
  Type.Object(
    {
      number: RevisionNumber,
      version: nullable(
        Type.Integer({ minimum: 1, description: 'The version of the article that this save made; null where that was not kept' }),
      ),
      createdAt: Moment,
      createdBy: nullable(Type.Object({ id: Id, name: Type.String() }, { description: 'Whoever saved it' })),
      note: nullable(Type.String({ description: 'What they said of it' })),
      headline: Type.String(),
      wordCount: Type.Integer({ minimum: 0 }),
      isDraft: Type.Boolean({ description: 'It is the newest' }),
      isPublished: Type.Boolean({ description: 'It was published last' }),
      publishedAt: nullable({ ...Moment, description: 'When it was first published; null: never' }),
    },
    { description: 'A save of an article' },
  ),
)

export const RevisionSummaryList = listOf('RevisionSummaryList', RevisionSummary)

const anything = Type.Unknown({ description: 'As the article has it' })

export const Comparison = named(
  'Comparison',
  Type.Object(
    {
      with: RevisionNumber,
      fields: Type.Array(Type.String(), { description: 'What differs', examples: [['body', 'headline', 'tagIds']] }),
      texts: Type.Array(
        Type.Object({
          field: Type.String({ examples: ['headline'] }),
          granularity: oneOf(granularities, { description: 'Long texts that differ much are compared by lines, or not in parts' }),
          parts: Type.Array(Type.Object({ change: oneOf(['kept', 'removed', 'added']), text: Type.String() }), {
            description: 'Kept and removed is the text of the other revision, kept and added that of this one',
          }),
        }),
      ),
      lists: Type.Array(
        Type.Object({
          field: Type.String({ examples: ['tagIds'] }),
          added: Type.Array(anything),
          removed: Type.Array(anything),
          moved: Type.Array(
            Type.Object(
              { item: anything, from: Type.Integer({ minimum: 0 }), to: Type.Integer({ minimum: 0 }) },
              { description: 'Places count from 0' },
            ),
          ),
        }),
      ),
      values: Type.Array(Type.Object({ field: Type.String({ examples: ['sectionId'] }), before: anything, after: anything })),
    },
    { description: 'What became of another revision in this one, by field' },
  ),
)

const { slug, kind, language, standfirst, dateline, excerpt, body, sectionId, tagIds, bylines, source, leadImage, seo, pinned } =
  DeskArticle.properties
const related = Type.Array(Type.Object({ articleId: Id, relation: oneOf(relations), note: nullable(Type.String()) }))

export const Revision = named(
  'Revision',
  Type.Object(
    {
      ...RevisionSummary.properties,
      ...{ slug, kind, language, standfirst, dateline, excerpt, body, sectionId, tagIds, bylines, source, leadImage, seo, pinned, related },
      comparison: nullable(ref(Comparison)),
    },
    { description: 'An article as it was saved once' },
  ),
)
