import { Type } from 'typebox'
import { articleKinds } from '../db/tables.ts'
import { Moment, oneOf, Slug } from '../http/schema.ts'

const slugs = (description: string) => Type.Optional(Type.Array(Slug, { maxItems: 10, uniqueItems: true, description }))

/** What stories are narrowed by when many are asked for. */
export const filters = {
  section: slugs('Slugs; a section holds what stands in those below it, too'),
  tag: slugs('Slugs; any of them'),
  author: slugs('Slugs; any of them'),
  kind: Type.Optional(Type.Array(oneOf(articleKinds), { maxItems: articleKinds.length, uniqueItems: true, description: 'Any of them' })),
  language: Type.Optional(Type.String({ pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$', maxLength: 35, description: 'BCP 47' })),
}

/** And by when they were published. */
export const publishedFilters = {
  publishedFrom: Type.Optional(Type.String({ ...Moment, description: 'At this moment or later' })),
  publishedBefore: Type.Optional(Type.String({ ...Moment, description: 'Before this moment' })),
}
