import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import openapiTypes, { astToString } from 'openapi-typescript'
import t, { type Test } from 'tap'
import ts from 'typescript'
import { environmentName } from '../src/config.ts'
import { Settings } from '../src/settings.ts'
import { endedWithUs } from './helpers/children.ts'
import { newsroom } from './helpers/newsroom.ts'
import { program } from './helpers/server.ts'

const readme = readFileSync('README.md', 'utf8')
const written = readFileSync('openapi/broadsheet.json', 'utf8')

t.test('the OpenAPI document is what the server answers', async (t) => {
  const { app } = await newsroom(t, { settings: { BROADSHEET_BASE_URL: 'http://localhost:3000' } })
  t.same(app.swagger(), JSON.parse(written), 'run `npm run openapi`')
  t.same((await app.inject('/openapi.json')).json(), JSON.parse(written))
  t.match(await app.inject('/docs/'), { statusCode: 200, headers: { 'content-type': /html/ } })
})

t.test('the document names, describes and bounds everything that is taken', async (t) => {
  const { paths, components } = JSON.parse(written)
  const operations = Object.values<Record<string, Record<string, unknown>>>(paths).flatMap((path) => Object.values(path))
  t.ok(operations.length > 50, 'there are operations to look at')
  const ids = operations.map(({ operationId }) => operationId)
  t.same([...new Set(ids)], ids, 'each operation has a name of its own')
  for (const { operationId, summary, description, tags, responses, security } of operations as Record<string, object>[]) {
    t.ok(operationId && summary && description && tags && security, `${operationId} is described`)
    t.ok(
      Object.keys(responses!).some((status) => status.startsWith('4')),
      `${operationId} says how it can fail`,
    )
  }
  const inputs = new Set<string>()
  for (const operation of operations as { parameters?: { name?: string; schema?: object }[]; requestBody?: object }[]) {
    for (const { name, schema } of operation.parameters ?? []) if (schema) insistOnBounds(t, schema, name!)
    for (const [, name] of JSON.stringify(operation.requestBody ?? {}).matchAll(/schemas\/(\w+)/g)) inputs.add(name!)
  }
  t.ok(inputs.size > 10, 'there are bodies to look at')
  for (const name of inputs) insistOnBounds(t, components.schemas[name], name)
})

t.test('a client that is generated from the document compiles', async (t) => {
  const folder = join('.tap', `client-${process.pid}`)
  mkdirSync(folder, { recursive: true })
  t.teardown(() => spawnSync('rm', ['-rf', folder]))
  writeFileSync(join(folder, 'api.ts'), astToString(await openapiTypes(written)))
  writeFileSync(join(folder, 'client.ts'), client)
  const program = ts.createProgram([join(folder, 'client.ts')], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    types: ['node'],
  })
  const complaints = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText, start, file }) => `${file?.fileName}:${start} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`)
  t.same(complaints, [])
})

const client = `
import createClient from 'openapi-fetch'
import type { components, paths } from './api.ts'

const api = createClient<paths>({ baseUrl: 'http://localhost:3000' })

export async function page(slug: string): Promise<string> {
  const { data, error } = await api.GET('/v1/articles/{slug}', { params: { path: { slug }, query: { include: ['related', 'comments'] } } })
  if (error) return error.code satisfies string
  const next: string | null = data.included?.comments?.page.next ?? null
  return data.headline + data.bylines.map(({ name }) => name).join() + String(next)
}

export async function decide(id: string): Promise<components['schemas']['QueuedComment'] | undefined> {
  const body = { action: 'approve', revision: 1, version: 1 } as const
  const { data } = await api.PUT('/v1/moderation/comments/{id}/decision', { params: { path: { id } }, body })
  return data?.comment
}

// @ts-expect-error there is no such action
export const wrong: components['schemas']['NewDecision'] = { action: 'publish', revision: 1, version: 1 }
`

