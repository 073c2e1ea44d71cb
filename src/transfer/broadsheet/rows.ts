import { isDeepStrictEqual } from 'node:util'
import { type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { renderBody } from '../../articles/body/render.ts'
import { correction, Heading, imageWords, seo, source } from '../../articles/schema.ts'
import { relations } from '../../db/tables.ts'
import { deepest, extentOf, repeatedIn, strangeIn } from '../../http/json-checks.ts'
import { closed, Id, nullable, oneOf, partial, Slug } from '../../http/schema.ts'
import { namePattern } from '../../media/names.ts'
import { FocalPoint, Variant } from '../../media/schema.ts'
import { Problem } from '../../problem.ts'
import { keptSettings, keptSiteSettings } from '../../site/comment-settings.schema.ts'
import { ImageRules } from '../../site/image-rules.ts'
import { keptMenu, SitePatch, Weather } from '../../site/schema.ts'
import { fileOf, type Kind, kindNames, type Member, membersOf, type Row } from './kinds.store.ts'
import { lacking } from './versions.ts'

/**
 * Reads a line of an export in a version of the format, and fills in what that lacks; a body whose HTML would not be kept here today comes out cleaned. Throws a sentence with its file and number
 * when it is not what the tables and the contract say, and for a body that cannot be rendered.
 */
export function rowOf(kind: Kind, version: number, number: number, text: string): { row: Row; cleaned: boolean } {
  const place = `${fileOf(kind)} line ${number}`
  if (extentOf(text).depth > deepest) throw new Error(`${place}: is nested more than ${deepest} deep.`)
  const row = filled(parsed(text, place), lacking(version, kind))
  const fits = checkers.get(kind)!
  if (!fits.Check(row)) throw new Error(`${place}: ${complaint(fits.Errors(row))}`)
  const [strange] = [...repeatedIn(text), ...strangeIn(row)]
  if (strange) throw new Error(`${place}: ${named(strange.pointer!.slice(1))} cannot be read. ${strange.detail}`)
  return kind === 'revisions' ? cleaned(row as Row, place) : { row: row as Row, cleaned: false }
}

/** No more than what keeps it from being code: what was once taken here is taken again, even if it would be refused today. */
const address = Type.String({ pattern: '^https?://' })

const pin = closed({
  articleId: Id,
  from: nullable(Type.String()),
  until: nullable(Type.String()),
  headline: nullable(Type.String()),
  kicker: nullable(Type.String()),
})

const imageAddress = Type.String({ pattern: '^(?:https?://|/media/)' })

const { type, width, height } = Variant.properties
const copy = closed({ url: imageAddress, type, width, height })
const file = closed({ name: Type.String({ pattern: `^${namePattern}$` }), type, width, height, bytes: Type.Integer({ minimum: 1 }) })

/** What the tables do not say of members that hold JSON, wherever they are. */
const shapes: Partial<Record<`${Kind}.${string}`, TSchema>> = {
  'site.place': SitePatch.properties.place,
  'site.navigation': keptMenu,
  'site.commentPolicy': keptSiteSettings,
  'site.weather': closed(Weather.properties),
  'terms.commentSettings': keptSettings,
  'articles.commentSettings': keptSettings,
  'articles.corrections': Type.Array(closed(correction)),
  'revisions.tagIds': Type.Array(Id),
  'revisions.bylines': Type.Array(closed({ authorId: Id, role: nullable(Type.String()) })),
  'revisions.source': closed({ ...source, url: nullable(address) }),
  'revisions.leadImage': closed({
    ...imageWords,
    url: imageAddress,
    ...Type.Partial(Type.Object({ mediaId: nullable(Id), focalPoint: nullable(FocalPoint), variants: Type.Array(copy) })).properties,
  }),
  'media.focalPoint': FocalPoint,
  'media.files': Type.Array(file),
  'site.imageRules': partial(ImageRules.properties),
  'revisions.seo': closed({ ...seo, canonicalUrl: nullable(address) }),
  'revisions.related': Type.Array(closed({ articleId: Id, relation: oneOf(relations), note: nullable(Type.String()) })),
  'frontArrangements.slots': Type.Array(
    closed({ kind: Type.String(), places: Type.Integer(), fill: Type.Boolean(), pins: Type.Array(pin) }),
  ),
  'menus.items': keptMenu,
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

/** As they are stored, whatever the API would take. */
const moment = Type.Refine(Type.String(), isStored, () => 'must be a moment in UTC, such as 2026-01-05T09:00:00.000Z')
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

/** A row with the members that its version lacks. */
function filled(row: unknown, missing: Row): unknown {
  return typeof row === 'object' && row !== null && !Array.isArray(row) ? { ...missing, ...row } : row
}

/** The first complaint, the one about a member that nobody knows before all others. */
function complaint(errors: ReturnType<ReturnType<typeof Compile>['Errors']>) {
  const unknown = errors.find(({ keyword }) => keyword === 'additionalProperties') as
    | { params: { additionalProperties: string[] } }
    | undefined
  if (unknown) return `there is no member ${unknown.params.additionalProperties.join(', ')} here.`
  const [first] = errors
  return `${named(first?.instancePath ?? '')} ${first?.message}.`.trimStart()
}

/** A place in a line as it is told: `/seo/title` is seo.title. */
function named(pointer: string) {
  return pointer.slice(1).replaceAll('/', '.')
}

function isStored(moment: string) {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(moment) && isInCalendar(moment)
}

/** 30 February is read as 2 March. */
function isInCalendar(moment: string) {
  const at = new Date(moment)
  return !Number.isNaN(at.getTime()) && at.toISOString() === moment
}

/** The body as it is kept here: its own rendering. That of this version is, to the byte; one of an older version, or of anybody else, becomes so. */
function cleaned(row: Row, place: string) {
  const { html, headings } = renderedAgain(row, place)
  if (html === row.bodyHtml && isDeepStrictEqual(headings, row.bodyHeadings)) return { row, cleaned: false }
  return { row: { ...row, bodyHtml: html, bodyHeadings: headings }, cleaned: true }
}

function renderedAgain({ bodyHtml }: Row, place: string) {
  try {
    return renderBody({ format: 'html', source: String(bodyHtml) })
  } catch (error) {
    if (error instanceof Problem) throw new Error(`${place}: bodyHtml cannot be made safe. ${error.message}`)
    throw error
  }
}
