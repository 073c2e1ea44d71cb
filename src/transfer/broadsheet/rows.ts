import { isDeepStrictEqual } from 'node:util'
import { type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { renderBody } from '../../articles/body/render.ts'
import { Heading, leadImage, seo, source } from '../../articles/schema.ts'
import { relations } from '../../db/tables.ts'
import { closed, Id, Moment, nullable, oneOf, Slug } from '../../http/schema.ts'
import { Problem } from '../../problem.ts'
import { CommentPolicy, SitePatch, Weather } from '../../site/schema.ts'
import { fileOf, type Kind, kindNames, type Member, membersOf, type Row } from './kinds.store.ts'

/**
 * Reads a line of an export. Throws a sentence with its file and number when it is not what the tables and the contract say, and for a
 * body with HTML that would not have been kept here.
 */
export function rowOf(kind: Kind, number: number, text: string): Row {
  const place = `${fileOf(kind)} line ${number}`
  const row = parsed(text, place)
  const fits = checkers.get(kind)!
  if (!fits.Check(row)) throw new Error(`${place}: ${complaint(fits.Errors(row))}`)
  if (kind === 'revisions' && !isSafe(row as Row))
    throw new Error(`${place}: bodyHtml is not what Broadsheet makes of a body: there is something in it that is not allowed.`)
  return row as Row
}

/** No more than what keeps it from being code: what was once taken here is taken again, even if it would be refused today. */
const address = Type.String({ pattern: '^https?://' })

/** What the tables do not say of members that hold JSON, wherever they are. */
const shapes: Partial<Record<`${Kind}.${string}`, TSchema>> = {
  'site.place': SitePatch.properties.place,
  'site.navigation': SitePatch.properties.navigation,
  'site.commentPolicy': Type.Partial(closed(CommentPolicy.properties), { additionalProperties: false }),
  'site.weather': closed(Weather.properties),
  'revisions.tagIds': Type.Array(Id),
  'revisions.bylines': Type.Array(closed({ authorId: Id, role: nullable(Type.String()) })),
  'revisions.source': closed({ ...source, url: nullable(address) }),
  'revisions.leadImage': closed({ ...leadImage, url: address }),
  'revisions.seo': closed({ ...seo, canonicalUrl: nullable(address) }),
  'revisions.related': Type.Array(closed({ articleId: Id, relation: oneOf(relations), note: nullable(Type.String()) })),
  'revisions.bodyHeadings': Type.Array(closed(Heading.properties)),
  'commentSignals.spans': Type.Array(
    closed({ field: oneOf(['body', 'authorName', 'authorUrl']), start: Type.Integer(), end: Type.Integer(), text: Type.String() }),
  ),
  'wordLists.words': Type.Array(Type.String()),
  'auditEntries.before': Type.Record(Type.String(), Type.Unknown()),
  'auditEntries.after': Type.Record(Type.String(), Type.Unknown()),
  'rejectionReasons.items': Type.Array(closed({ text: Type.String() })),
  'imports.data': Type.Record(Type.String(), Type.Unknown()),
  'events.data': Type.Record(Type.String(), Type.Unknown()),
}

/** What a text must be besides, by its name: it goes into addresses that readers follow. */
const texts: Partial<Record<string, TSchema>> = { id: Id, slug: Slug, authorUrl: address }

const never = Type.Literal('9999-12-31T23:59:59.999Z')
const moment = Type.Union([never, Type.Intersect([Moment, Type.String({ pattern: '^.{10}T.{8}\\.\\d{3}Z$' })])])
const number = Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER })

const checkers = new Map(
  kindNames.map((kind) => [
    kind,
    Compile(closed(Object.fromEntries(membersOf(kind).map((member) => [member.name, schemaOf(kind, member)])))),
  ]),
)

function schemaOf(kind: Kind, { name, holds, words, nullable: mayBeNull }: Member): TSchema {
  const schema = {
    text: words ? oneOf(words) : (texts[name] ?? Type.String()),
    number,
    flag: Type.Boolean(),
    moment,
    json: shapes[`${kind}.${name}`],
  }[holds]
  if (!schema) throw new Error(`Nothing says what ${kind}.${name} holds`)
  return mayBeNull ? Type.Union([schema, Type.Null()]) : schema
}

function parsed(text: string, place: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`${place}: is not JSON.`)
  }
}

/** The first complaint, the one about a member that nobody knows before all others. */
function complaint(errors: ReturnType<ReturnType<typeof Compile>['Errors']>) {
  const unknown = errors.find(({ keyword }) => keyword === 'additionalProperties') as
    | { params: { additionalProperties: string[] } }
    | undefined
  if (unknown) return `there is no member ${unknown.params.additionalProperties.join(', ')} here.`
  const [first] = errors
  return `${first?.instancePath.slice(1).replaceAll('/', '.')} ${first?.message}.`.trimStart()
}

/** Whether rendering the HTML again changes nothing of it: it holds then what the allow-list lets pass, and no more. */
function isSafe({ bodyHtml, bodyHeadings }: Row) {
  try {
    const { html, headings } = renderBody({ format: 'html', source: String(bodyHtml) })
    return html === bodyHtml && isDeepStrictEqual(headings, bodyHeadings)
  } catch (error) {
    if (error instanceof Problem) return false
    throw error
  }
}
