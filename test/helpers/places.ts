import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { Schema } from './operations.ts'

type Path = readonly (string | number)[]

/** A place in a body: the way to it, as it is told in a problem, and what may stand there. */
export interface Place {
  path: Path
  pointer: string
  schema: Schema
}

/** Every place of a body below its root: of a list, the first item. */
export function placesIn(schema: Schema, path: Path = []): Place[] {
  const { properties, items, anyOf } = schema
  if (anyOf) return placesIn(anyOf[0]!, path)
  const below: [step: string | number, schema: Schema][] = properties ? Object.entries(properties) : items ? [[0, items]] : []
  return below.flatMap(([step, each]) => {
    const way = [...path, step]
    return [{ path: way, pointer: pointerOf(way), schema: each }, ...placesIn(each, way)]
  })
}

/** A JSON pointer as URI fragment (RFC 6901, 6). */
export function pointerOf(path: Path) {
  return `#${path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`
}

/** What stands at a place of a body. */
export function valueAt(body: unknown, path: Path): unknown {
  return path.reduce((value, step) => (value as Record<string | number, unknown> | undefined)?.[step], body)
}

/** A copy of a body with something else at a place; a name such as `__proto__` becomes a member like any other. */
export function withAt<Body>(body: Body, path: Path, value: unknown): Body {
  const [step, ...rest] = path
  if (step === undefined) return value as Body
  if (Array.isArray(body)) return body.map((each, index) => (index === step ? withAt(each, rest, value) : each)) as Body
  const standing = Object.entries(body ?? {})
  const inside = standing.find(([name]) => name === step)?.[1]
  return Object.fromEntries([...standing.filter(([name]) => name !== step), [step, withAt(inside, rest, value)]]) as Body
}

const ajv = formats.default(new Ajv2020({ strict: false }))
const judges = new Map<string, ValidateFunction>()

/** Whether the document lets a value stand where the schema is. */
export function takes(schema: Schema, value: unknown): boolean {
  const key = JSON.stringify(schema)
  const judge = judges.get(key) ?? ajv.compile(schema)
  judges.set(key, judge)
  return judge(value)
}
