import { createHmac } from 'node:crypto'
import type { Keys } from '../db/keys.ts'
import type { Caller } from '../http/access.ts'
import { sameText } from '../http/same-text.ts'
import { Problem } from '../problem.ts'
import type { NewPreview } from './batches.schema.ts'

/** What was previewed, and for whom: all that is needed to do just that. */
export interface Previewed {
  batch: string
  staffId: string
  wanted: NewPreview
  /** When, and the last event that had happened by then. */
  at: string
  sequence: number
  /** How many there were, and the place of the last that was asked if there were more. */
  count: number
  until: readonly string[] | null
  expiresAt: string
}

/** Signs what was previewed, so that nobody can carry out anything else by it. */
export function batchToken(keys: Keys, previewed: Previewed): string {
  const text = Buffer.from(JSON.stringify(previewed)).toString('base64url')
  return `${text}.${sign(keys, text)}`
}

/** Throws `unprocessable` for a token that is forged, somebody else’s or too old. */
export function previewedBy(keys: Keys, token: string, { staffId }: Caller, now: Date): Previewed {
  const [text = '', signature = '', ...junk] = token.split('.')
  if (junk.length > 0 || !sameText(signature, sign(keys, text))) throw unfit('unknown', 'It is no token of a preview.')
  const previewed = JSON.parse(Buffer.from(text, 'base64url').toString()) as Previewed
  if (previewed.staffId !== staffId) throw unfit('unknown', 'It is a colleague’s; ask for a preview of your own.')
  if (previewed.expiresAt <= now.toISOString()) throw unfit('expired', `It ended at ${previewed.expiresAt}; ask for another preview.`)
  return previewed
}

function sign({ cursor }: Keys, text: string) {
  return createHmac('sha256', cursor)
    .update(JSON.stringify(['batch', text]))
    .digest('base64url')
}

function unfit(code: string, detail: string) {
  return new Problem('unprocessable', undefined, [{ pointer: '#/token', code, detail }])
}