t.test('the README explains every setting, with its default', async (t) => {
  const names = Object.keys(Settings.properties)
  t.ok(names.length > 8, 'there are settings to look for')
  for (const name of names) {
    const { default: fallback, description } = Settings.properties[name as keyof typeof Settings.properties] as {
      default?: unknown
      description?: string
    }
    t.ok(
      readme.includes(`| \`${environmentName(name)}\` | ${fallback === '' ? '' : `\`${fallback}\``} | ${description} |`),
      `${environmentName(name)} stands in the table as it is in src/settings.ts`,
    )
  }
  for (const [, name] of readme.matchAll(/`(BROADSHEET_\w+)`/g)) t.ok(names.map(environmentName).includes(name!), `${name} is a setting`)
})

t.test('what CI runs is what the README says', async (t) => {
  const commands = readme
    .match(/```sh\n([^`]*)```/)![1]!
    .trim()
    .split('\n')
  t.same(commands, ['npm ci && npm start', 'npm ci && npm test'])
  t.match(readFileSync('.ci/run', 'utf8'), commands[1]!)
  t.notMatch(readFileSync('package-lock.json', 'utf8'), '"resolved": "http', 'the lock file names no registry')
})

t.test('the story of the README runs as it is written', async (t) => {
  if (spawnSync('bash', ['-c', 'command -v curl']).status !== 0) return t.comment('this machine has no bash or no curl')
  const folder = t.testdir()
  const port = await freePort()
  const environment = { ...process.env, BROADSHEET_PORT: String(port), BROADSHEET_DATABASE: 'broadsheet.db' }
  const server = endedWithUs(
    spawn(process.execPath, program(), {
      cwd: folder,
      env: environment,
      stdio: 'ignore',
    }),
  )
  t.teardown(() => server.kill('SIGKILL'))
  await answering(`http://localhost:${port}/health/ready`)
  const story = readme.match(/```sh story\n([\s\S]*?)```/)![1]!.replaceAll(':3000', `:${port}`)
  const { stdout } = await promisify(execFile)('bash', ['-euc', story], { cwd: folder, env: environment })
  t.same(stdout.trim().split('\n'), [
    'scheduled',
    'There is nothing here',
    '3',
    'published',
    'Please enter your name here Please enter your comment!',
    '0',
    'The author is not trusted yet.',
    'approved',
    'At last!',
    'ferry-at-six',
    'published',
    `308 http://localhost:${port}/v1/articles/ferry-at-six`,
    'The early ferry is back',
  ])
  server.kill('SIGTERM')
  server.kill('SIGINT')
  t.same(await once(server, 'exit'), [0, null], 'it stops cleanly, though it is told twice, as npm does')
  t.same(readdirSync(folder).sort(), ['broadsheet.db', 'broadsheet.db.lock', 'broadsheet.db.token'], 'no log is left beside the database')
})

/** Every text, list and number that is taken says how much of it. */
function insistOnBounds(t: Test, schema: unknown, path: string): void {
  if (typeof schema !== 'object' || schema === null) return
  const { type, enum: values, format } = schema as { type?: unknown; enum?: unknown; format?: unknown }
  const types = [type].flat()
  if (types.includes('string') && !values && format !== 'uuid') t.ok('maxLength' in schema, `${path} has a maxLength`)
  if (types.includes('array')) t.ok('maxItems' in schema, `${path} has a maxItems`)
  if (types.includes('integer') || types.includes('number')) t.ok('maximum' in schema && 'minimum' in schema, `${path} has bounds`)
  if (types.includes('object')) t.equal((schema as { additionalProperties?: unknown }).additionalProperties, false, `${path} is closed`)
  const { properties = {}, items, anyOf = [] } = schema as { properties?: object; items?: unknown; anyOf?: unknown[] }
  for (const [name, member] of Object.entries(properties)) insistOnBounds(t, member, `${path}.${name}`)
  for (const alternative of anyOf) insistOnBounds(t, alternative, path)
  insistOnBounds(t, items, `${path}[]`)
}

async function freePort() {
  const probe = createServer().listen(0)
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  return port
}

async function answering(url: string) {
  for (let tries = 0; tries < 600; tries++) {
    const reply = await fetch(url, { headers: { connection: 'close' } }).catch(() => undefined)
    if (reply?.ok) return
    await new Promise((wake) => setTimeout(wake, 50))
  }
  throw new Error(`${url} did not answer`)
}
