import type { Config } from '../config.ts'
import type { Caller } from '../http/access.ts'
import { sameText } from '../http/same-text.ts'
import { hashOf } from '../staff/secret.ts'

/** Whoever sends the token of the settings: reads the figures, and may do nothing else. It needs no database, so that a broken one is seen. */
export function monitorOf({ metricsToken }: Config, token: string): Caller | undefined {
  if (metricsToken === '' || !sameText(hashOf(metricsToken), hashOf(token))) return undefined
  return { tokenId: 'settings', staffId: 'settings', name: 'Monitor', kind: 'service', scopes: ['metrics:read'], useToNote: false }
}
