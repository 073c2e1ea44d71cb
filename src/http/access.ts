import type { FastifyInstance, RouteOptions } from 'fastify'
import { Problem, problems } from '../problem.ts'

/** What a token may be allowed. */
export const scopes = [
  'articles:read',
  'articles:write',
  'articles:publish',
  'taxonomy:write',
  'site:write',
  'comments:moderate',
  'metrics:read',
  'admin',
] as const

export type Scope = (typeof scopes)[number]

/** Who may call a route. `public` is a choice that has to be written down. */
export type Access = 'public' | Scope

/** Whoever sent the token of a request. */
export interface Caller {
  tokenId: string
  staffId: string
  name: string
  kind: 'person' | 'service'
  scopes: readonly Scope[]
  /** Whether the last noted use of the token is a while ago. */
  useToNote: boolean
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
  }
  interface FastifyRequest {
    caller: Caller | undefined
  }
}

/** What the guard asks: whose a token is, and that its use be noted. */
export interface TokenKeeper {
  identify: (token: string) => Promise<Caller | undefined>
  noteUse: (caller: Caller) => Promise<void>
}

/**
 * Refuses to boot with a route that does not say who may call it, then holds every call to what was said.
 * A token that is not valid is 401 on public routes too: whoever sends one wants to know.
 */
export function guard(app: FastifyInstance, { identify, noteUse }: TokenKeeper) {
  app.decorateRequest('caller', undefined)
  const routes: RouteOptions[] = []
  app.addHook('onRoute', (route) => void routes.push(route))
  app.addHook('onReady', async () => {
    const silent = routes
      .filter(({ config }) => !config?.access)
      .map(({ method, url }) => `${method} ${url}`)
      .filter((address) => address !== preflight)
    if (silent.length > 0) throw new Error(`These routes do not say who may call them: ${silent.join(', ')}`)
  })
  app.addHook('onRequest', async (request) => {
    const access = request.routeOptions.config.access ?? 'public'
    const { authorization } = request.headers
    if (authorization !== undefined) request.caller = await callerOf(authorization, identify)
    if (access === 'public') return
    if (!request.caller) throw refused('token-needed', 'required', 'Bearer realm="Broadsheet"')
    insistOnScope(request.caller, access)
  })
  app.addHook('onResponse', async (request, reply) => {
    const { caller } = request
    if (!caller?.useToNote || reply.statusCode >= 400) return
    await noteUse(caller).catch((error) => request.log.warn(error, 'The use of a token could not be noted'))
  })
}

/** Throws `not-allowed` when the caller's token lacks a scope. */
export function insistOnScope({ scopes }: Caller, scope: Scope) {
  if (!scopes.includes(scope)) throw new Problem('not-allowed', `This token lacks the scope ${scope}.`)
}

/** What @fastify/cors answers before any route is looked up. */
const preflight = 'OPTIONS *'

async function callerOf(authorization: string, identify: TokenKeeper['identify']) {
  const token = authorization.match(/^Bearer +([\w.~+/-]{1,200}=*)$/i)?.[1]
  const caller = token === undefined ? undefined : await identify(token)
  if (!caller) throw refused('token-unknown', 'unknown', 'Bearer realm="Broadsheet", error="invalid_token"')
  return caller
}

function refused(problem: 'token-needed' | 'token-unknown', code: string, challenge: string) {
  const [, detail] = problems[problem]
  return new Problem(problem, undefined, [{ header: 'Authorization', code, detail: `${detail}.` }], { 'www-authenticate': challenge })
}
