import { Type } from 'typebox'
import { answer, closed } from '../http/schema.ts'
import { Problem, type ProblemCode, problems } from '../problem.ts'
import type { Routes } from '../services.ts'
import { readSite } from '../site/store.ts'
import { Health, ProblemPage, Welcome } from './schema.ts'

const codes = Object.keys(problems) as ProblemCode[]
const tags = ['Service']

/** What operators and newcomers ask of the service itself. */
export const healthRoutes: Routes = async (app, { db, config }) => {
  app.get(
    '/health/live',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'isAlive',
        tags,
        summary: 'Is the process alive?',
        description: 'Asks nothing of the database.',
        response: { 200: answer('It is', Health) },
      },
    },
    async () => ({ status: 'ok' as const }),
  )

  app.get(
    '/health/ready',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'isReady',
        tags,
        summary: 'Can it answer?',
        description: 'Reads from the database.',
        response: { 200: answer('It can', Health) },
      },
    },
    async () => {
      await readSite(db)
      if (!db.standing().inPlace) throw new Problem('unavailable', 'The database was replaced or removed.', [], { 'retry-after': '5' })
      return { status: 'ok' as const }
    },
  )

  app.get(
    '/problems/:code',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'explainProblem',
        tags,
        summary: 'What a kind of problem means',
        description: 'The `type` of every problem leads here.',
        params: closed({
          code: Type.String({
            maxLength: 60,
            pattern: '^[a-z-]+$',
            examples: ['invalid-request'],
            description: 'The last part of a problem’s `type`',
          }),
        }),
        response: { 200: answer('What it means', ProblemPage) },
      },
    },
    async ({ params }) => {
      const code = codes.find((known) => known === params.code)
      if (!code) throw new Problem('not-found', `There is no problem “${params.code}”. There are: ${codes.join(', ')}.`)
      const [status, title, remedy] = problems[code]
      return { code, status, title, remedy }
    },
  )

  for (const [url, operationId] of [
    ['/', 'welcome'],
    ['/v1', 'welcomeToVersion1'],
  ] as const) {
    app.get(
      url,
      {
        config: { access: 'public' },
        schema: {
          operationId,
          tags,
          summary: 'Where to begin',
          description: 'The addresses that everything else is found from.',
          response: { 200: answer('The beginnings', Welcome) },
        },
      },
      async (_request, reply) => {
        const at = (path: string) => `${config.baseUrl}${path}`
        reply.header('link', `<${at('/openapi.json')}>; rel="service-desc", <${at('/docs')}>; rel="service-doc"`)
        const { name } = await readSite(db)
        return { name, documentation: at('/docs'), openapi: at('/openapi.json'), site: at('/v1/site'), articles: at('/v1/articles') }
      },
    )
  }
}
