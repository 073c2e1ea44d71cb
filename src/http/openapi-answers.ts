import { type ProblemCode, problems } from '../problem.ts'
import { longestConditions } from './fresh.ts'

interface Operation {
  tags: string[]
  parameters?: object[]
  responses: Record<string, { headers?: Record<string, object>; content?: Record<string, object>; $ref?: string }>
  'x-problems'?: ProblemCode[]
  'x-if-match'?: boolean | 'explained'
  'x-begins'?: boolean
}

type Paths = Record<string, Record<string, Operation>>

/** The document, as far as it is completed here. */
export interface Document {
  paths: Paths
  components: Record<string, Record<string, unknown>>
}

/** Adds to each operation the problems, headers and conditions that follow from its kind. */
export function completed(document: Document | undefined) {
  if (!document) return document
  const statuses = new Map<string, ProblemCode[]>()
  for (const [method, operation] of Object.values(document.paths).flatMap(Object.entries) as [string, Operation][]) {
    for (const code of operation['x-problems'] ?? []) {
      const status = String(problems[code][0])
      statuses.set(status, [...new Set([...(statuses.get(status) ?? []), code])])
      operation.responses[status] = { $ref: `#/components/responses/Problem${status}` }
    }
    operation.parameters = operation.parameters?.map(serialised)
    if (operation['x-if-match'] === 'explained') operation.responses['412'] = { $ref: '#/components/responses/ExplainedProblem412' }
    addHeaders(method, operation)
    delete operation['x-problems']
    delete operation['x-if-match']
    delete operation['x-begins']
  }
  document.components.responses = Object.fromEntries(
    [...statuses].sort().map(([status, codes]) => [`Problem${status}`, problemResponse(codes)]),
  )
  document.components.responses.ExplainedProblem412 = explained
  document.components.headers = headers
  document.components.parameters = conditions
  return document
}

/** How a list is written in a query is said of the parameter, not of its schema; what has a default may be left out. */
function serialised(parameter: object) {
  const { schema, ...rest } = parameter as { schema?: { style?: string; explode?: boolean; default?: unknown } }
  const { style, explode, ...plain } = schema ?? {}
  const optional = plain.default !== undefined && { required: false }
  return { ...rest, ...optional, ...(style && { style }), ...(explode !== undefined && { explode }), schema: plain }
}

function addHeaders(method: string, operation: Operation) {
  const isStream = operation.responses['200']?.content?.['text/event-stream'] !== undefined
  const conditional = [
    ...(method === 'get' && !isStream ? ['IfNoneMatch'] : []),
    ...(operation['x-if-match'] ? ['IfMatch'] : []),
    ...(operation['x-begins'] ? ['IfNone'] : []),
    ...(method === 'post' ? ['IdempotencyKey'] : []),
  ]
  if (conditional.length > 0)
    operation.parameters = [...(operation.parameters ?? []), ...conditional.map((name) => ({ $ref: `#/components/parameters/${name}` }))]
  if (method === 'get' && !isStream)
    operation.responses['304'] = { description: 'What you have is still true', headers: refs('ETag', 'X-Request-Id') } as never
  for (const [status, response] of Object.entries(operation.responses)) {
    if (response.$ref || status === '304') continue
    response.headers = refs(
      'X-Request-Id',
      ...(status < '202' && response.content && !isStream ? ['ETag'] : []),
      ...(method === 'post' ? ['Idempotency-Replayed'] : []),
      ...(status === '308' || (status === '201' && !operation.tags.includes('Comments')) ? ['Location'] : []),
    )
    if (JSON.stringify(response.content ?? '').includes('List"')) response.headers = { ...response.headers, ...refs('Link') }
  }
}

function refs(...names: string[]) {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
}

function problemResponse(codes: readonly ProblemCode[]) {
  const [, title, detail] = problems[codes[0]!]
  const status = problems[codes[0]!][0]
  const example = {
    type: `https://broadsheet.example/problems/${codes[0]}`,
    title,
    status,
    detail,
    instance: '/v1/articles',
    code: codes[0],
    requestId: 'b4f4c1d2-9f1e-4b58-a4a1-5a2a0e3d7c11',
    errors: [],
  }
  return {
    description: codes.map((code) => `\`${code}\`: ${problems[code][1]}.`).join(' '),
    headers: refs('X-Request-Id', ...([409, 429, 503].includes(status) ? ['Retry-After'] : [])),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, example } },
  }
}

const explained = {
  ...problemResponse(['changed-meanwhile']),
  headers: refs('X-Request-Id', 'ETag'),
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ChangedMeanwhile' } } },
}

const headers = {
  'X-Request-Id': {
    description: 'Names this request in the logs; yours, when you sent one of 8 to 64 letters, digits, `_` and `-`',
    schema: { type: 'string', pattern: '^[\\w-]{8,64}$' },
  },
  ETag: { description: 'Strong; send it back as `If-None-Match`, and as `If-Match` where a change needs it', schema: { type: 'string' } },
  Link: { description: 'The next page, as `rel="next"` (RFC 8288)', schema: { type: 'string' } },
  Location: { description: 'Where it is now', schema: { type: 'string' } },
  'Idempotency-Replayed': {
    description: 'True when this is the first answer again, and nothing was done; absent otherwise',
    schema: { type: 'boolean' },
  },
  'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer', minimum: 1 } },
}

const conditions = {
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: 'An ETag that you have: 304 when it still holds',
    schema: { type: 'string', maxLength: longestConditions['If-None-Match'] },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: false,
    description: 'The ETag that your change was made upon. Without it: 428',
    schema: { type: 'string', maxLength: longestConditions['If-Match'] },
  },
  IfNone: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: '`*` in place of `If-Match` begins what is not there yet: 412 when it is',
    schema: { type: 'string', enum: ['*'] },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'Makes a retry safe: a text of yours, new for each request and the same for its repetitions, such as a UUID. For 24 hours the same key with the same body is answered with the first answer, and nothing is done twice; a key is its caller’s own, and belongs to one address. 1 to 255 printable ASCII characters, quoted or bare; without a token at least 16.',
    schema: { type: 'string', minLength: 1, maxLength: 500 },
    example: '"019342a0-5b00-7c1e-8000-000000000001"',
  },
}
