import { type Static, type TProperties, type TSchema, Type } from 'typebox'

/** Gives a schema the name it has in OpenAPI. */
export const named = <const Name extends string, Schema extends TSchema>($id: Name, schema: Schema) => Object.assign(schema, { $id })

/** Points at a named schema, so that OpenAPI holds one model and not a copy per route. */
export const ref = <Schema extends TSchema & { $id: string }>(schema: Schema) => Type.Unsafe<Static<Schema>>({ $ref: `${schema.$id}#` })

/** What a route answers: a named schema and a sentence about it. */
export const answer = <Schema extends TSchema & { $id: string }>(description: string, schema: Schema) =>
  Type.Unsafe<Static<Schema>>({ $ref: `${schema.$id}#`, 'x-response-description': description })

/** An answer without a body. */
export const nothing = (description: string) => Type.Unsafe<null>({ type: 'null', description })

/** An object that we take: nothing but what it lists. */
export const closed = <Properties extends TProperties>(properties: Properties, options: object = {}) =>
  Type.Object(properties, { additionalProperties: false, ...options })

/** The same object with every member optional, and still closed, which `Type.Partial` forgets. */
export const partial = <Properties extends TProperties>(properties: Properties, options: object = {}) =>
  Type.Partial(Type.Object(properties), { additionalProperties: false, ...options })

/** One of a few words; a plain `enum` in OpenAPI. */
export const oneOf = <const Values extends readonly string[]>(values: Values, options: object = {}) =>
  Type.Unsafe<Values[number]>({ type: 'string', enum: values, ...options })

/** The schema, or null; the member itself is always there. */
export const nullable = <Schema extends TSchema>(schema: Schema) => Type.Unsafe<Static<Schema> | null>(orNull(schema))

/** A list of named things and its page, under a name. */
export const listOf = <const Name extends string, Schema extends TSchema & { $id: string }>(name: Name, schema: Schema) =>
  named(name, Type.Object({ items: Type.Array(ref(schema)), page: ref(Page) }, { description: `A page of a list of ${schema.$id}` }))

export const Id = Type.String({ format: 'uuid', maxLength: 36, description: 'UUIDv7', examples: ['019342a0-5b00-7c1e-8000-000000000001'] })

/** No white space, no sign of ASCII but digits and small letters. Written so that every dialect of regular expressions reads it alike. */
const slugWord = '[^\\s\\u0000-/:-`{-\\u00a0]+'

export const Slug = Type.String({
  pattern: `^${slugWord}(-${slugWord})*$`,
  maxLength: 120,
  description: 'Letters and digits of any script, lower case, joined by hyphens',
  examples: ['harbour-lights-return'],
})

/** Without leap seconds, which no clock of ours counts, and in years that no offset leads out of: on the first day and the last only UTC is taken. */
export const Moment = Type.String({
  format: 'date-time',
  pattern:
    '^(?!(1000-01-01|8999-12-31).*[+-]\\d{2}:\\d{2}$)[1-8]\\d{3}-\\d{2}-\\d{2}[Tt ]\\d{2}:\\d{2}:[0-5]\\d(\\.\\d+)?([Zz]|[+-]\\d{2}:\\d{2})$',
  maxLength: 40,
  description: 'RFC 3339; answered in UTC with milliseconds',
  examples: ['2024-11-01T09:00:00.000Z'],
})

export const Url = Type.String({ format: 'uri', pattern: '^https?://', maxLength: 2000, examples: ['https://news.example/story'] })

/** Anything but controls and line breaks. */
const printable = '[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]'

/** A word or a line: printable text without line breaks. */
export const line = (maxLength: number, options: object = {}) => Type.String({ maxLength, pattern: `^${printable}*$`, ...options })

/** A line with something to see in it. */
export const title = (maxLength: number, options: object = {}) =>
  Type.String({ minLength: 1, maxLength, pattern: `^(?=.*\\S)${printable}*$`, ...options })

