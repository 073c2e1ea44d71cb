import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Config } from './config.ts'
import type { Database } from './db/database.ts'
import type { Keys } from './db/keys.ts'
import type { Fetch } from './http/outbound.ts'

/** Everything a capability may reach. main.ts builds one; each test builds its own. */
export interface Services {
  config: Config
  db: Database
  /** The keys that sign cursors and hash addresses. They are replaced in place (`followKeys`), so nobody keeps one of them. */
  keys: Keys
  now: () => Date
  /** UUIDv7 (RFC 9562), increasing within the process. */
  newId: () => string
  /** So many random bytes, fit for secrets. */
  random: (bytes: number) => Buffer
  /** The only way out to the world. */
  fetch: Fetch
}

/** A capability's routes: a Fastify plugin that is handed its services. */
export type Routes = FastifyPluginAsyncTypebox<Services>
