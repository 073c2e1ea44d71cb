import { type Static, type TSchema, Type } from 'typebox'
import { Id, named, nullable, oneOf, partial, Slug } from '../http/schema.ts'
import { days, emergency, privateSettings, publicSettings, rate, trust } from '../site/comment-settings.schema.ts'

const closeAfterDays = Type.Unsafe<number | 'never'>({
  anyOf: [days, { type: 'string', enum: ['never'] }],
  description: 'Days from publication until an article closes, unless its own `closesAt` says another moment; or `never`',
})

const plain = { ...publicSettings, closeAfterDays, ...privateSettings }

const inherited = '; null inherits it again'

type Patched<Schemas extends Record<string, TSchema>> = { [Name in keyof Schemas]: ReturnType<typeof nullable<Schemas[Name]>> }

function patched<Schemas extends Record<string, TSchema>>(schemas: Schemas) {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, nullable(schema)])) as Patched<Schemas>
}

const patch = {
  ...patched(plain),
  trust: nullable(partial(patched(trust), { description: `When an author is trusted${inherited}` })),
  rate: nullable(partial(patched(rate), { description: `The pace of one reader, counted over the whole site${inherited}` })),
}

export const ConversationSettingsPatch = named(
  'ConversationSettingsPatch',
  partial(patch, { minProperties: 1, description: `What is to change of the settings${inherited}` }),
)

export const SiteConversationSettingsPatch = named(
  'SiteConversationSettingsPatch',
  partial(
    { ...patch, emergency: nullable(emergency) },
    { minProperties: 1, description: 'What is to change of the settings of the site; null is as in a new newspaper again' },
  ),
)

const origins = ['default', 'site', 'section', 'article', 'emergency'] as const

const effective = <Schema extends TSchema>(value: Schema) =>
  Type.Object({
    value,
    from: oneOf(origins, { description: 'Where it is set' }),
    of: nullable(Type.Object({ id: Id, slug: Slug }, { description: 'The section it is from' })),
  })

type Effective<Schemas extends Record<string, TSchema>> = { [Name in keyof Schemas]: ReturnType<typeof effective<Schemas[Name]>> }

function allEffective<Schemas extends Record<string, TSchema>>(schemas: Schemas) {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, effective(schema)])) as Effective<Schemas>
}

export const ConversationSettings = named(
  'ConversationSettings',
  Type.Object(
    {
      own: Type.Partial(
        Type.Object({ ...plain, trust: Type.Partial(Type.Object(trust)), rate: Type.Partial(Type.Object(rate)), emergency }),
        { description: 'What is set here; all else is inherited' },
      ),
      effective: Type.Object(
        {
          ...allEffective({ ...plain, emergency }),
          trust: Type.Object(allEffective(trust)),
          rate: Type.Object(allEffective(rate)),
        },
        { description: 'What holds here, and where it is from' },
      ),
    },
    { description: 'How comments are taken in one place: the site, a section, an article' },
  ),
)

export type ConversationSettings = Static<typeof ConversationSettings>
export type ConversationSettingsPatch = Static<typeof ConversationSettingsPatch>
export type SiteConversationSettingsPatch = Static<typeof SiteConversationSettingsPatch>
