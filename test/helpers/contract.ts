import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { FastifyInstance } from 'fastify'
import type { Answer } from './newsroom.ts'

interface Operation {
  operationId: string
  responses: Record<string, { $ref?: string; content?: Record<string, unknown> }>
}

interface Document {
  paths: Record<string, Record<string, Operation>>
  components: { responses: Record<string, { content?: Record<string, unknown> }> }
}

const validators = new Map<string, ValidateFunction>()
const patterns = new Map<string, RegExp>()
let document: Document | undefined
let order: string[] | undefined
let ajv: Ajv2020 | undefined

/** Throws when an answer is not what the OpenAPI document says: its status, its media type, or its body. */
export function insistOnContract(app: FastifyInstance, method: string, url: string, { status, body, headers }: Answer) {
  document ??= app.swagger() as unknown as Document
  const found = operationOf(document, method === 'HEAD' ? 'GET' : method, url.split('?')[0]!)
  if (!found) {
    if (status < 400 && !/^\/(docs|openapi\.json|metrics|reader$|media\/)/.test(url) && method !== 'OPTIONS')
      throw new Error(`${method} ${url} answered ${status}, and the document does not know it`)
    if (status >= 400 && method !== 'HEAD') insist(document, `#/components/schemas/Problem`, body, `${method} ${url}`)
    return
  }
  const { path, operation } = found
  const response = operation.responses[status]
  if (!response) throw new Error(`${operation.operationId} answered ${status}, which the document does not know: ${JSON.stringify(body)}`)
  const pointer =
    response.$ref ?? `#/paths/${path.replaceAll('/', '~1')}/${method === 'HEAD' ? 'get' : method.toLowerCase()}/responses/${status}`
  const { content } = response.$ref ? document.components.responses[response.$ref.split('/').at(-1)!]! : response
  const mediaType = headers['content-type']?.split(';')[0]
  if (!content || method === 'HEAD' || status === 304) {
    if (body !== '') throw new Error(`${operation.operationId} answered ${status} with a body`)
    return
  }
  if (!mediaType || !content[mediaType])
    throw new Error(`${operation.operationId} answered ${status} as ${mediaType}, not as ${Object.keys(content)}`)
  insist(document, `${pointer}/content/${mediaType.replaceAll('/', '~1')}/schema`, body, `${operation.operationId} ${status}`)
}

function insist(document: Document, pointer: string, body: unknown, what: string) {
  ajv ??= formats.default(new Ajv2020({ strict: false, allErrors: true, validateFormats: true })).addSchema(document, 'openapi')
  const validate = validators.get(pointer) ?? ajv.compile({ $ref: `openapi${pointer}` })
  validators.set(pointer, validate)
  if (!validate(body))
    throw new Error(
      `${what} does not fit the document: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(body, null, 2).slice(0, 2000)}`,
    )
}

function operationOf({ paths }: Document, method: string, url: string) {
  const path = inOrder(paths).find((candidate) => patternOf(candidate).test(url) && paths[candidate]![method.toLowerCase()])
  return path === undefined ? undefined : { path, operation: paths[path]![method.toLowerCase()]! }
}

/** Those with fewer parameters first. */
function inOrder(paths: Document['paths']) {
  const parameters = (path: string) => path.split('{').length
  order ??= Object.keys(paths).sort((a, b) => parameters(a) - parameters(b))
  return order
}

function patternOf(path: string) {
  const pattern = patterns.get(path) ?? new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`)
  patterns.set(path, pattern)
  return pattern
}
