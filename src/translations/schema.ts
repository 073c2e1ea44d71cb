import { type Static, Type } from 'typebox'
import { DeskArticleSummary } from '../articles/desk/desk.schema.ts'
import { Language } from '../articles/schema.ts'
import { closed, Id, named, ref } from '../http/schema.ts'

export const Translations = named(
  'Translations',
  closed(
    {
      items: Type.Array(closed({ articleId: Id }), {
        maxItems: 50,
        description: 'All others that tell the story, each in a language of its own; whoever is left out tells it no more',
      }),
    },
    { description: 'What an article is a translation of, and what is one of it, whole' },
  ),
)

export const DeskTranslations = named(
  'DeskTranslations',
  Type.Object(
    {
      revision: Type.Integer({ minimum: 1, description: 'Counts the changes of the group; the number in the ETag' }),
      items: Type.Array(
        Type.Object({ language: { ...Language, description: 'That of the newest words' }, article: ref(DeskArticleSummary) }),
      ),
    },
    { description: 'The others that tell the story, by language, with where they stand' },
  ),
)

export type Translations = Static<typeof Translations>
