import { type Static, Type } from 'typebox'
import { closed, Id, named, oneOf, problemAmongMany, ref } from '../../http/schema.ts'
import { ArticlePatch, DeskArticleSummary, mostTags, Publication } from './desk.schema.ts'

/** What one operation of many does: files the draft, or takes a step that has an address of its own. */
export const bulkActions = ['file', 'publish', 'unpublish', 'archive', 'handIn', 'trash', 'restore'] as const

const { sectionId, tagIds } = ArticlePatch.properties
const { at, until, embargo } = Publication.properties
const someTags = (description: string) => Type.Optional(Type.Array(Id, { minItems: 1, maxItems: mostTags, uniqueItems: true, description }))

/** The members that go with an action, beside those that every operation has. */
export const membersOf: Readonly<Record<(typeof bulkActions)[number], readonly (keyof Static<typeof ArticleOperation>)[]>> = {
  file: ['sectionId', 'tagIds', 'addTagIds', 'removeTagIds'],
  publish: ['at', 'until', 'embargo'],
  unpublish: [],
  archive: [],
  handIn: [],
  trash: [],
  restore: [],
}

export const ArticleOperation = named(
  'ArticleOperation',
  closed(
    {
      articleId: Id,
      version: Type.Unsafe<number | null>({
        type: ['integer', 'null'],
        minimum: 1,
        maximum: 1_000_000_000,
        description: 'The `version` that you saw, as `If-Match` would say it; null: whatever it is by now',
      }),
      action: oneOf(bulkActions),
      sectionId: Type.Optional({ ...sectionId, description: 'With `file`: its section from now on; null: none' }),
      tagIds: Type.Optional({ ...tagIds, description: 'With `file`: all its tags from now on' }),
      addTagIds: someTags('With `file`: tags that it gets beside its own'),
      removeTagIds: someTags('With `file`: tags that it loses'),
      at,
      until,
      embargo,
    },
    { description: 'One of many: what is to become of an article. `at`, `until` and `embargo` go with `publish`' },
  ),
)

export const BulkOperations = named(
  'BulkOperations',
  closed(
    {
      operations: Type.Array(ref(ArticleOperation), {
        minItems: 1,
        maxItems: 100,
        description: 'Done in this order; an article may stand there more than once',
      }),
      atomic: Type.Optional(Type.Boolean({ description: 'All of them or none; else each for itself' })),
    },
    { description: 'Operations on many articles' },
  ),
)

export const OperationProblem = named(
  'OperationProblem',
  Type.Object(problemAmongMany, { additionalProperties: true, description: 'Why one of many operations was not done' }),
)

export const BulkOperationsResult = named(
  'BulkOperationsResult',
  Type.Object(
    {
      results: Type.Array(
        Type.Object({
          articleId: Id,
          article: Type.Unsafe<Static<typeof DeskArticleSummary> | null>({ anyOf: [ref(DeskArticleSummary), { type: 'null' }] }),
          problem: Type.Unsafe<Static<typeof OperationProblem> | null>({ anyOf: [ref(OperationProblem), { type: 'null' }] }),
        }),
        { description: 'In the order of the operations: the article as it was after that one, or a problem' },
      ),
    },
    { description: 'What has become of each' },
  ),
)

export type ArticleOperation = Static<typeof ArticleOperation>
export type BulkOperations = Static<typeof BulkOperations>
