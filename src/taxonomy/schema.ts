import { type Static, Type } from 'typebox'
import { closed, Id, listOf, named, nullable, Slug, title } from '../http/schema.ts'

const shown = { slug: Type.String({ examples: ['sailing'] }), name: Type.String({ examples: ['Sailing'] }), description: Type.String() }
const parent = nullable(Type.String({ description: 'Slug of the section above' }))

export const Section = named('Section', Type.Object({ ...shown, parent }, { description: 'A part of the newspaper' }))
export const Tag = named('Tag', Type.Object(shown, { description: 'What a story is about' }))
export const Author = named('Author', Type.Object(shown, { description: 'Whose byline it is' }))

export const SectionList = listOf('SectionList', Section)
export const TagList = listOf('TagList', Tag)
export const AuthorList = listOf('AuthorList', Author)

const kept = { id: Id, ...shown, revision: Type.Integer({ minimum: 1 }), updatedAt: Type.String({ format: 'date-time' }) }
const placed = {
  parentId: nullable(Id),
  position: Type.Integer({ minimum: 0, maximum: 100_000, description: 'Its place among its siblings' }),
}

export const DeskSection = named('DeskSection', Type.Object({ ...kept, ...placed }, { description: 'A section as the desk keeps it' }))
export const DeskTag = named('DeskTag', Type.Object(kept, { description: 'A tag as the desk keeps it' }))
export const DeskAuthor = named('DeskAuthor', Type.Object(kept, { description: 'An author as the desk keeps them' }))

export const DeskSectionList = listOf('DeskSectionList', DeskSection)
export const DeskTagList = listOf('DeskTagList', DeskTag)
export const DeskAuthorList = listOf('DeskAuthorList', DeskAuthor)

const name = title(120, { examples: ['Sailing'] })
const optional = { slug: Type.Optional(Slug), description: Type.Optional(Type.String({ maxLength: 5000 })) }
const place = { parentId: Type.Optional(placed.parentId), position: Type.Optional(placed.position) }
const change = { minProperties: 1, description: 'What is to change' }
const fresh = { description: 'The slug is made of the name unless given' }

export const NewSection = named('NewSection', closed({ name, ...optional, ...place }, fresh))
export const NewTag = named('NewTag', closed({ name, ...optional }, fresh))
export const NewAuthor = named('NewAuthor', closed({ name, ...optional }, fresh))

export const SectionPatch = named('SectionPatch', closed({ name: Type.Optional(name), ...optional, ...place }, change))
export const TagPatch = named('TagPatch', closed({ name: Type.Optional(name), ...optional }, change))
export const AuthorPatch = named('AuthorPatch', closed({ name: Type.Optional(name), ...optional }, change))

/** What sections, tags and authors are made of, whatever the kind. */
export type NewTerm = Static<typeof NewSection>
export type TermPatch = Static<typeof SectionPatch>