export const Page = named(
  'Page',
  Type.Object(
    {
      next: nullable(Type.String({ maxLength: 1000, description: 'Send it as `cursor` for the next page' })),
      hasMore: Type.Boolean(),
    },
    { description: 'Where a list goes on' },
  ),
)

const FailureSchema = Type.Object({
  pointer: Type.Optional(Type.String({ description: 'JSON pointer into the body, as a URI fragment', examples: ['#/body'] })),
  parameter: Type.Optional(Type.String({ description: 'Name of a path or query parameter' })),
  header: Type.Optional(Type.String({ description: 'Name of a header' })),
  code: Type.String({ examples: ['required'] }),
  detail: Type.String({ examples: ['Please enter your comment!'] }),
})

const problem = {
  type: Type.String({ format: 'uri', description: 'Address of a page about this kind of problem' }),
  title: Type.String(),
  status: Type.Integer({ minimum: 400, maximum: 599 }),
  detail: Type.String(),
  instance: Type.String({ description: 'Path of the request' }),
  code: Type.String({ description: 'The promise to clients: never renamed', examples: ['invalid-request'] }),
  requestId: Type.String(),
  errors: Type.Array(FailureSchema, { description: 'Every failing place of the request at once, a hundred at most' }),
  tombstone: Type.Optional(
    Type.Object(
      {
        slug: Type.String({ description: 'An address that it had' }),
        withdrawnAt: Moment,
        reason: Type.String({ examples: ['error', 'legal', 'privacy', 'duplicate', 'other'] }),
        note: nullable(Type.String()),
      },
      { description: 'With `withdrawn`: when, and why' },
    ),
  ),
}

export const ProblemDetails = named('Problem', Type.Object(problem, { description: 'RFC 9457 problem details' }))

const fields = Type.Array(Type.String(), { examples: [['headline', 'seo.title']] })

export const ChangedMeanwhile = named(
  'ChangedMeanwhile',
  Type.Object(
    {
      ...problem,
      current: Type.Optional(
        Type.Object(
          {
            version: Type.Integer({ minimum: 1 }),
            changedAt: Moment,
            changedBy: nullable(Type.Object({ id: Id, name: Type.String() })),
            draftRevision: Type.Integer({ minimum: 1 }),
          },
          { description: 'What is there now, and who made it so; its ETag is in the header' },
        ),
      ),
      base: Type.Optional(
        Type.Object(
          {
            version: Type.Integer({ minimum: 1 }),
            draftRevision: nullable(
              Type.Integer({ minimum: 1, description: 'What to compare with; null when it is not kept any more, or not known' }),
            ),
          },
          { description: 'What your change was made upon' },
        ),
      ),
      yours: Type.Optional({ ...fields, description: 'What you were about to change' }),
      theirs: Type.Optional(nullable({ ...fields, description: 'What was changed since; null when that is not known any more' })),
      conflicts: Type.Optional({
        ...fields,
        description: 'What both touch. Whoever publishes or takes off means all of it, and so does whoever cannot be told what was changed',
      }),
      disjoint: Type.Optional(
        Type.Boolean({ description: 'True when you touch different things: send the same again, with the ETag of this answer' }),
      ),
    },
    {
      description:
        'It has changed since you read it: who changed what. Without the members beside those of `Problem` the `If-Match` was no ETag of it',
    },
  ),
)

/** A problem as it stands among the results of many: without what is said of the whole request. */
export const problemAmongMany = {
  code: Type.String({ description: 'As in problems', examples: ['state-forbids'] }),
  status: Type.Integer({ minimum: 400, maximum: 599 }),
  title: Type.String(),
  detail: Type.String(),
  errors: Type.Array(FailureSchema, { description: 'Each `pointer` leads into that one' }),
}

function orNull(schema: TSchema): object {
  const { type, enum: values, ...rest } = schema as { type?: unknown; enum?: unknown }
  return typeof type === 'string' && values === undefined ? { ...rest, type: [type, 'null'] } : { anyOf: [schema, { type: 'null' }] }
}
