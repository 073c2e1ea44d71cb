import { Type } from 'typebox'
import { articleKinds } from '../db/tables.ts'
import { Moment, oneOf, Slug } from '../http/schema.ts'
import { Language } from './schema.ts'

const slugs = (description: string) => Type.Optional(Type.Array(Slug, { maxItems: 10, uniqueItems: true, description }))

/** What stories are narrowed by when many are asked for. */
export const filters = {
  section: slugs('Slugs; a section holds what stands in those below it, too'),
  tag: slugs('Slugs; any of them'),
  author: slugs('Slugs; any of them'),
  kind: Type.Optional(Type.Array(oneOf(articleKinds), { maxItems: articleKinds.length, uniqueItems: true, description: 'Any of them' })),
  language: Type.Optional({ ...Language, description: 'BCP 47: just this language, in whatever case; `en` does not find `en-GB`' }),
}

/** And by when they were published. */
export const publishedFilters = {
  publishedFrom: Type.Optional(Type.String({ ...Moment, description: 'At this moment or later' })),
  publishedBefore: Type.Optional(Type.String({ ...Moment, description: 'Before this moment' })),
}
