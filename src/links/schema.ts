import { type Static, Type } from 'typebox'
import { DeskArticleSummary, FormerVersion, Version } from '../articles/desk/desk.schema.ts'
import { shownStates } from '../articles/publishing.ts'
import { ArticleSummary } from '../articles/schema.ts'
import { relations } from '../db/tables.ts'
import { closed, Id, line, named, nullable, oneOf, Page, ref } from '../http/schema.ts'

const Relation = oneOf(relations, { description: 'How the two belong together' })
const note = nullable(line(300))

/** How many related articles stand beside a story: the editor’s first, then likeness fills the free places. */
export const relatedPlaces = 6

export const RelatedArticle = named(
  'RelatedArticle',
  Type.Object(
    {
      article: ref(ArticleSummary),
      relation: Relation,
      note,
      chosenBy: oneOf(['editor', 'likeness']),
      reasons: Type.Array(Type.String(), { description: 'Why likeness chose it', examples: [['2 shared tags', 'same section']] }),
    },
    { description: 'A story that goes with another' },
  ),
)

export const RelatedArticles = named(
  'RelatedArticles',
  Type.Object({ items: Type.Array(ref(RelatedArticle)) }, { description: 'In order: the editor’s choice, then likeness' }),
)

export const RelatedLink = named(
  'RelatedLink',
  closed(
    { articleId: Id, relation: Type.Optional(Relation), note: Type.Optional(note) },
    { description: 'A link to set; `related` unless said otherwise' },
  ),
)

export const RelatedLinks = named(
  'RelatedLinks',
  closed(
    { items: Type.Array(ref(RelatedLink), { maxItems: 50, description: 'All of them, in order' }) },
    { description: 'The related links of the draft, whole' },
  ),
)

const linked = { relation: Relation, note, article: ref(DeskArticleSummary) }

export const DeskLinks = named(
  'DeskLinks',
  Type.Object(
    { revision: FormerVersion, version: Version, items: Type.Array(Type.Object(linked)) },
    { description: 'The related links of the draft, with where their targets stand' },
  ),
)

const capped = Type.Boolean({ description: 'Whether so many links were looked at that the page ends early: go on with `page.next`' })

export const Backlinks = named(
  'Backlinks',
  Type.Object({ items: Type.Array(Type.Object(linked)), page: ref(Page), capped }, { description: 'A page of what links here' }),
)

/** Why readers do not see where a link leads. */
export const whyDead = [...shownStates.filter((state) => state !== 'published'), 'expired'] as const

export const DeadLinks = named(
  'DeadLinks',
  Type.Object(
    {
      items: Type.Array(
        Type.Object({
          article: ref(DeskArticleSummary),
          relation: Relation,
          note,
          target: ref(DeskArticleSummary),
          why: oneOf(whyDead, { description: 'Where the target stands; `expired`: its time is over' }),
        }),
      ),
      page: ref(Page),
      capped,
    },
    { description: 'A page of links that readers do not see' },
  ),
)

export const Suggestions = named(
  'Suggestions',
  Type.Object(
    {
      items: Type.Array(
        Type.Object({ article: ref(ArticleSummary), score: Type.Number({ minimum: 0, maximum: 1 }), reasons: Type.Array(Type.String()) }),
      ),
    },
    { description: 'Stories like this one, best first' },
  ),
)

export type DeadState = (typeof whyDead)[number]
export type RelatedLinks = Static<typeof RelatedLinks>
