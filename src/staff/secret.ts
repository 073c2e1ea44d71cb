import { createHash } from 'node:crypto'

/** A fresh token, and what of it is kept. */
export interface NewSecret {
  /** Shown once: `bs_<id>_<256 random bits><checksum>`, base62 and base64url. */
  token: string
  /** Its public part, by which it is found. */
  id: string
  /** SHA-256 of the whole token, hex. */
  hash: string
}

/** Makes a token from `random`; the checksum tells a mistyped one from a revoked one without a look into the database. */
export function newSecret(random: (bytes: number) => Buffer): NewSecret {
  const id = random(8).toString('hex')
  const body = `bs_${id}_${random(32).toString('base64url')}`
  const token = `${body}.${checksum(body)}`
  return { token, id, hash: hashOf(token) }
}

/** The public part of a token, or undefined when it is none of ours or mistyped. */
export function idOf(token: string): string | undefined {
  const [, body, id, sum] = token.match(/^(bs_([0-9a-f]{16})_[\w-]{43})\.([0-9a-f]{8})$/) ?? []
  return body !== undefined && checksum(body) === sum ? id : undefined
}

/** SHA-256, hex. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

function checksum(body: string) {
  return createHash('sha256').update(`checksum ${body}`).digest('hex').slice(0, 8)
}
