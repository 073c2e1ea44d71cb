import { createHmac } from 'node:crypto'
import type { Keys } from '../db/keys.ts'
import type { previewLinks } from '../db/tables.ts'
import { sameText } from '../http/same-text.ts'
import type { Services } from '../services.ts'

/** What a token opens: one revision, by one link, until then. */
export type Opened = Pick<typeof previewLinks.$inferSelect, 'id' | 'revision' | 'expiresAt'>

/** The token of a link: made from it each time, so that it need not be kept. It opens nothing else, and no later revision. */
export function previewToken(keys: Keys, { id, revision, expiresAt }: Opened): string {
  const claim = `${id}.${revision.toString(36)}.${Date.parse(expiresAt).toString(36)}`
  return `${claim}.${sign(keys, claim)}`
}

/** What a token says that it opens; undefined for one that is mistyped or forged. Whether its link still stands is not known by it. */
export function openedBy(keys: Keys, token: string): Opened | undefined {
  const [, claim, id, revision, expiry, signature] = token.match(written) ?? []
  if (claim === undefined || !sameText(signature!, sign(keys, claim))) return undefined
  return { id: id!, revision: Number.parseInt(revision!, 36), expiresAt: new Date(Number.parseInt(expiry!, 36)).toISOString() }
}

/** Where a preview is shown: on the newsroom’s page, behind `#`, which no server and no `Referer` sees; or by this API, where there is none. */
export function previewAddress({ previewPage, baseUrl }: Services['config'], token: string): string {
  return previewPage === '' ? `${baseUrl}/v1/previews/${token}` : `${previewPage}#preview=${token}`
}

const written = /^((.{36})\.([0-9a-z]{1,8})\.([0-9a-z]{8,9}))\.([\w-]{43})$/

function sign({ cursor }: Keys, claim: string) {
  return createHmac('sha256', cursor)
    .update(JSON.stringify(['article-preview', claim]))
    .digest('base64url')
}
