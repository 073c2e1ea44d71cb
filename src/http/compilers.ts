import { createHash } from 'node:crypto'
import validatorCompiler from '@fastify/ajv-compiler'
import serializerCompiler, { type SerializerFactory } from '@fastify/fast-json-stringify-compiler'

/** Compiles a schema once, however many routes take it or answer with it: compiling is most of what a start costs. */
export const compilers = { buildValidator: once(validatorCompiler()), buildSerializer: once(leanly(serializerCompiler())) }

/** What Fastify asks of both: given the named schemas and the options, how to compile the schema of a route. */
type Factory = (named: never, options?: never) => (route: never) => unknown

function once<Compiler extends Factory>(factory: Compiler): Compiler {
  const made = new Map<string, unknown>()
  return ((named: never, options: never) => {
    let compile: ReturnType<Factory> | undefined
    const surroundings = digest(Object.values<object>(named).map(digestOf).join())
    return (route: { schema?: unknown }) => {
      const key = `${surroundings} ${JSON.stringify(route.schema)}`
      if (!made.has(key)) {
        compile ??= factory(named, options)
        made.set(key, compile(route as never))
      }
      return made.get(key)
    }
  }) as unknown as Compiler
}

/** Hands a serializer only the named schemas that its route leads to: it goes through each that it is handed, needed or not. */
function leanly(factory: SerializerFactory): SerializerFactory {
  return (named, options) => (route) => factory(ledTo(named as Named, route.schema), options)(route)
}

function ledTo(named: Named, schema: unknown, found: Named = {}) {
  for (const [, id] of JSON.stringify(schema).matchAll(/"\$ref":"([^"#]+)/g)) {
    const next = named[id!]
    if (!next || found[id!]) continue
    found[id!] = next
    ledTo(named, next, found)
  }
  return found
}

type Named = Record<string, object>

const digests = new WeakMap<object, string>()

/** A schema's digest, made once: every capability is handed the same named schemas. */
function digestOf(schema: object) {
  const made = digests.get(schema) ?? digest(JSON.stringify(schema))
  digests.set(schema, made)
  return made
}

function digest(text: string) {
  return createHash('sha256').update(text).digest('base64url')
}
